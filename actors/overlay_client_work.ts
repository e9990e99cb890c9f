/**
 * What a client of an overlay hears and tells, and how it talks to its node.
 *
 * @module
 */
import type { AnyRef, Enqueuer } from "../src/otp/mod.ts";
import type { ClientLedger } from "../src/protocol/overlay/client_ledger.ts";
import type { Outgoing } from "../src/protocol/overlay/reaction.ts";
import type { DigestReceived } from "./overlay_work.ts";

/** What a client is started with. */
export interface OverlayClientInput {
  /** What it remembers. */
  readonly ledger: ClientLedger;
}

/** What a client hears. */
export type OverlayClientEvent =
  | DigestReceived
  /** Datagrams can be sent now. */
  | {
    type: "socket.ready";
    udp: AnyRef;
    local: { readonly address: string; readonly port: number };
  }
  /** They cannot any more. */
  | { type: "socket.lost" }
  /** Somebody in this process subscribes, or no longer does. */
  | { type: "subscription.add" | "subscription.remove"; eventType: string }
  /** This process publishes an envelope. */
  | {
    type: "envelope.publish";
    id: string;
    eventType: string;
    envelope: Uint8Array;
  }
  /** We leave: say goodbye. */
  | { type: "overlay.leave" };

/** What a client tells. */
export type OverlayClientNews =
  | { readonly type: "node.connected"; readonly node: string }
  | { readonly type: "node.lost"; readonly reason: "silent" | "clock_off" }
  | {
    readonly type: "envelope.delivered";
    readonly id: string;
    readonly eventType: string;
    readonly payload: Uint8Array;
  }
  | {
    readonly type: "member.changed";
    readonly id: string;
    readonly change: string;
    readonly member: string;
  };

/** Context of a client. */
export interface OverlayClientContext extends OverlayClientInput {
  /** The port of our socket, while there is one. */
  readonly udp: AnyRef | undefined;
  /** The number of our port. */
  readonly port: number;
}

/** A guard: whether an ack came from the node, and is worth this. */
export function answers(verdict: string) {
  return (
    { context, event }: {
      context: OverlayClientContext;
      event: OverlayClientEvent;
    },
  ) => {
    if (event.type !== "digestAck.received") return false;
    const { digest } = event.value;
    if (digest.type !== "digestAck" || !isFromNode(context, event)) {
      return false;
    }
    const { ledger } = context;
    return ledger.judge(digest, ledger.ambient.nowMs()) === verdict;
  };
}

/** Whoever has the overlay's key could write to our port; only the node is believed. */
export function isFromNode(
  { ledger }: OverlayClientContext,
  event: OverlayClientEvent,
): boolean {
  if (!("from" in event)) return false;
  const { host, port } = ledger.settings;
  return event.from.address === host && event.from.port === port;
}

/** Sends to the node, if our socket is there. */
export function postToNode(
  value: Outgoing,
  { udp, ledger }: OverlayClientContext,
  enqueue: Enqueuer,
): void {
  const { host: address, port } = ledger.settings;
  const to = { address, port };
  if (udp) enqueue.sendTo(udp, { type: "datagram.send", value, to });
}
