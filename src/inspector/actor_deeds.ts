/**
 * What a viewer may do to an actor, where its host allows it.
 *
 * @module
 */
import {
  type AnyRef,
  childrenOf,
  crash,
  isSupervised,
  kindOf,
  parentOf,
  pathOf,
  restartChild,
  sessionIdOf,
} from "../otp/mod.ts";
import type { ActionOutcome, ActorAction } from "./source.ts";

/** What may be done to actors. What is missing may not. */
export interface ActorDeeds {
  /** Whether supervised actors may be started afresh. */
  readonly restart?: boolean;
  /** Whether actors that somebody judges may be made to crash. */
  readonly crash?: boolean;
  /** Turns the debug output of the topology on or off that the actor of this path belongs to. */
  readonly debug?: (path: string) => ActionOutcome;
}

/** What a viewer's crash throws. */
export class DemandedCrash extends Error {
  /** The name that a log shows. */
  override readonly name = "DemandedCrash";
}

/** Does it to the actor of that id below `root`. */
export function actOn(
  root: AnyRef,
  { action, id }: ActorAction,
  deeds: ActorDeeds,
): ActionOutcome {
  if (!deeds[action]) {
    return action === "debug"
      ? refused("unsupported", "There is nothing here to debug")
      : refused("forbidden", `Nobody may ${action} actors here`);
  }
  const ref = found(root, id);
  if (!ref) return refused("missing", "There is no such actor any more");
  switch (action) {
    case "restart":
      return restart(ref);
    case "crash":
      return crashed(ref);
    case "debug":
      return deeds.debug!(pathOf(ref));
  }
}

function restart(ref: AnyRef): ActionOutcome {
  const parent = parentOf(ref);
  if (!parent || !isSupervised(ref)) {
    return refused("unsupervised", "It is no child of a supervisor");
  }
  return restartChild(parent, ref.id)
    ? { ok: true }
    : refused("missing", "There is no such actor any more");
}

function crashed(ref: AnyRef): ActionOutcome {
  if (!isJudged(ref)) {
    return refused("unsupervised", "No supervisor would judge the crash");
  }
  const error = new DemandedCrash(`Somebody made ${pathOf(ref)} crash`);
  return crash(ref, error)
    ? { ok: true }
    : refused("missing", "It has ended already");
}

/** Whether a supervisor or a pool is above it: a crash without a judge would end the program. */
function isJudged(ref: AnyRef): boolean {
  const parent = parentOf(ref);
  if (!parent) return false;
  const kind = kindOf(parent);
  return kind === "supervisor" || kind === "pool" || isJudged(parent);
}

function found(ref: AnyRef, id: string): AnyRef | undefined {
  if (sessionIdOf(ref) === id) return ref;
  for (const child of childrenOf(ref)) {
    const below = found(child, id);
    if (below) return below;
  }
  return undefined;
}

function refused(
  code: Extract<ActionOutcome, { ok: false }>["code"],
  reason: string,
): ActionOutcome {
  return { ok: false, code, reason };
}
