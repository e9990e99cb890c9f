/**
 * Sockets for an examination: asked for, and had or refused within a bounded time.
 *
 * @module
 */
import type {
  Endpoint,
  NetworkFailure,
  UdpOptions,
  UdpSocket,
  World,
} from "../ports/world.ts";

/** A socket that is open. */
export interface OpenedSocket extends Disposable {
  /** What it is bound to. */
  readonly local: Endpoint;
  /** Sends. */
  readonly send: UdpSocket["send"];
}

/** What was had. */
export type Opening =
  | { readonly ok: true; readonly socket: OpenedSocket }
  | { readonly ok: false; readonly failure: Refused };

/** Why it was refused. */
export type Refused = {
  readonly reason: string;
  readonly message: string;
};

/** What an owner of a socket hears. */
export interface Hears {
  /** A datagram. */
  datagram?(bytes: Uint8Array, from: Endpoint): void;
  /** A refusal after it was bound, of a send for example. */
  failed?(failure: Refused): void;
}

/** Opens a socket; settles when it is bound or refused. */
export function openSocket(
  { udp }: Pick<World, "udp">,
  options: UdpOptions,
  hears: Hears = {},
): Promise<Opening> {
  return new Promise((resolve) => {
    let isBound = false;
    const socket = udp.open(options, {
      bound(local) {
        isBound = true;
        resolve({
          ok: true,
          socket: {
            local,
            send: (bytes, to) => socket.send(bytes, to),
            [Symbol.dispose]: () => socket.close(),
          },
        });
      },
      datagram: (bytes, from) => hears.datagram?.(bytes, from),
      failed(failure) {
        const refused = refusedBy(failure);
        if (isBound) return hears.failed?.(refused);
        socket.close();
        resolve({ ok: false, failure: refused });
      },
    });
  });
}

function refusedBy({ code: reason, message }: NetworkFailure): Refused {
  return { reason, message };
}

/** Resolves after so many ms. */
export function pause({ clock }: Pick<World, "clock">, ms: number) {
  return new Promise<void>((resolve) => clock.setTimeout(resolve, ms));
}
