/**
 * What an overlay believes of one member, by how long it has been silent.
 *
 * A member owns no timer. The members actor tells it the time when a threshold of its silence has passed; a member that
 * skipped a stage goes through each in turn, since subscribers count on every event.
 *
 * @module
 */
import { sendParent, setup } from "xstate";
import type { BuiltInEvent } from "../src/protocol/overlay/events.ts";
import type { MemberRecord } from "../src/protocol/overlay/member.ts";
import {
  silenceMsMax,
  type Stage,
  type Thresholds,
} from "../src/protocol/overlay/thresholds.ts";

/** What a member is started with. */
export interface MemberInput {
  /** Its entry in the roster, where its silence is read. */
  readonly record: MemberRecord;
  /** The thresholds in force, which settings may change. */
  readonly thresholds: () => Thresholds;
  /** Whether it was told of before its machine started: then it is in its stage already, and that is no news. */
  readonly isKnown?: boolean;
}

/** What a member hears. */
export type MemberEvent =
  /** It was heard again. */
  | { type: "member.heard" }
  /** It is this late. */
  | { type: "time.passed"; nowMs: number }
  /** It said that it leaves. */
  | { type: "member.exit" };

/** What a member tells: every change of what is believed of it. */
export interface MemberChanged {
  /** Always this. */
  readonly type: "member.changed";
  /** What became of it, in gossiperl's words. */
  readonly change: BuiltInEvent;
  /** The stage it is in now. */
  readonly stage: Stage;
  /** Its entry in the roster. */
  readonly record: MemberRecord;
}

/** The statechart of one member. */
export const memberMachine = setup({
  types: {
    context: {} as MemberInput,
    events: {} as MemberEvent,
    input: {} as MemberInput,
    tags: {} as "healthy" | "troubled",
  },
  guards: {
    knownReachable: isKnownIn("reachable"),
    knownQuarantined: isKnownIn("quarantine"),
    knownUnreachable: isKnownIn("unreachable"),
    quarantined: past("reachable"),
    unreachable: past("quarantine"),
    dropped: past("unreachable"),
  },
  actions: {
    tellIn: sendParent(({ context }) =>
      changed("member_in", "reachable", context)
    ),
    tellRejoin: sendParent(({ context }) =>
      changed("member_rejoin", "reachable", context)
    ),
    tellQuarantine: sendParent(({ context }) =>
      changed("member_quarantine", "quarantine", context)
    ),
    tellUnreachable: sendParent(({ context }) =>
      changed("member_unreachable", "unreachable", context)
    ),
    tellDrop: sendParent(({ context }) =>
      changed("member_drop", "dropped", context)
    ),
    tellOut: sendParent(({ context }) =>
      changed("member_out", "dropped", context)
    ),
    tellLeft: sendParent(({ context }) =>
      changed("member_out", context.record.stage, context)
    ),
  },
}).createMachine({
  id: "member",
  context: ({ input }) => input,
  initial: "arriving",
  on: { "member.exit": ".left" },
  states: {
    arriving: {
      description:
        "Heard of for the first time, or known since before its machine was started again.",
      always: [
        { guard: "knownReachable", target: "reachable" },
        { guard: "knownQuarantined", target: "quarantine" },
        { guard: "knownUnreachable", target: "unreachable" },
        { target: "reachable", actions: "tellIn" },
      ],
    },
    reachable: {
      description: "It was heard lately.",
      tags: "healthy",
      on: {
        "time.passed": {
          guard: "quarantined",
          target: "quarantine",
          actions: "tellQuarantine",
        },
      },
    },
    quarantine: {
      description: "Silent for a while.",
      tags: "troubled",
      on: {
        "member.heard": { target: "reachable", actions: "tellRejoin" },
        "time.passed": {
          guard: "unreachable",
          target: "unreachable",
          actions: "tellUnreachable",
        },
      },
    },
    unreachable: {
      description: "Silent for long; nobody is told of it any more.",
      tags: "troubled",
      on: {
        "member.heard": { target: "reachable", actions: "tellRejoin" },
        "time.passed": { guard: "dropped", target: "dropped" },
      },
    },
    dropped: {
      description: "Silent for so long that it is a member no longer.",
      type: "final",
      entry: ["tellDrop", "tellOut"],
    },
    left: {
      description: "It said goodbye.",
      type: "final",
      entry: "tellLeft",
    },
  },
});

function isKnownIn(stage: Stage) {
  return ({ context: { isKnown = false, record } }: { context: MemberInput }) =>
    isKnown && record.stage === stage;
}

function past(stage: Stage) {
  return (
    { context: { record, thresholds }, event }: {
      context: MemberInput;
      event: MemberEvent;
    },
  ) =>
    event.type === "time.passed" &&
    event.nowMs - record.heardAtMs >= silenceMsMax(stage, thresholds());
}

function changed(
  change: BuiltInEvent,
  stage: Stage,
  { record }: MemberInput,
): MemberChanged {
  return { type: "member.changed", change, stage, record };
}
