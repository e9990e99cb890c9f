/**
 * A hundred nodes in one group. Each seed is a million steps of statecharts.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  assertSound,
  overlayCluster,
  secondsUntilComplete,
  troubles,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

scenario(
  "100 nodes of an overlay find each other at 10 % loss",
  50,
  async (seed) => {
    await using formed = await overlayCluster(100, {
      seed,
      conditions: { lossRate: 0.1, delayMsMax: 20 },
    });
    const seconds = secondsUntilComplete(formed, 12);
    assert.ok(seconds <= 11, `complete after ${seconds} s`);
    assert.deepEqual(troubles(formed), []);
    await assertSound(formed);
  },
);
