/**
 * Fifty production nodes find each other.
 *
 * @module
 */
import assert from "node:assert/strict";
import { stutterMsMax } from "../../actors/beacon.ts";
import { LAN } from "../../src/sim/mod.ts";
import { cluster, isComplete, known, told } from "../support/sim_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

const nodes = 50;

scenario(
  "50 nodes hear each other within one beacon period plus the delay",
  50,
  async (seed) => {
    await using formed = await cluster(nodes, { seed });
    formed.sim.advance(stutterMsMax + LAN.delayMsMax);
    for (const member of formed.members) {
      const others = formed.members.filter((other) => other !== member);
      assert.deepEqual(known(member), others.map(({ name }) => name).sort());
      assert.deepEqual(told(member, "actor_crashed"), []);
    }
  },
);

scenario(
  "50 nodes hear each other within a minute at 20 % loss",
  50,
  async (seed) => {
    const conditions = {
      lossRate: 0.2,
      duplicateRate: 0.02,
      reorderRate: 0.05,
      delayMsMax: 50,
    };
    await using formed = await cluster(nodes, { seed, conditions });
    // Looked at once a second: asking at every datagram would cost more than the datagrams.
    let seconds = 0;
    while (!isComplete(formed) && seconds < 60) {
      formed.sim.advance(1_000);
      seconds++;
    }
    assert.ok(isComplete(formed), `not complete after ${seconds} s`);
  },
);
