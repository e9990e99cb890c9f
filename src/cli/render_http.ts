/**
 * How events of the HTTP server look to a person.
 *
 * @module
 */
import type { HttpListening, HttpNews } from "../http_events.ts";

/** What happened, in one line. */
export function httpSentence(event: HttpNews): string {
  switch (event.type) {
    case "http_listening":
      return `http  listening on ${urlOf(event)}${
        event.fingerprint === undefined
          ? ""
          : ` (self-signed certificate, SHA-256 ${event.fingerprint})`
      }`;
    case "http_refused":
      return `http  refused: ${event.reason} (${event.message}), again in ${event.retryInMs} ms. ${event.advice}`;
    case "logins_refused":
      return `http  ${event.failures} failed logins from ${event.address}: slowed`;
    case "http_failed":
      return `http  ${event.route} failed: ${event.reason}`;
  }
}

function urlOf({ scheme, address, port }: HttpListening): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return `${scheme}://${host}:${port}`;
}
