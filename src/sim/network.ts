/**
 * A simulated network of hosts: what it loses, delays, doubles and cuts apart follows from the seed, and
 * happens in virtual time.
 *
 * Hosts on one segment reach each other as on one Ethernet. Unicast, and groups sent with a TTL above 1, also reach
 * other segments. Membership is each socket's own: unlike on Linux, a socket hears no group that
 * only its neighbour on the same port has joined.
 *
 * @module
 */

import type { Clock } from "../ports/world.ts";
import { isBroadcast, isMulticast } from "./addresses.ts";
import type { OpenSocket, SimHost } from "./host.ts";
import { type Datagram, HostStack } from "./host_stack.ts";
import { LAN, Link, type LinkConditions } from "./link.ts";
import type { SeededRandom } from "./random.ts";
import type { Segment } from "./tcp_segment.ts";
import { type NetworkCounters, type NetworkEvent, Tally } from "./tally.ts";

/** The segment of hosts for which a test names none. */
const DEFAULT_SEGMENT = "lan";

/** What a network is made of. */
export interface SimNetworkOptions {
  /** Virtual time. */
  readonly clock: Clock;
  /** Where chance comes from; each link gets a stream of its own. */
  readonly random: SeededRandom;
  /** Conditions of all links, as far as they differ from `LAN`. */
  readonly conditions?: Partial<LinkConditions>;
}

/** A network that a test builds and breaks. */
export class SimNetwork {
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #hosts = new Map<string, HostStack>();
  readonly #links = new Map<string, Link>();
  readonly #names = new Map<string, string>();
  readonly #linkConditions = new Map<string, Partial<LinkConditions>>();
  readonly #tally: Tally;
  #conditions: LinkConditions;
  #sides: Map<string, number> | undefined;

  /** A network without hosts. */
  constructor({ clock, random, conditions }: SimNetworkOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#conditions = { ...LAN, ...conditions };
    this.#tally = new Tally(clock);
  }

  /** What was sent, delivered and dropped so far. */
  get counters(): NetworkCounters {
    return this.#tally.counters;
  }

  /** The host with this address, made when it is asked for first. */
  host(address: string, segment: string = DEFAULT_SEGMENT): SimHost {
    const known = this.#hosts.get(address);
    if (known) return known;
    const made = new HostStack(address, segment, {
      clock: this.#clock,
      carry: (datagram, from) => this.#carry(datagram, from),
      carrySegment: (segment, from) => this.#carrySegment(segment, from),
      resolve: (name) => this.#names.get(name),
      random: (label) => this.#random.fork(label),
      note: (what, datagram, at) => this.#tally.note(what, datagram, at),
    });
    this.#hosts.set(address, made);
    return made;
  }

  /** Changes the conditions of all links, for datagrams sent from now on. */
  setConditions(conditions: Partial<LinkConditions>): void {
    this.#conditions = { ...this.#conditions, ...conditions };
  }

  /** Lets one direction between two hosts differ from the others; `null` ends that. */
  setLink(
    from: string,
    to: string,
    conditions: Partial<LinkConditions> | null,
  ): void {
    if (conditions) this.#linkConditions.set(`${from}>${to}`, conditions);
    else this.#linkConditions.delete(`${from}>${to}`);
  }

  /**
   * Cuts the network into sides: hosts on different sides do not reach each other, those named on no side
   * form one more. Replaces an earlier partition; what is on its way still arrives.
   */
  partition(sides: readonly (readonly string[])[]): void {
    this.#sides = new Map(
      sides.flatMap((side, index) => side.map((host) => [host, index])),
    );
  }

  /** Ends the partition. */
  heal(): void {
    this.#sides = undefined;
  }

  /** Lets a name mean an address, for those who connect to it; `null` ends that. */
  setName(name: string, address: string | null): void {
    if (address === null) this.#names.delete(name);
    else this.#names.set(name, address);
  }

  /** Sockets open on any host: none, once all was stopped. */
  openSockets(): readonly OpenSocket[] {
    return [...this.#hosts.values()].flatMap((host) => host.openSockets);
  }

  /** Calls `see` for all that happens to datagrams; returns what ends that. */
  watch(see: (event: NetworkEvent) => void): () => void {
    return this.#tally.watch(see);
  }

  #carry(datagram: Datagram, from: HostStack): void {
    const receivers = this.#receivers(datagram, from);
    if (receivers.length === 0 && !isForMany(datagram, from)) {
      this.#tally.note("no_host", datagram, datagram.to.address);
    }
    for (const to of receivers) this.#transmit(datagram, from, to);
  }

  #receivers(datagram: Datagram, from: HostStack): readonly HostStack[] {
    const { to, ttl } = datagram;
    if (!isForMany(datagram, from)) {
      const host = this.#hosts.get(to.address);
      return host ? [host] : [];
    }
    const leaves = isMulticast(to.address) && ttl > 1;
    return [...this.#hosts.values()].filter((host) =>
      host !== from && (leaves || host.segment === from.segment) &&
      host.holds(to.port)
    );
  }

  #transmit(datagram: Datagram, from: HostStack, to: HostStack): void {
    if (this.#isCut(from, to)) {
      return this.#tally.note("partition", datagram, to.address);
    }
    const nowMs = this.#clock.nowMs();
    const arrivals = this.#arrivals("", from, to);
    if (arrivals.length === 0) this.#tally.note("loss", datagram, to.address);
    if (arrivals.length > 1) {
      this.#tally.note("duplicated", datagram, to.address);
    }
    for (const atMs of arrivals) {
      this.#clock.setTimeout(() => to.receive(datagram), atMs - nowMs);
    }
  }

  #carrySegment(segment: Segment, from: HostStack): void {
    const to = this.#hosts.get(segment.to.address);
    if (!to || this.#isCut(from, to)) return;
    const nowMs = this.#clock.nowMs();
    for (const atMs of this.#arrivals("tcp ", from, to)) {
      this.#clock.setTimeout(() => to.receiveSegment(segment), atMs - nowMs);
    }
  }

  #isCut(from: HostStack, to: HostStack): boolean {
    return this.#sides?.get(from.address) !== this.#sides?.get(to.address);
  }

  /** TCP has links of its own, so that it changes nothing for the datagrams beside it. */
  #arrivals(
    kind: "" | "tcp ",
    from: HostStack,
    to: HostStack,
  ): readonly number[] {
    const key = `${from.address}>${to.address}`;
    const link = this.#links.getOrInsertComputed(
      kind + key,
      () => new Link(this.#random.fork(kind + key)),
    );
    return link.transmit(this.#clock.nowMs(), {
      ...this.#conditions,
      ...this.#linkConditions.get(key),
    });
  }
}

function isForMany({ to }: Datagram, from: HostStack): boolean {
  return isMulticast(to.address) || isBroadcast(to.address, from.address);
}
