import assert from "node:assert/strict";
import { noWork } from "../../src/wire/etf/mod.ts";
import {
  decodeHeartbeat,
  encodeHeartbeat,
  HEARTBEAT_BYTES_MAX,
} from "../../src/wire/heartbeat.ts";
import { assertBounded } from "./bounded.ts";
import { hostilePlain, plain } from "./vectors.ts";

Deno.test("heartbeats of real libcluster nodes name their node", () => {
  for (const { id, hex, node } of plain) {
    const decoded = decodeHeartbeat(Uint8Array.fromHex(hex));
    assert.deepEqual(decoded, { ok: true, value: { node } }, id);
  }
});

Deno.test("our heartbeat is byte for byte that of OTP 26", () => {
  const modern = plain.filter(({ atom_tags: { key } }) => key.includes("119"));
  assert(modern.some(({ atom_tags: { value } }) => value.includes("118")));
  for (const { id, hex, node } of modern) {
    assert.equal(encodeHeartbeat(node).toHex(), hex, id);
  }
});

/** The node that is named, or the reason why none is. */
const outcomes: Readonly<Record<string, string>> = {
  "ok-utf8": "b1@10.77.0.2",
  "ok-extra-keys": "b1@10.77.0.2",
  "ok-compressed": "b1@10.77.0.2",
  "comp-trailing": "trailing_bytes",
  // Whose name it is decides who knows its own; here it is a heartbeat like any other.
  "self": "a@10.77.0.1",
  "self-utf8": "a@10.77.0.1",
  "1byte": "not_heartbeat",
  "prelude-short": "not_heartbeat",
  "prelude-only": "bad_term",
  "prelude-case": "not_heartbeat",
  "prelude-none": "not_heartbeat",
  "ver130": "bad_term",
  "trunc-13": "bad_term",
  "trunc-16": "bad_term",
  "trunc-17": "bad_term",
  "trunc-23": "bad_term",
  "trunc-26": "bad_term",
  "unknown-tag": "bad_term",
  "nonmap-int": "not_a_map",
  "nonmap-list": "not_a_map",
  "nonmap-tuple": "not_a_map",
  "nonmap-nil": "not_a_map",
  "map-strkey": "no_node",
  "map-dup": "bad_term",
  "node-str": "bad_name",
  "node-int": "bad_name",
  "node-map": "bad_name",
  "node-noat": "bad_name",
  "node-nohost": "bad_name",
  "node-2at": "bad_name",
  "node-space": "bad_name",
  "node-nul": "bad_name",
  "node-nl": "bad_name",
  "node-badutf8": "bad_term",
  "node-surrogate": "bad_term",
  "node-255": `${"n".repeat(245)}@10.77.0.2`,
  "node-256": "bad_term",
  "node-255u4": "bad_name",
  "node-256u": "bad_term",
  "atom-64k-short": "bad_term",
  "len-bin4g": "bad_term",
  "len-tuple16m": "bad_term",
  "len-list4g": "bad_term",
  "len-big": "bad_term",
  "len-str": "bad_term",
  "nest-map": "bad_term",
  "export": "bad_name",
  "bigint": "bad_name",
  "float": "bad_term",
  "bitbin": "bad_term",
  "atomcache": "bad_term",
  "disthdr": "bad_term",
  "comp-short": "bad_term",
  "comp-long": "bad_term",
  "comp-4g": "too_large",
  "bomb-8M-ok": "too_large",
  "bomb-list": "too_large",
  "size-8000": "b1@10.77.0.2",
  "atoms-in-ok": "b1@10.77.0.2",
};

Deno.test("every hostile heartbeat has its outcome, and costs little", () => {
  assert.deepEqual(
    Object.keys(outcomes).sort(),
    hostilePlain.map(({ id }) => id).sort(),
  );
  for (const { id, hex } of hostilePlain) {
    const bytes = Uint8Array.fromHex(hex);
    const work = noWork();
    const decoded = decodeHeartbeat(bytes, work);
    const outcome = decoded.ok ? decoded.value.node : decoded.error.code;
    assert.equal(outcome, outcomes[id], id);
    assert(decoded.ok || decoded.error.offset <= bytes.length, id);
    assertBounded(work, bytes.length, id);
  }
});

Deno.test("a heartbeat larger than libcluster's receive buffer is refused", () => {
  const bytes = new Uint8Array(HEARTBEAT_BYTES_MAX + 1);
  bytes.set(encodeHeartbeat("a@b"));
  const error = { code: "too_large", offset: HEARTBEAT_BYTES_MAX };
  assert.deepEqual(decodeHeartbeat(bytes), { ok: false, error });
});

Deno.test("a heartbeat with bytes behind its term is refused", () => {
  const bytes = new Uint8Array([...encodeHeartbeat("a@b"), 0]);
  const error = { code: "trailing_bytes", offset: bytes.length - 1 };
  assert.deepEqual(decodeHeartbeat(bytes), { ok: false, error });
});

Deno.test("names that no node has are not announced", () => {
  const names = [
    "",
    "a",
    "@",
    "a@",
    "@b",
    "a@b@c",
    "a b@c",
    "a@b\n",
    "a@b\u200b",
  ];
  for (const name of [...names, "a@<b>", "😀@b", `${"a".repeat(254)}@b`]) {
    assert.throws(() => encodeHeartbeat(name), TypeError, name);
  }
});

Deno.test("names with IPv6 hosts, dashes, dots and letters of any script are announced", () => {
  for (
    const node of ["a@::1", "a@fe80::1%eth0", "my-app.1@h-1.lan", "узел@höst"]
  ) {
    const decoded = decodeHeartbeat(encodeHeartbeat(node));
    assert.deepEqual(decoded, { ok: true, value: { node } });
  }
});
