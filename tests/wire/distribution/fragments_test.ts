import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeMessage,
  encodeMessage,
  FRAGMENT_BYTES,
  FRAGMENT_BYTES_MIN,
  fragmentsOf,
  isFragment,
  type MessageForm,
  type OutgoingMessage,
  Reassembly,
} from "../../../src/wire/distribution/mod.ts";
import { Pid } from "../../../src/wire/etf/mod.ts";
import { everyMutation, refusalOf } from "./mutations.ts";

const form: MessageForm = { hasHeader: true, hasExitPayload: true };
const to = new Pid("a@b", 1, 2, 3);

Deno.test("interleaved fragments become the messages that they were", () => {
  const sizes = fc.array(fc.nat({ max: 40_000 }), {
    minLength: 1,
    maxLength: 5,
  });
  const order = fc.infiniteStream(fc.nat({ max: 4 }));
  fc.assert(fc.property(sizes, order, (sizes, order) => {
    const messages = sizes.map(messageOf);
    const queues = messages.map((message, i) => [
      ...fragmentsOf(
        encodeMessage(message, form),
        BigInt(i + 1),
        FRAGMENT_BYTES_MIN,
      ),
    ]);
    const reassembly = new Reassembly();
    const arrived: unknown[] = [];
    while (queues.some((queue) => queue.length > 0)) {
      const frame = queues[order.next().value % queues.length]!.shift();
      if (frame === undefined) continue;
      const body = wholeBody(reassembly, frame);
      if (body === undefined) continue;
      const decoded = decodeMessage(body);
      assert(decoded.ok);
      arrived.push(decoded.value);
    }
    assert.equal(reassembly.heldBytes, 0);
    const bySize = (list: unknown[]) =>
      (list as ReturnType<typeof messageOf>[])
        .toSorted((a, b) => a.message.length - b.message.length);
    assert.deepEqual(bySize(arrived), bySize(messages));
  }));
});

Deno.test("a fragment has the layout of the protocol", () => {
  const frame = encodeMessage(messageOf(2 * FRAGMENT_BYTES), form);
  const data = frame.subarray(7);
  const fragments = fragmentsOf(frame, 0x0102030405060708n);
  const [a, b, c] = fragments.map((fragment) => fragment.toHex());
  const part = (from: number, to?: number) =>
    data.subarray(from * FRAGMENT_BYTES, to && to * FRAGMENT_BYTES).toHex();
  const sequence = "0102030405060708";
  assert.equal(fragments.length, 3);
  assert.equal(
    a,
    `00010013 8345 ${sequence} 0000000000000003 00 ${part(0, 1)}`.replaceAll(
      " ",
      "",
    ),
  );
  assert.equal(
    b,
    `00010012 8346 ${sequence} 0000000000000002 ${part(1, 2)}`.replaceAll(
      " ",
      "",
    ),
  );
  const length = (18 + data.length - 2 * FRAGMENT_BYTES).toString(16).padStart(
    8,
    "0",
  );
  assert.equal(
    c,
    `${length} 8346 ${sequence} 0000000000000001 ${part(2)}`.replaceAll(
      " ",
      "",
    ),
  );
});

Deno.test("a message that fits is not split, and one that cannot be is a mistake", () => {
  const frame = encodeMessage(messageOf(100), form);
  assert.deepEqual(fragmentsOf(frame, 1n), [frame]);
  const plain = encodeMessage(messageOf(100), { ...form, hasHeader: false });
  assert.throws(() => fragmentsOf(plain, 1n), TypeError);
  assert.throws(
    () => fragmentsOf(frame, 1n, FRAGMENT_BYTES_MIN - 1),
    RangeError,
  );
  assert.throws(
    () => fragmentsOf(frame, 0n),
    RangeError,
  );
});

Deno.test("the longest control message lies in the smallest first fragment", () => {
  const node = `${"🜁".repeat(253)}@h`;
  const pid = new Pid(node, 0xffffffff, 0xffffffff, 0xffffffff);
  const message: OutgoingMessage = {
    type: "reg_send",
    from: pid,
    to: "🜁".repeat(255),
    message: null,
  };
  assert(encodeMessage(message, form).length < FRAGMENT_BYTES_MIN);
});

Deno.test("fragments out of order are refused", () => {
  const [first, second, third] = bodies(3, 7n);
  const wrong: [what: string, fragments: Uint8Array[]][] = [
    ["a further fragment first", [second!]],
    ["one left out", [first!, third!]],
    ["one twice", [first!, second!, second!]],
    ["a first one twice", [first!, first!]],
    ["one after the last", [first!, second!, third!, third!]],
    ["number 0", [numbered(first!, 0n)]],
    ["a larger number", [first!, numbered(second!, 4n)]],
  ];
  for (const [what, fragments] of wrong) {
    const reassembly = new Reassembly();
    const last = fragments.pop()!;
    for (const fragment of fragments) {
      assert(reassembly.take(fragment).ok, what);
    }
    assert.equal(refusalOf(reassembly.take(last)), "out_of_order", what);
  }
});

Deno.test("a single fragment is a whole message", () => {
  const [first] = bodies(2, 7n);
  const taken = new Reassembly().take(numbered(first!, 1n));
  assert(taken.ok && taken.value !== undefined);
});

Deno.test("one message, and all that are incomplete, take no more than their limits", () => {
  const data = FRAGMENT_BYTES_MIN;
  const one = new Reassembly({ bytesMax: 2 * data + 3 });
  const [first, second, third] = bodies(3, 1n);
  assert(one.take(first!).ok);
  assert(one.take(second!).ok);
  assert.equal(refusalOf(one.take(third!)), "too_large");

  const all = new Reassembly({ heldBytesMax: 2 * data });
  assert(all.take(bodies(3, 1n)[0]!).ok);
  assert(all.take(bodies(3, 2n)[0]!).ok);
  assert.equal(all.heldBytes, 2 * data);
  assert.equal(refusalOf(all.take(bodies(3, 3n)[0]!)), "too_many");

  const few = new Reassembly({ sequencesMax: 2 });
  assert(few.take(bodies(2, 1n)[0]!).ok);
  assert(few.take(bodies(2, 2n)[0]!).ok);
  assert.equal(refusalOf(few.take(bodies(2, 3n)[0]!)), "too_many");
  // Room again once one is complete.
  assert(few.take(bodies(2, 1n)[1]!).ok);
  assert(few.take(bodies(2, 3n)[0]!).ok);
});

Deno.test("a fragment that refers to a cache of atoms is refused", () => {
  const [first] = bodies(2, 1n);
  const body = new Uint8Array(first!);
  body[18] = 1;
  const error = { code: "atom_cache", offset: 18 };
  assert.deepEqual(new Reassembly().take(body), { ok: false, error });
});

Deno.test("mutilated fragments are taken or refused, and hold no more than came", () => {
  const reassembly = new Reassembly({ sequencesMax: 100 });
  let came = 0;
  for (const body of bodies(2, 1n)) {
    for (const mutation of everyMutation(body.subarray(0, 40))) {
      came += mutation.length;
      refusalOf(reassembly.take(mutation));
      assert(reassembly.heldBytes <= came);
    }
  }
  for (const cut of [0, 1, 2, 17, 18]) {
    const [first] = bodies(2, 1n);
    const taken = new Reassembly().take(first!.subarray(0, cut));
    assert.equal(refusalOf(taken), "truncated");
  }
});

Deno.test("only fragments are fragments", () => {
  for (const body of bodies(2, 1n)) assert(isFragment(body));
  const others = [[], [131], [112, 131], [131, 68, 0], [69], [112, 69]];
  for (const bytes of others) assert(!isFragment(Uint8Array.from(bytes)));
});

function messageOf(size: number) {
  const message = new Uint8Array(size).fill(size & 0xff);
  return { type: "send", to, message } as const;
}

/** The bodies of a message in so many fragments. */
function bodies(count: number, sequence: bigint): readonly Uint8Array[] {
  const size = (count - 1) * FRAGMENT_BYTES_MIN;
  const frame = encodeMessage(messageOf(size), form);
  const fragments = fragmentsOf(frame, sequence, FRAGMENT_BYTES_MIN)
    .map((fragment) => fragment.subarray(4));
  assert.equal(fragments.length, count);
  return fragments;
}

function numbered(body: Uint8Array, number: bigint): Uint8Array {
  const copy = new Uint8Array(body);
  new DataView(copy.buffer).setBigUint64(10, number);
  return copy;
}

function wholeBody(
  reassembly: Reassembly,
  frame: Uint8Array,
): Uint8Array | undefined {
  const body = frame.subarray(4);
  if (!isFragment(body)) return body;
  const taken = reassembly.take(body);
  assert(taken.ok);
  return taken.value;
}
