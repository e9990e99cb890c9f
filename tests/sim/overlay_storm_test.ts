/**
 * A neighbour that repeats one envelope for ever.
 *
 * @module
 */
import assert from "node:assert/strict";
import { stormLimits } from "../../src/protocol/overlay/storms.ts";
import { encodeEnvelope } from "../../src/wire/gossiperl/mod.ts";
import { codecOf } from "../support/overlay_client_sim.ts";
import {
  assertComplete,
  assertSound,
  group,
  key,
  overlayCluster,
  stranger,
  told,
  troubles,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

scenario(
  "a neighbour that storms is shed beyond its measure and named once a minute",
  50,
  async (seed) => {
    await using formed = await overlayCluster(2, {
      seed,
      eventTypes: ["move"],
    });
    const { sim, nodes } = formed;
    sim.advance(5_000);
    const storm = stranger(sim);
    const codec = codecOf(sim.host("10.66.6.6"), key);
    const payload = new Uint8Array([0]);
    const id = "00000000-0000-4000-8000-000000000001";
    const envelope = encodeEnvelope({ payloadType: "move", payload, id });
    const packet = codec.seal({ type: "relay", envelope });
    let acks = 0;
    const unwatch = sim.network.watch(({ what, from }) => {
      if (what === "sent" && from.address !== "10.66.6.6") acks++;
    });
    const seconds = 130;
    for (let second = 0; second < seconds; second++) {
      const isBurst = second % 30 === 0;
      for (let i = 0; i < (isBurst ? 500 : 1); i++) storm.send(packet, group);
      acks = 0;
      sim.advance(1_000);
      // Also what they say themselves, and what was left of the second before.
      assert.ok(
        acks <= nodes.length * (2 * stormLimits.copiesMax + 8),
        `${acks} answers`,
      );
    }
    unwatch();
    storm.close();
    for (const node of nodes) {
      const named = told(node, "neighbour_storms");
      assert.ok(named.length >= 1 && named.length <= 3, `${named.length}`);
      for (const { sender } of named) assert.match(sender, /^10\.66\.6\.6 /);
      named.slice(1).forEach(({ atMs }, place) =>
        assert.ok(atMs - named[place]!.atMs >= 60_000, "once a minute")
      );
    }
    assertComplete(nodes, "during the storm");
    assert.deepEqual(troubles(formed), []);
    await assertSound(formed);
    for (const { delivered } of nodes) assert.equal(delivered.size, 1);
  },
);
