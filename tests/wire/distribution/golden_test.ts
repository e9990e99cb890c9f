import assert from "node:assert/strict";
import {
  decodeMessage,
  type DistributionMessage,
  encodeMessage,
  formOf,
  fragmentsOf,
  isFragment,
  type MessageForm,
  type OutgoingMessage,
  Reassembly,
} from "../../../src/wire/distribution/mod.ts";
import {
  atom,
  equals,
  isAtom,
  Reference,
  type Term,
  tuple,
} from "../../../src/wire/etf/mod.ts";
import {
  passThrough,
  type RecordedFrame,
  type Recording,
  withHeader,
} from "./vectors.ts";

const header: MessageForm = { hasHeader: true, hasExitPayload: true };
const plain: MessageForm = formOf(0n);

interface Said {
  readonly from: string;
  readonly message: DistributionMessage;
  /** All frames of it, in order. */
  readonly frames: readonly Uint8Array[];
}

// What a does in record.ts, and b's part of it, without the answers to its questions.
const story = [
  "a send sink",
  "a monitor sink",
  "a demonitor sink",
  "a monitor missing",
  "b monitor_exit missing",
  "a link",
  "a unlink_id",
  "b unlink_id_ack",
  "a monitor pid",
  "a link",
  "a exit2",
  "b exit",
  "b monitor_exit pid",
  "a group_leader",
  "a alias_send",
  "a send sink",
  "a send sink",
  "a monitor net_kernel",
  "a reg_send net_kernel",
  "b send ping",
  "a demonitor net_kernel",
];

Deno.test("what two OTP nodes do to each other is understood, in both forms", () => {
  assert.deepEqual(toldBy(withHeader), story);
  const withoutAliases = story.filter((line) => line !== "a alias_send");
  assert.deepEqual(toldBy(passThrough), withoutAliases);
});

Deno.test("the reason of an exit is the same in both forms", () => {
  const because = tuple(atom("because"), [
    Uint8Array.of(111, 102),
    atom("that"),
  ]);
  for (const recording of [withHeader, passThrough]) {
    const reasons = saidIn(recording).flatMap(({ message }) =>
      "reason" in message && !isAtom(message.reason) ? [message.reason] : []
    );
    assert.equal(reasons.length, 3, "exit2, exit and monitor_exit");
    for (const reason of reasons) assert(equals(reason, because as Term));
  }
});

Deno.test("what we would send is what OTP sent, byte for byte", () => {
  const forms: [Recording, MessageForm][] = [
    [withHeader, header],
    [passThrough, plain],
  ];
  for (const [recording, form] of forms) {
    const said = saidIn(recording).filter(({ message, frames }) =>
      frames.length === 1 && !isTraced(message)
    );
    assert(said.length > 40);
    for (const { message, frames: [frame] } of said) {
      const ours = encodeMessage(message as OutgoingMessage, form);
      assert.equal(ours.toHex(), frame!.toHex(), message.type);
    }
  }
});

Deno.test("a large message is split where OTP splits it", () => {
  const [large] = saidIn(withHeader).filter(({ frames }) => frames.length > 1);
  assert(large);
  const { message, frames } = large;
  assert(message.type === "send");
  const [first] = frames;
  const sequence = new DataView(first!.buffer, first!.byteOffset)
    .getBigUint64(6);
  const ours = fragmentsOf(encodeMessage(message, header), sequence);
  assert.deepEqual(
    ours.map((fragment) => fragment.toHex()),
    frames.map((fragment) => fragment.toHex()),
  );
});

/** Everything that was said, fragments put together. */
function saidIn({ frames }: Recording): Said[] {
  const reassembly = new Reassembly();
  const said: Said[] = [];
  let pending: Uint8Array[] = [];
  for (const { from, bytes } of frames) {
    pending.push(bytes);
    const body = wholeBody(reassembly, bytes);
    if (body === undefined) continue;
    const decoded = decodeMessage(body);
    assert(decoded.ok);
    said.push({ from, message: decoded.value, frames: pending });
    pending = [];
  }
  assert.equal(reassembly.heldBytes, 0);
  return said;
}

function wholeBody(
  reassembly: Reassembly,
  bytes: RecordedFrame["bytes"],
): Uint8Array | undefined {
  const body = bytes.subarray(4);
  if (!isFragment(body)) return body;
  const taken = reassembly.take(body);
  assert(taken.ok);
  return taken.value;
}

/** A line for each message, without those of OTP's own servers and of asking the sink. */
function toldBy(recording: Recording): string[] {
  return saidIn(recording).flatMap(({ from, message }) => {
    const line = lineOf(message);
    return line === undefined ? [] : [`${from} ${message.type}${line}`];
  });
}

function lineOf(message: DistributionMessage): string | undefined {
  switch (message.type) {
    case "send":
      if (isAboutFeatures(message.message)) return undefined;
      return isAnswer(message.message)
        ? undefined
        : isPong(message.message)
        ? " ping"
        : " sink";
    case "reg_send":
      return message.to === "net_kernel" ? " net_kernel" : undefined;
    case "monitor":
    case "demonitor":
      return ` ${typeof message.to === "string" ? message.to : "pid"}`;
    case "monitor_exit":
      return ` ${typeof message.from === "string" ? message.from : "pid"}`;
    default:
      return "";
  }
}

function first(term: Term): Term | undefined {
  return (term as { elements?: readonly Term[] }).elements?.[0];
}

function isAnswer(term: Term): boolean {
  return isAtom(first(term), "answer");
}

function isAboutFeatures(term: Term): boolean {
  return isAtom(first(term), "features_reply");
}

/** `{[alias|Reference], yes}` */
function isPong(term: Term): boolean {
  const tag = first(term) as { tail?: Term } | undefined;
  return tag?.tail instanceof Reference;
}

/** Its token is not kept. */
function isTraced(message: DistributionMessage): boolean {
  return "message" in message && isAtom(message.message, "traced");
}
