/**
 * One TCP connection with another node, or the attempt at one: from the first byte to the last, whichever side began.
 *
 * Whoever begins finds out the port, connects and says its name; both then prove that they know the cookie. What the
 * nodes tell each other afterwards goes past this machine: the line, its port, delivers messages straight to the
 * processes, and is sent theirs.
 *
 * Nothing is decided here that concerns more than one connection: that is for `connections`, which is told who is there
 * (`name.offered`), who has proved it (`name.proved`), and what became of it.
 *
 * @module
 */
import { type AnyActorLogic, assign, sendParent, sendTo, setup } from "xstate";
import { fromPort } from "../src/otp/mod.ts";
import {
  ack,
  challenge,
  type ConnectionContext,
  type ConnectionEvent,
  type ConnectionInput,
  type ConnectionOutput,
  contextOf,
  establishment,
  inTime,
  introduction,
  isProven,
  lineInputOf,
  misfit,
  name,
  newsOf,
  noted,
  noteGiven,
  reasonOfEnd,
  reply,
  status,
  statusIs,
  theirChallengeOf,
  themOf,
  verdictIs,
} from "./connection_work.ts";

/** How long each step of a handshake may take, in ms, as in OTP (`net_setuptime`). */
export const setupMs = 7_000;

/** The statechart of a connection; the composition root provides `line`. */
export const connectionMachine = setup({
  types: {
    context: {} as ConnectionContext,
    events: {} as ConnectionEvent,
    input: {} as ConnectionInput,
    output: {} as ConnectionOutput,
    tags: {} as "healthy" | "waiting" | "troubled",
  },
  actors: {
    line: fromPort(() => {
      throw new Error("The connection machine was given no line");
    }) as AnyActorLogic,
  },
  delays: { setup: setupMs },
  guards: {
    ours: ({ context }) => context.direction === "out",
    welcome: verdictIs("ok", "ok_simultaneous"),
    takenForAlive: verdictIs("alive"),
    goesOn: statusIs("ok", "ok_simultaneous"),
    asksForOlder: statusIs("alive"),
    olderIsGone: statusIs("true"),
    proven: isProven,
    misfit: (args) => misfit(args) !== undefined,
  },
  actions: {
    sendName: sendTo("line", name),
    sendVerdict: sendTo("line", ({ event }) => status(reasonOfEnd(event))),
    sendTrue: sendTo("line", status("true")),
    noteGiven,
    sendChallenge: sendTo("line", challenge),
    sendReply: sendTo("line", reply),
    sendAck: sendTo("line", ack),
    establish: sendTo("line", establishment),
    rememberThem: assign(({ context, event }) => ({
      them: themOf(event) ?? context.them,
    })),
    rememberChallenge: assign(({ event }) => ({
      theirChallenge: theirChallengeOf(event),
    })),
    note: assign((_, { reason }: { reason: string }) => ({ reason })),
    noteEnd: assign(({ event }) => ({ reason: reasonOfEnd(event) })),
    noteMisfit: assign((heard) => ({ reason: misfit(heard) ?? "" })),
    offerName: sendParent(({ context: { id, them } }) => ({
      type: "name.offered",
      ...{ id, them },
    })),
    tellUp: sendParent(({ context, self }) => introduction(context, self)),
    tellProven: sendParent(newsOf("name.proved")),
    tellBusy: sendParent(newsOf("connection.busy")),
    tellDrained: sendParent(newsOf("connection.drained")),
    tellUnsendable: sendParent({ type: "message.unsendable" }),
    sendTick: sendTo("line", { type: "tick.send" }),
    dropLine: sendTo("line", { type: "line.close" }),
  },
}).createMachine({
  id: "connection",
  context: ({ input }) => contextOf(input),
  invoke: { src: "line", id: "line", input: lineInputOf },
  output: ({ context: { reason } }) => ({ reason }),
  on: {
    "line.closed": { target: ".down", actions: "noteEnd" },
    "frame.refused": { target: ".down", actions: "noteEnd" },
    "connection.end": { target: ".down", actions: "noteEnd" },
  },
  initial: "choosing",
  states: {
    choosing: {
      description: "Did we begin, or did they?",
      always: [
        { guard: "ours", target: "resolving" },
        "handshaking.awaitingName",
      ],
    },
    resolving: {
      description: "EPMD on their host is asked for their port.",
      tags: "waiting",
      on: { "line.resolved": "connecting" },
      after: inTime,
    },
    connecting: {
      description: "TCP, and TLS if there is any.",
      tags: "waiting",
      on: { "line.opened": "handshaking" },
      after: inTime,
    },
    handshaking: {
      description:
        "Both say who they are, and prove that they know the cookie.",
      tags: "waiting",
      initial: "awaitingStatus",
      states: {
        awaitingStatus: {
          description: "We said our name: are we welcome?",
          entry: "sendName",
          on: {
            "frame.received": [
              {
                guard: "goesOn",
                target: "awaitingChallenge",
              },
              {
                guard: "asksForOlder",
                target: "awaitingChallenge",
                // They hold a connection of ours that we know nothing of any more.
                actions: "sendTrue",
              },
              { target: "#connection.down", actions: "noteEnd" },
            ],
          },
          after: inTime,
        },
        awaitingChallenge: {
          description: "We are; they say who they are, and what to prove.",
          on: {
            "frame.received": [
              {
                guard: "misfit",
                target: "#connection.down",
                actions: "noteMisfit",
              },
              {
                target: "awaitingAck",
                actions: ["rememberThem", "sendReply"],
              },
            ],
          },
          after: inTime,
        },
        awaitingAck: {
          description: "We gave our proof: where is theirs?",
          on: {
            "frame.received": [
              { guard: "proven", target: "#connection.up" },
              noted("wrong_cookie"),
            ],
            // Nobody says that a cookie is wrong: OTP just hangs up.
            "line.closed": noted("wrong_cookie"),
          },
          after: inTime,
        },
        awaitingName: {
          description: "A stranger connected: who is it?",
          on: {
            "frame.received": {
              target: "awaitingVerdict",
              actions: "rememberThem",
            },
          },
          after: inTime,
        },
        awaitingVerdict: {
          description: "It said its name: is it welcome?",
          entry: "offerName",
          on: {
            "name.judged": [
              {
                guard: "welcome",
                target: "awaitingReply",
                actions: ["sendVerdict", "noteGiven", "sendChallenge"],
              },
              {
                guard: "takenForAlive",
                target: "awaitingDecision",
                actions: "sendVerdict",
              },
              {
                target: "#connection.down",
                actions: ["sendVerdict", "noteEnd"],
              },
            ],
          },
          after: inTime,
        },
        awaitingDecision: {
          description:
            "We know an older connection of theirs: is that one gone?",
          on: {
            "frame.received": [
              {
                guard: "olderIsGone",
                target: "awaitingReply",
                actions: ["noteGiven", "sendChallenge"],
              },
              noted("older_connection_kept"),
            ],
          },
          after: inTime,
        },
        awaitingReply: {
          description: "We asked for a proof.",
          on: {
            "frame.received": [
              {
                guard: "proven",
                target: "awaitingClearance",
                actions: "rememberChallenge",
              },
              noted("wrong_cookie"),
            ],
          },
          after: inTime,
        },
        awaitingClearance: {
          description:
            "They have proved it: what there was of that name goes first.",
          entry: "tellProven",
          on: {
            "name.cleared": { target: "#connection.up", actions: "sendAck" },
          },
          after: inTime,
        },
      },
    },
    up: {
      description: "Messages flow, past this machine.",
      // Told before it is established: what came with the proof is delivered at once then.
      entry: ["tellUp", "establish"],
      initial: "ready",
      on: {
        "tick.due": { actions: "sendTick" },
        "message.unsendable": { actions: "tellUnsendable" },
        "silence.noticed": {
          target: "down",
          actions: [
            { type: "note", params: { reason: "net_tick_timeout" } },
            "dropLine",
          ],
        },
      },
      states: {
        ready: {
          description: "They read what we send.",
          tags: "healthy",
          on: { "line.busy": { target: "busy", actions: "tellBusy" } },
        },
        busy: {
          description: "More waits than they read: senders are told.",
          tags: "troubled",
          on: { "line.drained": { target: "ready", actions: "tellDrained" } },
        },
      },
    },
    down: {
      description: "It is over, for the reason that is its output.",
      type: "final",
    },
  },
});
