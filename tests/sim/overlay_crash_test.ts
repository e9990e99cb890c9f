/**
 * Sockets of an overlay that crash: what depends on them starts again, and what does not is not touched.
 *
 * @module
 */
import assert from "node:assert/strict";
import { intensityDefault } from "../../src/otp/mod.ts";
import {
  assertComplete,
  bridgePort,
  group,
  overlayCluster,
  type OverlayNode,
  told,
  troubles,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

/** Apart enough for the restart budget. */
const pauseMs = 1.1 * intensityDefault.withinMs / intensityDefault.restarts;

scenario(
  "the group's socket crashes again and again: bridge, clients and members stay, and nothing comes twice",
  50,
  async (seed) => {
    await using formed = await overlayCluster(3, {
      seed,
      conditions: { lossRate: 0.05, duplicateRate: 0.05 },
      eventTypes: ["move"],
    });
    const { sim, nodes: [victim, other, third] } = formed;
    const client = formed.client(victim!, ["move", "member_in"]);
    sim.advance(8_000);
    const before = client.news.length;
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) {
      ids.push(other!.node.overlays.publish("rooks", "move", []));
      sim.advance(sim.random.next() * 5);
      assert.equal(victim!.host.breakSockets(group.port), 1);
      ids.push(victim!.node.overlays.publish("rooks", "move", []));
      sim.advance(pauseMs * (1 + sim.random.next()));
    }
    sim.advance(15_000);
    assert.deepEqual(restarted(victim!), Array(10).fill("multicast"));
    assertComplete(formed.nodes, "afterwards");
    assert.deepEqual(troubles(formed), []);
    assert.equal(client.news.length, before, "nobody came in again");
    assert.ok(client.acks >= 20, "the client was answered all the time");
    await assertOnce([victim!, other!, third!], ids);
    assert.deepEqual([...client.envelopes.keys()].sort(), ids.sort());
    assert.ok([...client.envelopes.values()].every((count) => count === 1));
  },
);

scenario(
  "the bridge's socket crashes again and again: the group and its members stay, and clients go on",
  50,
  async (seed) => {
    await using formed = await overlayCluster(2, {
      seed,
      eventTypes: ["move"],
    });
    const { sim, nodes: [victim, other] } = formed;
    const client = formed.client(victim!, ["move"]);
    sim.advance(8_000);
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) {
      ids.push(other!.node.overlays.publish("rooks", "move", []));
      sim.advance(sim.random.next() * 2);
      assert.equal(victim!.host.breakSockets(bridgePort), 1);
      ids.push(other!.node.overlays.publish("rooks", "move", []));
      sim.advance(pauseMs * (1 + sim.random.next()));
    }
    sim.advance(15_000);
    assert.deepEqual(restarted(victim!), Array(10).fill("bridge"));
    assertComplete(formed.nodes, "afterwards");
    assert.deepEqual(troubles(formed), []);
    assert.equal(told(victim!, "member_in").length, 2, "each came in once");
    await assertOnce([victim!, other!], ids);
    assert.deepEqual([...client.envelopes.keys()].sort(), ids.sort());
  },
);

scenario(
  "what is published while the interface is down arrives when it is up again",
  50,
  async (seed) => {
    await using formed = await overlayCluster(3, {
      seed,
      eventTypes: ["move"],
      // Else who is not heard for long is no subscriber when the interface is back.
      settings: { drop_stale_subscriptions_after: 120 },
    });
    const { sim, nodes } = formed;
    const [victim] = nodes;
    sim.advance(8_000);
    victim!.host.setInterface(sim.random.next() < 0.5 ? "down" : "deleted");
    sim.advance(sim.random.next() * 4_000);
    const id = victim!.node.overlays.publish("rooks", "move", []);
    sim.advance(6_000);
    victim!.host.setInterface("up");
    sim.advance(45_000);
    await assertOnce(nodes, [id]);
    assertComplete(nodes, "afterwards");
    assert.equal(told(victim!, "actor_crashed").length, 0);
  },
);

scenario(
  "sockets that crash faster than any budget take the node down, and nothing is left open",
  50,
  async (seed) => {
    await using formed = await overlayCluster(2, { seed });
    const { sim, nodes: [victim, other] } = formed;
    sim.advance(5_000);
    let crashes = 0;
    const isOver = () =>
      told(victim!, "supervisor_gave_up").some(({ actor }) => actor === "root");
    while (!isOver() && crashes < 400) {
      sim.advance(sim.random.next() * 10);
      crashes += victim!.host.breakSockets(group.port);
    }
    assert.ok(isOver(), `after ${crashes} crashes`);
    await assert.rejects(victim!.node.closed);
    assert.deepEqual(victim!.host.openSockets, []);
    sim.advance(31_000);
    const [seen] = other!.node.overlays.members("rooks");
    assert.equal(seen!.state, "unreachable");
  },
);

/** Which socket actors were started again, in order. */
function restarted(node: OverlayNode): readonly string[] {
  return told(node, "actor_restarted").map(({ actor }) => actor.split("/")[2]!);
}

async function assertOnce(
  nodes: readonly OverlayNode[],
  ids: readonly string[],
): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  for (const { name, delivered } of nodes) {
    assert.deepEqual([...delivered.keys()].sort(), ids.toSorted(), name);
    assert.ok([...delivered.values()].every((count) => count === 1), name);
  }
}
