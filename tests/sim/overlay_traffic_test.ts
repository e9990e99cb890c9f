/**
 * What a node of a multicast overlay sends and receives, by the size of the overlay.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  assertComplete,
  assertSound,
  overlayCluster,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

const roundMs = 2_000;

/** What a node sends and receives, from the second round on. */
interface Traffic {
  readonly datagramsSent: number;
  readonly bytesSent: number;
  readonly datagramsReceived: number;
  readonly bytesReceived: number;
}

scenario(
  "100 nodes are complete within two rounds, and a node's traffic grows no faster than they do (4 seeds)",
  4,
  async (seed) => {
    const few = await traffic(25, seed);
    const many = await traffic(100, seed);
    assert.ok(many.datagramsSent <= few.datagramsSent, "datagrams sent");
    assert.ok(many.bytesSent <= few.bytesSent, "bytes sent");
    assert.ok(
      many.datagramsReceived <= 4 * few.datagramsReceived,
      "datagrams received",
    );
    assert.ok(many.bytesReceived <= 4 * few.bytesReceived, "bytes received");
  },
);

/** Per node and second. */
async function traffic(count: number, seed: number): Promise<Traffic> {
  await using formed = await overlayCluster(count, { seed });
  formed.sim.advance(2 * roundMs + 100);
  assertComplete(formed.nodes, "after two rounds");
  const sums = { sent: { n: 0, bytes: 0 }, delivered: { n: 0, bytes: 0 } };
  const unwatch = formed.sim.network.watch(({ what, bytes }) => {
    if (what !== "sent" && what !== "delivered") return;
    sums[what].n++;
    sums[what].bytes += bytes.length;
  });
  const seconds = 8;
  formed.sim.advance(seconds * 1_000);
  unwatch();
  await assertSound(formed);
  const each = (sum: number) => sum / count / seconds;
  return {
    datagramsSent: each(sums.sent.n),
    bytesSent: each(sums.sent.bytes),
    datagramsReceived: each(sums.delivered.n),
    bytesReceived: each(sums.delivered.bytes),
  };
}
