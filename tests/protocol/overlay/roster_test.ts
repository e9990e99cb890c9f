import assert from "node:assert/strict";
import fc from "fast-check";
import { AckRows, takeRows } from "../../../src/protocol/overlay/ack_rows.ts";
import { reportersMax } from "../../../src/protocol/overlay/hearsay.ts";
import { Roster } from "../../../src/protocol/overlay/roster.ts";
import {
  stageOf,
  thresholdsOf,
} from "../../../src/protocol/overlay/thresholds.ts";
import type { DigestMember } from "../../../src/wire/gossiperl/digests.ts";
import { Secret } from "../../../src/wire/secret.ts";

const overlaySecret = new Secret("overlay");
const clientSecret = new Secret("client");
const remote = { address: "10.0.0.2", kind: "remote" } as const;
const local = { address: "127.0.0.1", kind: "local" } as const;
const thresholds = thresholdsOf({
  quarantine_after: 20,
  max_quarantined: 10,
  drop_unreachable_after: 180,
});
/** Our clock, in ms; a reporter's may be anywhere. */
const t0 = 1_000_000_000;

function roster(membersMax = 100): Roster {
  return new Roster({
    memberName: "us",
    secret: overlaySecret,
    family: "ipv4",
    thresholds,
    membersMax,
  });
}

function digest(name: string, secret = overlaySecret, port = 6666) {
  return { name, port, secret };
}

/** An ack of `reporter`, whose clock says `heartbeat`. */
function ack(
  reporter: string,
  heartbeat: number,
  rows: readonly (Partial<DigestMember> & { name: string })[],
) {
  const filled = rows.map((row) => ({
    ip: "10.0.0.9",
    port: 6666,
    heartbeat,
    ...row,
  }));
  return {
    type: "digestAck",
    name: reporter,
    heartbeat,
    replyId: "id",
    membership: filled,
  } as const;
}

function heardOf(it: Roster, name: string): number | undefined {
  return it.table.get(name)?.heardAtMs;
}

Deno.test("a digest makes a member of who shows the right secret", () => {
  const it = roster();
  const trials: [
    d: ReturnType<typeof digest>,
    from: typeof remote | typeof local,
    outcome: string,
  ][] = [
    [digest("us"), remote, "own_name"],
    [digest("a", clientSecret), remote, "wrong_secret"],
    [digest("a"), remote, "new"],
    [digest("a"), remote, "known"],
    [digest("a", clientSecret), remote, "wrong_secret"],
    [digest("a", clientSecret), local, "name_taken"],
    [digest("c", clientSecret), local, "new"],
    [digest("c", overlaySecret), local, "wrong_secret"],
    [digest("c", overlaySecret), remote, "name_taken"],
    [digest("c", clientSecret), local, "known"],
    [digest("d", overlaySecret, 0), remote, "bad_address"],
    [digest("", overlaySecret), remote, "bad_row"],
  ];
  for (const [given, from, outcome] of trials) {
    const heard = it.hear(given, from, t0);
    const seen = heard.refusal ?? (heard.isNew ? "new" : "known");
    assert.equal(seen, outcome, `${given.name} ${from.kind}`);
  }
  assert.equal(it.table.size, 2);
  assert.deepEqual(it.table.at("127.0.0.1", 6666), ["c"]);
});

Deno.test("a member that moves is found where it is", () => {
  const it = roster();
  it.hear(digest("a"), remote, t0);
  it.hear(
    digest("a", overlaySecret, 7),
    { ...remote, address: "10.0.0.3" },
    t0,
  );
  assert.deepEqual(it.table.at("10.0.0.2", 6666), []);
  assert.deepEqual(it.table.at("10.0.0.3", 7), ["a"]);
});

Deno.test("a member passes through its stages by its silence, whatever others do", () => {
  const it = roster();
  it.hear(digest("a"), remote, t0);
  for (let seconds = 0; seconds < 200; seconds++) {
    const nowMs = t0 + seconds * 1_000;
    it.hear(digest("busy"), remote, nowMs);
    const silenceMs = seconds * 1_000;
    const due = it.due(nowMs, 10);
    const member = it.table.get("a");
    const next = stageOf(silenceMs, thresholds);
    assert.deepEqual(due, member && member.stage !== next ? ["a"] : []);
    if (due.length > 0 && next === "dropped") it.drop("a");
    else it.settle("a", next);
  }
  assert.equal(it.table.get("a"), undefined);
  assert.equal(it.table.get("busy")?.stage, "reachable");
});

Deno.test("zero keeps what is unreachable", () => {
  const never = thresholdsOf({
    quarantine_after: 20,
    max_quarantined: 10,
    drop_unreachable_after: 0,
  });
  assert.equal(stageOf(1e12, never), "unreachable");
});

Deno.test("a slice of ten thousand silent members is found within 5 ms", () => {
  const it = roster(20_000);
  for (let i = 0; i < 10_000; i++) it.hear(digest(`m${i}`), remote, t0);
  assert.deepEqual(it.due(t0, 128), []);
  const startMs = performance.now();
  assert.equal(it.due(t0 + 20_000, 128).length, 128);
  assert.deepEqual(it.due(t0 + 19_999, 128), []);
  assert(performance.now() - startMs < 20, "two scans took long");
});

Deno.test("rows about ourselves, this host and its clients are never taken", () => {
  const it = roster();
  it.hear(digest("client", clientSecret), local, t0);
  it.hear(digest("node"), remote, t0);
  const rows = [
    { name: "us", ip: "10.6.6.6" },
    { name: "client", ip: "10.6.6.6" },
    { name: "x", ip: "127.0.0.1" },
    { name: "x", ip: "239.1.1.1" },
    { name: "x", ip: "255.255.255.255" },
    { name: "x", ip: "fd00::1" },
    { name: "x", ip: "nonsense" },
    { name: "x", port: 70_000 },
    { name: "", ip: "10.0.0.3" },
    { name: "x", heartbeat: NaN },
    { name: "good" },
  ];
  const { heard, refused } = it.report(ack("node", 50, rows), remote, t0);
  assert.deepEqual(heard.map(({ member }) => member.name), ["good"]);
  assert.deepEqual(Object.fromEntries(refused), {
    local_row: 2,
    bad_address: 5,
    bad_row: 2,
  });
  assert.equal(it.table.get("client")?.address, "127.0.0.1");
  const byClient = it.report(ack("client", 50, [{ name: "y" }]), local, t0);
  assert.deepEqual([...byClient.refused], [["local_row", 1]]);
});

Deno.test("the sender's own row means the sender's address", () => {
  const it = roster();
  it.report(ack("seed", 50, [{ name: "seed", ip: "0.0.0.0" }]), remote, t0);
  assert.equal(it.table.get("seed")?.address, "10.0.0.2");
  assert.equal(it.table.get("seed")?.heardAtMs, t0);
});

Deno.test("others keep a member alive only with news of it, on whatever clock", () => {
  for (const skew of [-7_200, 0, 7_200]) {
    const clock = t0 / 1_000 + skew;
    const it = roster();
    it.report(ack("x", clock, [{ name: "m" }]), remote, t0);
    assert.equal(heardOf(it, "m"), t0 - 1_000);
    // The same row again and again says nothing new.
    for (let second = 1; second < 15; second++) {
      const rows = [{ name: "m", heartbeat: clock }];
      it.report(ack("x", clock + second, rows), remote, t0 + second * 1_000);
      assert.equal(heardOf(it, "m"), t0 - 1_000);
    }
    // A row that grew counts from when its reporter heard the member.
    const rows = [{ name: "m", heartbeat: clock + 12 }];
    it.report(ack("x", clock + 16, rows), remote, t0 + 16_000);
    assert.equal(heardOf(it, "m"), t0 + 11_000);
    // An older one does not undo that, and never is it later than now.
    const back = [{ name: "m", heartbeat: clock + 13 }];
    it.report(ack("x", clock + 18, back), remote, t0 + 17_000);
    assert.equal(heardOf(it, "m"), t0 + 11_000);
  }
});

Deno.test("a row from a clock that nobody follows refreshes when it grew, and is not told on", () => {
  const it = roster();
  const row = (heartbeat: number) => [{ name: "m", heartbeat }];
  const far = 9_000_000;
  it.report(ack("real", 1_000, row(far)), remote, t0);
  assert.equal(it.table.get("m"), undefined);
  it.report(ack("real", 1_002, row(far)), remote, t0 + 2_000);
  assert.equal(it.table.get("m"), undefined);
  it.report(ack("real", 1_004, row(far + 2)), remote, t0 + 4_000);
  assert.equal(heardOf(it, "m"), t0 + 4_000);
  const rows = new AckRows(it.table);
  assert.deepEqual(rows.rows("remote", t0 + 4_000).rows, []);
});

Deno.test("two nodes that only repeat each other let a dead member go", () => {
  for (const [skewA, skewB] of [[0, 0], [3_600, -50], [-1, 7_200]]) {
    const nodes = [roster(), roster()];
    const skews = [skewA!, skewB!];
    const clocks = (nowMs: number) =>
      skews.map((skew) => Math.floor(nowMs / 1_000) + skew);
    for (const it of nodes) it.hear(digest("m"), remote, t0 + 700);
    for (let nowMs = t0; nowMs < t0 + 60_000; nowMs += 700) {
      for (const [who, it] of nodes.entries()) {
        const heartbeat = clocks(nowMs)[who]!;
        const other = nodes[1 - who]!;
        const rows = new AckRows(it.table).rows("remote", nowMs).rows
          .map((row) => ({ ...row, heartbeat: row.heartbeat + skews[who]! }));
        other.hear(digest(`node${who}`), remote, nowMs);
        other.report(ack(`node${who}`, heartbeat, rows), remote, nowMs);
        for (const name of it.due(nowMs, 10)) it.settle(name, "quarantine");
      }
    }
    for (const it of nodes) {
      assert.equal(heardOf(it, "m"), t0 + 700);
      assert.equal(it.table.get("m")?.stage, "quarantine");
    }
  }
});

Deno.test("who left is not brought back by who did not notice", () => {
  const it = roster();
  it.hear(digest("x"), remote, t0);
  it.hear(digest("m"), remote, t0);
  it.leave("m", t0);
  const says = (heartbeat: number, atMs: number) =>
    it.report(ack("x", atMs / 1_000, [{ name: "m", heartbeat }]), remote, atMs);
  says(t0 / 1_000, t0 + 1_000);
  says(t0 / 1_000 + 1, t0 + 3_000);
  assert.equal(it.table.get("m"), undefined);
  // Frozen rows of a node that never notices a death change nothing either.
  for (let second = 20; second < 200; second += 2) {
    says(t0 / 1_000 + 1, t0 + second * 1_000);
  }
  assert.equal(it.table.get("m"), undefined);
  says(t0 / 1_000 + 200, t0 + 200_000);
  assert.notEqual(it.table.get("m"), undefined);
});

Deno.test("who left is back as soon as it speaks", () => {
  const it = roster();
  it.hear(digest("m"), remote, t0);
  it.leave("m", t0);
  const heard = it.hear(digest("m"), remote, t0 + 1);
  assert(heard.refusal === undefined && heard.isNew);
});

Deno.test("made-up names leave half of the places, and no client loses its name to them", () => {
  const it = roster(20);
  const rows = Array.from({ length: 50 }, (_, i) => ({ name: `m${i}` }));
  const { refused } = it.report(ack("evil", 50, rows), remote, t0);
  assert.equal(it.table.size, 10);
  assert.deepEqual([...refused], [["names_per_address", 40]]);
  const heard = it.hear(digest("m3", clientSecret), local, t0);
  assert(heard.refusal === undefined && heard.member.kind === "local");
  for (let i = 0; i < 20; i++) it.hear(digest(`n${i}`), remote, t0);
  assert.equal(it.table.size, 20);
  assert.deepEqual(it.hear(digest("late"), remote, t0), {
    refusal: "members_full",
  });
});

Deno.test("reporters of a member are bounded", () => {
  const it = roster();
  for (let i = 0; i < 10 * reportersMax; i++) {
    it.report(ack(`r${i}`, 50, [{ name: "m" }]), remote, t0);
  }
  assert.equal(it.table.size, 1);
});

Deno.test("rows are made anew when they say something new, and told by a number", () => {
  const it = roster();
  const rows = new AckRows(it.table);
  it.hear(digest("a"), remote, t0);
  const first = rows.rows("remote", t0);
  assert.deepEqual(first.rows, [
    { name: "a", ip: "10.0.0.2", port: 6666, heartbeat: 1_000_000 },
  ]);
  assert.deepEqual(rows.rows("local", t0).rows, []);
  it.hear(digest("a"), remote, t0 + 900);
  assert.equal(rows.rows("remote", t0 + 900).version, first.version);
  assert.equal(rows.rows("remote", t0 + 5_000).version, first.version);
  it.hear(digest("a"), remote, t0 + 5_001);
  assert.equal(rows.rows("remote", t0 + 6_000).version, first.version + 1);
  it.hear(digest("b"), remote, t0 + 6_001);
  assert.equal(rows.rows("remote", t0 + 6_001).rows.length, 2);
  it.settle("a", "quarantine");
  const names = rows.rows("remote", t0 + 6_002).rows.map(({ name }) => name);
  assert.deepEqual(names, ["b"]);
});

Deno.test("an asker hears of all rows in as many rounds as they need", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 1, max: 60 }),
    (count, fits) => {
      const rows = Array.from({ length: count }, (_, i) => i);
      const asker = { rowsCursor: 0 };
      const told = new Set<number>();
      for (let round = 0; round < Math.ceil(count / fits); round++) {
        const taken = takeRows(rows, asker, () => Math.min(fits, count));
        assert.equal(new Set(taken).size, taken.length);
        for (const row of taken) told.add(row);
      }
      assert.equal(told.size, count);
    },
  ));
});

Deno.test("news is never later than now, and never undoes what is newer", () => {
  const step = fc.record({
    reporter: fc.constantFrom("us2", "x", "y"),
    clock: fc.integer({ min: 0, max: 100 }),
    heartbeat: fc.integer({ min: 0, max: 100 }),
    waitMs: fc.integer({ min: 0, max: 3_000 }),
    speaks: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(step), (steps) => {
    const it = roster();
    let nowMs = t0;
    let before = -Infinity;
    for (const { reporter, clock, heartbeat, waitMs, speaks } of steps) {
      nowMs += waitMs;
      if (speaks) it.hear(digest("m"), remote, nowMs);
      it.report(
        ack(reporter, clock, [{ name: "m", heartbeat }]),
        remote,
        nowMs,
      );
      const heardAtMs = heardOf(it, "m") ?? -Infinity;
      assert(heardAtMs <= nowMs && heardAtMs >= before);
      before = heardAtMs;
    }
  }));
});
