/**
 * The second hand that our overlays are judged by is itself judged by packets of the real programs.
 *
 * @module
 */
import assert from "node:assert/strict";
import vectors from "../vectors/gossiperl.json" with { type: "json" };
import { encipher, isKnown, open, seal } from "./gossiperl_reference.ts";

const packets = vectors.vectors.filter(({ wire_hex }) => wire_hex);

Deno.test("the reference decoder reads every packet of the real programs", () => {
  assert.ok(packets.length > 30);
  for (const { wire_hex, key_ascii, payload_type, fields } of packets) {
    if (!isKnown(payload_type)) continue;
    const opened = open(key_ascii, Uint8Array.fromHex(wire_hex));
    assert.equal(opened.type, payload_type);
    assert.deepEqual(opened.fields, fields);
  }
});

Deno.test("the reference enciphers byte for byte as gossiperl does", () => {
  const own = packets.filter(({ cipher_style, how }) =>
    cipher_style === "gossiperl-next_iv" && !how.startsWith("captured")
  );
  assert.ok(own.length > 5);
  for (const { wire_hex, envelope_hex, key_ascii } of own) {
    const plain = Uint8Array.fromHex(envelope_hex);
    assert.equal(encipher(key_ascii, plain, "node").toHex(), wire_hex);
  }
});

Deno.test("the reference reads what it writes, in either style", () => {
  const fields = {
    name: "node-1",
    heartbeat: 1431000000,
    reply_id: "r",
    membership: [{
      member_name: "node-1",
      member_ip: "::",
      member_port: 6666,
      member_heartbeat: 1431000000,
    }],
  };
  for (const style of ["client", "node"] as const) {
    const opened = open("key", seal("key", "digestAck", fields, style));
    assert.deepEqual(opened.fields, fields);
  }
});
