/**
 * The actors of a running node: starts and stops them, and tells the processes of each incarnation that comes and goes.
 *
 * @module
 */
import { addressOf } from "./actor_address.ts";
import {
  ActorError,
  type Actors,
  type CallOptions,
  type LocalActor,
  type ProcessGroups,
  type RemoteActor,
  type SpawnOptions,
} from "./actor_types.ts";
import { SpawnedActor } from "./local_actor.ts";
import {
  type AnyRef,
  childOf,
  type ChildSpec,
  isRestarted,
  type LifecycleEvent,
  type Logic,
  startChild,
  stopChild,
} from "./otp/mod.ts";
import { ProcessAccess } from "./process_access.ts";
import { ScopedGroups } from "./process_groups.ts";
import { processLogic } from "./process_logic.ts";
import { reasonOfCrash } from "./protocol/distribution/exit.ts";
import { ProcessLedger } from "./protocol/distribution/process_ledger.ts";
import { type NamedProcess, reason } from "./protocol/distribution/route.ts";
import { systemNames } from "./protocol/distribution/system_processes.ts";
import { callFunction, ProcessHandle } from "./remote_actor.ts";
import type { Encodable, Pid, Term } from "./wire/etf/mod.ts";

/** What actors need of their node. */
export interface ActorsHost {
  /** The root of the tree. */
  readonly root: () => AnyRef;
  /** Our name. */
  readonly node: string;
  /** Which life of the node. */
  readonly creation: number;
  /** Whether what is sent to a node that is not connected asks for a connection; it does unless said. */
  readonly autoConnect?: boolean | undefined;
  /** The time, in ms. */
  readonly nowMs: () => number;
}

/** The creation of a node that is connected to nobody, who alone could tell it from another. */
export const unconnectedCreation = 4;

/** System id of the processes actor. */
export const processesPath = "distribution/processes";

/** Names that stand for something in a path, or in every object of JavaScript. */
const namePattern = /^[A-Za-z0-9_.:!?-]{1,255}$/;

interface Entry {
  readonly actor: SpawnedActor;
  readonly spec: ChildSpec;
  /** Whether it is in the middle of being started for the first time. */
  isStarting: boolean;
  /** Whether it ended, and is not started again. */
  isOver: boolean;
}

/** The actors of a node. */
export class RunningActors implements Actors {
  /** How the program gets at processes. */
  readonly access: ProcessAccess;
  readonly #root: () => AnyRef;
  readonly #entries = new Map<string, Entry>();

  /** None yet. */
  constructor({ root, ...us }: ActorsHost) {
    this.#root = root;
    const { nowMs } = us;
    const ledger = new ProcessLedger(us);
    const processes = () => root().system.get(processesPath);
    this.access = new ProcessAccess({ ledger, processes, nowMs });
  }

  /** Starts an actor. */
  spawn(name: string, logic: Logic, options: SpawnOptions = {}): LocalActor {
    const supervisor = this.#supervisor();
    this.#refuse(name);
    const { input, restart = "permanent", trapExit = false } = options;
    const actor = new SpawnedActor(
      name,
      trapExit,
      this.access,
      () => this.#stop(actor),
    );
    const spec = { id: name, logic: processLogic(logic), input, restart };
    const entry = { actor, spec, isStarting: true, isOver: false };
    stopChild(supervisor, name);
    this.#entries.set(name, entry);
    try {
      startChild(supervisor, spec);
    } catch (error) {
      this.#stop(actor);
      throw error;
    }
    entry.isStarting = false;
    return actor;
  }

  /** The way to an actor. */
  actor(target: string | NamedProcess | Pid): RemoteActor {
    const { lines, node } = this.access.ledger;
    const nodes = [node, ...lines.up().map(({ node }) => node)];
    return new ProcessHandle(addressOf(target, nodes), this.access);
  }

  /** Calls a function of another node. */
  rpc(
    node: string,
    module: string,
    name: string,
    args: readonly Encodable[],
    options?: CallOptions,
  ): Promise<Term> {
    return callFunction(this.access, node, [module, name], args, options);
  }

  /** The groups of a scope. */
  groups(scope = "pg"): ProcessGroups {
    const { ledger } = this.access;
    if (!ledger.hasScope(scope)) this.#refuse(scope);
    return new ScopedGroups(ledger.groups(scope), this.access);
  }

  /** Something happened to an actor of the tree. */
  heard(event: LifecycleEvent, ref: AnyRef): void {
    const [branch, name, ...deeper] = event.path.split("/");
    if (event.path === "actors" && event.type === "started") this.#restore(ref);
    if (event.path === "distribution/connections" && event.type === "started") {
      ref.on("connect.failed", (failed) => this.#connectFailed(failed));
    }
    if (branch !== "actors" || name === undefined || deeper.length > 0) return;
    const entry = this.#entries.get(name);
    if (!entry) return;
    switch (event.type) {
      case "started":
        return entry.actor.began(ref);
      case "crashed":
        return over(entry, ref, reasonOfCrash(event.error), "crashed");
      case "completed":
        return over(entry, ref, reason.normal, "completed");
      case "stopped":
        return entry.actor.ended(ref, reason.shutdown);
    }
  }

  /** The node has stopped. */
  end(): void {
    this.access.end();
    this.#entries.clear();
  }

  /** Starts all again, under a supervisor that was itself started again and knows of none. */
  #restore(supervisor: AnyRef): void {
    for (const { spec, isStarting, isOver } of this.#entries.values()) {
      if (isStarting || isOver) continue;
      supervisor.send({ type: "child.start", spec });
    }
  }

  #connectFailed({ node }: { readonly node: string }): void {
    const processes: AnyRef | undefined = this.#root().system.get(
      processesPath,
    );
    processes?.send({ type: "connect.failed", node });
  }

  #stop(actor: SpawnedActor): void {
    const { name } = actor;
    // Its name may be another's by now.
    if (this.#entries.get(name)?.actor !== actor) return;
    const supervisor = childOf(this.#root(), "actors");
    if (supervisor) stopChild(supervisor, name);
    this.#entries.delete(name);
  }

  #supervisor(): AnyRef {
    const supervisor = childOf(this.#root(), "actors");
    if (supervisor && !this.access.hasEnded) return supervisor;
    throw new ActorError("Cannot spawn: the node was stopped", "stopped");
  }

  #refuse(name: string): void {
    if (!namePattern.test(name) || name in {}) {
      const allowed = "1 to 255 letters, digits, and _.:!?-";
      const message = `Cannot name an actor ${name}: allowed are ${allowed}`;
      throw new ActorError(message, "badname");
    }
    const entry = this.#entries.get(name);
    const isTaken = entry ? !entry.isOver : this.access.ledger.find(name);
    if (!isTaken && !systemNames.has(name)) return;
    const message = `Cannot name an actor ${name}: the name is taken`;
    throw new ActorError(message, "taken");
  }
}

function over(
  entry: Entry,
  ref: AnyRef,
  why: Term,
  ending: "crashed" | "completed",
): void {
  const { restart = "permanent" } = entry.spec;
  if (!isRestarted(restart, ending)) entry.isOver = true;
  entry.actor.ended(ref, why);
}
