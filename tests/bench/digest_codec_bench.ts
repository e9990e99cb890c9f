/**
 * What gossiperl's wire costs: bytes to digests and back, without and with the cipher, and authenticated.
 *
 * @module
 */
import { Aes256Cbc } from "../../src/wire/aes_cbc.ts";
import { Aes256Gcm } from "../../src/wire/aes_gcm.ts";
import { MessageCoder } from "../../src/wire/gossiperl/message.ts";
import {
  authenticatedCodec,
  digestCodec,
  encodeMember,
  encodeRows,
  encodeRowsDigest,
  type Outgoing,
  roomForRows,
  rowsThatFit,
} from "../../src/wire/gossiperl/mod.ts";
import { Secret } from "../../src/wire/secret.ts";
import { perSecond } from "./rate.ts";
import type { Row } from "./table.ts";

const batch = 64;
const remoteAckBytesMax = 1_400;

const id = "0a8e8c57-e5c5-4536-841a-0471fe8f5f36";
const heartbeat = 1_431_000_000;
const random = {
  bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
};

const digest: Outgoing = {
  type: "digest",
  id,
  digest: {
    type: "digest",
    name: "node-1",
    port: 6666,
    heartbeat,
    id: "c0ffee00-0000-4000-8000-000000000001",
    secret: new Secret("default-overlay-secret"),
  },
};

/** Measures. */
export function run(): Promise<readonly Row[]> {
  const cipher = new Aes256Cbc("v3JElaRswYgxOt4b", random);
  const rows = [...plainRows(), ...cipherRows(cipher), ...gcmRows()];
  cipher.release();
  return Promise.resolve(rows);
}

function plainRows(): readonly Row[] {
  const coder = new MessageCoder();
  const noPadding = () => 0;
  const plain = coder.encode(digest, noPadding);
  const members = Array.from({ length: 40 }, (_, i) =>
    encodeMember({
      name: `member-${10 + i}`,
      ip: "10.77.0.10",
      port: 6666,
      heartbeat,
    }));
  const head = { name: "node-1", replyId: id };
  const { envelopeBytesMax } = digestCodec({
    cipher: new Aes256Cbc("", random),
  });
  const room = roomForRows(
    "digestAck",
    head,
    envelopeBytesMax(remoteAckBytesMax),
  );
  const fit = rowsThatFit(members, room);
  const list = encodeRows(members.slice(0, fit));
  const ackFromRows = () => {
    const ack = encodeRowsDigest("digestAck", {
      ...head,
      heartbeat,
      rows: list,
    });
    return coder.encode({ type: "payload", id, ...ack }, noPadding);
  };
  const ack = ackFromRows();
  return [
    perSecond("digests decoded", () => coder.decode(plain)),
    perSecond("digests encoded", () => coder.encode(digest, noPadding)),
    perSecond(`acks of ${fit} members decoded`, () => coder.decode(ack)),
    perSecond(`acks of ${fit} members encoded from kept rows`, ackFromRows),
  ];
}

function cipherRows(cipher: Aes256Cbc): readonly Row[] {
  const codec = digestCodec({ cipher });
  const datagram = codec.seal(digest);
  const waiting = Array(batch).fill(datagram);
  return [
    perSecond("digests opened, AES-CBC", () => codec.open(datagram)),
    perSecond(
      `digests opened, AES-CBC, ${batch} at once`,
      () => codec.openMany(waiting),
      batch,
    ),
    perSecond("digests sealed, AES-CBC", () => codec.seal(digest)),
  ];
}

function gcmRows(): readonly Row[] {
  const codecOf = () =>
    authenticatedCodec({
      overlay: "bench",
      keys: [{ id: "k1", aead: new Aes256Gcm("key") }],
      random,
    });
  const [alice, bob] = [codecOf(), codecOf()];
  // Both in one figure, since no datagram opens twice.
  return [
    perSecond(
      "digests sealed and opened, AES-GCM",
      () => bob.open(alice.seal(digest)),
    ),
  ];
}
