import assert from "node:assert/strict";
import { type Examination, findingsOf } from "../../src/protocol/doctor.ts";
import { clockFinding, skewMsMax } from "../../src/protocol/doctor_clock.ts";
import type { Heard } from "../../src/protocol/doctor_hearing.ts";
import type { Network, PathTrial } from "../../src/protocol/doctor_network.ts";

const nothing: Examination = {
  forbidden: [],
  overlays: [],
  distribution: { epmds: [], dials: [] },
};
const network: Network = {
  port: 45_892,
  groups: ["233.252.1.32"],
  ttl: 2,
  chosen: { backFrom: "10.0.0.1", leavesHost: true },
  others: [],
  portTrial: { isShared: false },
};
const heartbeat: Heard = {
  group: "233.252.1.32",
  address: "10.0.0.2",
  said: { type: "heartbeat", node: "b@10.0.0.2" },
};

Deno.test("each way that a probe can go has a finding of its own", () => {
  const refused = (reason: string) => ({
    refused: { reason, message: "Cannot join" },
  });
  const trials: [PathTrial, string][] = [
    [{ backFrom: "10.0.0.1", leavesHost: true }, "group_carries"],
    [{ backFrom: "10.0.0.1", leavesHost: false }, "only_loopback"],
    [{ backFrom: "127.0.0.1" }, "only_loopback"],
    [{ backFrom: "0.0.0.0" }, "only_loopback"],
    [{}, "unheard"],
    [refused("no_route"), "no_route"],
    [{ by: "10.9.9.9", ...refused("interface_gone") }, "interface_gone"],
    [refused("permission_denied"), "permission_denied"],
  ];
  for (const [chosen, code] of trials) {
    const [first] = findingsOf({ ...nothing, network: { ...network, chosen } });
    assert.equal(first?.code, code);
    assert.equal(first.level === "ok", code === "group_carries");
    assert.equal(first.advice === undefined, first.level === "ok");
  }
});

Deno.test("where the system's choice fails the interface that works is named", () => {
  const others = [
    { by: "10.0.0.1" },
    { by: "127.0.0.1", backFrom: "127.0.0.1" },
    { by: "10.1.0.1", backFrom: "10.1.0.1" },
  ];
  const seen = { ...network, chosen: {}, others };
  const [fault] = findingsOf({ ...nothing, network: seen });
  assert.match(fault!.advice!, /it works by --multicast-if 10\.1\.0\.1$/);
});

Deno.test("that nobody is heard is told only where the way is free", () => {
  const hearing = {
    ...{ seconds: 6, groups: network.groups, hasSecret: false, heard: [] },
  };
  const codes = (chosen: PathTrial) =>
    findingsOf({ ...nothing, hearing, network: { ...network, chosen } })
      .filter(({ level }) => level === "fault").map(({ code }) => code);
  assert.deepEqual(codes(network.chosen), ["nobody_heard"]);
  assert.deepEqual(codes({}), ["unheard"]);
});

Deno.test("who is understood once is not called a stranger, nor found on another group", () => {
  const heard: Heard[] = [
    heartbeat,
    { ...heartbeat, said: { type: "foreign" } },
    { ...heartbeat, group: "230.1.1.251" },
    { ...heartbeat, group: "230.1.1.251", address: "10.0.0.3" },
  ];
  const hearing = {
    ...{ seconds: 6, groups: network.groups, hasSecret: true, heard },
  };
  const found = findingsOf({ ...nothing, hearing });
  assert.deepEqual(found.map(({ code }) => code), ["other_group", "heard"]);
  assert.match(found[0]!.what, /10\.0\.0\.3.*before 3\.3\.0/);
});

Deno.test("faults come first, and every one says what to do", () => {
  const findings = findingsOf({
    ...nothing,
    network: { ...network, ttl: 1, chosen: {} },
    distribution: {
      epmds: [
        {
          ...{ host: "10.0.0.2", port: 4369, isOurs: false },
          answer: { names: ["b"] },
        },
        {
          ...{ host: "10.0.0.3", port: 4369, isOurs: false },
          answer: { refused: "epmd_timed_out" },
        },
      ],
      dials: [
        { node: "b@10.0.0.2", refused: "wrong_cookie" },
        { node: "c@10.0.0.4", aheadMs: -60_000 },
      ],
    },
  });
  const levels = findings.map(({ level }) => level);
  const order = ["fault", "hint", "ok"];
  const ranks = levels.map((level) => order.indexOf(level));
  assert.deepEqual(ranks, ranks.toSorted());
  const codes = findings.map(({ code }) => code);
  for (const code of ["wrong_cookie", "epmd_timed_out", "clock_skew"]) {
    assert(codes.includes(code), code);
  }
  for (const { level, advice, what } of findings) {
    assert(level === "ok" || advice, what);
    assert(!what.includes("\n"));
  }
});

Deno.test("a clock is told off beyond what gossiperl's whole seconds make", () => {
  assert.equal(clockFinding("b", skewMsMax), undefined);
  assert.equal(clockFinding("b", -skewMsMax), undefined);
  assert.match(clockFinding("b", 61_000)!.what, /61 s ahead of ours/);
  assert.match(clockFinding("b", -61_000)!.what, /61 s behind ours/);
});

Deno.test("without the permission nothing else is said", () => {
  const findings = findingsOf({ ...nothing, network, forbidden: ["a:1"] });
  assert.deepEqual(findings.map(({ code }) => code), ["permission_missing"]);
});
