/**
 * Everybody this node hears in one topology: decides who becomes a peer, passes heartbeats to the
 * peers, and tells them the time when they have been silent.
 *
 * The peers themselves live in a pool (`crowd`), so that thousands cost no more each than one.
 *
 * @module
 */
import {
  type AnyActorLogic,
  emit,
  enqueueActions,
  sendTo,
  setup,
} from "xstate";
import {
  type AnyRef,
  childOf,
  membersOf,
  pool,
  type PoolEvent,
} from "../src/otp/mod.ts";
import {
  Admission,
  type AdmissionLimits,
  type AdmissionRefusal,
} from "../src/protocol/admission.ts";
import type { Ambient } from "../src/protocol/ambient.ts";
import {
  deadlineMs,
  type PeerEvent,
  type PeerInput,
  peerMachine,
  type PeerNews,
  type Silence,
} from "./peer.ts";

/** What the peers actor is started with. */
export interface PeersInput {
  /** Our own name, which is no peer. */
  readonly node: string;
  /** How long a peer may be silent; may change in place. */
  readonly silence: Silence;
  /** Bounds on who is admitted; may change in place. */
  readonly limits: AdmissionLimits;
  /** Time and chance. */
  readonly ambient: Ambient;
}

/** A heartbeat as the port delivers it. */
export interface HeartbeatReceived {
  /** Always this. */
  readonly type: "heartbeat.received";
  /** The heartbeat. */
  readonly value: { readonly type: "heartbeat"; readonly node: string };
  /** Where it came from. */
  readonly from: { readonly address: string };
  /** When, in ms. */
  readonly atMs: number;
}

/** What the peers actor hears. */
export type PeersEvent =
  | HeartbeatReceived
  | PeerNews
  | { type: "pool.lost"; id: string }
  | { type: "pool.completed"; id: string };

/** What the peers actor tells. */
export type PeersNews =
  | PeerNews
  | {
    readonly type: "heartbeat.received";
    readonly node: string;
    readonly address: string;
  }
  | {
    readonly type: "datagrams.refused";
    readonly reason: AdmissionRefusal;
    readonly count: number;
  };

/** How often deadlines are looked at, in ms: the most by which a silence is noticed late. */
export const sweepMs = 1_000;

/** Peers told the time within one step: a larger sweep goes on in the next, so that no step holds datagrams up for long. */
export const sweepSliceMax = 128;

interface Context extends PeersInput {
  /** Who was admitted, and on whose account; changes in place. */
  readonly admission: Admission;
  /** Refusals since they were last told; changes in place. */
  readonly refused: Map<AdmissionRefusal, number>;
  /** Whether the last sweep left peers for the next. */
  readonly isBehind: boolean;
}

type ToCrowd = PoolEvent<PeerEvent, PeerInput>;

/** The statechart of the peers of one topology. */
export const peersMachine = setup({
  types: {
    context: {} as Context,
    events: {} as PeersEvent,
    input: {} as PeersInput,
    emitted: {} as PeersNews,
    tags: {} as "healthy",
  },
  actors: {
    crowd: pool<PeerEvent, PeerInput>({ logic: peerMachine }) as AnyActorLogic,
  },
  delays: {
    untilSweep: ({ context }) => context.isBehind ? 0 : sweepMs,
  },
  guards: {
    own: ({ context, event }) =>
      event.type === "heartbeat.received" && event.value.node === context.node,
    known: ({ context, event }) =>
      event.type === "heartbeat.received" &&
      context.admission.knows(event.value.node),
    behind: ({ context }) => context.isBehind,
  },
  actions: {
    tellHeartbeat: emit(({ event }) => {
      const { value: { node }, from: { address } } = event as HeartbeatReceived;
      return { type: "heartbeat.received", node, address };
    }),
    passOn: sendTo("crowd", ({ event }): ToCrowd => {
      const { value, from: { address }, atMs } = event as HeartbeatReceived;
      const heartbeat = { type: "heartbeat.received", address, atMs } as const;
      return { type: "pool.send", id: value.node, event: heartbeat };
    }),
    admit: enqueueActions(({ context, enqueue, event }) => {
      const { value: { node }, from, atMs } = event as HeartbeatReceived;
      const { address } = from;
      const refusal = context.admission.admit(node, address, atMs);
      if (refusal) return countRefusal(context, refusal);
      const { silence } = context;
      const input: PeerInput = { node, address, heardAtMs: atMs, silence };
      enqueue.sendTo("crowd", { type: "pool.start", id: node, input });
    }),
    tellPeer: emit(({ event }) => event as PeerNews),
    // A peer that crashed could not say it itself.
    tellLost: emit(({ context, event }) => {
      const { id: node } = event as { readonly id: string };
      const address = context.admission.introducerOf(node) ?? "";
      return { type: "peer.forgotten", node, address };
    }),
    release: ({ context, event }) => {
      if (event.type === "pool.completed" || event.type === "pool.lost") {
        context.admission.release(event.id);
      }
    },
    sweep: enqueueActions(({ context, enqueue, self }) => {
      const nowMs = context.ambient.nowMs();
      const due = duePeers(self, nowMs);
      for (const id of due.slice(0, sweepSliceMax)) {
        const event = { type: "time.passed", nowMs } as const;
        enqueue.sendTo("crowd", { type: "pool.send", id, event });
      }
      enqueue.assign({ isBehind: due.length > sweepSliceMax });
    }),
    tidy: ({ context }) => context.admission.tidy(context.ambient.nowMs()),
    tellRefused: enqueueActions(({ context, enqueue }) => {
      for (const [reason, count] of context.refused) {
        enqueue.emit({ type: "datagrams.refused", reason, count });
      }
      enqueue(() => context.refused.clear());
    }),
  },
}).createMachine({
  id: "peers",
  context: ({ input }) => ({
    ...input,
    admission: new Admission(input.limits),
    refused: new Map(),
    isBehind: false,
  }),
  invoke: { src: "crowd", id: "crowd" },
  on: {
    "pool.completed": { actions: "release" },
    "pool.lost": { actions: ["tellLost", "release"] },
    "peer.heard": { actions: "tellPeer" },
    "peer.silent": { actions: "tellPeer" },
    "peer.forgotten": { actions: "tellPeer" },
  },
  initial: "watching",
  states: {
    watching: {
      description:
        "Heartbeats go to the peer they name; a new name becomes a peer if its address may introduce one.",
      tags: "healthy",
      on: {
        "heartbeat.received": [
          { guard: "own" },
          { guard: "known", actions: ["passOn", "tellHeartbeat"] },
          { actions: ["admit", "tellHeartbeat"] },
        ],
      },
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
            actions: ["sweep", "tidy", "tellRefused"],
          },
        ],
      },
    },
  },
});

function countRefusal({ refused }: Context, reason: AdmissionRefusal): void {
  refused.set(reason, (refused.get(reason) ?? 0) + 1);
}

/** Peers whose deadline has passed, at most one more than a slice. */
function duePeers(self: AnyRef, nowMs: number): readonly string[] {
  const crowd = childOf(self, "crowd");
  const due: string[] = [];
  for (const [id, peer] of crowd ? membersOf(crowd) : []) {
    if (deadlineMs(peer.getSnapshot()) > nowMs) continue;
    due.push(id);
    if (due.length > sweepSliceMax) break;
  }
  return due;
}
