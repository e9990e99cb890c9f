import assert from "node:assert/strict";
import { digestCodec } from "../../../src/wire/gossiperl/mod.ts";
import { cipherOf } from "../vectors.ts";
import { assertLinear } from "./bounded.ts";
import { hostile, hostileKey } from "./vectors.ts";

const codec = digestCodec({ cipher: cipherOf(hostileKey) });

/** For each packet: the type it decodes to, with the rows left out; or the reason why it is refused. */
const outcomes: Readonly<Record<string, readonly string[]>> = {
  "1 byte": ["not_enveloped"],
  "16 bytes (IV only)": ["not_enveloped"],
  "32 random bytes": ["wrong_key"],
  "valid digest, wrong key": ["wrong_key"],
  // Only padding was cut.
  "valid digest cut by 16": ["digest remote-3"],
  "valid digest cut to half (mult of 16)": ["wrong_key"],
  "valid digest cut by 7": ["not_enveloped"],
  "right key, plaintext not thrift": ["wrong_key"],
  "envelope without id field": ["missing_field"],
  "envelope unknown type without id": ["missing_field"],
  "bin_payload not base64": ["bad_base64"],
  "bin_payload garbage thrift": ["bad_type"],
  "digest ok remote": ["digest remote-3"],
  // Whose packet it is and whether it came before is for the overlay to judge.
  "digest replayed x3 (same bytes)": [
    "digest remote-3",
    "digest remote-3",
    "digest remote-3",
  ],
  // A slow clock is not malformed; 2^62 seconds is no time.
  "digest heartbeat=0 (1970)": ["digest remote-hb0"],
  "digest heartbeat far future": ["bad_number"],
  // Names, secrets and addresses that do not go together are for the overlay to judge.
  "self digest (name=node-1) remote": ["digest node-1"],
  "self digest local": ["digest node-1"],
  "digest wrong secret remote": ["digest remote-bad"],
  "digest local new client": ["digest cli"],
  "local digest spoofing node-2 + overlay secret": ["digest node-2"],
  "local digest spoofing node-2 wrong secret": ["digest node-2"],
  "remote digest with name of local client cli + overlay secret": [
    "digest cli",
  ],
  "digest without name, right secret remote": ["missing_field"],
  "digest without port remote": ["missing_field"],
  "digest without id remote": ["missing_field"],
  "digest empty struct local": ["missing_field"],
  "local digest port 0": ["bad_number"],
  "local digest port 70000": ["bad_number"],
  "local digest without port": ["missing_field"],
  "name 30 KB local": ["bad_text"],
  "name non-utf8 (ff fe) remote": ["bad_text"],
  'name "" remote': ["bad_text"],
  "digestExit node-2 + overlay secret from third host": ["digestExit node-2"],
  "digestExit wrong secret": ["digestExit node-2"],
  "digestExit self": ["digestExit node-1"],
  "digestExit empty struct": ["missing_field"],
  "digestError remote": ["digestError x"],
  "digestUnsubscribeAck inbound": ["digestUnsubscribeAck"],
  "digestSubscribe remote": ["digestSubscribe remote-3"],
  "digestSubscribe local wrong secret": ["digestSubscribe cli2"],
  "digestSubscribe local w/o event_types": ["digest cli2", "missing_field"],
  "digestAck from unknown sender listing evil@10.77.0.99 and localevil@127.0.0.1":
    ["digestAck whoever"],
  "digestAck w/o membership": ["missing_field"],
  "digestSubscriptions row origin=node-1 (forged)": [
    "digestSubscriptions whoever",
  ],
  "digestSubscriptions row w/o heartbeat": [
    "digestSubscriptions whoever, 1 row refused",
  ],
  "digestSubscriptions w/o list": ["missing_field"],
  "list header size 50,000,000 in digestAck": ["truncated"],
  "string length 2^31-1": ["wrong_key"],
  "string length -1": ["wrong_key"],
};

Deno.test("every hostile packet has its outcome, and none costs more than its size", () => {
  assert.equal(hostile.length, Object.keys(outcomes).length);
  for (const { test, packets_hex } of hostile) {
    assert.deepEqual(packets_hex.map(outcomeOf), outcomes[test], test);
  }
});

Deno.test("a row of hostile packets opened at once has the same outcomes", () => {
  const packets = hostile.flatMap(({ packets_hex }) => packets_hex)
    .map((hex) => Uint8Array.fromHex(hex));
  assert.deepEqual(
    codec.openMany(packets),
    packets.map((packet) => codec.open(packet)),
  );
});

function outcomeOf(hex: string): string {
  const packet = Uint8Array.fromHex(hex);
  const work = { bytesRead: 0, valuesMade: 0 };
  const opened = codec.open(packet, work);
  assertLinear(work, packet.length);
  if (!opened.ok) return opened.error.code;
  const { digest, rowsRefused } = opened.value;
  const name = "name" in digest ? ` ${digest.name}` : "";
  const left = rowsRefused > 0 ? `, ${rowsRefused} row refused` : "";
  return digest.type + name + left;
}
