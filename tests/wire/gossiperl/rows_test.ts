import assert from "node:assert/strict";
import fc from "fast-check";
import {
  authenticatedCodec,
  datagramBytes,
  decodePayload,
  digestCodec,
  type DigestMember,
  encodeMember,
  encodeMembership,
  encodeRows,
  encodeRowsDigest,
  encodeSubscription,
  envelopeBytes,
  type Outgoing,
  roomForRows,
  rowsThatFit,
} from "../../../src/wire/gossiperl/mod.ts";
import { Aes256Gcm } from "../../../src/wire/aes_gcm.ts";
import { cipherOf } from "../vectors.ts";
import { member, subscription } from "./arbitraries.ts";
import { revealed } from "./vectors.ts";

const id = "0a8e8c57-e5c5-4536-841a-0471fe8f5f36";
const random = { bytes: (n: number) => new Uint8Array(n) };
const codecs = [
  digestCodec({ cipher: cipherOf("key") }),
  authenticatedCodec({
    overlay: "o",
    keys: [{ id: "k1", aead: new Aes256Gcm("key") }],
    random,
  }),
];

Deno.test("an ack from kept rows is the ack of its members", () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 6 }), (membership) => {
      const head = { name: "node-1", replyId: id, heartbeat: 7 };
      const rows = encodeRows(membership.map(encodeMember));
      assert.deepEqual(rows, encodeMembership(membership));
      const { payloadType, payload } = encodeRowsDigest("digestAck", {
        ...head,
        rows,
      });
      const decoded = decodePayload(payloadType, payload);
      assert(decoded.ok);
      assert.deepEqual(
        revealed(decoded.value.digest),
        revealed({ type: "digestAck", ...head, membership }),
      );
    }),
    { seed: 1, numRuns: 100 },
  );
});

Deno.test("subscriptions from kept rows are the subscriptions", () => {
  fc.assert(
    fc.property(fc.array(subscription, { maxLength: 6 }), (subscriptions) => {
      const head = { name: "node-1", replyId: id, heartbeat: 7 };
      const rows = encodeRows(subscriptions.map(encodeSubscription));
      const encoded = encodeRowsDigest("digestSubscriptions", {
        ...head,
        rows,
      });
      const decoded = decodePayload(encoded.payloadType, encoded.payload);
      assert(decoded.ok);
      assert.deepEqual(
        revealed(decoded.value.digest),
        revealed({ type: "digestSubscriptions", ...head, subscriptions }),
      );
    }),
    { seed: 2, numRuns: 100 },
  );
});

Deno.test("as many rows as fit are within the budget, and one more is beyond it", () => {
  const head = fc.record({
    name: fc.string({ minLength: 1, maxLength: 60 }),
    replyId: fc.string({ minLength: 1, maxLength: 36 }),
  });
  const budget = fc.oneof(
    fc.constantFrom(1_024, 1_400),
    fc.integer({ min: 300, max: 1_500 }),
  );
  const members = fc.array(member, { minLength: 40, maxLength: 40 });
  for (const codec of codecs) {
    fc.assert(
      fc.property(head, budget, members, fc.nat(39), (...args) => {
        const [head, budget, members, start] = args;
        const rows = members.map(encodeMember);
        const room = roomForRows(
          "digestAck",
          head,
          codec.envelopeBytesMax(budget),
        );
        const fit = rowsThatFit(rows, room, start);
        const sized = (count: number) => {
          const around = [...rows, ...rows].slice(start, start + count);
          const message = ackOf(head, around);
          return codec.seal({ type: "payload", id, ...message }).length;
        };
        assert(sized(fit) <= budget || fit === 0);
        assert(fit === 40 || sized(fit + 1) > budget);
      }),
      { seed: 3, numRuns: 60 },
    );
  }
});

Deno.test("a local ack holds eleven members of short names, a remote one seventeen", () => {
  const members: DigestMember[] = Array.from({ length: 40 }, (_, i) => ({
    name: `member-${10 + i}`,
    ip: "10.77.0.10",
    port: 6666,
    heartbeat: 1_431_000_000,
  }));
  const head = { name: "node-1", replyId: id };
  const [codec] = codecs;
  const fit = (budget: number) =>
    rowsThatFit(
      members.map(encodeMember),
      roomForRows("digestAck", head, codec!.envelopeBytesMax(budget)),
    );
  assert.deepEqual([fit(1_024), fit(1_400)], [11, 17]);
});

Deno.test("no row fits into no room, and each is taken once however much there is", () => {
  const row = encodeMember({ name: "m", ip: "::", port: 1, heartbeat: 0 });
  assert.equal(rowsThatFit([row], -1), 0);
  assert.equal(rowsThatFit([], 1_000), 0);
  assert.equal(rowsThatFit([row, row, row], 1_000_000, 2), 3);
});

Deno.test("a datagram's size is known before it is made", () => {
  const [codec] = codecs;
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.string({ minLength: 1, maxLength: 40 }),
      (payload, payloadType) => {
        const message = { type: "payload", id, payloadType, payload } as const;
        assert.equal(
          codec!.seal(message satisfies Outgoing).length,
          datagramBytes(envelopeBytes(payloadType.length, payload.length)),
        );
      },
    ),
    { seed: 4, numRuns: 200 },
  );
});

function ackOf(
  head: { readonly name: string; readonly replyId: string },
  rows: readonly Uint8Array[],
) {
  return encodeRowsDigest("digestAck", {
    ...head,
    heartbeat: 1_431_000_000,
    rows: encodeRows(rows),
  });
}
