/**
 * Waits for what sockets of an overlay say first: bound, refused for good, or refused for a reason that time may mend.
 *
 * @module
 */
import { OverlayError } from "./overlay_types.ts";
import type { ResolvedOverlay } from "./protocol/overlay/settings.ts";

/** A socket's word: that it is bound, or why it was refused. */
export interface SocketSaid {
  /** Why it was refused, in one word. */
  readonly reason?: string;
  /** The platform's words. */
  readonly message?: string;
}

/** Refusals after which waiting does not help: whoever asked must change something. */
const finalRefusals = new Set([
  "address_in_use",
  "address_unavailable",
  "permission_denied",
]);

/** The first words of sockets that were just started. */
export class FirstWords {
  #heard: (socket: string, said: SocketSaid) => void = () => {};
  #abandon: (error: Error) => void = () => {};

  /**
   * Starts something, and waits until each of these sockets was bound, or refused for a reason that time may mend.
   *
   * @throws {OverlayError} If one was refused for good, naming the setting of `settings` to change.
   */
  wait(
    settings: ResolvedOverlay,
    sockets: readonly string[],
    start: () => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const awaited = new Set(sockets);
      this.#abandon = reject;
      this.#heard = (socket, { reason, message = "" }) => {
        if (!awaited.delete(socket)) return;
        if (reason !== undefined && finalRefusals.has(reason)) {
          reject(refusalOf(settings, socket, reason, message));
        } else if (awaited.size === 0) {
          resolve();
        }
      };
      try {
        start();
        if (sockets.length === 0) resolve();
      } catch (error) {
        reject(error);
      }
    });
  }

  /** A socket said something. */
  heard(socket: string, said: SocketSaid): void {
    this.#heard(socket, said);
  }

  /** Nobody will say anything any more. */
  abandon(error: Error): void {
    this.#abandon(error);
  }
}

/** The sockets of an overlay, by the ids of their actors. */
export function socketsOf({ multicast }: ResolvedOverlay): readonly string[] {
  return multicast ? ["multicast", "bridge"] : ["unicast"];
}

/** Names the setting to change: two nodes on one host share the group's port, but not the bridge's. */
function refusalOf(
  settings: ResolvedOverlay,
  socket: string,
  reason: string,
  message: string,
): OverlayError {
  return new OverlayError(
    `Cannot start overlay ${settings.name}: ${
      refusedSetting(settings, socket, reason)
    } is refused, ${reason} (${message})`,
    reason,
  );
}

function refusedSetting(
  settings: ResolvedOverlay,
  socket: string,
  reason: string,
): string {
  const { port, multicast } = settings;
  if (socket === "bridge") {
    return `multicast.local_port ${multicast?.local_port}`;
  }
  if (reason !== "address_unavailable") return `port ${port}`;
  return multicast
    ? `multicast.local_iface_address ${multicast.local_iface_address}`
    : `ip ${settings.ip}`;
}
