import assert from "node:assert/strict";
import {
  AckRows,
  secondsOf,
  takeRows,
} from "../../../src/protocol/overlay/ack_rows.ts";
import { planDelivery } from "../../../src/protocol/overlay/delivery.ts";
import { Redelivery } from "../../../src/protocol/overlay/redelivery.ts";
import { Roster } from "../../../src/protocol/overlay/roster.ts";
import { gossipTargets } from "../../../src/protocol/overlay/seeds.ts";
import { Seen } from "../../../src/protocol/overlay/seen.ts";
import {
  stageOf,
  thresholdsOf,
} from "../../../src/protocol/overlay/thresholds.ts";
import { Secret } from "../../../src/wire/secret.ts";

const secret = new Secret("overlay");
const roundMs = 2_000;
const seed = "10.0.0.1";
const port = 6666;
const thresholds = thresholdsOf({
  quarantine_after: 20,
  max_quarantined: 10,
  drop_unreachable_after: 60,
});

/** A node of a unicast overlay; a digest and its answer take no time. */
class UnicastNode {
  readonly roster: Roster;
  readonly rows: AckRows;
  /** Times that a member was dropped. */
  dropped = 0;

  constructor(
    readonly name: string,
    readonly address: string,
    readonly skewMs: number,
  ) {
    this.roster = new Roster({
      memberName: name,
      secret,
      family: "ipv4",
      thresholds,
      membersMax: 1_000,
    });
    this.rows = new AckRows(this.roster.table);
  }

  /** A digest comes from `from`, and is answered. */
  answer(from: UnicastNode, nowMs: number): void {
    const ours = nowMs + this.skewMs;
    const origin = { address: from.address, kind: "remote" } as const;
    const heard = this.roster.hear(
      { name: from.name, port, secret },
      origin,
      ours,
    );
    assert(heard.refusal === undefined);
    const heartbeat = secondsOf(ours);
    const { rows } = this.rows.rows("remote", ours);
    const own = { name: this.name, ip: "0.0.0.0", port, heartbeat };
    const fit = Math.min(rows.length, 14);
    const taken = takeRows(rows, heard.member, () => fit);
    const membership = [own, ...taken];
    const ack = { name: this.name, heartbeat, replyId: "id", membership };
    from.roster.report(
      { type: "digestAck", ...ack },
      { address: this.address, kind: "remote" },
      nowMs + from.skewMs,
    );
  }

  sweep(nowMs: number): void {
    const ours = nowMs + this.skewMs;
    for (const { name, heardAtMs } of [...this.roster.table.all()]) {
      const stage = stageOf(ours - heardAtMs, thresholds);
      if (stage !== "dropped") this.roster.settle(name, stage);
      else if (this.roster.drop(name)) this.dropped++;
    }
  }
}

function cluster(count: number, skewMs: number) {
  let state = 42;
  const random = () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
  const nodes = Array.from(
    { length: count },
    (_, i) => new UnicastNode(`n${i}`, `10.0.0.${i + 1}`, (i % 3 - 1) * skewMs),
  );
  let nowMs = 1_000_000_000;
  const run = (
    rounds: number,
    reaches: (one: UnicastNode, other: UnicastNode) => boolean = () => true,
  ) => {
    for (let round = 0; round < rounds; round++) {
      for (const node of nodes) {
        nowMs += roundMs / nodes.length;
        const targets = gossipTargets({
          members: node.roster.table.all(),
          seeds: [seed],
          ownAddresses: [node.address],
          port,
        }, random);
        for (const { address } of targets) {
          const other = nodes.find((each) => each.address === address);
          if (other && reaches(node, other)) other.answer(node, nowMs);
        }
        node.sweep(nowMs);
      }
    }
  };
  return { nodes, run };
}

const sizes = (
  nodes: readonly UnicastNode[],
) => [...new Set(nodes.map(({ roster }) => roster.table.size))];

Deno.test("nodes that know one seed know each other, and drop nobody who lives", () => {
  for (const [count, skewMs] of [[3, 0], [12, 3_600_000], [40, 0]] as const) {
    const { nodes, run } = cluster(count, skewMs);
    run(30);
    assert.deepEqual(sizes(nodes), [count - 1], `${count} nodes`);
    run(120);
    assert.deepEqual(sizes(nodes), [count - 1], `${count} nodes`);
    assert.deepEqual(nodes.filter(({ dropped }) => dropped > 0), []);
  }
});

Deno.test("who died is dropped by all, and stays so, with clocks hours apart", () => {
  const { nodes, run } = cluster(12, 3_600_000);
  run(30);
  const dead = nodes[5]!;
  const alive = nodes.filter((node) => node !== dead);
  const reaches = (one: UnicastNode, other: UnicastNode) =>
    one !== dead && other !== dead;
  run(45, reaches);
  for (let i = 0; i < 20; i++) {
    run(5, reaches);
    assert.deepEqual(sizes(alive), [10]);
  }
  assert.deepEqual([...new Set(alive.map(({ dropped }) => dropped))], [1]);
});

Deno.test("halves that forgot each other find together again", () => {
  const { nodes, run } = cluster(10, 0);
  run(30);
  const half = (node: UnicastNode) => nodes.indexOf(node) % 2;
  run(60, (one, other) => half(one) === half(other));
  assert.deepEqual(sizes(nodes), [4]);
  run(60);
  assert.deepEqual(sizes(nodes), [9]);
});

Deno.test("an envelope goes round three subscribing nodes once, and no further", () => {
  const names = ["a", "b", "c"];
  const nodes = names.map((name) => ({
    name,
    seen: new Seen(),
    redelivery: new Redelivery({ everyMs: 5_000, attemptsMax: 0, ageMsMax: 0 }),
    delivered: 0,
  }));
  const envelope = new Uint8Array(1);
  let sent = 0;
  const arrive = (to: string, from: string | undefined) => {
    const node = nodes.find(({ name }) => name === to)!;
    const sighting = node.seen.note("e", 0);
    const remote = names.filter((name) => name !== to);
    const source = from === undefined
      ? { from: "us" } as const
      : { from: "member", name: from } as const;
    const plan = planDelivery(source, sighting, {
      local: [],
      isHere: true,
      remote,
    });
    if (plan.isForUs) node.delivered++;
    if (plan.hasIt) node.redelivery.settle("e", plan.hasIt);
    const pending = { id: "e", eventType: "t", envelope };
    node.redelivery.await(pending, plan.toNodes, 0);
    for (const next of plan.toNodes) {
      sent++;
      arrive(next, to);
    }
    if (plan.ackTo && from) {
      nodes.find(({ name }) => name === from)!.redelivery.settle("e", to);
    }
  };
  arrive("a", undefined);
  assert(sent <= 4, `${sent} packets`);
  for (const node of nodes) {
    assert.equal(node.delivered, 1);
    assert.equal(node.redelivery.size, 0);
  }
});
