/**
 * What a node offers to those who write actors: their own, and those of other nodes, Erlang and Elixir processes among
 * them.
 *
 * @module
 */
import type { Logic, Restart } from "./otp/mod.ts";
import type {
  CallFailure,
  Down,
  GroupChange,
} from "./protocol/distribution/effects.ts";
import type { NamedProcess } from "./protocol/distribution/route.ts";
import type { Encodable, Pid, Reference, Term } from "./wire/etf/mod.ts";

/** The actors of a node, and the way to those of others. */
export interface Actors {
  /**
   * Starts an actor under that name: any XState logic. It is a process for every node of the cluster, which reach it by
   * its name or its pid, and hears {@linkcode ActorEvent}s beside the events of its own.
   *
   * When it crashes, it is started again (see {@linkcode SpawnOptions.restart}) under the same name and with another pid.
   *
   * @throws {ActorError} `taken` if an actor or a system process has the name.
   */
  spawn(name: string, logic: Logic, options?: SpawnOptions): LocalActor;
  /**
   * The way to an actor, whether it is there or not, on this node or any other.
   *
   * @param target A pid; a name and its node; `counter@web@10.0.0.1` for `counter` on the node `web@10.0.0.1`; or
   * `counter@10.0.0.1` for `counter` on the only node known on that host: ours, or one that is connected.
   * @throws {ActorError} `ambiguous` if a host has several nodes, `noconnection` if it has none, `badname` if that is no name.
   */
  actor(target: string | NamedProcess | Pid): RemoteActor;
  /**
   * Calls a function of another node, as Erlang's `rpc:call/4`. Rookery's nodes have no functions.
   *
   * @returns What the function returned.
   * @throws {ActorError} As {@linkcode RemoteActor.call}; `badrpc` if the function failed, its `reason` says how.
   */
  rpc(
    node: string,
    module: string,
    name: string,
    args: readonly Encodable[],
    options?: CallOptions,
  ): Promise<Term>;
  /**
   * Process groups, as OTP's `pg` keeps them: who joins here is a member everywhere. The scope is started with the first call.
   *
   * @throws {ActorError} `taken` if an actor has the scope's name.
   */
  groups(scope?: string): ProcessGroups;
}

/** How an actor is started. */
export interface SpawnOptions {
  /** Input of every incarnation. */
  readonly input?: unknown;
  /** When it is started again: `permanent` always (without saying), `transient` after a crash, `temporary` never. */
  readonly restart?: Restart;
  /** Whether the end of a linked process is an event, rather than its own end; false. */
  readonly trapExit?: boolean;
}

/** An actor of this node, whatever incarnation of it lives. */
export interface LocalActor {
  /** Its name. */
  readonly name: string;
  /** The pid of the incarnation that lives, or of the latest. */
  readonly pid: Pid;
  /** Hands it an event of its own; says whether it lives. */
  send(event: { readonly type: string }): boolean;
  /** As {@linkcode RemoteActor.call}. */
  call(request: Encodable, options?: CallOptions): Promise<Term>;
  /** Its XState snapshot; undefined while it does not live. */
  snapshot(): unknown;
  /**
   * Links it to another: the end of each ends the other. The next incarnation is linked to nobody.
   *
   * @throws {ActorError} `noproc` if it does not live.
   */
  link(other: Pid | LocalActor): void;
  /** Undoes a link. */
  unlink(other: Pid | LocalActor): void;
  /**
   * Has it watch another, whose end is a `down` event for it.
   *
   * @returns What that event will have as its `reference`.
   * @throws {ActorError} `noproc` if it does not live.
   */
  monitor(target: Pid | NamedProcess | LocalActor | RemoteActor): Reference;
  /** Ends a watch. */
  demonitor(reference: Reference): void;
  /** Tells another process to end, as Erlang's `exit/2`. */
  exit(other: Pid | LocalActor, reason: Encodable): void;
  /** Stops it for good, with the reason `shutdown`; says whether it was there. Its name is free then. */
  stop(): boolean;
}

/** The way to an actor. */
export interface RemoteActor {
  /** Who it is: a pid, or a name on a node. */
  readonly address: Pid | NamedProcess;
  /**
   * Sends a message, which arrives in order or not at all. A node that is not connected is connected to.
   *
   * @returns Whether more may be sent at once; if not, a connection has more to do than it can, and this waits for it.
   * @throws {ActorError} `busy` if too much waits already: nothing was sent.
   * @throws {TypeError} If no term stands for something in it.
   */
  send(message: Encodable): boolean;
  /** Sends a request that it wants no answer to, as `GenServer.cast/2`; otherwise as {@linkcode send}. */
  cast(request: Encodable): boolean;
  /**
   * Asks and waits, as `GenServer.call/3`.
   *
   * @throws {ActorError} `noproc`, `noconnection`, `timeout`, `exit` if it ended before it answered, or `busy`.
   * @throws {TypeError} If no term stands for something in it.
   */
  call(request: Encodable, options?: CallOptions): Promise<Term>;
  /**
   * Watches it, until it ends or the watch is closed.
   *
   * @throws {ActorError} `busy` if too many are watched.
   */
  monitor(): Monitor;
}

/** How long a call waits. */
export interface CallOptions {
  /** Wait for the answer, and for a connection where there is none, in ms; 5000. A timeout may be told 100 ms late. */
  readonly timeoutMs?: number;
}

/** A watch of the program itself. */
export interface Monitor extends Disposable {
  /** Resolves when what is watched ends, is not there, or its node is out of reach; never after `close`. */
  readonly down: Promise<Down>;
  /** Watches no longer. */
  close(): void;
}

/** The groups of one scope. */
export interface ProcessGroups {
  /** The scope's name. */
  readonly scope: string;
  /**
   * Has actors of this node join a group, which is any term. Who joins twice must leave twice; who ends leaves.
   *
   * @throws {ActorError} `noproc` if one of them does not live.
   */
  join(group: Encodable, actors: LocalActor | readonly LocalActor[]): void;
  /** Has actors leave a group; says whether one of them was in it. */
  leave(group: Encodable, actors: LocalActor | readonly LocalActor[]): boolean;
  /** Members on all nodes, once for each time they joined. */
  members(group: Encodable): readonly Pid[];
  /** Members on this node. */
  localMembers(group: Encodable): readonly Pid[];
  /** Groups that have members. */
  groups(): readonly Term[];
  /** Tells of every change from now on; gives what ends that. */
  watch(onChange: (change: GroupChange) => void): () => void;
}

/** Why something could not be done with an actor. */
export type ActorErrorCode =
  | CallFailure
  /** The name is another's. */
  | "taken"
  /** That is no name. */
  | "badname"
  /** The host has several nodes. */
  | "ambiguous"
  /** A remote function failed. */
  | "badrpc"
  /** The node was stopped. */
  | "stopped";

/** Something could not be done with an actor. */
export class ActorError extends Error {
  /** Tells it from other errors. */
  override readonly name = "ActorError";
  /** Why, in one word. */
  readonly code: ActorErrorCode;
  /** Why the process ended, or the function failed, where that is so. */
  readonly reason: Term | undefined;

  /** An error with its reason in one word. */
  constructor(message: string, code: ActorErrorCode, reason?: Term) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}
