/**
 * What follows from an envelope of a user's own type: who gets it, and who is told that it came.
 *
 *     from                      local clients   this process   other nodes
 *     a client                  but itself      yes            multicast: once to the group; unicast: each
 *     ourselves                 all             yes            the same
 *     the group                 all             yes            none: whoever is in the group has it
 *     a node of a unicast one   all             yes            each but itself
 *
 * An envelope that was seen goes nowhere. Every copy is acknowledged, else the wire repeats it for ever. Our own
 * packets that the group brings back are nothing at all.
 *
 * @module
 */
import { match } from "ts-pattern";
import type { Sighting } from "./seen.ts";
import type { Subscribers } from "./subscriptions.ts";

/** Where an envelope came from. */
export type EnvelopeSource =
  /** A client of this host, or a node of a unicast overlay; its name if one member is at that address and port. */
  | { readonly from: "member"; readonly name?: string | undefined }
  /** The group. */
  | { readonly from: "group" }
  /** This process: its own code, or its REST API. */
  | { readonly from: "us" }
  /** The group, but sent by ourselves: by address and port, which other nodes on this host may share with us. */
  | { readonly from: "echo" };

/** What an envelope makes us do. */
export interface DeliveryPlan {
  /** Who is sent a `digestForwardedAck`. */
  readonly ackTo?: "sender" | "group";
  /** Clients that get it, and get it again until they acknowledge it. */
  readonly toClients: readonly string[];
  /** Whether the subscribers in this process get it. */
  readonly isForUs: boolean;
  /** Nodes that get it; in a multicast overlay by one packet to the group, which is sent again until all of them acknowledged. */
  readonly toNodes: readonly string[];
  /** A member that has the envelope since it sent it: what is still to be delivered to it is done. */
  readonly hasIt?: string | undefined;
}

const nothing: DeliveryPlan = { toClients: [], isForUs: false, toNodes: [] };

/** Plans for one copy of an envelope, given whether it was seen and who subscribes to its type. */
export function planDelivery(
  source: EnvelopeSource,
  sighting: Sighting,
  subscribers: Subscribers,
): DeliveryPlan {
  // Not acknowledged, so that it comes again when there is room.
  if (source.from === "echo" || sighting === "refused") return nothing;
  const answered = { ...nothing, ...answerTo(source) };
  if (sighting === "seen") return answered;
  const { local, isHere, remote } = subscribers;
  const sender = source.from === "member" ? source.name : undefined;
  return {
    ...answered,
    toClients: local.filter((name) => name !== sender),
    isForUs: isHere,
    toNodes: source.from === "group"
      ? []
      : remote.filter((name) => name !== sender),
  };
}

function answerTo(
  source: EnvelopeSource,
): Pick<DeliveryPlan, "ackTo" | "hasIt"> {
  return match(source)
    .with({ from: "member" }, ({ name }) => ({
      ackTo: "sender" as const,
      ...(name !== undefined && { hasIt: name }),
    }))
    .with({ from: "group" }, () => ({ ackTo: "group" as const }))
    .with({ from: "us" }, { from: "echo" }, () => ({}))
    .exhaustive();
}
