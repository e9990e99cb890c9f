/**
 * The TCP stack of a simulated host: its listeners, its connections, and who gets what comes.
 *
 * As on Linux with `SO_REUSEADDR`, which Deno sets: a port is in use where somebody listens on an address that overlaps,
 * or has connected from it; connections that were accepted on it, or are gone, do not count.
 *
 * @module
 */

import type {
  Clock,
  Endpoint,
  Random,
  TcpConnectOptions,
  TcpFailureCode,
  TcpHandlers,
  TcpListener,
  TcpListenHandlers,
  TcpListenOptions,
  TcpNetwork,
  TcpSocket,
} from "../ports/world.ts";
import * as addresses from "./addresses.ts";
import { DynamicPorts } from "./dynamic_ports.ts";
import { type ListenerHost, SimTcpListener } from "./tcp_listener.ts";
import type { Content, Segment } from "./tcp_segment.ts";
import { type EndHost, SimTcpSocket } from "./tcp_socket.ts";

/** What the stack asks of its host. */
export interface TcpHost {
  /** Virtual time. */
  readonly clock: Clock;
  /** A stream of randomness that depends on the label alone. */
  random(label: string): Random;
  /** The address that a name means; an address means itself. */
  resolve(name: string): string | undefined;
  /** The address from which `to` is reached; undefined when no way leads there. */
  sourceFor(to: Endpoint): string | undefined;
  /** Why nothing can be bound to the address; undefined when it can. */
  refusal(address: string): TcpFailureCode | undefined;
  /** Sends a segment, which may be lost. */
  sendSegment(segment: Segment): void;
}

/** TCP of one host. */
export class TcpStack implements TcpNetwork, EndHost, ListenerHost {
  readonly #host: TcpHost;
  readonly #listeners = new Set<SimTcpListener>();
  readonly #ends = new Map<string, SimTcpSocket>();
  /** Those that hold their local port, since they connected from it. */
  readonly #dialed = new Set<SimTcpSocket>();
  readonly #dynamicPorts = new DynamicPorts();
  #made = 0;

  /** A stack without connections. */
  constructor(host: TcpHost) {
    this.#host = host;
  }

  get clock(): Clock {
    return this.#host.clock;
  }

  /** Where somebody listens or has a connection, and has not closed it. */
  get open(): readonly Endpoint[] {
    const listening = [...this.#listeners]
      .map(({ local, options }) => local ?? options);
    const connected = [...this.#ends.values()].filter(({ isHeld }) => isHeld)
      .map(({ local }) => local!);
    return [...listening, ...connected];
  }

  connect(options: TcpConnectOptions, handlers: TcpHandlers): TcpSocket {
    const end: SimTcpSocket = this.#makeEnd(() =>
      handlers.opened(end.local!, end.remote!)
    );
    end.handlers = handlers;
    this.#dialed.add(end);
    this.clock.setTimeout(() => this.#dial(options, end), 0);
    return end;
  }

  listen(
    options: TcpListenOptions,
    handlers: TcpListenHandlers,
  ): TcpListener {
    const listener = new SimTcpListener(options, handlers, this);
    this.#listeners.add(listener);
    return listener;
  }

  /** Ends every connection and listener without a word to its owner; the other ends hear of a reset, if they hear at all. */
  kill(): void {
    for (const listener of [...this.#listeners]) listener.close();
    for (const end of [...this.#ends.values(), ...this.#dialed]) end.destroy();
  }

  /** Takes what came from the network or from this host itself. */
  receive(segment: Segment): void {
    const { from, to, content } = segment;
    const end = this.#ends.get(keyOf(to, from));
    if (end) return end.receive(content);
    const listener = content.what === "opening"
      ? this.#listening(to)
      : undefined;
    if (listener) this.#welcome(listener, segment);
    else if (content.what !== "reset") {
      this.#host.sendSegment({
        from: to,
        to: from,
        content: { what: "reset" },
      });
    }
  }

  bindListener(
    { options: { address, port } }: SimTcpListener,
  ): Endpoint | TcpFailureCode {
    const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535;
    if (!addresses.isAddress(address) || !isPort) return "address_unavailable";
    const refusal = this.#host.refusal(address);
    if (refusal) return refusal;
    const given = port ||
      this.#dynamicPorts.give((port) => this.#isHeld(address, port));
    return given === undefined || this.#isHeld(address, given)
      ? "address_in_use"
      : { address, port: given };
  }

  forgetListener(listener: SimTcpListener): void {
    this.#listeners.delete(listener);
  }

  transmit(content: Content, { local, remote }: SimTcpSocket): void {
    this.#host.sendSegment({ from: local!, to: remote!, content });
  }

  forget(end: SimTcpSocket): void {
    this.#dialed.delete(end);
    const { local, remote } = end;
    if (local && remote) this.#ends.delete(keyOf(local, remote));
  }

  #dial({ host, port, tls }: TcpConnectOptions, end: SimTcpSocket): void {
    if (!end.isWanted) return;
    const cannot = `Cannot connect to ${host}:${port}`;
    if (tls) {
      const why = `${cannot}, since the simulated network carries no TLS`;
      return end.fail("tls", "unknown", why);
    }
    const address = this.#host.resolve(host);
    if (address === undefined) return end.fail("resolve", "not_found", cannot);
    const to = { address, port };
    const source = this.#host.sourceFor(to);
    const own = this.#dynamicPorts
      .give((port) => this.#isHeld(source ?? address, port));
    if (source === undefined || own === undefined) {
      return end.fail("connect", "unreachable", cannot);
    }
    const from = { address: source, port: own };
    this.#ends.set(keyOf(from, to), end);
    end.connect(from, to);
  }

  #welcome(listener: SimTcpListener, { from, to, content }: Segment): void {
    const end: SimTcpSocket = this.#makeEnd(() => listener.accept(end));
    this.#ends.set(keyOf(to, from), end);
    end.connect(to, from);
    end.receive(content);
  }

  #makeEnd(opened: () => void): SimTcpSocket {
    const random = this.#host.random(`tcp ${this.#made++}`);
    return new SimTcpSocket(this, random, opened);
  }

  #listening(to: Endpoint): SimTcpListener | undefined {
    const there = [...this.#listeners].filter(({ local }) =>
      local?.port === to.port &&
      (local.address === to.address || addresses.isWildcard(local.address))
    );
    return there.find(({ local }) => local?.address === to.address) ?? there[0];
  }

  #isHeld(address: string, port: number): boolean {
    return [...this.#listeners, ...this.#dialed].some(({ local }) =>
      local?.port === port && addresses.overlap(local.address, address)
    );
  }
}

function keyOf(local: Endpoint, remote: Endpoint): string {
  return `${local.address}:${local.port} ${remote.address}:${remote.port}`;
}
