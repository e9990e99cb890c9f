/**
 * Gossiperl's structs, field by field (gossiperl.thrift).
 *
 * @module
 */
import { struct, type StructCodec } from "../thrift/struct.ts";
import type {
  Digest,
  DigestAck,
  DigestError,
  DigestEvent,
  DigestExit,
  DigestForwardedAck,
  DigestMember,
  DigestSubscribe,
  DigestSubscribeAck,
  DigestSubscription,
  DigestSubscriptions,
  KnownDigest,
} from "./digests.ts";
import {
  address,
  errorCode,
  eventTypes,
  heartbeat,
  id,
  name,
  port,
  rows,
  secret,
  text,
} from "./kinds.ts";

/** A row of a `digestAck`. */
export const digestMember: StructCodec<DigestMember> = struct<DigestMember>(
  {},
  {
    name: [1, name],
    ip: [2, address],
    port: [3, port],
    heartbeat: [4, heartbeat],
  },
);

/** A row of `digestSubscriptions`. */
export const digestSubscription: StructCodec<DigestSubscription> = struct<
  DigestSubscription
>(
  {},
  {
    eventType: [1, name],
    memberName: [2, name],
    origin: [3, name],
    heartbeat: [4, heartbeat],
  },
);

const digest = struct<Digest, "type">({ type: "digest" }, {
  name: [1, name],
  port: [2, port],
  heartbeat: [3, heartbeat],
  id: [4, id],
  secret: [5, secret],
});

const digestAck = struct<DigestAck, "type">({ type: "digestAck" }, {
  name: [1, name],
  heartbeat: [2, heartbeat],
  replyId: [3, id],
  membership: [4, rows(digestMember)],
});

const digestSubscriptions = struct<DigestSubscriptions, "type">(
  { type: "digestSubscriptions" },
  {
    name: [1, name],
    heartbeat: [2, heartbeat],
    replyId: [3, id],
    subscriptions: [4, rows(digestSubscription)],
  },
);

const digestExit = struct<DigestExit, "type">({ type: "digestExit" }, {
  name: [1, name],
  heartbeat: [2, heartbeat],
  secret: [3, secret],
});

const digestEvent = struct<DigestEvent, "type">({ type: "digestEvent" }, {
  eventType: [1, name],
  eventObject: [2, text],
  heartbeat: [3, heartbeat],
});

const digestForwardedAck = struct<DigestForwardedAck, "type">(
  { type: "digestForwardedAck" },
  {
    name: [1, name],
    replyId: [2, id],
    secret: [3, secret],
  },
);

const digestError = struct<DigestError, "type">({ type: "digestError" }, {
  name: [1, name],
  heartbeat: [2, heartbeat],
  errorCode: [3, errorCode],
  errorEntity: [4, text],
  errorEntityName: [5, text],
  errorMessage: [6, text],
  replyId: [7, id],
});

/** The structs of all payload types that are gossiperl's own. */
export const digestStructs: Readonly<
  Record<KnownDigest["type"], StructCodec<KnownDigest>>
> = {
  digest,
  digestAck,
  digestSubscriptions,
  digestExit,
  digestSubscribe: subscribing("digestSubscribe"),
  digestUnsubscribe: subscribing("digestUnsubscribe"),
  digestSubscribeAck: subscribed("digestSubscribeAck"),
  digestUnsubscribeAck: subscribed("digestUnsubscribeAck"),
  digestEvent,
  digestForwardedAck,
  digestError,
};

function subscribing(
  type: DigestSubscribe["type"],
): StructCodec<DigestSubscribe> {
  return struct<DigestSubscribe, "type">({ type }, {
    name: [1, name],
    heartbeat: [2, heartbeat],
    id: [3, id],
    eventTypes: [4, eventTypes],
    secret: [5, secret],
  });
}

function subscribed(
  type: DigestSubscribeAck["type"],
): StructCodec<DigestSubscribeAck> {
  return struct<DigestSubscribeAck, "type">({ type }, {
    heartbeat: [1, heartbeat],
    replyId: [2, id],
    eventTypes: [3, eventTypes],
  });
}
