import assert from "node:assert/strict";
import fc from "fast-check";
import { Aes256Cbc } from "../../../src/wire/aes_cbc.ts";
import {
  decodePayload,
  digestCodec,
  encodeEnvelope,
} from "../../../src/wire/gossiperl/mod.ts";
import { MessageCoder } from "../../../src/wire/gossiperl/message.ts";
import { writePayload } from "../../../src/wire/gossiperl/payload.ts";
import type { KnownDigest } from "../../../src/wire/gossiperl/mod.ts";
import { ThriftReader } from "../../../src/wire/thrift/reader.ts";
import { ThriftWriter } from "../../../src/wire/thrift/writer.ts";
import { anyField } from "../thrift/arbitraries.ts";
import { digest, digestOf, digestTypes, mutation } from "./arbitraries.ts";
import { assertLinear } from "./bounded.ts";
import { revealed } from "./vectors.ts";

const id = "0a8e8c57-e5c5-4536-841a-0471fe8f5f36";

for (const type of digestTypes) {
  Deno.test(`any ${type} that is sealed opens to the same`, () => {
    const cipher = new Aes256Cbc("key", { bytes: (n) => new Uint8Array(n) });
    const codec = digestCodec({ cipher });
    fc.assert(
      fc.property(digestOf(type), (digest) => {
        const opened = codec.open(codec.seal({ type: "digest", id, digest }));
        assert(opened.ok);
        assert.deepEqual(
          revealed(opened.value),
          revealed({ id, digest, rowsRefused: 0 }),
        );
      }),
      { seed: 1, numRuns: 60 },
    );
    cipher.release();
  });
}

Deno.test("a payload's fields may come in any order, among unknown ones of any type", () => {
  fc.assert(
    fc.property(
      digest.chain((digest) =>
        fc.tuple(
          fc.constant(digest),
          fc.array(anyField({ min: 8, max: 32_767 }), { maxLength: 4 })
            .chain((unknown) => {
              const known = fieldsOf(payloadOf(digest));
              const all = [...known, ...unknown];
              return fc.shuffledSubarray(all, { minLength: all.length });
            }),
        )
      ),
      ([digest, fields]) => {
        const bytes = new Uint8Array([...fields.flatMap((f) => [...f]), 0]);
        const decoded = decodePayload(digest.type, bytes);
        assert(decoded.ok, JSON.stringify(decoded));
        assert.deepEqual(revealed(decoded.value.digest), revealed(digest));
      },
    ),
    { seed: 2, numRuns: 300 },
  );
});

Deno.test("without any one of its fields, or with one twice, a digest is refused", () => {
  fc.assert(
    fc.property(digest, fc.nat(), (digest, pick) => {
      const fields = fieldsOf(payloadOf(digest));
      const at = pick % fields.length;
      const codeOf = (fields: readonly Uint8Array[]) => {
        const bytes = new Uint8Array([...fields.flatMap((f) => [...f]), 0]);
        const decoded = decodePayload(digest.type, bytes);
        return decoded.ok ? "ok" : decoded.error.code;
      };
      assert.equal(codeOf(fields), "ok");
      assert.equal(codeOf(fields.toSpliced(at, 1)), "missing_field");
      assert.equal(codeOf([...fields, fields[at]!]), "duplicate_field");
      // A bool where something else belongs.
      const id = fields[at]!.subarray(1, 3);
      const bool = new Uint8Array([2, ...id, 1]);
      assert.equal(codeOf(fields.with(at, bool)), "wrong_type");
    }),
    { seed: 3, numRuns: 200 },
  );
});

Deno.test("mutilated digests are refused or mean something that can be sent again", () => {
  const coder = new MessageCoder();
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(
      digest,
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (digest, mutations, inside) => {
        const mutilate = (bytes: Uint8Array) =>
          mutations.reduce((b, m) => b.length === 0 ? b : m(b), bytes);
        const payload = payloadOf(digest);
        const envelope = { payloadType: digest.type, id };
        const bytes = inside
          ? encodeEnvelope({ ...envelope, payload: mutilate(payload) })
          : mutilate(encodeEnvelope({ ...envelope, payload }));
        const work = { bytesRead: 0, valuesMade: 0 };
        const decoded = coder.decode(bytes, work);
        assertLinear(work, bytes.length);
        if (!decoded.ok) return void refused++;
        accepted++;
        const { id: newId, digest: changed } = decoded.value;
        const again = coder.decode(coder.encode(
          changed.type === "own"
            ? { ...changed, type: "payload", id: newId }
            : { type: "digest", id: newId, digest: changed },
          () => 0,
        ));
        assert(again.ok);
        const { rowsRefused: _, ...now } = again.value;
        const { rowsRefused: __, ...before } = decoded.value;
        if (now.digest.type === "own") return;
        assert.deepEqual(revealed(now), revealed(before));
      },
    ),
    { seed: 4, numRuns: 4_000 },
  );
  assert(accepted > 100 && refused > 1_000, `${accepted} to ${refused}`);
});

Deno.test("any bytes are refused or decoded, at a cost within their size", () => {
  const coder = new MessageCoder();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const work = { bytesRead: 0, valuesMade: 0 };
      coder.decode(bytes, work);
      assertLinear(work, bytes.length);
      for (const type of digestTypes) {
        const work = { bytesRead: 0, valuesMade: 0 };
        decodePayload(type, bytes, work);
        assertLinear(work, bytes.length);
      }
    }),
    { seed: 5, numRuns: 500 },
  );
});

function payloadOf(digest: KnownDigest): Uint8Array {
  const writer = new ThriftWriter();
  writePayload(writer, digest);
  return writer.finish();
}

/** Cuts a payload into its fields. */
function fieldsOf(payload: Uint8Array): readonly Uint8Array[] {
  const fields: Uint8Array[] = [];
  let at = 0;
  while (payload[at] !== 0) {
    const reader = new ThriftReader(payload, at);
    const type = reader.u8();
    reader.u16();
    reader.pass(type);
    fields.push(payload.slice(at, reader.offset));
    at = reader.offset;
  }
  return fields;
}
