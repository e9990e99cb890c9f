/**
 * How events of overlays look to a person.
 *
 * @module
 */
import type { OverlayNews } from "../overlay_events.ts";

/** What happened, in one line. */
export function overlaySentence(event: OverlayNews): string {
  const { overlay } = event;
  switch (event.type) {
    case "overlay_started":
      return `${overlay}  overlay started`;
    case "overlay_stopped":
      return `${overlay}  overlay stopped`;
    case "overlay_reconfigured":
      return `${overlay}  overlay reconfigured`;
    case "overlay_warning":
      return `${overlay}  warning: ${event.setting}: ${event.message}`;
    case "overlay_socket_bound":
      return `${overlay}  ${event.socket} bound ${event.address}:${event.port}`;
    case "overlay_socket_refused":
      return `${overlay}  ${event.socket} refused: ${event.reason} (${event.message}), again in ${event.retryInMs} ms. ${event.advice}`;
    case "digest_forwarded":
      return `${overlay}  ${event.digest} ${event.id} to ${
        event.to.join(", ")
      }`;
    case "digests_refused":
      return `${overlay}  refused ${event.count} digests: ${event.reason}`;
    case "neighbour_storms": {
      const { datagrams, copies } = event.shed;
      return `${overlay}  ${event.sender} storms: ${datagrams} datagrams and ${copies} copies shed within the minute`;
    }
    default:
      return `${overlay}  ${event.type} ${event.member} (${event.address}:${event.port}${
        event.local ? ", local" : ""
      })`;
  }
}
