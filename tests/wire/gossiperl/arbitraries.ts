/** Any digest that can be sent. */
import fc from "fast-check";
import type {
  DigestMember,
  DigestSubscription,
  KnownDigest,
} from "../../../src/wire/gossiperl/mod.ts";
import { Secret } from "../../../src/wire/secret.ts";
import { isPrintable } from "../../../src/wire/text.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

const text = (minLength: number, maxLength: number) =>
  fc.oneof(
    fc.string({ minLength, maxLength }),
    fc.string({ minLength, maxLength, unit: "grapheme" }),
  ).filter((text) => isPrintable(text) && bytesOf(text) <= maxLength);

const name = text(1, 60);
const id = fc.oneof(fc.uuid(), text(1, 36));
const heartbeat = fc.oneof(
  fc.integer({ min: 1_431_000_000, max: 1_800_000_000 }),
  fc.maxSafeNat(),
);
const port = fc.integer({ min: 1, max: 65_535 });
const secret = fc.string({ unit: "binary", maxLength: 40 }).map((text) =>
  new Secret(text)
);
const ip = fc.oneof(fc.ipV4(), fc.ipV6());
const eventTypes = fc.array(name, { maxLength: 5 });

export const member: fc.Arbitrary<DigestMember> = fc.record({
  name,
  ip,
  port,
  heartbeat,
});

export const subscription: fc.Arbitrary<DigestSubscription> = fc.record({
  eventType: name,
  memberName: name,
  origin: name,
  heartbeat,
});

const byType: {
  readonly [Type in KnownDigest["type"]]: fc.Arbitrary<KnownDigest>;
} = {
  digest: fc.record({
    type: fc.constant("digest"),
    name,
    port,
    heartbeat,
    id,
    secret,
  }),
  digestAck: fc.record({
    type: fc.constant("digestAck"),
    name,
    heartbeat,
    replyId: id,
    membership: fc.array(member, { maxLength: 5 }),
  }),
  digestSubscriptions: fc.record({
    type: fc.constant("digestSubscriptions"),
    name,
    heartbeat,
    replyId: id,
    subscriptions: fc.array(subscription, { maxLength: 5 }),
  }),
  digestExit: fc.record({
    type: fc.constant("digestExit"),
    name,
    heartbeat,
    secret,
  }),
  digestSubscribe: subscribing("digestSubscribe"),
  digestUnsubscribe: subscribing("digestUnsubscribe"),
  digestSubscribeAck: subscribed("digestSubscribeAck"),
  digestUnsubscribeAck: subscribed("digestUnsubscribeAck"),
  digestEvent: fc.record({
    type: fc.constant("digestEvent"),
    eventType: name,
    eventObject: text(0, 60),
    heartbeat,
  }),
  digestForwardedAck: fc.record({
    type: fc.constant("digestForwardedAck"),
    name,
    replyId: id,
    secret,
  }),
  digestError: fc.record({
    type: fc.constant("digestError"),
    name,
    heartbeat,
    errorCode: fc.integer(),
    errorEntity: text(0, 20),
    errorEntityName: text(0, 20),
    errorMessage: text(0, 60),
    replyId: id,
  }),
};

function subscribing(type: "digestSubscribe" | "digestUnsubscribe") {
  return fc.record({
    type: fc.constant(type),
    name,
    heartbeat,
    id,
    eventTypes,
    secret,
  });
}

function subscribed(type: "digestSubscribeAck" | "digestUnsubscribeAck") {
  return fc.record({
    type: fc.constant(type),
    heartbeat,
    replyId: id,
    eventTypes,
  });
}

export const digestTypes = Object.keys(byType) as KnownDigest["type"][];

/** Any digest of one type. */
export function digestOf(type: KnownDigest["type"]): fc.Arbitrary<KnownDigest> {
  return byType[type];
}

/** Any digest. */
export const digest: fc.Arbitrary<KnownDigest> = fc.oneof(
  ...Object.values(byType),
);

/** What may become of bytes on their way. */
export const mutation: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc
  .oneof(
    fc.nat().map((at) => (bytes: Uint8Array) =>
      bytes.slice(0, at % (bytes.length + 1))
    ),
    fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => (bytes: Uint8Array) =>
      bytes.with(at % bytes.length, byte)
    ),
    fc.tuple(fc.nat(), fc.nat(), fc.nat(40)).map((
      [from, to, count],
    ) =>
    (bytes: Uint8Array) => {
      const copy = bytes.slice();
      copy.copyWithin(
        to % bytes.length,
        from % bytes.length,
        from % bytes.length + count,
      );
      return copy;
    }),
    fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 8 })).map((
      [at, more],
    ) =>
    (bytes: Uint8Array) =>
      new Uint8Array([
        ...bytes.subarray(0, at % bytes.length),
        ...more,
        ...bytes.subarray(at % bytes.length),
      ])
    ),
  );
