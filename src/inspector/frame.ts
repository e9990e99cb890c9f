/**
 * What a viewer is told: the rows of the tree, what happened between actors, and all about the one actor that it selected.
 * Everything is plain JSON, a version 1 of which is this file; a recording is a list of these frames.
 *
 * @module
 */

/** The kinds of actors that rows tell of. */
export const actorKinds = [
  "supervisor",
  "pool",
  "port",
  "machine",
  "promise",
  "callback",
  "observable",
  "transition",
  "other",
] as const;

/** What kind of actor it is. */
export type ActorKind = typeof actorKinds[number];

/** Which states a machine is in: a state's name, or for each state within the other what is active in it. */
export type StateValue = string | { readonly [state: string]: StateValue };

/** One actor, as it is at the end of a frame. */
export interface ActorRow {
  /** Which incarnation of it: its session id, e.g. `x:12`. An actor that was started again has another. */
  readonly id: string;
  /** The id of the actor that it lives under; the root has none. */
  readonly parent?: string;
  /** Its name within its parent. */
  readonly name: string;
  /** What kind of actor it is. */
  readonly kind: ActorKind;
  /** Key of its chart, which all actors of its machine share; none if it is no machine. */
  readonly chart?: string;
  /** Whether it lives, and if not, how it ended. */
  readonly status: "active" | "done" | "error" | "stopped";
  /** The states that it is in; none if it is no machine. */
  readonly value?: StateValue;
  /** What those are tagged, such as `healthy` or `troubled`. */
  readonly tags?: readonly string[];
  /**
   * Events that it received since somebody watches. Members of a pool are told anew only when something else of theirs
   * changed, so that thousands of heartbeats are not thousands of rows.
   */
  readonly events: number;
  /** How often an actor of its path was started again. */
  readonly restarts: number;
  /** What an actor of its path died of last. */
  readonly crash?: ActorCrash;
}

/** How an actor died. */
export interface ActorCrash {
  /** When, in ms since the Unix epoch. */
  readonly atMs: number;
  /** What it threw, and what that was caused by, outermost first. */
  readonly causes: readonly string[];
}

/** One event that an actor received. */
export interface LogEntry {
  /** Its number since somebody watches, from 1. */
  readonly number: number;
  /** When, in ms since the Unix epoch. */
  readonly atMs: number;
  /** Id of the actor that sent it, where it is known. */
  readonly from?: string;
  /** Id of the actor that received it. */
  readonly to: string;
  /** The event's type. */
  readonly type: string;
}

/** One thing that supervision did, or that was done to an actor: kept even while nobody watches. */
export interface LifecycleEntry {
  /** Its number in the life of the system, from 1. */
  readonly sequence: number;
  /** When, in ms since the Unix epoch. */
  readonly atMs: number;
  /** The actor's place in the tree, e.g. `topologies/gossip/socket`. */
  readonly path: string;
  /** What happened. */
  readonly type:
    | "started"
    | "stopped"
    | "completed"
    | "crashed"
    | "gave_up"
    | "restarted";
  /** Of a crash and of a supervisor that gave up: what was thrown, and what that was caused by, outermost first. */
  readonly causes?: readonly string[];
}

/** All about the actor that a viewer selected. */
export interface ActorDetail {
  /** Which actor. */
  readonly id: string;
  /** Its name in the system, if it has one. */
  readonly systemId?: string;
  /**
   * Its context (of a machine) or its state (of another kind), bounded in depth and size; secrets say `protected`, and
   * what JSON cannot say is said in words such as `{"$": "undefined"}`.
   */
  readonly context: Json;
  /** What it was started with, in the same way. */
  readonly input?: Json;
  /** Events that wait for it, the one in hand among them. */
  readonly mailbox: number;
  /** Its timers that run, the next first. */
  readonly timers: readonly ActorTimer[];
}

/** A timer that runs. */
export interface ActorTimer {
  /** The delay's name in the chart or its ms, or the type of the event that will be sent. */
  readonly name: string;
  /** When it fires, in ms since the Unix epoch. */
  readonly atMs: number;
}

/** Anything that JSON can say. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** What a viewer is told at one time. What is missing did not change. */
export interface Frame {
  /** When it was made, in ms since the Unix epoch. */
  readonly atMs: number;
  /** All rows, parents before their children, in place of all that the viewer knows. */
  readonly all?: readonly ActorRow[];
  /** Rows that are new or changed, parents before their children. */
  readonly rows?: readonly ActorRow[];
  /** Ids of actors that are gone. */
  readonly gone?: readonly string[];
  /** Events since the frame before, oldest first. */
  readonly log?: readonly LogEntry[];
  /** How many events were left out of `log`, since it is bounded. */
  readonly dropped?: number;
  /** What supervision did since the frame before; in a viewer's first frame, all that is remembered. */
  readonly lifecycle?: readonly LifecycleEntry[];
  /** The selected actor, when something of it changed. */
  readonly detail?: ActorDetail;
  /** Ids in its chart of the transitions that the selected actor took since the frame before. */
  readonly fired?: readonly string[];
  /** What the node is in the middle of, when that changed, at most once a second. */
  readonly facts?: NodeFacts;
}

/** What a viewer wants to be told; what is missing stays as it was. */
export interface ViewerWish {
  /** Id of the actor that it selected; null for none. */
  readonly selected?: string | null;
  /** Whether it wants events (`Frame.log`); it does at first. */
  readonly log?: boolean;
  /** Whether it wants facts (`Frame.facts`); it does at first. */
  readonly facts?: boolean;
}

/** What a node is in the middle of; a program that is no node has none of it. */
export interface NodeFacts {
  /** The overlays it is in. */
  readonly overlays: readonly OverlayFacts[];
  /** How peers are discovered. */
  readonly topologies: readonly TopologyFacts[];
  /** Whom it is connected to. */
  readonly connections: readonly ConnectionFacts[];
}

/** An overlay. */
export interface OverlayFacts {
  /** Its name. */
  readonly name: string;
  /** Its members as this node sees them, the first 5,000 of them. */
  readonly members: readonly MemberFacts[];
  /** How many there are, listed or not. */
  readonly memberCount?: number;
  /** What crossed the bridge so far: a count for each direction or kind, e.g. `to_group`, `from_group`. */
  readonly traffic: Readonly<Record<string, number>>;
}

/** A member of an overlay. */
export interface MemberFacts {
  /** Its name. */
  readonly name: string;
  /** Where it is, `address:port`. */
  readonly address: string;
  /** Its state, in gossiperl's words. */
  readonly state: string;
  /** Whether it is a client of this node's bridge, or a node of the group. */
  readonly side: "bridge" | "group";
  /** When it was heard last, in ms since the Unix epoch. */
  readonly heardAtMs: number;
}

/** A topology. */
export interface TopologyFacts {
  /** Its name. */
  readonly name: string;
  /** How many it heard, listed or not. */
  readonly peerCount?: number;
  /** Whom it heard, the first 5,000 of them. */
  readonly peers: readonly {
    /** `name@host`. */
    readonly node: string;
    /** Where its latest heartbeat came from. */
    readonly address: string;
    /** Whether it was heard lately. */
    readonly state: "heard" | "silent";
    /** When it was heard last, in ms since the Unix epoch. */
    readonly heardAtMs: number;
  }[];
}

/** A connection of the distribution. */
export interface ConnectionFacts {
  /** `name@host`. */
  readonly node: string;
  /** The place of its actor in the tree, e.g. `distribution/connections/crowd/west@10.0.0.3`. */
  readonly path?: string;
  /** What is known about it, in words: each a label and a value. */
  readonly about: Readonly<Record<string, string | number | boolean>>;
}
