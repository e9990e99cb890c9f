/**
 * All connections of this node: whom to connect to, who may connect, and who is connected.
 *
 * Each connection is a machine of its own in a pool (`crowd`). What concerns more than one of them is decided here, by
 * pure functions over ledgers that outlive this actor. It looks at their deadlines once a second: none has a timer for
 * its silence.
 *
 * @module
 */
import { type AnyActorLogic, enqueueActions, setup } from "xstate";
import { type Logic, pool } from "../src/otp/mod.ts";
import { connectionMachine } from "./connection.ts";
import type { ConnectionEvent, ConnectionInput } from "./connection_work.ts";
import type {
  ConnectionsContext,
  ConnectionsEvent,
  ConnectionsInput,
  ConnectionsNews,
} from "./connections_events.ts";
import {
  accept,
  connected,
  countUnsendable,
  disconnect,
  ended,
  forgetAll,
  judge,
  passBusy,
  prove,
  renew,
  startDials,
  sweepLines,
  tellRefusals,
  want,
} from "./connections_work.ts";

/** How often deadlines are looked at, in ms: the most by which a silence is noticed late. */
export const sweepMs = 1_000;

/** The pool of connections, around a connection machine that was given its line. */
export function connectionsPool(logic: Logic): AnyActorLogic {
  return pool<ConnectionEvent, ConnectionInput>({ logic }) as AnyActorLogic;
}

/** The statechart of a node's connections; the composition root provides `crowd`. */
export const connectionsMachine = setup({
  types: {
    context: {} as ConnectionsContext,
    events: {} as ConnectionsEvent,
    input: {} as ConnectionsInput,
    emitted: {} as ConnectionsNews,
    tags: {} as "healthy",
  },
  actors: { crowd: connectionsPool(connectionMachine) },
  delays: { untilSweep: sweepMs },
  actions: {
    forgetAll: enqueueActions(forgetAll),
    want: enqueueActions(want),
    disconnect: enqueueActions(disconnect),
    accept: enqueueActions(accept),
    judge: enqueueActions(judge),
    prove: enqueueActions(prove),
    connected: enqueueActions(connected),
    passBusy: enqueueActions(passBusy),
    countUnsendable,
    ended: enqueueActions(ended),
    startDials: enqueueActions(startDials),
    sweepLines: enqueueActions(sweepLines),
    renew: enqueueActions(renew),
    tellRefusals: enqueueActions(tellRefusals),
  },
}).createMachine({
  id: "connections",
  context: ({ input }) => ({ ...input, refused: new Map() }),
  invoke: { src: "crowd", id: "crowd" },
  entry: ["forgetAll", "renew", "startDials"],
  initial: "connecting",
  states: {
    connecting: {
      description:
        "Whoever is wanted is connected to, whoever comes is asked for a proof, and whoever is silent is given up.",
      tags: "healthy",
      on: {
        "node.heard": { actions: ["want", "startDials"] },
        "node.connect": { actions: ["want", "startDials"] },
        "node.disconnect": { actions: "disconnect" },
        "line.accepted": { actions: "accept" },
        "name.offered": { actions: "judge" },
        "name.proved": { actions: "prove" },
        "connection.up": { actions: ["connected", "startDials"] },
        "connection.busy": { actions: "passBusy" },
        "connection.drained": { actions: "passBusy" },
        "message.unsendable": { actions: "countUnsendable" },
        "pool.completed": { actions: ["ended", "startDials"] },
        "pool.lost": { actions: ["ended", "startDials"] },
      },
      after: {
        untilSweep: {
          target: "connecting",
          reenter: true,
          actions: ["sweepLines", "renew", "startDials", "tellRefusals"],
        },
      },
    },
  },
});
