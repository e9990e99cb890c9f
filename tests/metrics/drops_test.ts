import assert from "node:assert/strict";
import { metricsText } from "../../src/metrics/metrics.ts";
import { overlayEventsMax } from "../../src/overlay_subscription.ts";
import { waitingMax } from "../../src/protocol/distribution/lines.ts";
import { cluster } from "../support/sim_cluster.ts";
import { told } from "../support/sim_distribution.ts";
import { multicast, Worlds } from "../overlays/worlds.ts";

Deno.test("events that a slow subscriber of this process misses are counted, after it left too", async () => {
  await using worlds = new Worlds();
  const { node } = await worlds.node("10.0.0.1", multicast());
  const missed = () =>
    valueOf(
      metricsText(node),
      'rookery_dropped_total{actor="overlays/office/subscriptions",reason="slow_subscriber"}',
    );
  assert.equal(missed(), 0);
  const subscription = node.overlays.subscribe("office", ["chat"]);
  for (let i = 0; i < overlayEventsMax + 7; i++) {
    node.overlays.publish("office", "chat", []);
  }
  assert.equal(missed(), 7);
  subscription.close();
  assert.equal(missed(), 7);
});

Deno.test("messages for a node that does not connect are counted, and those for which there is no room", async () => {
  await using formed = await cluster(1, { seed: 3 }, told());
  const { sim, members: [a] } = formed;
  assert.ok(a);
  const drops = (reason: string) =>
    valueOf(
      metricsText(a.node),
      `rookery_dropped_total{actor="distribution/processes",reason="${reason}"}`,
    );
  assert.deepEqual([drops("queue_full"), drops("not_connected")], [0, 0]);
  const nobody = a.node.actor("counter@nobody@10.0.0.77");
  for (let i = 0; i < waitingMax; i++) nobody.cast(i);
  for (let i = 0; i < 3; i++) {
    assert.throws(() => nobody.cast(i), { code: "busy" });
  }
  assert.deepEqual([drops("queue_full"), drops("not_connected")], [3, 0]);
  sim.advance(60_000);
  assert.equal(drops("not_connected"), waitingMax);
});

Deno.test("where connections are not asked for, what is for others is counted at once", async () => {
  await using formed = await cluster(
    1,
    { seed: 3 },
    told({ auto_connect: false }),
  );
  const { members: [a] } = formed;
  a!.node.actor("counter@nobody@10.0.0.77").cast(1);
  const name =
    'rookery_dropped_total{actor="distribution/processes",reason="not_connected"}';
  assert.equal(valueOf(metricsText(a!.node), name), 1);
});

Deno.test("connections that end are counted by why", async () => {
  await using formed = await cluster(2, { seed: 3 }, told());
  const { sim, members: [a, b] } = formed;
  assert.ok(a && b);
  const connecting = a.node.connect(b.name);
  sim.advance(1_000);
  assert.ok(await connecting);
  const parting = a.node.disconnect(b.name);
  sim.advance(1_000);
  assert.ok(await parting);
  const name = 'rookery_connections_lost_total{reason="disconnected"}';
  assert.equal(valueOf(metricsText(a.node), name), 1);
});

/** The value of a series; nothing if it is not there. */
function valueOf(text: string, series: string): number | undefined {
  const line = text.split("\n").find((line) => line.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
}
