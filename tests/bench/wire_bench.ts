/**
 * What the wire costs for each datagram: terms, heartbeats, envelopes.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import {
  type BlockCipher,
  openEnvelope,
  sealEnvelope,
} from "../../src/wire/cbc_envelope.ts";
import {
  atom,
  atomKeys,
  decodeTerm,
  encodeTerm,
  Float,
  Pid,
  Reference,
  toTerm,
  tuple,
} from "../../src/wire/etf/mod.ts";
import { decodeHeartbeat, encodeHeartbeat } from "../../src/wire/heartbeat.ts";
import { perSecond } from "./rate.ts";
import type { Row } from "./table.ts";

const heartbeat = encodeHeartbeat("my-node_01@app.example.internal");
const pid = new Pid("a@10.77.0.1", 110, 0, 1_700_000_000);
const call = toTerm(tuple(
  atom("$gen_call"),
  tuple(pid, new Reference(pid.node, pid.creation, [1, 2, 3])),
  tuple(
    atom("put"),
    atomKeys({ name: "ada", age: 36, ratio: new Float(0.5), tags: ["a", "b"] }),
    [1, 1000, 2n ** 70n],
  ),
));
const callBytes = encodeTerm(call);

// One cipher of each kind for all packets: the first block out is not kept.
const key = createHash("sha256").update("secret").digest();
const iv = new Uint8Array(16);
const decipherer = createDecipheriv("aes-256-cbc", key, iv)
  .setAutoPadding(false);
const encipherer = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
const cipher: BlockCipher = {
  decipher: (packet) => decipherer.update(packet).subarray(16),
  encipher(padded) {
    const blocks = new Uint8Array(16 + padded.length);
    blocks.set(padded, 16);
    return encipherer.update(blocks);
  },
};
const envelope = sealEnvelope(heartbeat, cipher);

/** Measures. */
export function run(): Promise<readonly Row[]> {
  const node = "my-node_01@app.example.internal";
  const size = `${callBytes.length} bytes`;
  return Promise.resolve([
    perSecond("heartbeats decoded", () => decodeHeartbeat(heartbeat)),
    perSecond("heartbeats encoded", () => encodeHeartbeat(node)),
    perSecond(`terms of ${size} decoded`, () => decodeTerm(callBytes)),
    perSecond(`terms of ${size} encoded`, () => encodeTerm(call)),
    perSecond("envelopes opened", () => openEnvelope(envelope, cipher)),
    perSecond("envelopes sealed", () => sealEnvelope(heartbeat, cipher)),
  ]);
}
