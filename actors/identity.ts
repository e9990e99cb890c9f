/**
 * Who this node is: the name it was given, or one made of our own address, which is where our probe
 * through the group comes back from. Where it does not come back we are called by loopback's address, and
 * must not announce that: whoever heard it would connect to itself.
 *
 * @module
 */
import { and, type AnyActorLogic, assign, sendTo, setup } from "xstate";
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

/** The host part of our name where no probe comes back. It may also be where a lone host's comes back from. */
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
    tags: {} as "healthy" | "waiting" | "troubled",
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
    fromAnAddress: ({ event }) =>
      event.type === "probe.received" && !unspecified.has(event.from.address),
  },
  actions: {
    sendProbe: sendTo("udp", ({ context }) => ({
      type: "datagram.send",
      value: context.probe,
    })),
    rememberAddress: assign({
      address: ({ context, event }) =>
        event.type === "probe.received" ? event.from.address : context.address,
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
        "socket.refused": "unaddressed",
        "probe.received": [
          {
            guard: and(["ownProbe", "fromAnAddress"]),
            target: "known",
            actions: "rememberAddress",
          },
          { guard: "ownProbe", target: "unaddressed" },
        ],
      },
      after: { asked: "unaddressed" },
    },
    known: {
      description: "We have a name, and keep it.",
      tags: "healthy",
      entry: "makeName",
    },
    unaddressed: {
      description:
        "Our probe did not come back: we have a name, for good, that says nothing to others.",
      tags: "troubled",
      entry: "makeName",
    },
  },
});

/** Who a node is. */
export interface KnownAs {
  /** Its name, `name@host`. */
  readonly node: string;
  /** Whether the host part of it means this node to others too. */
  readonly isAddressKnown: boolean;
}

/** Who an identity in this state says we are; undefined while it does not know. */
export function knownAs(
  { value, context: { name } }: {
    readonly value: unknown;
    readonly context: Context;
  },
): KnownAs | undefined {
  if (value === "asking" || name === undefined) return undefined;
  return { node: name, isAddressKnown: value === "known" };
}
