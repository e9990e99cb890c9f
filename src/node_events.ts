/**
 * What a node tells its user, as a stream that can be listened to or iterated.
 *
 * @module
 */
import type { DistributionNews } from "./distribution_events.ts";
import type { HttpNews } from "./http_events.ts";
import type { OverlayNews } from "./overlay_events.ts";

/** One thing that happened to a node. */
export type NodeEvent = EventTime & NodeNews;

/** When an event happened. */
export interface EventTime {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** What happened. */
export type NodeNews =
  | NodeStarted
  | NodeStopped
  | TopologyChanged
  | PeerChanged
  | HeartbeatSeen
  | SocketBound
  | SocketRefused
  | AnnouncementRefused
  | DatagramsRefused
  | ActorCrashed
  | ActorRestarted
  | SupervisorGaveUp
  | DistributionNews
  | HttpNews
  | OverlayNews;

/** Everything asked for is bound or has been refused. */
export interface NodeStarted {
  /** Always this. */
  readonly type: "node_started";
  /** Our name. */
  readonly node: string;
  /** Names of the topologies. */
  readonly topologies: readonly string[];
}

/** The node was stopped; nothing follows. */
export interface NodeStopped {
  /** Always this. */
  readonly type: "node_stopped";
  /** Our name. */
  readonly node: string;
}

/** A topology was started or stopped at run time, or took other settings. */
export interface TopologyChanged {
  /** Which of these. */
  readonly type:
    | "topology_started"
    | "topology_stopped"
    | "topology_reconfigured";
  /** Its name. */
  readonly topology: string;
}

/** A peer was heard for the first time or again, fell silent, or was forgotten. */
export interface PeerChanged {
  /** Which of these. */
  readonly type: "peer_heard" | "peer_silent" | "peer_forgotten";
  /** Where it was heard. */
  readonly topology: string;
  /** The peer's name. */
  readonly node: string;
  /** Address of its latest heartbeat. */
  readonly address: string;
}

/** One heartbeat, told only while the topology's debug is on. */
export interface HeartbeatSeen {
  /** Ours, or somebody's. */
  readonly type: "heartbeat_sent" | "heartbeat_received";
  /** Where. */
  readonly topology: string;
  /** Whose name is in it. */
  readonly node: string;
  /** Where a received one came from. */
  readonly address?: string;
}

/** A topology's socket works, for the first time or again. */
export interface SocketBound {
  /** Always this. */
  readonly type: "socket_bound";
  /** Whose socket. */
  readonly topology: string;
  /** Address it is bound to. */
  readonly address: string;
  /** Port it is bound to. */
  readonly port: number;
}

/** A topology's socket was refused something and will try again. */
export interface SocketRefused {
  /** Always this. */
  readonly type: "socket_refused";
  /** Whose socket. */
  readonly topology: string;
  /** Why, in one word, e.g. `address_in_use`. */
  readonly reason: string;
  /** The platform's words. */
  readonly message: string;
  /** What can be done about it, in one line. */
  readonly advice: string;
  /** Wait until the next attempt, in ms. */
  readonly retryInMs: number;
}

/** A topology that was to announce this node only listens. */
export interface AnnouncementRefused {
  /** Always this. */
  readonly type: "announcement_refused";
  /** Where. */
  readonly topology: string;
  /** Why: we were given no name, and could not find out the address for one. */
  readonly reason: "address_unknown";
  /** What can be done about it, in one line. */
  readonly advice: string;
}

/** Datagrams came that were not taken; told at most once a second per reason. */
export interface DatagramsRefused {
  /** Always this. */
  readonly type: "datagrams_refused";
  /** Where. */
  readonly topology: string;
  /** Why, in one word. */
  readonly reason: string;
  /** How many since the last time. */
  readonly count: number;
}

/** An actor crashed; its supervisor judges what follows. */
export interface ActorCrashed {
  /** Always this. */
  readonly type: "actor_crashed";
  /** Its place in the tree. */
  readonly actor: string;
  /** What it threw, with the chain of causes. */
  readonly reason: string;
}

/** A supervisor started an actor again. */
export interface ActorRestarted {
  /** Always this. */
  readonly type: "actor_restarted";
  /** Its place in the tree. */
  readonly actor: string;
  /** Restarts of its supervisor within the supervisor's window. */
  readonly restarts: number;
}

/** A supervisor spent its restart budget and crashed itself. */
export interface SupervisorGaveUp {
  /** Always this. */
  readonly type: "supervisor_gave_up";
  /** Its place in the tree. */
  readonly actor: string;
  /** Why, with the chain of causes. */
  readonly reason: string;
}

/** A node's events from now on. Each iteration has a queue of its own. */
export interface NodeEvents extends AsyncIterable<NodeEvent> {
  /** Calls `listener` for each event; returns what ends that. A listener that throws is dropped. */
  subscribe(listener: (event: NodeEvent) => void): () => void;
  /** Events that slow iterations missed. */
  readonly dropped: number;
}

/** Events that wait for a slow iteration; beyond it the oldest are dropped. */
export const queuedEventsMax = 1_024;

/** A stream of events with its writing end. */
export class EventStream<Event = NodeEvent> implements AsyncIterable<Event> {
  readonly #listeners = new Set<(event: Event) => void>();
  readonly #ends = new Set<() => void>();
  #ended = false;
  #dropped = 0;

  /** Events that slow iterations missed. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Tells everybody. */
  publish(event: Event): void {
    if (this.#ended) return;
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch {
        // A user's listener must not become a crash in the tree.
        this.#listeners.delete(listener);
      }
    }
  }

  /** Ends all iterations once they have read what they were told. */
  end(): void {
    this.#ended = true;
    this.#listeners.clear();
    for (const end of this.#ends) end();
  }

  /** Calls `listener` for each event; returns what ends that. */
  subscribe(listener: (event: Event) => void): () => void {
    if (!this.#ended) this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Iterates over the events from now on. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, void> {
    const queue: Event[] = [];
    let wake = () => {};
    const unsubscribe = this.subscribe((event) => {
      if (queue.push(event) > queuedEventsMax) {
        queue.shift();
        this.#dropped++;
      }
      wake();
    });
    const end = () => wake();
    this.#ends.add(end);
    try {
      while (true) {
        while (queue.length > 0) yield queue.shift()!;
        if (this.#ended) return;
        await new Promise<void>((resolve) => wake = resolve);
      }
    } finally {
      unsubscribe();
      this.#ends.delete(end);
    }
  }
}
