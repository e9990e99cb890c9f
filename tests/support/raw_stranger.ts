/**
 * Somebody who speaks to a node byte by byte, over a simulated network.
 *
 * @module
 */
import type { TcpSocket, World } from "../../src/ports/world.ts";
import {
  decodeHandshake,
  encodeHandshake,
  FrameReader,
  HANDSHAKE_BYTES_MAX,
  type HandshakeFrame,
  type HandshakeFrameOf,
} from "../../src/wire/distribution/mod.ts";

/** A connection by hand. */
export class RawStranger {
  readonly #frames: Uint8Array[] = [];
  readonly #socket: TcpSocket;
  #isOpen = false;
  #isClosed = false;

  /** Connects from a host of the simulation. */
  constructor(world: World, host: string, port: number) {
    const reader = new FrameReader({
      prefixBytes: 2,
      bytesMax: HANDSHAKE_BYTES_MAX,
    });
    this.#socket = world.tcp.connect({ host, port }, {
      opened: () => this.#isOpen = true,
      received: (bytes) => {
        reader.push(bytes);
        let frame;
        while ((frame = reader.next())) this.#frames.push(frame);
      },
      drained: () => {},
      closed: () => this.#isClosed = true,
    });
  }

  /** Whether the connection is there. */
  get isOpen(): boolean {
    return this.#isOpen && !this.#isClosed;
  }

  /** Whether the other side, or the network, has ended it. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends bytes as they are. */
  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Sends a frame of the handshake. */
  say(frame: HandshakeFrame): void {
    this.write(encodeHandshake(frame));
  }

  /** The next frame that came, which must be of this type; `undefined` if none came. */
  take<Type extends HandshakeFrame["type"]>(
    type: Type,
  ): HandshakeFrameOf<Type> | undefined {
    const body = this.#frames.shift();
    if (!body) return undefined;
    const decoded = decodeHandshake(type, body);
    if (!decoded.ok) throw new Error(`No ${type}: ${decoded.error.code}`);
    return decoded.value;
  }

  /** Hangs up. */
  end(): void {
    this.#socket.destroy();
  }
}
