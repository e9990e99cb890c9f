/**
 * The groups of one scope, as a program sees them.
 *
 * @module
 */
import {
  ActorError,
  type LocalActor,
  type ProcessGroups,
} from "./actor_types.ts";
import type { ProcessAccess } from "./process_access.ts";
import type { GroupChange } from "./protocol/distribution/effects.ts";
import type { Groups } from "./protocol/distribution/groups.ts";
import { sendable } from "./protocol/distribution/sendable.ts";
import type { Encodable, Pid, Term } from "./wire/etf/mod.ts";

type Actors = LocalActor | readonly LocalActor[];

/** The groups of one scope. */
export class ScopedGroups implements ProcessGroups {
  /** The scope's name. */
  readonly scope: string;
  readonly #groups: Groups;
  readonly #access: ProcessAccess;

  /** Those of `groups`. */
  constructor(groups: Groups, access: ProcessAccess) {
    this.scope = groups.scope;
    this.#groups = groups;
    this.#access = access;
    this.#settle();
  }

  /** Has actors join. */
  join(group: Encodable, actors: Actors): void {
    const pids = this.#pidsOf(actors);
    if (pids.length === 0) return;
    this.#groups.join(sendable(group), pids);
    this.#settle();
  }

  /** Has actors leave. */
  leave(group: Encodable, actors: Actors): boolean {
    const pids = listOf(actors).map(({ pid }) => pid);
    const hasLeft = this.#groups.leave(sendable(group), pids);
    this.#settle();
    return hasLeft;
  }

  /** Members on all nodes. */
  members(group: Encodable): readonly Pid[] {
    return this.#groups.members(sendable(group));
  }

  /** Members on this node. */
  localMembers(group: Encodable): readonly Pid[] {
    return this.#groups.localMembers(sendable(group));
  }

  /** Groups that have members. */
  groups(): readonly Term[] {
    return this.#groups.groups();
  }

  /** Tells of every change. */
  watch(onChange: (change: GroupChange) => void): () => void {
    return this.#groups.watch(onChange);
  }

  #pidsOf(actors: Actors): readonly Pid[] {
    return listOf(actors).map(({ pid, name }) => {
      if (this.#access.ledger.find(pid)) return pid;
      const message = `Cannot have ${name} join a group: it does not live`;
      throw new ActorError(message, "noproc");
    });
  }

  #settle(): void {
    this.#access.due(this.#access.ledger.settle());
  }
}

function listOf(actors: Actors): readonly LocalActor[] {
  return "pid" in actors ? [actors] : actors;
}
