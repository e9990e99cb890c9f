/**
 * A simulated socket: what it is bound to, which groups it hears, and what its owner is told.
 *
 * Whatever happens to it happens in an event of its own on the virtual clock, so nothing is told
 * before `open` has returned.
 *
 * @module
 */

import type {
  Clock,
  Endpoint,
  NetworkFailure,
  NetworkFailureCode,
  UdpHandlers,
  UdpOptions,
  UdpSocket,
} from "../ports/world.ts";
import type { Via } from "./routes.ts";

/** What a socket asks of its host. */
export interface SocketHost {
  /** Virtual time. */
  readonly clock: Clock;
  /** Finds a port for the socket, or says why not. */
  bind(socket: SimSocket): Endpoint | NetworkFailureCode;
  /** Which way the socket's groups come, or why they cannot be joined. */
  join(socket: SimSocket): Via | { readonly refused: NetworkFailureCode };
  /** Sends a datagram, or says why not. */
  send(
    socket: SimSocket,
    local: Endpoint,
    bytes: Uint8Array,
    to: Endpoint,
  ): NetworkFailureCode | undefined;
  /** Forgets the socket. */
  closed(socket: SimSocket): void;
}

/** One open socket of a simulated host. */
export class SimSocket implements UdpSocket {
  /** What was asked for. */
  readonly options: UdpOptions;
  readonly #host: SocketHost;
  readonly #handlers: UdpHandlers;
  readonly #beforeBound: [Uint8Array, Endpoint][] = [];
  #state: "opening" | "bound" | "useless" | "closed" = "opening";
  #local: Endpoint | undefined;
  /** The way its groups come; undefined while it is a member of none. */
  #via: Via | undefined;

  /** Opens at the clock's next event. */
  constructor(options: UdpOptions, handlers: UdpHandlers, host: SocketHost) {
    this.options = options;
    this.#handlers = handlers;
    this.#host = host;
    this.#later(() => this.#open());
  }

  /** Where it is bound; undefined before. */
  get local(): Endpoint | undefined {
    return this.#local;
  }

  send(bytes: Uint8Array, to: Endpoint): void {
    if (this.#state === "opening") this.#beforeBound.push([bytes, to]);
    if (this.#state !== "bound" || !this.#local) return;
    const refused = this.#host.send(this, this.#local, bytes.slice(), to);
    if (refused) {
      this.#later(() =>
        this.#fail("send", refused, `to ${to.address}:${to.port}`)
      );
    }
  }

  rejoin(): void {
    if (this.#state !== "bound" || !this.options.multicast) return;
    this.#via = undefined;
    const refused = this.#join();
    if (refused) {
      this.#later(() =>
        this.#fail("join", refused, this.options.multicast!.groups.join())
      );
    }
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#host.closed(this);
  }

  /** Whether it receives. */
  get isBound(): boolean {
    return this.#state === "bound";
  }

  /** Whether it joined the group on the way by which a datagram came. */
  isMember(group: string, via: Via): boolean {
    return this.#via === via && this.options.multicast!.groups.includes(group);
  }

  /** Hands a datagram to the owner, cut to the size it accepts. */
  receive(bytes: Uint8Array, from: Endpoint): void {
    this.#handlers.datagram(bytes.slice(0, this.options.receiveBytesMax), from);
  }

  /** Loses its memberships, if that is the way they come by. */
  leave(via: Via): void {
    if (this.#via === via) this.#via = undefined;
  }

  /** Breaks it; the owner is told. */
  break(): void {
    if (this.#state === "closed") return;
    this.#state = "useless";
    this.#later(() => this.#fail("receive", "unknown", "(broken by the test)"));
  }

  #open(): void {
    if (this.#state !== "opening") return;
    this.#state = "useless";
    const { address, port } = this.options;
    const bound = this.#host.bind(this);
    if (typeof bound === "string") {
      return this.#fail("bind", bound, `${address}:${port}`);
    }
    this.#local = bound;
    const refused = this.#join();
    if (refused) {
      return this.#fail("join", refused, this.options.multicast!.groups.join());
    }
    this.#state = "bound";
    // First what was sent first: the owner may send more when it is told.
    for (const [bytes, to] of this.#beforeBound.splice(0)) this.send(bytes, to);
    this.#handlers.bound(bound);
  }

  #join(): NetworkFailureCode | undefined {
    const { multicast } = this.options;
    if (!multicast) return undefined;
    const way = this.#host.join(this);
    if (typeof way === "object") return way.refused;
    this.#via = way;
  }

  #fail(
    during: NetworkFailure["during"],
    code: NetworkFailureCode,
    what: string,
  ): void {
    this.#handlers.failed({
      during,
      code,
      message: `Cannot ${during} ${what}: ${code} (simulated)`,
    });
  }

  #later(happens: () => void): void {
    this.#host.clock.setTimeout(() => {
      if (this.#state !== "closed") happens();
    }, 0);
  }
}
