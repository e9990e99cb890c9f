/**
 * The processes of this node and of others: brings what they tell each other to where it belongs.
 *
 * What is known of them is in a ledger beside it; this performs what the ledger says follows. Messages come straight
 * from the connections' ports, and go straight to them.
 *
 * @module
 */
import { setup } from "xstate";
import type { AnyRef } from "../src/otp/mod.ts";
import type {
  DistributionMessage,
  Effect,
  ProcessLedger,
} from "../src/protocol/distribution/process_ledger.ts";
import { type Backlog, perform } from "./processes_work.ts";

/** What the processes actor is started with. */
export interface ProcessesInput {
  /** What is known of processes. */
  readonly ledger: ProcessLedger;
  /** What the program asked for and was not done yet. */
  readonly backlog: Backlog;
  /** System id of the actor that connects to nodes. */
  readonly connections: string;
  /** The time, in ms. */
  readonly nowMs: () => number;
}

/** What the processes actor hears. */
export type ProcessesEvent =
  | MessageReceived
  /** A connection is there. */
  | {
    readonly type: "node.up";
    readonly node: string;
    /** The port that takes `message.send`. */
    readonly line: AnyRef;
    /** Whether it is one of those that are not listed. */
    readonly hidden: boolean;
  }
  /** A connection is lost, or one that was asked for could not be had. */
  | { readonly type: "node.down" | "connect.failed"; readonly node: string }
  /** A connection takes no more for now, or takes more again. */
  | { readonly type: "node.busy" | "node.drained"; readonly node: string }
  /** The program asked for something, or an actor came or went. */
  | { readonly type: "effects.due"; readonly effects: readonly Effect[] };

/** A message of another node. */
export interface MessageReceived {
  /** Always this. */
  readonly type: "message.received";
  /** The node. */
  readonly node: string;
  /** What it says. */
  readonly message: DistributionMessage;
}

/** How often it is looked for what has waited too long, in ms, and by how much a timeout may be late. */
export const processesSweepMs = 100;

/** The statechart of the processes. */
export const processesMachine = setup({
  types: {
    context: {} as ProcessesInput,
    events: {} as ProcessesEvent,
    input: {} as ProcessesInput,
    tags: {} as "healthy",
  },
  delays: { sweep: processesSweepMs },
  guards: {
    somebodyWaits: ({ context }) => context.ledger.isWaiting,
  },
  actions: {
    // After a crash of this actor connections begin anew, and so does what is known of them.
    loseAll: ({ context, self }) => {
      context.backlog.steps = 0;
      perform(context.ledger.allDown(), context, self);
    },
    receive: ({ context, event, self }) => {
      if (event.type !== "message.received") return;
      perform(
        context.ledger.received(event.node, event.message),
        context,
        self,
      );
    },
    open: ({ context, event, self }) => {
      if (event.type !== "node.up") return;
      const { node, line, hidden } = event;
      perform(context.ledger.nodeUp(node, line, hidden), context, self);
    },
    lose: ({ context, event, self }) => {
      if (event.type !== "node.down") return;
      perform(context.ledger.nodeDown(event.node), context, self);
    },
    giveUp: ({ context: { ledger, ...rest }, event, self }) => {
      if (event.type !== "connect.failed") return;
      // Meanwhile the other side may have connected to us.
      if (ledger.lines.isUp(event.node)) return;
      perform(ledger.nodeDown(event.node), { ledger, ...rest }, self);
    },
    hold: ({ context, event }) => {
      if (event.type === "node.busy") context.ledger.nodeBusy(event.node);
    },
    release: ({ context, event, self }) => {
      if (event.type !== "node.drained") return;
      perform(context.ledger.nodeDrained(event.node), context, self);
    },
    perform: ({ context, event, self }) => {
      if (event.type !== "effects.due") return;
      context.backlog.steps--;
      perform(event.effects, context, self);
    },
    sweep: ({ context, self }) => {
      perform(context.ledger.sweep(context.nowMs()), context, self);
    },
  },
}).createMachine({
  id: "processes",
  context: ({ input }) => input,
  entry: "loseAll",
  on: {
    "message.received": { actions: "receive" },
    "node.up": { actions: "open" },
    "node.down": { actions: "lose" },
    "node.busy": { actions: "hold" },
    "node.drained": { actions: "release" },
    "connect.failed": { actions: "giveUp" },
  },
  initial: "quiet",
  states: {
    quiet: {
      description:
        "Messages, links, monitors and groups are brought where they belong; nobody waits for an answer or a connection.",
      tags: "healthy",
      on: {
        "effects.due": [
          {
            guard: "somebodyWaits",
            target: "awaited",
            actions: "perform",
          },
          { actions: "perform" },
        ],
      },
    },
    awaited: {
      description:
        "Somebody of this node waits for an answer or a connection, and is told when that has taken too long.",
      tags: "healthy",
      on: { "effects.due": { actions: "perform" } },
      after: {
        sweep: [
          {
            guard: "somebodyWaits",
            target: "awaited",
            reenter: true,
            actions: "sweep",
          },
          { target: "quiet" },
        ],
      },
    },
  },
});
