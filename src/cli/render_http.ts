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

/**
 * The address at which a browser of this host opens the inspector; with `token`, which must reach nobody else, as the
 * superuser.
 */
export function inspectorUrl(listening: HttpListening, token?: string): string {
  const query = token === undefined ? "" : `?token=${token}`;
  const address = anyAddress[listening.address] ?? listening.address;
  return `${urlOf({ ...listening, address })}/${query}`;
}

/** Addresses that mean all of a host, which is no place to go to, and where it is for itself. */
const anyAddress: Readonly<Record<string, string>> = {
  "0.0.0.0": "127.0.0.1",
  "::": "::1",
};

function urlOf({ scheme, address, port }: HttpListening): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return `${scheme}://${host}:${port}`;
}
