/**
 * How what follows from messages is performed.
 *
 * @module
 */
import { type AnyRef, pathOf, relay } from "../src/otp/mod.ts";
import type { ActorEvent } from "../src/protocol/distribution/actor_event.ts";
import { ExitOrder } from "../src/protocol/distribution/exit.ts";
import type {
  Effect,
  ProcessLedger,
} from "../src/protocol/distribution/process_ledger.ts";
import { sendable } from "../src/protocol/distribution/sendable.ts";

/** What is performed with. */
export interface ProcessesWork {
  /** What is known of processes. */
  readonly ledger: ProcessLedger;
  /** What the program asked for and was not done yet. */
  readonly backlog: Backlog;
  /** System id of the actor that connects to nodes. */
  readonly connections: string;
}

/** Steps that were asked for in the middle of another, and wait for their turn. Changes in place. */
export interface Backlog {
  /** How many. */
  steps: number;
}

/** Performs what follows, in order; `self` is the sender. */
export function perform(
  effects: readonly Effect[],
  work: ProcessesWork,
  self: AnyRef,
): void {
  for (const effect of effects) performOne(effect, work, self);
}

function performOne(effect: Effect, work: ProcessesWork, self: AnyRef): void {
  switch (effect.to) {
    case "actor":
      return relay(self, refOf(effect.handle), eventOf(effect, work, self));
    case "line": {
      const { line, message } = effect;
      return relay(self, refOf(line), { type: "message.send", message });
    }
    case "crash": {
      const { handle, from, reason } = effect;
      return relay(self, refOf(handle), new ExitOrder(from, reason));
    }
    case "caller":
      return effect.caller(effect.outcome);
    case "watcher":
      return effect.watcher(effect.down);
    case "onlooker":
      return effect.onlooker(effect.change);
    case "dial":
      return dial(effect.node, work, self);
  }
}

/** Handles are the actors themselves: the ledger has no use for what they are. */
function refOf(handle: object): AnyRef {
  return handle as AnyRef;
}

function eventOf(
  { event, pid }: Effect & { readonly to: "actor" },
  work: ProcessesWork,
  self: AnyRef,
): ActorEvent {
  if (event.type !== "call") return event;
  const { request, from, tag } = event;
  let isAnswered = false;
  return {
    type: "call",
    request,
    from,
    reply(answer) {
      const term = sendable(answer);
      // Who has ended answers nobody: its callers were told of its end.
      if (isAnswered || !work.ledger.find(pid)) return;
      isAnswered = true;
      carryOut(work.ledger.reply(from, tag, term), work, self);
    },
  };
}

/**
 * Performs at once what an actor asks for within a step of its own, which is mostly one of ours too: an answer costs no
 * further step. Unless something that it asked for before still waits for its turn.
 */
function carryOut(
  effects: readonly Effect[],
  work: ProcessesWork,
  self: AnyRef,
): void {
  if (work.backlog.steps === 0) return perform(effects, work, self);
  const processes: AnyRef | undefined = self.system.get(pathOf(self));
  work.backlog.steps++;
  processes?.send({ type: "effects.due", effects });
}

function dial(node: string, work: ProcessesWork, self: AnyRef): void {
  const { ledger, connections } = work;
  const connecting: AnyRef | undefined = self.system.get(connections);
  if (connecting) {
    return relay(self, connecting, { type: "node.connect", node, keep: false });
  }
  perform(ledger.nodeDown(node), work, self);
}
