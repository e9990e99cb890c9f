/**
 * What happened to the datagrams of a simulated network: counted, and told to whoever watches.
 *
 * @module
 */

import type { Clock, Endpoint } from "../ports/world.ts";

/** Why a datagram did not arrive. */
export type DropReason =
  /** By chance, as the link's conditions say. */
  | "loss"
  /** Sender and receiver are on different sides of a partition. */
  | "partition"
  /** No host has that address. */
  | "no_host"
  /** No socket of the host hears that address and port (groups that nobody joined are not counted). */
  | "no_listener"
  /** The receiver's interface is down. */
  | "interface_down";

/** What can happen to a datagram. */
export type NetworkEventKind = "sent" | "delivered" | "duplicated" | DropReason;

/** Something that happened to a datagram. */
export interface NetworkEvent {
  /** When, in virtual time. */
  readonly atMs: number;
  /** What. */
  readonly what: NetworkEventKind;
  /** Address of the host where it happened, or that it did not reach. */
  readonly at: string;
  /** Who sent the datagram. */
  readonly from: Endpoint;
  /** Where it goes. */
  readonly to: Endpoint;
  /** Its payload; not to be altered. */
  readonly bytes: Uint8Array;
}

/** Counts of datagrams since the network was made. */
export interface NetworkCounters {
  /** Sent by sockets. */
  readonly sent: number;
  /** Handed to sockets; a group's datagram counts once for each that heard it. */
  readonly delivered: number;
  /** Doubled on the way. */
  readonly duplicated: number;
  /** Dropped on the way, by reason. */
  readonly dropped: Readonly<Record<DropReason, number>>;
}

/** The counts and the watchers of one network. */
export class Tally {
  readonly #clock: Clock;
  readonly #watchers = new Set<(event: NetworkEvent) => void>();
  readonly #counts: Record<NetworkEventKind, number> = {
    sent: 0,
    delivered: 0,
    duplicated: 0,
    loss: 0,
    partition: 0,
    no_host: 0,
    no_listener: 0,
    interface_down: 0,
  };

  /** Starts at zero; `clock` dates the events. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The counts so far. */
  get counters(): NetworkCounters {
    const { sent, delivered, duplicated, ...dropped } = this.#counts;
    return { sent, delivered, duplicated, dropped };
  }

  /** Calls `see` from now on; returns what ends that. */
  watch(see: (event: NetworkEvent) => void): () => void {
    const watcher = (event: NetworkEvent) => see(event);
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Counts and tells. */
  note(
    what: NetworkEventKind,
    datagram: Pick<NetworkEvent, "from" | "to" | "bytes">,
    at: string,
  ): void {
    this.#counts[what]++;
    if (this.#watchers.size === 0) return;
    const { from, to, bytes } = datagram;
    const event = { atMs: this.#clock.nowMs(), what, at, from, to, bytes };
    for (const watcher of this.#watchers) watcher(event);
  }
}
