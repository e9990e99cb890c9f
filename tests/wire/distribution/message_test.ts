import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeMessage,
  encodeMessage,
  formOf,
  type MessageForm,
  type OutgoingMessage,
} from "../../../src/wire/distribution/mod.ts";
import {
  atom,
  type Encodable,
  encodeTerm,
  tuple,
} from "../../../src/wire/etf/mod.ts";
import { anyMessage } from "./arbitraries.ts";
import {
  aliasSend,
  because,
  controls,
  empty,
  exit,
  from,
  monitor,
  monitorExit,
  partsThatMatter,
  passThrough,
  reference,
  regSend,
  spawnReply,
  to,
  unlink,
  withHeader,
} from "./controls.ts";
import { everyMutation, refusalOf } from "./mutations.ts";

const plainForm: MessageForm = formOf(0n);
const forms: readonly MessageForm[] = [false, true].flatMap((hasHeader) =>
  [false, true].map((hasExitPayload) => ({ hasHeader, hasExitPayload }))
);

Deno.test("every control message is understood, with a header and without", () => {
  for (const [elements, payload, meaning] of controls) {
    for (
      const body of [
        withHeader(elements, payload),
        passThrough(elements, payload),
      ]
    ) {
      assert.deepEqual(decodeMessage(body), { ok: true, value: meaning });
    }
  }
});

Deno.test("a control message of another length, or with another kind of part, is refused", () => {
  for (const [elements, payload, meaning] of controls) {
    if (meaning.type === "unknown") continue;
    const wrong = [[...elements, 1], elements.slice(0, -1)];
    for (const at of partsThatMatter(meaning.type, elements)) {
      wrong.push(elements.with(at, tuple(atom("wrong"))));
    }
    for (const parts of wrong) {
      const decoded = decodeMessage(passThrough(parts, payload));
      const error = { code: "bad_control", offset: 2 };
      assert.deepEqual(decoded, { ok: false, error }, `${parts}`);
    }
  }
});

Deno.test("a message is encoded with the control message that its form asks for", () => {
  const cases: [
    OutgoingMessage,
    MessageForm,
    readonly Encodable[],
    Encodable?,
  ][] = [
    [exit("exit"), forms[0]!, [3, from, to, because]],
    [exit("exit"), forms[1]!, [24, from, to], because],
    [exit("exit2"), forms[0]!, [8, from, to, because]],
    [exit("exit2"), forms[1]!, [26, from, to], because],
    [monitorExit("x"), forms[0]!, [21, atom("x"), to, reference, because]],
    [monitorExit(from), forms[1]!, [28, from, to, reference], because],
    [
      { type: "send", to, message: because },
      forms[0]!,
      [2, empty, to],
      because,
    ],
    [regSend("x"), forms[0]!, [6, from, empty, atom("x")], because],
    [aliasSend(), forms[0]!, [33, from, reference], because],
    [monitor("monitor", "x"), forms[0]!, [19, from, atom("x"), reference]],
    [monitor("demonitor", to), forms[0]!, [20, from, to, reference]],
    [unlink("unlink_id", 300), forms[0]!, [35, 300, from, to]],
    [unlink("unlink_id_ack", 2n ** 63n), forms[0]!, [36, 2n ** 63n, from, to]],
    [spawnReply("notsup"), forms[0]!, [31, reference, to, 0, atom("notsup")]],
    [{ type: "link", from, to }, forms[0]!, [1, from, to]],
    [{ type: "unlink", from, to }, forms[0]!, [4, from, to]],
    [{ type: "group_leader", from, to }, forms[0]!, [7, from, to]],
  ];
  for (const [message, form, elements, payload] of cases) {
    const body = passThrough(elements, payload);
    assert.equal(
      encodeMessage(message, form).subarray(4).toHex(),
      body.toHex(),
    );
    const headed = encodeMessage(message, { ...form, hasHeader: true });
    const withHead = withHeader(elements, payload);
    assert.equal(headed.subarray(4).toHex(), withHead.toHex());
  }
});

Deno.test("every message comes back as it was, in every form", () => {
  const form = fc.constantFrom(...forms);
  fc.assert(
    fc.property(anyMessage, form, (message, form) => {
      const frame = encodeMessage(message, form);
      const { byteOffset, length } = frame;
      assert.equal(
        new DataView(frame.buffer, byteOffset).getUint32(0),
        length - 4,
      );
      assert.deepEqual(decodeMessage(frame.subarray(4)), {
        ok: true,
        value: message,
      });
    }),
    { numRuns: 1000 },
  );
});

Deno.test("mutilated messages are taken or refused, and nothing throws", () => {
  for (const [elements, payload] of controls) {
    for (
      const body of [
        withHeader(elements, payload),
        passThrough(elements, payload),
      ]
    ) {
      for (const mutation of everyMutation(body)) {
        refusalOf(decodeMessage(mutation));
      }
    }
  }
});

Deno.test("a message cut anywhere is refused", () => {
  for (const [elements, payload, { type }] of controls) {
    const body = passThrough(elements, payload);
    const bytesRead = type === "unknown"
      ? passThrough(elements, undefined).length
      : body.length;
    for (let length = 0; length < bytesRead; length++) {
      const code = refusalOf(decodeMessage(body.subarray(0, length)));
      assert.equal(code, "truncated", `${type} cut to ${length}`);
    }
  }
});

Deno.test("random frames are refused or taken, and nothing throws", () => {
  const begin = fc.constantFrom([], [112, 131], [131, 68, 0], [112, 131, 104]);
  const rest = fc.uint8Array({ maxLength: 60 });
  fc.assert(
    fc.property(begin, rest, (begin, rest) => {
      refusalOf(decodeMessage(Uint8Array.of(...begin, ...rest)));
    }),
    { numRuns: 10_000 },
  );
});

Deno.test("what is no message is refused with its reason and place", () => {
  const term = encodeTerm(because).toHex();
  const send = `836803610277 00 ${encodeTerm(to).toHex().slice(2)}`
    .replaceAll(" ", "");
  const reasons: [hex: string, code: string, offset: number][] = [
    ["", "truncated", 0],
    ["00", "bad_frame", 0],
    ["8345", "bad_frame", 1], // a fragment
    ["834400", "truncated", 3],
    ["834401", "atom_cache", 2],
    ["7084", "bad_version", 1],
    ["70835000000002", "unknown_tag", 2], // compressed
    ["70836a", "bad_control", 2],
    ["70836800", "bad_control", 2],
    [`7083680161ff${term}`, "", 0], // unknown
    [`70${send}`, "truncated", send.length / 2 + 1],
    [`70${send}82`, "bad_version", send.length / 2 + 1],
    [`70${send}${term}00`, "trailing_bytes", (send + term).length / 2 + 1],
    [`70${term}`, "bad_control", 2],
  ];
  for (const [hex, code, offset] of reasons) {
    const decoded = decodeMessage(Uint8Array.fromHex(hex));
    if (code === "") assert(decoded.ok);
    else assert.deepEqual(decoded, { ok: false, error: { code, offset } }, hex);
  }
});

Deno.test("the limits hold for control message and payload together", () => {
  const body = passThrough([2, empty, to], [1000, 2000, 3000]);
  // A tuple of three, and a list of three.
  assert.equal(refusalOf(decodeMessage(body, { elementsMax: 8 })), undefined);
  assert.equal(refusalOf(decodeMessage(body, { elementsMax: 7 })), "too_many");
  const { length } = body;
  assert.equal(refusalOf(decodeMessage(body, { bytesMax: length })), undefined);
  assert.equal(
    refusalOf(decodeMessage(body, { bytesMax: length - 1 })),
    "too_large",
  );
  assert.equal(refusalOf(decodeMessage(body, { depthMax: 0 })), "too_deep");
});

Deno.test("a message that could not be encoded leaves nothing behind for the next", () => {
  const message: OutgoingMessage = { type: "send", to, message: because };
  const before = encodeMessage(message, plainForm);
  const cycle: Encodable[] = [];
  cycle.push(cycle);
  for (const impossible of [cycle, new Date() as unknown as Encodable, NaN]) {
    assert.throws(() =>
      encodeMessage({ ...message, message: impossible }, plainForm)
    );
  }
  assert.deepEqual(encodeMessage(message, plainForm), before);
});

Deno.test("a frame stays what it was when others are encoded after it", () => {
  const large = new Uint8Array(1 << 20).fill(1);
  const frame = encodeMessage({ type: "send", to, message: large }, plainForm);
  const copy = new Uint8Array(frame);
  encodeMessage({ type: "send", to, message: because }, plainForm);
  assert.deepEqual(frame, copy);
});

Deno.test("a link cannot be undone by an id that does not exist", () => {
  for (const id of [0, -1, 2n ** 64n]) {
    assert.throws(
      () => encodeMessage(unlink("unlink_id", id), plainForm),
      RangeError,
    );
    const decoded = decodeMessage(passThrough([35, id, from, to], undefined));
    assert.equal(refusalOf(decoded), "bad_control");
  }
});
