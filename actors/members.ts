/**
 * Everybody in one overlay: a machine for each, in a pool, and one sweep over their silences that nothing which
 * arrives can postpone.
 *
 * It also tells, once a second, what the overlay's sockets refused, and once a minute who storms.
 *
 * @module
 */
import { assign, emit, enqueueActions, sendTo, setup } from "xstate";
import {
  type AnyRef,
  childOf,
  membersOf,
  pool,
  type PoolEvent,
} from "../src/otp/mod.ts";
import type { BuiltInEvent } from "../src/protocol/overlay/events.ts";
import type { Ledgers } from "../src/protocol/overlay/ledgers.ts";
import type { StormReport } from "../src/protocol/overlay/storms.ts";
import { thresholdsOf } from "../src/protocol/overlay/thresholds.ts";
import {
  type MemberChanged,
  type MemberEvent,
  type MemberInput,
  memberMachine,
} from "./member.ts";

/** What the members actor is started with. */
export interface MembersInput {
  /** What the overlay remembers. */
  readonly ledgers: Ledgers;
  /** System id of the actor that tells clients of this host what became of members. */
  readonly bridge: string;
}

/** What the members actor hears. */
export type MembersEvent =
  /** A member is new, or was heard again after a silence. */
  | { type: "member.heard"; name: string }
  /** A member said goodbye. */
  | { type: "member.exit"; name: string }
  | MemberChanged
  | { type: "pool.completed"; id: string }
  | { type: "pool.lost"; id: string };

/** What the members actor tells. */
export type MembersNews =
  | {
    readonly type: "member.changed";
    readonly change: BuiltInEvent;
    readonly member: string;
    readonly address: string;
    readonly port: number;
    readonly local: boolean;
  }
  | {
    readonly type: "digests.refused";
    readonly reason: string;
    readonly count: number;
  }
  | { readonly type: "neighbour.storms" } & StormReport;

/** How often silences are looked at, in ms: the most by which one is noticed late. */
export const membersSweepMs = 500;

/**
 * Members told the time within one step: a larger sweep goes on in the next. Each takes some 60 µs when all of them
 * change, and 5 ms is what a socket's buffer bears.
 */
export const membersSliceMax = 32;

interface Context extends MembersInput {
  /** Whether the last sweep left members for the next. */
  readonly isBehind: boolean;
  /** Sweeps so far. */
  readonly sweeps: number;
}

type ToCrowd = PoolEvent<MemberEvent, MemberInput>;

/** Sweeps between two tidyings: once a minute. */
const sweepsPerMinute = 60_000 / membersSweepMs;

/** The statechart of the members of one overlay. */
export const membersMachine = setup({
  types: {
    context: {} as Context,
    events: {} as MembersEvent,
    input: {} as MembersInput,
    emitted: {} as MembersNews,
    tags: {} as "healthy",
  },
  actors: { crowd: pool<MemberEvent, MemberInput>({ logic: memberMachine }) },
  delays: {
    untilSweep: ({ context }) => context.isBehind ? 0 : membersSweepMs,
  },
  guards: { behind: ({ context }) => context.isBehind },
  actions: {
    // After a restart the roster knows members that the new crowd does not.
    enrol: enqueueActions(({ context, enqueue }) => {
      for (const { name } of context.ledgers.roster.table.all()) {
        enqueue.sendTo("crowd", startOf(context, name, true)!);
      }
    }),
    hear: enqueueActions(({ context, enqueue, event, self }) => {
      if (event.type !== "member.heard") return;
      const start = startOf(context, event.name);
      if (!start) return;
      if (isAnother(event.name, context, self)) {
        enqueue.sendTo("crowd", { type: "pool.stop", id: event.name });
      }
      enqueue.sendTo("crowd", start);
      enqueue.sendTo("crowd", sendOf(event.name, { type: "member.heard" }));
    }),
    bidFarewell: sendTo("crowd", ({ event }) => {
      const { name } = event as { name: string };
      return sendOf(name, { type: "member.exit" });
    }),
    settle: ({ context, event }) => {
      if (event.type !== "member.changed") return;
      context.ledgers.roster.settle(event.record.name, event.stage);
    },
    tellChange: emit(({ event }) => {
      const { change, record } = event as MemberChanged;
      const { name: member, address, port, kind } = record;
      const local = kind === "local";
      return {
        type: "member.changed" as const,
        change,
        member,
        address,
        port,
        local,
      };
    }),
    tellClients: enqueueActions(({ context, enqueue, event, self }) => {
      const bridge = self.system.get(context.bridge);
      if (bridge) enqueue.sendTo(bridge, event);
    }),
    forget: ({ context, event }) => {
      if (event.type !== "pool.completed" && event.type !== "pool.lost") return;
      const { roster, ambient } = context.ledgers;
      const nowMs = ambient.nowMs();
      const isDropped = roster.table.get(event.id)?.stage === "dropped";
      if (isDropped) roster.drop(event.id);
      else roster.leave(event.id, nowMs);
      context.ledgers.endOf(event.id, nowMs);
    },
    sweep: enqueueActions(({ context, enqueue }) => {
      const { roster, ambient } = context.ledgers;
      const nowMs = ambient.nowMs();
      const due = roster.due(nowMs, membersSliceMax + 1);
      for (const name of due.slice(0, membersSliceMax)) {
        enqueue.sendTo("crowd", sendOf(name, { type: "time.passed", nowMs }));
      }
      enqueue.assign({ isBehind: due.length > membersSliceMax });
    }),
    tellRefused: enqueueActions(({ context, enqueue }) => {
      const { refused } = context.ledgers;
      for (const [reason, count] of refused) {
        enqueue.emit({ type: "digests.refused", reason, count });
      }
      enqueue(() => refused.clear());
    }),
    tellStorms: enqueueActions(({ context, enqueue }) => {
      const { storms, ambient } = context.ledgers;
      for (const report of storms.take(ambient.nowMs())) {
        enqueue.emit({ type: "neighbour.storms", ...report });
      }
    }),
    tidy: ({ context: { ledgers, sweeps } }) => {
      if (sweeps % sweepsPerMinute === 0) ledgers.tidy(ledgers.ambient.nowMs());
    },
    countSweep: assign({ sweeps: ({ context }) => context.sweeps + 1 }),
  },
}).createMachine({
  id: "members",
  context: ({ input }) => ({ ...input, isBehind: false, sweeps: 0 }),
  invoke: { src: "crowd", id: "crowd" },
  entry: "enrol",
  on: {
    "member.heard": { actions: "hear" },
    "member.exit": { actions: "bidFarewell" },
    "member.changed": { actions: ["settle", "tellChange", "tellClients"] },
    "pool.completed": { actions: "forget" },
    "pool.lost": { actions: "forget" },
  },
  initial: "watching",
  states: {
    watching: {
      description:
        "Every half second, members whose silence has passed a threshold are told the time.",
      tags: "healthy",
      after: {
        untilSweep: [
          {
            guard: "behind",
            target: "watching",
            reenter: true,
            actions: "sweep",
          },
          {
            target: "watching",
            reenter: true,
            actions: [
              "sweep",
              "tellRefused",
              "tellStorms",
              "tidy",
              "countSweep",
            ],
          },
        ],
      },
    },
  },
});

/** Whether the machine of that name is about another member: a client took the name of one that was only rumoured. */
function isAnother(name: string, { ledgers }: Context, self: AnyRef): boolean {
  const crowd = childOf(self, "crowd");
  const input = crowd && membersOf(crowd).get(name)?.getSnapshot().context;
  return input !== undefined &&
    (input as MemberInput).record !== ledgers.roster.table.get(name);
}

function startOf(
  { ledgers }: Context,
  name: string,
  isKnown = false,
): ToCrowd | undefined {
  const record = ledgers.roster.table.get(name);
  const thresholds = () => thresholdsOf(ledgers.settings);
  return record &&
    { type: "pool.start", id: name, input: { record, thresholds, isKnown } };
}

function sendOf(id: string, event: MemberEvent): ToCrowd {
  return { type: "pool.send", id, event };
}
