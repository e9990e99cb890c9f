/**
 * Nodes of an overlay that die, stall, or whose clocks are hours apart.
 *
 * @module
 */
import assert from "node:assert/strict";
import { membersSweepMs } from "../../actors/members.ts";
import {
  assertComplete,
  assertSound,
  assertStates,
  living,
  overlayCluster,
  troubles,
  view,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

scenario(
  "a third of the nodes is killed: the others see it in time, lose nobody, and forget them",
  50,
  async (seed) => {
    await using formed = await overlayCluster(9, {
      seed,
      conditions: { lossRate: 0.1, delayMsMax: 20 },
    });
    const { sim, nodes } = formed;
    sim.advance(10_000 + sim.random.next() * 5_000);
    const dead = nodes.toSorted(() => sim.random.next() - 0.5).slice(0, 3);
    dead.forEach((node) => formed.kill(node));
    // What they said last was heard after they died, and told on by others as much later.
    sim.advance(20_000 + membersSweepMs + 1_500);
    for (const node of living(formed)) {
      for (const { name } of dead) {
        assert.ok(!view(node).has(name), `${node.name}: ${name} is silent`);
      }
    }
    sim.advance(10_000);
    assertStates(living(formed), dead, "unreachable");
    sim.advance(151_000);
    assertStates(living(formed), dead, undefined);
    assertComplete(living(formed), "the others keep each other");
    assert.deepEqual(troubles(formed), []);
    await assertSound(formed);
  },
);

scenario(
  "clocks that are up to an hour apart change nothing",
  50,
  async (seed) => {
    const hourMs = 3_600_000;
    await using formed = await overlayCluster(6, {
      seed,
      conditions: { lossRate: 0.1 },
      skewMs: (_, { random }) => (2 * random.next() - 1) * hourMs,
      eventTypes: ["move"],
    });
    const { sim, nodes } = formed;
    sim.advance(20_000);
    assertComplete(nodes, "at the beginning");
    const [victim, ...others] = nodes;
    nodes[1]!.node.overlays.publish("rooks", "move", []);
    sim.advance(20_000);
    formed.kill(victim!);
    sim.advance(32_000);
    assertComplete(others, "the living are complete");
    assertStates(others, [victim!], "unreachable");
    assert.deepEqual(troubles(formed), []);
    await assertSound(formed);
    for (const { delivered, name } of others) {
      assert.equal(delivered.size, 1, `${name} got the event`);
    }
  },
);

scenario(
  "a node that stalls for ten seconds is missed by nobody and misses nobody",
  50,
  async (seed) => {
    await using formed = await overlayCluster(6, {
      seed,
      conditions: { lossRate: 0.1 },
      eventTypes: ["move"],
    });
    const { sim, nodes } = formed;
    sim.advance(6_000 + sim.random.next() * 2_000);
    const staller = nodes[Math.floor(sim.random.next() * nodes.length)]!;
    staller.world.stall();
    sim.advance(1_000);
    nodes.find((node) => node !== staller)!.node.overlays
      .publish("rooks", "move", []);
    sim.advance(9_000);
    staller.world.resume();
    sim.advance(20_000);
    assertComplete(nodes, "afterwards");
    assert.deepEqual(troubles(formed), []);
    await assertSound(formed);
    for (const { delivered, name } of nodes) {
      assert.equal(delivered.size, 1, `${name} got the event`);
    }
  },
);
