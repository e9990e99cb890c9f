import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeAliveAnswer,
  decodeEpmdRequest,
  decodeNamesAnswer,
  decodePortAnswer,
  encodeEpmdAnswer,
  encodeEpmdRequest,
  EPMD_NAMES_BYTES_MAX,
  type EpmdAnswer,
  type EpmdNode,
  type EpmdRequest,
} from "../../../src/wire/distribution/mod.ts";
import { everyMutation, refusalOf } from "./mutations.ts";
import { asked } from "./vectors.ts";

const ada: EpmdNode = {
  port: 7001,
  hidden: true,
  highest: 6,
  lowest: 5,
  name: "ada",
};
const requests: Readonly<Record<string, EpmdRequest>> = {
  "alive": { type: "alive", ...ada },
  "port_please": { type: "port_please", name: "ada" },
  "port_please unknown": { type: "port_please", name: "bob" },
  "names": { type: "names" },
};

const u16 = fc.nat({ max: 0xffff });
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9_-]{0,60}$/),
  fc.constantFrom("нода", "ä".repeat(127), "x".repeat(253)),
);
const port = fc.integer({ min: 1, max: 0xffff });
const node: fc.Arbitrary<EpmdNode> = fc.record({
  port,
  hidden: fc.boolean(),
  highest: u16,
  lowest: u16,
  name,
});

Deno.test("requests are those that Erlang's EPMD answered", () => {
  for (const [of, request] of Object.entries(requests)) {
    const [bytes] = asked(of);
    assert.equal(encodeEpmdRequest(request).toHex(), bytes.toHex(), of);
    const decoded = decodeEpmdRequest(bytes.subarray(2));
    assert.deepEqual(decoded, { ok: true, value: request }, of);
  }
});

Deno.test("the answers of Erlang's EPMD are understood", () => {
  const of = (name: string) => asked(name)[1];
  const found = { type: "port", ...ada };
  assert.deepEqual(value(decodePortAnswer(of("port_please"))), found);
  const none = { type: "not_found" };
  assert.deepEqual(value(decodePortAnswer(of("port_please unknown"))), none);
  const { creation, ...alive } = value(decodeAliveAnswer(of("alive")));
  assert.deepEqual(alive, { type: "alive", result: 0 });
  assert(creation > 3, "a creation of 32 bits");
  const taken = value(decodeAliveAnswer(of("alive again")));
  assert.equal(taken.result, 1);
  const names = value(decodeNamesAnswer(of("names")));
  const entries = [{ name: "ada", port: 7001 }];
  assert.deepEqual(names, { type: "names", entries });
});

Deno.test("the answer of an EPMD before OTP 23 has a creation of 16 bits", () => {
  const [, answer] = asked("alive, version 5");
  assert.equal(answer[0], 0x79);
  const expected = { type: "alive", result: 0, creation: 2 };
  assert.deepEqual(value(decodeAliveAnswer(answer)), expected);
});

Deno.test("our answers are those of Erlang's EPMD, byte for byte", () => {
  const answers: [string, EpmdAnswer][] = [
    ["port_please", { type: "port", ...ada }],
    ["port_please unknown", { type: "not_found" }],
    ["names", { type: "names", entries: [{ name: "ada", port: 7001 }] }],
    ["alive again", { type: "alive", result: 1, creation: 99 }],
  ];
  for (const [of, answer] of answers) {
    const [, bytes] = asked(of);
    assert.equal(encodeEpmdAnswer(answer).toHex(), bytes.toHex(), of);
  }
});

Deno.test("requests and answers come back as they were", () => {
  fc.assert(fc.property(node, name, (node, name) => {
    const alive = { type: "alive", ...node } as const;
    const please = { type: "port_please", name } as const;
    for (const request of [alive, please]) {
      const body = encodeEpmdRequest(request).subarray(2);
      assert.deepEqual(value(decodeEpmdRequest(body)), request);
    }
    const found = { type: "port", ...node } as const;
    const answer = encodeEpmdAnswer(found);
    assert.deepEqual(value(decodePortAnswer(answer)), found);
  }));
  const entries = fc.array(
    fc.record({ name, port }, { noNullPrototype: true }),
    { maxLength: 20 },
  );
  fc.assert(fc.property(entries, (entries) => {
    const answer = encodeEpmdAnswer({ type: "names", entries });
    assert.deepEqual(value(decodeNamesAnswer(answer)).entries, entries);
  }));
});

Deno.test("an answer that is not complete yet is truncated, wherever it was cut", () => {
  const decoders: [string, (bytes: Uint8Array) => unknown][] = [
    ["port_please", decodePortAnswer],
    ["port_please unknown", decodePortAnswer],
    ["alive", decodeAliveAnswer],
    ["alive, version 5", decodeAliveAnswer],
  ];
  for (const [of, decode] of decoders) {
    const [, answer] = asked(of);
    for (let length = 0; length < answer.length; length++) {
      const code = refusalOf(decode(answer.subarray(0, length)));
      assert.equal(code, "truncated", `${of} cut to ${length}`);
    }
    const longer = Uint8Array.of(...answer, 0);
    assert.equal(refusalOf(decode(longer)), "trailing_bytes", of);
  }
});

Deno.test("a list of names is complete after each line, and truncated within one", () => {
  const entries = [{ name: "ada", port: 1 }, { name: "bob", port: 65_535 }];
  const answer = encodeEpmdAnswer({ type: "names", entries });
  const complete = [];
  for (let length = 0; length <= answer.length; length++) {
    const decoded = decodeNamesAnswer(answer.subarray(0, length));
    if (decoded.ok) complete.push(decoded.value.entries.length);
    else assert.equal(decoded.error.code, "truncated");
  }
  assert.deepEqual(complete, [0, 1, 2]);
});

Deno.test("what is no line of a node is passed over in a list of names, up to a limit", () => {
  const text =
    "name a b at port 1\nname a@b at port 1\n\nname c at port 65536\n" +
    "name d at port 0\nname e\x1b[2J at port 2\nname \xff at port 3\nname ok at port 4\n";
  const bytes = latin1(`\0\0\x11\x11${text}`);
  const { entries } = value(decodeNamesAnswer(bytes));
  assert.deepEqual(entries, [{ name: "ok", port: 4 }]);
  const endless = new Uint8Array(1000).fill(0x61);
  assert.equal(refusalOf(decodeNamesAnswer(endless)), "bad_line");
  const large = new Uint8Array(EPMD_NAMES_BYTES_MAX + 1).fill(0x0a);
  assert.equal(refusalOf(decodeNamesAnswer(large)), "too_large");
});

Deno.test("a request that is none is refused with its reason", () => {
  const reasons: [hex: string, code: string][] = [
    ["", "truncated"],
    ["6b", "unknown_message"], // kill
    ["64", "unknown_message"], // dump
    ["6e00", "trailing_bytes"],
    ["7a", "bad_name"],
    ["7a614062", "bad_name"],
    ["7a61200a", "bad_name"],
    ["7aff", "bad_name"],
    [`7a${"61".repeat(256)}`, "bad_name"],
    ["7800004d0000060005000161" + "0000", "bad_port"],
    ["781b594e0000060005000161" + "0000", "bad_type"],
    ["781b594d0100060005000161" + "0000", "bad_type"],
    ["781b594d00000600050100" + "61".repeat(256) + "0000", "bad_name"],
    ["781b594d0000060005000161" + "0100" + "00".repeat(256), "too_large"],
    ["781b594d0000060005000161" + "000000", "trailing_bytes"],
    ["781b594d0000060005000161" + "0002aa", "truncated"],
  ];
  for (const [hex, code] of reasons) {
    const decoded = decodeEpmdRequest(Uint8Array.fromHex(hex));
    assert.equal(refusalOf(decoded), code, hex);
  }
});

Deno.test("what a node adds to its registration is passed over", () => {
  const bytes = Uint8Array.fromHex("781b59480000060005000361646100020102");
  assert.deepEqual(value(decodeEpmdRequest(bytes)), { type: "alive", ...ada });
});

Deno.test("mutilated requests and answers are taken or refused, and nothing throws", () => {
  for (const  of of["alive", "port_please", "names"]) {
    const [request, answer] = asked(of);
    for (const bytes of everyMutation(request.subarray(2))) {
      refusalOf(decodeEpmdRequest(bytes));
    }
    for (const bytes of everyMutation(answer)) {
      refusalOf(decodePortAnswer(bytes));
      refusalOf(decodeAliveAnswer(bytes));
      refusalOf(decodeNamesAnswer(bytes));
    }
  }
});

Deno.test("a name that no node has is a mistake", () => {
  for (const name of ["", "a@b", "a b", "a\n", "x".repeat(256), "\ud800"]) {
    assert.throws(() => encodeEpmdRequest({ type: "port_please", name }), {
      name: "TypeError",
    });
    const alive = { type: "alive", ...ada, name } as const;
    assert.throws(() => encodeEpmdRequest(alive), TypeError);
    const entries = [{ name, port: 1 }];
    const list = { type: "names", entries } as const;
    assert.throws(() => encodeEpmdAnswer(list), TypeError);
  }
});

function value<Value>(
  result: { ok: true; value: Value } | { ok: false },
): Value {
  assert(result.ok);
  return result.value;
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
