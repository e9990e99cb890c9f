/**
 * A crowd of actors of one kind: thousands of members, each a real XState actor that inspection
 * sees, held in one `Map`.
 *
 * A machine copies its `children` on every start and stop, so a thousand children cost a thousand
 * times more to start the last than the first. A pool's cost per member does not depend on
 * how many there are.
 *
 * Members send to the pool as their parent (`sendParent`); what is not the pool's own
 * business goes on to the pool's parent unchanged. When a member crashes for good or completes, the
 * parent is told (`pool.lost`, `pool.completed`).
 *
 * @module
 */
import {
  type AnyActorLogic,
  createActor,
  type DoneActorEvent,
  type ErrorActorEvent,
  type EventObject,
} from "xstate";
import { spend } from "./budget.ts";
import { marked } from "./kind.ts";
import type { AnyRef, AnyState, Logic } from "./logic.ts";
import {
  type Intensity,
  intensityDefault,
  isRestarted,
  type Restart,
} from "./strategy.ts";
import {
  adopt,
  inputOf,
  isNewsOf,
  parentOf,
  reap,
  relay,
  terminate,
} from "./system.ts";

/** How a pool is set up. */
export interface PoolSpec<TEvent, TInput> {
  /** What every member runs. */
  readonly logic: Logic<TEvent, TInput>;
  /** When a member is started again, with its first input; `temporary` unless said otherwise. */
  readonly restart?: Restart;
  /** Restart budget of the whole pool. */
  readonly intensity?: Intensity;
  /** Largest number of members; a start beyond it is refused and counted. Unbounded without it. */
  readonly membersMax?: number;
}

/** What a pool hears. */
export type PoolEvent<TEvent, TInput> =
  /** Starts a member; an id already there is left as it is. */
  | { readonly type: "pool.start"; readonly id: string; readonly input: TInput }
  /** Stops a member; an unknown id is ignored. */
  | { readonly type: "pool.stop"; readonly id: string }
  /** Passes `event` to a member; for an unknown id it is dropped and counted. */
  | { readonly type: "pool.send"; readonly id: string; readonly event: TEvent };

/** What a pool tells its parent, besides what its members send. */
export type PoolNews =
  /** A member crashed and is not started again. */
  | {
    readonly type: "pool.lost";
    readonly id: string;
    readonly error: unknown;
  }
  /** A member reached its end and is not started again. */
  | {
    readonly type: "pool.completed";
    readonly id: string;
    readonly output: unknown;
  };

/** State of a pool. `members` and `dropped` change in place: a copy per member would cost what a pool saves. */
export interface PoolState extends AnyState {
  /** The live members by id. */
  readonly members: ReadonlyMap<string, AnyRef>;
  /** Counts of what was not done. */
  readonly dropped: PoolDrops;
  /** Restarts within the window, in ms, oldest first. */
  readonly restarts: readonly number[];
}

/** Counts of what a pool did not do. */
export interface PoolDrops {
  /** Members refused because the pool was full. */
  readonly full: number;
  /** Events for members that were not there. */
  readonly missed: number;
}

type MemberEnded = DoneActorEvent | ErrorActorEvent;

interface Scope {
  readonly self: AnyRef;
}

interface Crowd extends PoolState {
  readonly members: Map<string, AnyRef>;
  readonly dropped: { full: number; missed: number };
}

/** Actor logic that keeps a crowd of `spec.logic`. */
export function pool<TEvent, TInput>(
  spec: PoolSpec<TEvent, TInput>,
): Logic<PoolEvent<TEvent, TInput>> {
  const { restart = "temporary", intensity = intensityDefault } = spec;
  const { membersMax = Infinity } = spec;

  function start(crowd: Crowd, self: AnyRef, id: string, input: unknown): void {
    // `createActor` takes a parent, but hides it from its type.
    const options = { parent: self, id, input } as object;
    const member = createActor(spec.logic as AnyActorLogic, options);
    crowd.members.set(id, member);
    member.start();
  }

  /** Decides about a member that ended; the news may be older than the member that now has the name. */
  function judge(crowd: Crowd, self: AnyRef, ended: MemberEnded): Crowd {
    const id = ended.actorId;
    const member = crowd.members.get(id);
    if (!member || !isNewsOf(member, ended)) return crowd;
    if (!isRestarted(restart, "error" in ended ? "crashed" : "completed")) {
      crowd.members.delete(id);
      tellOwner(self, newsOf(ended));
      return crowd;
    }
    const restarts = spend(crowd.restarts, intensity, self, id, ended);
    start(crowd, self, id, inputOf(member));
    return { ...crowd, restarts };
  }

  return marked("pool", {
    getInitialSnapshot({ self }: Scope): Crowd {
      adopt(self);
      return {
        status: "active",
        members: new Map(),
        dropped: { full: 0, missed: 0 },
        restarts: [],
      };
    },
    getPersistedSnapshot: (crowd: Crowd) => crowd,
    transition(
      crowd: Crowd,
      event: PoolEvent<TEvent, TInput> | MemberEnded,
      { self }: Scope,
    ): Crowd {
      switch (event.type) {
        case "pool.send": {
          const member = crowd.members.get(event.id);
          if (member?.getSnapshot().status === "active") {
            relay(self, member, event.event);
          } else {
            crowd.dropped.missed++;
          }
          return crowd;
        }
        case "pool.start": {
          if (crowd.members.has(event.id)) return crowd;
          if (crowd.members.size < membersMax) {
            start(crowd, self, event.id, event.input);
          } else {
            crowd.dropped.full++;
          }
          return crowd;
        }
        case "pool.stop": {
          const member = crowd.members.get(event.id);
          crowd.members.delete(event.id);
          if (member) terminate(member);
          return crowd;
        }
      }
      const other: EventObject = event;
      if (other.type === "xstate.stop") {
        reap(self);
        crowd.members.clear();
        return { ...crowd, status: "stopped" };
      }
      if (isMemberEnded(other)) return judge(crowd, self, other);
      tellOwner(self, other);
      return crowd;
    },
  });
}

/** The live members of a running pool, by id. */
export function membersOf(pool: AnyRef): ReadonlyMap<string, AnyRef> {
  return (pool.getSnapshot() as PoolState).members;
}

function isMemberEnded(event: EventObject): event is MemberEnded {
  return event.type.startsWith("xstate.error.actor.") ||
    event.type.startsWith("xstate.done.actor.");
}

function newsOf(ended: MemberEnded): PoolNews {
  const { actorId: id } = ended;
  return "error" in ended
    ? { type: "pool.lost", id, error: ended.error }
    : { type: "pool.completed", id, output: ended.output };
}

function tellOwner(self: AnyRef, event: EventObject): void {
  const owner = parentOf(self);
  if (owner) relay(self, owner, event);
}
