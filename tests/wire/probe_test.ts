import assert from "node:assert/strict";
import { decodeHeartbeat } from "../../src/wire/heartbeat.ts";
import { decodeProbe, encodeProbe } from "../../src/wire/probe.ts";

const id = "00ff02030405060708090a0b0c0d0e0f";

Deno.test("a probe is its prelude and sixteen bytes", () => {
  const bytes = encodeProbe(id);
  const prelude = new TextEncoder().encode("rookery-probe::");
  assert.equal(bytes.toHex(), prelude.toHex() + id);
  assert.deepEqual(decodeProbe(bytes), { ok: true, value: { id } });
});

Deno.test("a probe begins with no heartbeat, so that libcluster ignores it", () => {
  const error = { code: "not_heartbeat", offset: 0 };
  assert.deepEqual(decodeHeartbeat(encodeProbe(id)), { ok: false, error });
});

Deno.test("a probe of another length is refused", () => {
  const bytes = encodeProbe(id);
  for (let length = 0; length < bytes.length; length++) {
    const code = length < 15 ? "not_probe" : "bad_probe";
    const offset = length < 15 ? 0 : 15;
    assert.deepEqual(decodeProbe(bytes.subarray(0, length)), {
      ok: false,
      error: { code, offset },
    });
  }
  const longer = decodeProbe(new Uint8Array([...bytes, 0]));
  assert(!longer.ok && longer.error.code === "bad_probe");
});

Deno.test("an id that is not sixteen bytes in lower-case hexadecimal is a mistake", () => {
  for (const id of ["", "00", "g".repeat(32), "A".repeat(32), "0".repeat(34)]) {
    assert.throws(() => encodeProbe(id), TypeError);
  }
});
