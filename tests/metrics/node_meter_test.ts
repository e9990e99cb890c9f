import assert from "node:assert/strict";
import {
  countRequest,
  metricsText,
  statistics,
} from "../../src/metrics/metrics.ts";
import { insidesOf } from "../../src/node_insides.ts";
import type { World } from "../../src/ports/world.ts";
import { simulation } from "../../src/sim/mod.ts";
import { deafWorld, group, start } from "../node/nodes.ts";

const office = {
  port: 6666,
  symmetric_key: "v3JElaRswYgxOt4b",
  multicast: { ip: "239.1.1.1" },
};

Deno.test("what passes between two nodes is counted by kind, and who is there by state", async () => {
  const sim = simulation({ seed: 1 });
  const a = await start({ name: "a@10.0.0.1", ...group({ announce: true }) }, {
    sim,
  });
  const b = await start({ name: "b@10.0.0.2", ...group({ announce: true }) }, {
    sim,
    address: "10.0.0.2",
  });
  sim.advance(20_000);
  const before = metricsText(a.node);
  assert(numberOf(before, datagrams("gossip", "in", "heartbeat")) > 2);
  assert(numberOf(before, datagrams("gossip", "out", "heartbeat")) > 2);
  const peers = (state: string) =>
    `rookery_peers{topology="gossip",state="${state}"}`;
  assert.equal(numberOf(before, peers("heard")), 1);
  await b.node.stop();
  sim.advance(20_000);
  assert.equal(numberOf(metricsText(a.node), peers("silent")), 1);
  await a.node.stop();
});

Deno.test("what is refused is counted by reason, and a socket's refusals as well", async () => {
  const sim = simulation({ seed: 1 });
  const { node } = await start(
    group({ announce: true, secret: "right" }),
    { sim },
  );
  const { node: other } = await start(
    group({ announce: true, secret: "wrong" }),
    { sim, address: "10.0.0.2" },
  );
  sim.advance(20_000);
  const refused =
    'rookery_datagrams_refused_total{place="topologies/gossip",reason="wrong_secret"}';
  assert(numberOf(metricsText(node), refused) > 2);
  await other.stop();
  await node.stop();

  const deaf = simulation({ seed: 2 });
  const { node: alone } = await start(group(), {
    sim: deaf,
    world: deafWorld(deaf.host("10.0.0.1")),
  });
  deaf.advance(30_000);
  const unheard =
    'rookery_socket_refusals_total{place="topologies/gossip/socket",reason="unheard"}';
  assert(numberOf(metricsText(alone), unheard) > 0);
  await alone.stop();
});

Deno.test("sweeps and rounds are timed, and so is how late they are", async () => {
  const sim = simulation({ seed: 1 });
  const host = sim.host("10.0.0.1");
  const { node } = await start(group(), { sim, world: lateWorld(host, 30) });
  await addOffice(node, sim);
  sim.advance(10_000);
  const text = metricsText(node);
  const steps = (actor: string, delay: string) =>
    numberOf(
      text,
      `rookery_timer_step_seconds_count{actor="${actor}",delay="${delay}"}`,
    );
  assert(steps("topologies/gossip/peers", "untilSweep") >= 9);
  assert(steps("overlays/office/multicast", "round") >= 4);
  assert(
    numberOf(text, 'rookery_event_loop_lag_seconds_bucket{le="0.025"}') === 0,
  );
  assert(numberOf(text, "rookery_event_loop_lag_seconds_count") > 10);
  await node.stop();
});

Deno.test("crashes and restarts are counted", async () => {
  const { node } = await start(group());
  insidesOf(node)!.root.system.get("topologies/gossip/beacon").send({
    get type(): string {
      throw new Error("boom");
    },
  });
  const text = metricsText(node);
  for (const what of ["crashes", "restarts"]) {
    const name = `rookery_${what}_total{actor="topologies/gossip/beacon"}`;
    assert.equal(numberOf(text, name), 1);
  }
  await node.stop();
});

Deno.test("an overlay's statistics are answered for every window of gossiperl's, and for no other", async () => {
  const sim = simulation({ seed: 1 });
  const { node } = await start(group(), { sim });
  await addOffice(node, sim);
  sim.advance(120_000);
  const minute = statistics(node, "office", "1m")!;
  assert.equal(minute.enabled, true);
  assert.equal(minute.ts, Math.floor(sim.clock.nowMs() / 1_000));
  const sent = (window: string) =>
    JSON.parse(statistics(node, "office", window)!.statistics)["digest-out"]
      .sum_packets;
  assert(sent("1m") >= 25 && sent("1m") <= 31, `${sent("1m")} in a minute`);
  assert(sent("total") >= 58, `${sent("total")} ever`);
  assert.equal(sent("1h"), sent("total"));
  for (const window of ["2m", "", "toString", "__proto__"]) {
    assert.equal(statistics(node, "office", window), undefined);
  }
  await node.overlays.remove("office");
  assert.equal(statistics(node, "office", "1m")?.statistics, "{}");
  await node.stop();
});

Deno.test("answered requests are counted by route", async () => {
  const { node } = await start(group());
  const request = { method: "GET", route: "/overlays", status: 200 };
  countRequest(node, { ...request, durationMs: 3 });
  countRequest(node, { ...request, durationMs: 700 });
  const name =
    'rookery_http_request_seconds_bucket{method="GET",route="/overlays",status="200",le="0.005"}';
  assert.equal(numberOf(metricsText(node), name), 1);
  await node.stop();
});

Deno.test("every line is a comment or a sample, every metric is typed once, and counters end in _total", async () => {
  const { node } = await start(group());
  const lines = metricsText(node).trimEnd().split("\n");
  const types = lines.filter((line) => line.startsWith("# TYPE "))
    .map((line) => line.split(" ").slice(2));
  assert.equal(new Set(types.map(([name]) => name)).size, types.length);
  for (const [name, type] of types) {
    assert.equal(name!.endsWith("_total"), type === "counter", name);
  }
  const sample = /^[a-z_]+(\{([a-z]+="([^"\\]|\\.)*",?)+\})? [\d.e+-]+$/;
  for (const line of lines) assert.match(line, /^# (HELP|TYPE) |^rookery_/);
  for (const line of lines.filter((line) => !line.startsWith("#"))) {
    assert.match(line, sample);
  }
  await node.stop();
});

function datagrams(topology: string, direction: string, kind: string): string {
  return `rookery_datagrams_total{port="topologies/${topology}/peers",direction="${direction}",kind="${kind}"}`;
}

/** The number behind `series`; -1 where there is none. */
function numberOf(text: string, series: string): number {
  const line = text.split("\n").find((line) => line.startsWith(`${series} `));
  return line === undefined ? -1 : Number(line.slice(series.length));
}

async function addOffice(
  node: Awaited<ReturnType<typeof start>>["node"],
  sim: ReturnType<typeof simulation>,
): Promise<void> {
  const adding = node.overlays.add("office", office);
  await sim.advanceAsync(1_000);
  await adding;
}

/** `world`, whose timers fire `lateMs` late. */
function lateWorld(world: World, lateMs: number): World {
  const { clock } = world;
  return {
    ...world,
    clock: {
      nowMs: () => clock.nowMs(),
      setTimeout: (fire, delayMs) => clock.setTimeout(fire, delayMs + lateMs),
      clearTimeout: (timer) => clock.clearTimeout(timer),
    },
  };
}
