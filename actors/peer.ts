/**
 * What this node knows of one other node: whether it was heard lately.
 *
 * A peer owns no timer. The peers actor tells it the time when one of its deadlines has passed.
 *
 * @module
 */
import { assign, sendParent, setup } from "xstate";

/** A peer as it was first heard. */
export interface PeerInput {
  /** The node's name, `name@host`. */
  readonly node: string;
  /** Address its latest heartbeat came from. */
  readonly address: string;
  /** When that was, in ms. */
  readonly heardAtMs: number;
  /** How long it may be silent. */
  readonly silence: Silence;
}

/** How long a peer may be silent; all peers of a topology share one, which may change in place. */
export interface Silence {
  /** Silence after which it is called silent, in ms. */
  readonly silentAfterMs: number;
  /** Silence after which it is forgotten, in ms. */
  readonly forgottenAfterMs: number;
}

/** What a peer hears. */
export type PeerEvent =
  /** A heartbeat of its came. */
  | { type: "heartbeat.received"; address: string; atMs: number }
  /** It is this late. */
  | { type: "time.passed"; nowMs: number };

/** What a peer tells: every change of what is known of it. */
export interface PeerNews {
  /** What became of it. */
  readonly type: "peer.heard" | "peer.silent" | "peer.forgotten";
  /** The node's name. */
  readonly node: string;
  /** Address of its latest heartbeat. */
  readonly address: string;
}

/** The statechart of one peer. */
export const peerMachine = setup({
  types: {
    context: {} as PeerInput,
    events: {} as PeerEvent,
    input: {} as PeerInput,
    tags: {} as "healthy" | "troubled",
  },
  guards: {
    silentForLong: ({ context, event }) =>
      event.type === "time.passed" &&
      event.nowMs - context.heardAtMs >= context.silence.silentAfterMs,
    silentForTooLong: ({ context, event }) =>
      event.type === "time.passed" &&
      event.nowMs - context.heardAtMs >= context.silence.forgottenAfterMs,
  },
  actions: {
    remember: assign(({ context, event }) =>
      event.type === "heartbeat.received"
        ? { address: event.address, heardAtMs: event.atMs }
        : context
    ),
    tellHeard: sendParent(({ context }) => newsOf("peer.heard", context)),
    tellSilent: sendParent(({ context }) => newsOf("peer.silent", context)),
    tellForgotten: sendParent(({ context }) =>
      newsOf("peer.forgotten", context)
    ),
  },
}).createMachine({
  id: "peer",
  context: ({ input }) => input,
  initial: "heard",
  states: {
    heard: {
      description: "Its heartbeats come.",
      tags: "healthy",
      entry: "tellHeard",
      on: {
        "heartbeat.received": { actions: "remember" },
        "time.passed": { guard: "silentForLong", target: "silent" },
      },
    },
    silent: {
      description: "No heartbeat for a while; it may be gone, or cut off.",
      tags: "troubled",
      entry: "tellSilent",
      on: {
        "heartbeat.received": { target: "heard", actions: "remember" },
        "time.passed": { guard: "silentForTooLong", target: "forgotten" },
      },
    },
    forgotten: {
      description: "Silent for so long that its place is given up.",
      type: "final",
      entry: "tellForgotten",
    },
  },
});

/** When a peer in this state must be told the time, in ms. */
export function deadlineMs(state: PeerSnapshot): number {
  const { heardAtMs, silence } = state.context;
  return heardAtMs +
    (state.value === "heard"
      ? silence.silentAfterMs
      : silence.forgottenAfterMs);
}

/** What is read of a peer from outside. */
export interface PeerSnapshot {
  /** `heard`, `silent` or `forgotten`. */
  readonly value: unknown;
  /** Its memory. */
  readonly context: PeerInput;
}

function newsOf(
  type: PeerNews["type"],
  { node, address }: PeerInput,
): PeerNews {
  return { type, node, address };
}
