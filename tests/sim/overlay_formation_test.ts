/**
 * Nodes of one multicast overlay find each other.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  assertComplete,
  assertSound,
  overlayCluster,
  secondsUntilComplete,
  troubles,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

const lossy = { lossRate: 0.1, delayMsMax: 20 };

for (const count of [2, 10]) {
  scenario(
    `${count} nodes of an overlay find each other at 10 % loss, and keep each other`,
    50,
    async (seed) => {
      await using formed = await overlayCluster(count, {
        seed,
        conditions: lossy,
      });
      const seconds = secondsUntilComplete(formed, 30);
      assert.ok(seconds <= 12, `complete after ${seconds} s`);
      formed.sim.advance(40_000);
      assertComplete(formed.nodes, "after 40 s more");
      assert.deepEqual(troubles(formed), []);
      await assertSound(formed);
    },
  );
}
