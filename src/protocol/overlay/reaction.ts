/**
 * What follows from one datagram: the plan that an overlay's actor performs.
 *
 * @module
 */
import type { Incoming, Outgoing } from "../../wire/gossiperl/message.ts";
import type { MemberNews } from "./rumours.ts";

export type { Incoming, Outgoing };

/** A message to be sent. */
export interface Post {
  /** What is sent. */
  readonly message: Outgoing;
  /** Where it goes; the socket's group without it. */
  readonly to?: { readonly address: string; readonly port: number };
}

/** An envelope that concerns more than the socket it came to. */
export interface Crossing {
  /** Its id. */
  readonly id: string;
  /** The type of its payload. */
  readonly eventType: string;
  /** The bytes of its payload. */
  readonly payload: Uint8Array;
  /** Its bytes, as they came. */
  readonly envelope: Uint8Array;
  /** Clients of this host that get it. */
  readonly toClients: readonly string[];
  /** Nodes that get it. */
  readonly toNodes: readonly string[];
  /** Whether this process gets it. */
  readonly isForUs: boolean;
}

/** What a datagram makes an overlay do. */
export interface Reaction {
  /** Messages that answer it. */
  readonly posts?: readonly Post[];
  /** Members that are new, or were heard again. */
  readonly heard?: readonly MemberNews[];
  /** A member that left. */
  readonly left?: string;
  /** An envelope to be delivered. */
  readonly crossing?: Crossing;
  /** What was refused, and how many. */
  readonly refused?: ReadonlyMap<string, number>;
}

/** Nothing follows. */
export const nothing: Reaction = {};

/** One refusal. */
export function refusedFor(reason: string): Reaction {
  return { refused: new Map([[reason, 1]]) };
}
