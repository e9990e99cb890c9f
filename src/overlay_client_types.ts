/**
 * What a client of an overlay offers to its user.
 *
 * @module
 */
import type { OverlaySubscription } from "./overlay_types.ts";
import type { ThriftField } from "./wire/thrift/fields.ts";

/** A process in an overlay, through a node of its host. */
export interface OverlayClient extends AsyncDisposable {
  /** Its name in the overlay. */
  readonly name: string;
  /** Whether the node answers. */
  readonly state: "connecting" | "connected" | "lost";
  /** What happens to it from now on. */
  readonly events: OverlayClientEvents;
  /** Settles when the client has ended: resolved after `close`, rejected when its tree gave up. */
  readonly closed: Promise<void>;
  /** Names of those on this host that are in the overlay, as the node told last: itself first. */
  members(): readonly string[];
  /**
   * Subscribes to types of events, `member_in` and its like among them. Each envelope comes once, however often the
   * node repeats it; after a loss of the node the subscription goes on.
   */
  subscribe(eventTypes: readonly string[]): OverlaySubscription;
  /**
   * Publishes an event to all others who subscribe to its type. It is sent again until the node has it, for a minute at
   * most: so it may be published while the node is lost.
   *
   * @param fields The event's fields, each with its Thrift id and type.
   * @returns The id of its envelope.
   */
  publish(eventType: string, fields: readonly ThriftField[]): string;
  /** Says goodbye and ends. Safe to call twice. */
  close(): Promise<void>;
}

/** A client's events from now on. Each iteration has a queue of its own. */
export interface OverlayClientEvents extends AsyncIterable<ClientNews> {
  /** Calls `listener` for each event; returns what ends that. A listener that throws is dropped. */
  subscribe(listener: (event: ClientNews) => void): () => void;
}

/** What happens to a client. */
export type ClientNews =
  | ClientConnected
  | ClientLost
  | ClientSocketRefused
  | ClientDigestsRefused;

/** The node answers, for the first time or again. */
export interface ClientConnected {
  /** Always this. */
  readonly type: "connected";
  /** The node's name in the overlay. */
  readonly node: string;
}

/** The node does not answer any more, or its clock is more than 5 s off ours. */
export interface ClientLost {
  /** Always this. */
  readonly type: "lost";
  /** Which of the two. */
  readonly reason: "silent" | "clock_off";
}

/** Our socket was refused something; it is tried again. */
export interface ClientSocketRefused {
  /** Always this. */
  readonly type: "socket_refused";
  /** Why, in one word. */
  readonly reason: string;
  /** The platform's words. */
  readonly message: string;
  /** Wait until the next attempt, in ms. */
  readonly retryInMs: number;
}

/** Datagrams came that were not understood: of another key, for instance. At most once a second per reason. */
export interface ClientDigestsRefused {
  /** Always this. */
  readonly type: "digests_refused";
  /** Why, in one word. */
  readonly reason: string;
  /** How many since the last time. */
  readonly count: number;
}
