/**
 * UDP of the real world: node:dgram, which works with `--allow-net` alone and, unlike `Deno.listenDatagram`, chooses
 * the outgoing multicast interface.
 *
 * What it takes care of (Deno 2.9.6):
 * - `recvBufferSize` is no kernel setting but half the array allocated for each datagram: it is kept
 *   just large enough, see `receive_room.ts`.
 * - Names are looked up asynchronously, even when they are addresses, and an error there escapes every handler:
 *   addresses are passed through as they are, at once.
 *
 * Sends are kept in order, and apart, by `paced_sender.ts`; what was received waits in `inbox.ts`.
 *
 * @module
 */

import {
  type BindOptions,
  createSocket,
  type Socket,
  type SocketOptions,
} from "node:dgram";
import { isIP, isIPv6 } from "node:net";
import { Inbox } from "./inbox.ts";
import { PacedSender, type WaitingSend } from "./paced_sender.ts";
import { ReceiveRoom } from "./receive_room.ts";
import { networkFailure } from "./udp_failure.ts";
import type {
  Datagram,
  Endpoint,
  NetworkFailure,
  UdpHandlers,
  UdpNetwork,
  UdpOptions,
  UdpSocket,
} from "./world.ts";

/** No datagram is larger than an IP packet. */
const DATAGRAM_BYTES_MAX = 65_535;

/**
 * A closed socket holds its port for two more turns of Deno's event loop; a bind refused as in use is tried once more
 * after them.
 */
const SECOND_BIND_AFTER_MS = 5;

/** How long a closed socket may take to send what waits: one goodbye takes less than a millisecond. */
const CLOSING_MS_MAX = 1_000;

/** What closed sockets still do: send what waited, and give their ports back. */
const closing = new Set<Promise<void>>();

/** UDP sockets of this host. IPv6 sockets take no IPv4. */
export const udpNetwork: UdpNetwork = {
  // Deno 2.9.6 takes another number without a word, and does nothing.
  ipv6MulticastTtl: 1,
  open: (options, handlers) => new DgramSocket(options, handlers),
  async settled() {
    await Promise.all(closing);
  },
};

class DgramSocket implements UdpSocket {
  readonly #options: UdpOptions;
  readonly #handlers: UdpHandlers;
  readonly #socket: Socket;
  readonly #sender = new PacedSender({
    transmit: (send, sent) => this.#transmit(send, sent),
    overloaded: (failure) => this.#tell(failure),
  });
  readonly #room: ReceiveRoom;
  readonly #inbox = new Inbox<Datagram>((waiting) => this.#handle(waiting));
  #state: "opening" | "bound" | "closed" = "opening";
  #secondBind: ReturnType<typeof setTimeout> | undefined;

  constructor(options: UdpOptions, handlers: UdpHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#room = new ReceiveRoom(receiveBytes(options));
    this.#socket = createSocket(socketOptions(options));
    this.#socket.on("error", (error) => this.#failed(error));
    this.#socket.on("message", (bytes, from) => this.#received(bytes, from));
    // In a step of its own, so that what the owner does when told cannot be mistaken for a failed bind.
    this.#socket.once(
      "listening",
      () => queueMicrotask(() => this.#listening()),
    );
    queueMicrotask(() => this.#bind());
  }

  send(bytes: Uint8Array, to: Endpoint): void {
    this.#sender.send({ bytes, to });
  }

  rejoin(): void {
    const { multicast } = this.#options;
    if (this.#state !== "bound" || !multicast) return;
    for (const group of multicast.groups) {
      try {
        this.#socket.dropMembership(group, multicast.interfaceAddress);
      } catch {
        // The system forgot it along with the interface.
      }
    }
    const failure = this.#join();
    if (failure) queueMicrotask(() => this.#tell(failure));
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#inbox.clear();
    clearTimeout(this.#secondBind);
    const gone = new Promise<void>((resolve) => this.#finish(resolve))
      .then(() => void closing.delete(gone));
    closing.add(gone);
  }

  /** Lets what waits be sent, closes the socket, and calls `done`. */
  #finish(done: () => void): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#sender.stop();
      this.#socket.close(done);
    };
    this.#sender.finish(end);
    if (!isOver) timer = setTimeout(end, CLOSING_MS_MAX);
  }

  #bind(): void {
    if (this.#state === "closed") return;
    const { address, port } = this.#options;
    try {
      this.#socket.bind({ address, port } satisfies BindOptions);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const { address, port } = this.#options;
    if (this.#state === "bound") {
      this.#tell(networkFailure("receive", `on ${address}:${port}`, error));
      return;
    }
    const failure = networkFailure("bind", `${address}:${port}`, error);
    const mayBeFreed = failure.code === "address_in_use" &&
      this.#secondBind === undefined;
    if (!mayBeFreed) return this.#tell(failure);
    this.#secondBind = setTimeout(() => this.#bind(), SECOND_BIND_AFTER_MS);
  }

  #listening(): void {
    if (this.#state === "closed") return;
    if (this.#options.broadcast) this.#socket.setBroadcast(true);
    const failure = this.#join();
    if (failure) return this.#tell(failure);
    this.#state = "bound";
    const { address, port } = this.#socket.address();
    this.#handlers.bound({ address, port });
    this.#sender.start();
  }

  #join(): NetworkFailure | undefined {
    const { multicast } = this.#options;
    if (!multicast) return undefined;
    const { groups, interfaceAddress, ttl } = multicast;
    const what = `${groups.join(", ")} on ${
      interfaceAddress ?? "the default interface"
    }`;
    try {
      requireTtl(ttl);
      this.#socket.setMulticastTTL(ttl);
      this.#socket.setMulticastLoopback(true);
      if (interfaceAddress !== undefined) {
        requireNamedZone(interfaceAddress);
        this.#socket.setMulticastInterface(interfaceAddress);
      }
      for (const group of groups) {
        this.#socket.addMembership(group, interfaceAddress);
      }
    } catch (error) {
      const routed = interfaceAddress === undefined && groups.every(isGroup);
      return networkFailure("join", what, error, { routed });
    }
  }

  #received(bytes: Uint8Array, from: Endpoint): void {
    if (this.#state !== "bound") return;
    this.#sender.received();
    const roomBytes = this.#room.received(bytes.length, monotonicMs);
    if (roomBytes) this.#socket.setRecvBufferSize(Math.ceil(roomBytes / 2));
    const { address, port } = from;
    this.#inbox.push({
      bytes: bytes.subarray(0, this.#options.receiveBytesMax),
      from: { address, port },
    });
  }

  #handle(waiting: readonly Datagram[]): void {
    if (this.#handlers.datagrams) return this.#handlers.datagrams(waiting);
    for (const { bytes, from } of waiting) {
      if (this.#state === "bound") this.#handlers.datagram(bytes, from);
    }
  }

  #transmit({ bytes, to }: WaitingSend, sent: () => void): void {
    const over = (error: unknown) => {
      const what = `to ${to.address}:${to.port}`;
      if (error) this.#tell(networkFailure("send", what, error));
      sent();
    };
    try {
      this.#socket.send(bytes, to.port, to.address, over);
    } catch (error) {
      queueMicrotask(() => over(error));
    }
  }

  #tell(failure: NetworkFailure): void {
    if (this.#state !== "closed") this.#handlers.failed(failure);
  }
}

const monotonicMs = () => performance.now();

function receiveBytes({ receiveBytesMax }: UdpOptions): number {
  return Math.min(receiveBytesMax, DATAGRAM_BYTES_MAX);
}

function socketOptions(options: UdpOptions): SocketOptions {
  const { address, shared } = options;
  const family = isIPv6(address) ? 6 : 4;
  return {
    type: family === 6 ? "udp6" : "udp4",
    ipv6Only: family === 6,
    reuseAddr: shared,
    recvBufferSize: Math.ceil(receiveBytes(options) / 2),
    lookup: (address, _options, found) =>
      found(addressError(address, family), address, family),
  };
}

function addressError(
  address: string,
  family: 4 | 6,
): NodeJS.ErrnoException | null {
  if (isIP(address) === family) return null;
  return Object.assign(new Error(`${address} is not an IPv${family} address`), {
    code: "ENOTFOUND",
  });
}

function requireTtl(ttl: number): void {
  if (Number.isInteger(ttl) && ttl >= 1 && ttl <= 255) return;
  throw new RangeError(`a TTL of ${ttl} is not in 1 to 255`);
}

function isGroup(address: string): boolean {
  return /^(22[4-9]|23\d)\.|^ff/i.test(address);
}

/** `::%3` would silently become any interface. */
function requireNamedZone(interfaceAddress: string): void {
  if (!isIPv6(interfaceAddress) || /%.*\D/.test(interfaceAddress)) return;
  throw new RangeError(
    `an IPv6 interface is given by name, as in ::%eth0, not as ${interfaceAddress}`,
  );
}
