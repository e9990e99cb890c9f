/**
 * What gossiperl's programs say to each other, one interface for each struct.
 *
 * Heartbeats are Unix time in seconds. Names are printable texts of 1 to 255 bytes, ids of 1 to 64.
 *
 * @module
 */
import type { Secret } from "../secret.ts";

/** "I am here": asks for a {@linkcode DigestAck}. */
export interface Digest {
  /** Tells it from other digests; the payload type where it is one of gossiperl's. */
  readonly type: "digest";
  /** The sender's member name. */
  readonly name: string;
  /** Where it listens, 1 to 65535. */
  readonly port: number;
  /** Its clock. */
  readonly heartbeat: number;
  /** What the answer repeats as its `replyId`. */
  readonly id: string;
  /** The overlay's secret, or that of a client. */
  readonly secret: Secret;
}

/** Answers a {@linkcode Digest} with those that are known. */
export interface DigestAck {
  /** Tells it from other digests; the payload type where it is one of gossiperl's. */
  readonly type: "digestAck";
  /** The sender's member name. */
  readonly name: string;
  /** Its clock. */
  readonly heartbeat: number;
  /** The `id` of what it answers. */
  readonly replyId: string;
  /** Itself first, then others. */
  readonly membership: readonly DigestMember[];
}

/** A row of a {@linkcode DigestAck}. */
export interface DigestMember {
  /** Its member name. */
  readonly name: string;
  /** Its IP address; `0.0.0.0` or `::` in the sender's own row. */
  readonly ip: string;
  /** Its port, 1 to 65535. */
  readonly port: number;
  /** When it was last heard, by the sender's clock. */
  readonly heartbeat: number;
}

/** Tells who subscribes to what. */
export interface DigestSubscriptions {
  /** Tells it from other digests; the payload type where it is one of gossiperl's. */
  readonly type: "digestSubscriptions";
  /** The sender's member name. */
  readonly name: string;
  /** Its clock. */
  readonly heartbeat: number;
  /** The `id` of the digest that it follows. */
  readonly replyId: string;
  /** The subscriptions. */
  readonly subscriptions: readonly DigestSubscription[];
}

/** A row of {@linkcode DigestSubscriptions}. */
export interface DigestSubscription {
  /** The payload type subscribed to. */
  readonly eventType: string;
  /** The member that gets it. */
  readonly memberName: string;
  /** The node that the subscription was made at. */
  readonly origin: string;
  /** When it was last confirmed. */
  readonly heartbeat: number;
}

/** "I leave." */
export interface DigestExit {
  /** Tells it from other digests; the payload type where it is one of gossiperl's. */
  readonly type: "digestExit";
  /** The sender's member name. */
  readonly name: string;
  /** Its clock. */
  readonly heartbeat: number;
  /** The secret it came with. */
  readonly secret: Secret;
}

/** A client subscribes or unsubscribes. */
export interface DigestSubscribe {
  /** Tells it from other digests; the payload type where it is one of gossiperl's. */
  readonly type: "digestSubscribe" | "digestUnsubscribe";
  /** The client's member name. */
  readonly name: string;
  /** Its clock. */
  readonly heartbeat: number;
  /** What the answer repeats as its `replyId`. */
  readonly id: string;
  /** The payload types it is about. */
  readonly eventTypes: readonly string[];
  /** The secret it came with. */
  readonly secret: Secret;
}

/** Answers a {@linkcode DigestSubscribe}. */
export interface DigestSubscribeAck {
  /** Tells it from other digests; the payload type where it is one of gossiperl's. */
  readonly type: "digestSubscribeAck" | "digestUnsubscribeAck";
  /** The sender's clock. */
  readonly heartbeat: number;
  /** The `id` of what it answers. */
  readonly replyId: string;
  /** The payload types it is about. */
  readonly eventTypes: readonly string[];
}

/** Tells a local subscriber what became of a member. */
export interface DigestEvent {
  /** Tells it from other digests; the payload type where it is one of gossiperl's. */
  readonly type: "digestEvent";
  /** `member_in`, `member_out` and so on. */
  readonly eventType: string;
  /** The member's name. */
  readonly eventObject: string;
  /** When. */
  readonly heartbeat: number;
}

/** "I have that forwarded digest": ends its redelivery. */
export interface DigestForwardedAck {
  /** Tells it from other digests; the payload type where it is one of gossiperl's. */
  readonly type: "digestForwardedAck";
  /** The sender's member name. */
  readonly name: string;
  /** The envelope's id. */
  readonly replyId: string;
  /** The secret it came with. */
  readonly secret: Secret;
}

/** Something went wrong. No gossiperl program sends it. */
export interface DigestError {
  /** Tells it from other digests; the payload type where it is one of gossiperl's. */
  readonly type: "digestError";
  /** The sender's member name. */
  readonly name: string;
  /** Its clock. */
  readonly heartbeat: number;
  /** A number for the error. */
  readonly errorCode: number;
  /** The kind of thing it is about. */
  readonly errorEntity: string;
  /** The thing's name. */
  readonly errorEntityName: string;
  /** The error in words. */
  readonly errorMessage: string;
  /** The `id` of what it answers. */
  readonly replyId: string;
}

/** A digest of gossiperl's own. */
export type KnownDigest =
  | Digest
  | DigestAck
  | DigestSubscriptions
  | DigestExit
  | DigestSubscribe
  | DigestSubscribeAck
  | DigestEvent
  | DigestForwardedAck
  | DigestError;

/** A user's own digest, which is forwarded unread to who subscribes to its type. */
export interface OwnDigest {
  /** Tells it from other digests; the payload type where it is one of gossiperl's. */
  readonly type: "own";
  /** Its type: any name that is not one of gossiperl's. */
  readonly payloadType: string;
  /** The bytes of its struct, not looked at yet: see `decodeFields`. */
  readonly payload: Uint8Array;
  /** The whole original envelope without padding, which is what is forwarded. */
  readonly envelope: Uint8Array;
}
