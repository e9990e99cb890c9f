/**
 * Waits for what sockets say first: bound, refused for good, or refused for a reason that time may mend.
 *
 * @module
 */

/** A socket's word: that it is bound, or why it was refused. */
export interface SocketSaid {
  /** Why it was refused, in one word. */
  readonly reason?: string;
  /** The platform's words. */
  readonly message?: string;
}

/** A socket that was refused for good. */
export interface SocketRefusal {
  /** Which one. */
  readonly socket: string;
  /** Why, in one word. */
  readonly reason: string;
  /** The platform's words. */
  readonly message: string;
}

/** Refusals after which waiting does not help: whoever asked must change something. */
const finalRefusals = new Set([
  "address_in_use",
  "address_unavailable",
  "permission_denied",
  "certificate_refused",
]);

/** The first words of sockets that were just started. */
export class FirstWords {
  #heard: (socket: string, said: SocketSaid) => void = () => {};
  #abandon: (error: Error) => void = () => {};

  /**
   * Starts something, and waits until each of these sockets was bound, or refused for a reason that time may mend.
   *
   * @throws What `errorOf` makes of it, if one was refused for good.
   */
  wait(
    sockets: readonly string[],
    errorOf: (refusal: SocketRefusal) => Error,
    start: () => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const awaited = new Set(sockets);
      this.#abandon = reject;
      this.#heard = (socket, { reason, message = "" }) => {
        if (!awaited.delete(socket)) return;
        if (reason !== undefined && finalRefusals.has(reason)) {
          reject(errorOf({ socket, reason, message }));
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
