import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addressesMax,
  Admission,
  type AdmissionLimits,
} from "../../src/protocol/admission.ts";

const limits: AdmissionLimits = {
  peersMax: 6,
  namesPerMinuteMax: 4,
  namesPerAddressMax: 3,
};

Deno.test("a new name is admitted, and known from then on", () => {
  const admission = new Admission(limits);
  assert.equal(admission.knows("b@x"), false);
  assert.equal(admission.admit("b@x", "10.0.0.2", 0), undefined);
  assert.equal(admission.knows("b@x"), true);
});

Deno.test("a refused name is not known", () => {
  const admission = new Admission({ ...limits, namesPerAddressMax: 1 });
  admission.admit("b@x", "10.0.0.2", 0);
  assert.equal(admission.admit("c@x", "10.0.0.2", 0), "names_per_address");
  assert.equal(admission.knows("c@x"), false);
});

Deno.test("an address holds no more names than it may, until one is released", () => {
  const admission = new Admission(limits);
  for (const name of ["a", "b", "c"]) admission.admit(name, "10.0.0.2", 0);
  assert.equal(admission.admit("d", "10.0.0.2", 0), "names_per_address");
  admission.release("a");
  assert.equal(admission.admit("d", "10.0.0.2", 0), undefined);
});

Deno.test("an address introduces no more names than it may within a minute", () => {
  const admission = new Admission(limits);
  for (const name of ["a", "b", "c", "d"]) {
    assert.equal(admission.admit(name, "10.0.0.2", 1_000), undefined);
    admission.release(name);
  }
  const late = (nowMs: number) => admission.admit("e", "10.0.0.2", nowMs);
  assert.equal(late(60_999), "names_per_minute");
  assert.equal(late(61_000), undefined);
});

Deno.test("all addresses together hold no more names than there are places", () => {
  const admission = new Admission(limits);
  for (let i = 0; i < 6; i++) {
    assert.equal(admission.admit(`n${i}`, `10.0.0.${i}`, 0), undefined);
  }
  assert.equal(admission.admit("late", "10.0.0.9", 0), "peers_full");
  admission.release("n3");
  assert.equal(admission.admit("late", "10.0.0.9", 0), undefined);
});

Deno.test("what is refused because all is full is not on the address's account", () => {
  const admission = new Admission({ ...limits, peersMax: 1 });
  admission.admit("first", "10.0.0.1", 0);
  for (let i = 0; i < 10; i++) {
    assert.equal(admission.admit(`n${i}`, "10.0.0.2", 0), "peers_full");
  }
  admission.release("first");
  assert.equal(admission.admit("n", "10.0.0.2", 0), undefined);
});

Deno.test("releasing an unknown name, or one twice, changes nothing", () => {
  const admission = new Admission(limits);
  admission.release("nobody");
  for (const name of ["a", "b", "c"]) admission.admit(name, "10.0.0.2", 0);
  admission.release("a");
  admission.release("a");
  assert.equal(admission.admit("d", "10.0.0.2", 0), undefined);
  assert.equal(admission.admit("e", "10.0.0.2", 60_000), "names_per_address");
});

Deno.test("an address is forgotten a minute after it was heard, unless it holds a name", () => {
  const admission = new Admission(limits);
  admission.admit("a", "10.0.0.1", 0);
  admission.admit("b", "10.0.0.2", 0);
  admission.release("b");
  admission.tidy(59_999);
  assert.equal(admission.size, 2);
  admission.tidy(60_000);
  assert.equal(admission.size, 1);
  admission.release("a");
  admission.tidy(60_000);
  assert.equal(admission.size, 0);
});

Deno.test("a flood from made-up addresses is remembered within bounds, and over a minute later", () => {
  const admission = new Admission({ ...limits, peersMax: 1 });
  admission.admit("first", "10.0.0.1", 0);
  for (let i = 1; i < addressesMax; i++) admission.admit("n", `flood ${i}`, 0);
  assert.equal(admission.size, addressesMax);
  assert.equal(admission.admit("n", "10.0.0.2", 0), "addresses_full");
  assert.equal(admission.size, addressesMax);
  admission.tidy(60_000);
  assert.equal(admission.size, 1);
  admission.release("first");
  assert.equal(admission.admit("n", "10.0.0.2", 60_000), undefined);
});

const step = fc.record({
  name: fc.nat(30).map((n) => `n${n}`),
  address: fc.nat(4).map((n) => `10.0.0.${n}`),
  waitMs: fc.nat(40_000),
  does: fc.constantFrom("hear", "hear", "hear", "release", "tidy"),
});

Deno.test("no order of events exceeds a limit or evicts a name", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const admission = new Admission(limits);
      const held = new Map<string, string>();
      const introduced: { address: string; atMs: number }[] = [];
      let nowMs = 0;
      for (const { name, address, waitMs, does } of steps) {
        nowMs += waitMs;
        if (does === "tidy") admission.tidy(nowMs);
        if (does === "release") {
          admission.release(name);
          held.delete(name);
        }
        if (does === "hear" && !admission.knows(name)) {
          if (admission.admit(name, address, nowMs) === undefined) {
            held.set(name, address);
            introduced.push({ address, atMs: nowMs });
          }
        }
        for (const known of held.keys()) assert.ok(admission.knows(known));
        assert.ok(held.size <= limits.peersMax);
        for (const who of new Set(held.values())) {
          const own = [...held.values()].filter((other) => other === who);
          assert.ok(own.length <= limits.namesPerAddressMax);
          // Minutes are counted one after the other, so two halves may meet.
          const lately = introduced.filter(({ address, atMs }) =>
            address === who && nowMs - atMs < 60_000
          );
          assert.ok(lately.length <= 2 * limits.namesPerMinuteMax);
        }
        assert.ok(admission.size <= 5);
      }
    }),
  );
});

Deno.test("a flood of names from one address never locks another out", () => {
  const roomy = { ...limits, peersMax: 100 };
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string(), fc.nat(5_000)), { maxLength: 300 }),
      (flood) => {
        const admission = new Admission(roomy);
        let nowMs = 0;
        for (const [name, waitMs] of flood) {
          nowMs += waitMs;
          if (!admission.knows(`evil ${name}`)) {
            admission.admit(`evil ${name}`, "10.0.0.66", nowMs);
          }
        }
        assert.equal(admission.admit("good", "10.0.0.2", nowMs), undefined);
      },
    ),
  );
});
