/**
 * Who this node is: the name it was given, or one made of our own address, which is where our probe
 * through the group comes back from.
 *
 * @module
 */
import { type AnyActorLogic, assign, sendTo, setup } from "xstate";
import { fromPort } from "../src/otp/mod.ts";
import type { ProbeValue, SocketEvent } from "./socket.ts";

/** What the identity is started with. */
export interface IdentityInput {
  /** The name to have, `name@host`; asked for when it is missing. */
  readonly name?: string;
  /** What comes before the `@` of a name of our own making. */
  readonly basename: string;
  /** The probe to send. */
  readonly probe: ProbeValue;
}

/** How long our probe may take to come back, in ms; a node without a group must still start soon. */
export const askMs = 250;

/** The host part of our name where no probe comes back. */
export const loopbackAddress = "127.0.0.1";

/** What the system says where it does not know. */
const unspecified = new Set(["0.0.0.0", "::"]);

interface Context extends IdentityInput {
  /** Our own address, as far as it is known. */
  readonly address: string;
}

/** The statechart of a node's identity; the composition root provides `udp`, on a port of its own. */
export const identityMachine = setup({
  types: {
    context: {} as Context,
    events: {} as SocketEvent,
    input: {} as IdentityInput,
    tags: {} as "healthy" | "waiting",
  },
  actors: {
    udp: fromPort(() => {
      throw new Error("The identity machine was given no udp port");
    }) as AnyActorLogic,
  },
  delays: { asked: askMs },
  guards: {
    named: ({ context }) => context.name !== undefined,
    ownProbe: ({ context, event }) =>
      event.type === "probe.received" && event.value.id === context.probe.id,
  },
  actions: {
    sendProbe: sendTo("udp", ({ context }) => ({
      type: "datagram.send",
      value: context.probe,
    })),
    rememberAddress: assign({
      address: ({ context, event }) =>
        event.type === "probe.received" &&
          !unspecified.has(event.from.address)
          ? event.from.address
          : context.address,
    }),
    makeName: assign({
      name: ({ context }) =>
        context.name ?? `${context.basename}@${context.address}`,
    }),
  },
}).createMachine({
  id: "identity",
  context: ({ input }) => ({ ...input, address: loopbackAddress }),
  initial: "deciding",
  states: {
    deciding: {
      description: "Were we given a name?",
      always: [{ guard: "named", target: "known" }, "asking"],
    },
    asking: {
      description: "Our probe goes to the group; where does it come back from?",
      tags: "waiting",
      invoke: { src: "udp", id: "udp" },
      on: {
        "socket.bound": { actions: "sendProbe" },
        "socket.refused": "known",
        "probe.received": {
          guard: "ownProbe",
          target: "known",
          actions: "rememberAddress",
        },
      },
      after: { asked: "known" },
    },
    known: {
      description: "We have a name, and keep it.",
      tags: "healthy",
      entry: "makeName",
    },
  },
});

/** The name in the state of an identity, once it is known. */
export function nameOf(
  state: { readonly value: unknown; readonly context: Context },
): string | undefined {
  return state.value === "known" ? state.context.name : undefined;
}
