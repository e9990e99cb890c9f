/**
 * Sockets that crash, and interfaces that vanish: the others work on.
 *
 * @module
 */
import assert from "node:assert/strict";
import { stutterMsMax } from "../../actors/beacon.ts";
import { probeMs, probesMax, quietMs } from "../../actors/socket.ts";
import { intensityDefault } from "../../src/otp/mod.ts";
import { backoffMsMax } from "../../src/protocol/backoff.ts";
import {
  type Cluster,
  cluster,
  isComplete,
  known,
  told,
} from "../support/sim_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

scenario(
  "sockets that crash at random times are restarted, and the tree recovers without an orphan",
  50,
  async (seed) => {
    await using formed = await cluster(5, { seed });
    const { sim, members } = formed;
    const victim = members[0]!;
    const crashes = 20;
    for (let i = 0; i < crashes; i++) {
      // Apart enough for the restart budget: three in five seconds.
      const pause = intensityDefault.withinMs / intensityDefault.restarts;
      sim.advance(pause * (1 + sim.random.next()));
      assert.equal(victim.host.breakSockets(), 1, "one socket, no orphan");
      sim.advance(0);
      assert.equal(victim.host.openSockets.length, 1, "started again at once");
    }
    assert.equal(told(victim, "supervisor_gave_up").length, 0);
    assert.equal(restartsOf(formed, "topologies/gossip/socket"), crashes);
    sim.advance(2 * stutterMsMax);
    assert.ok(isComplete(formed));
  },
);

scenario(
  "a socket that crashes faster than its budget takes its topology along, then the branch, then the node",
  50,
  async (seed) => {
    await using formed = await cluster(2, { seed });
    const { sim, members: [victim, other] } = formed;
    let crashes = 0;
    while (!told(victim!, "supervisor_gave_up").some(isRoot) && crashes < 200) {
      sim.advance(sim.random.next() * 10);
      crashes += victim!.host.breakSockets();
    }
    const { restarts } = intensityDefault;
    assert.equal(crashes, (restarts + 1) ** 3, "each level spends its budget");
    await assert.rejects(victim!.node.closed, /node gave up|root gave up/);
    assert.equal(
      victim!.host.openSockets.length,
      0,
      "nothing outlives the root",
    );
    sim.advance(20_000);
    assert.deepEqual(known(other!, "silent"), [victim!.name]);
  },
);

scenario(
  "an interface that vanishes is noticed and mended, whether it says so or not",
  50,
  async (seed) => {
    await using formed = await cluster(3, { seed });
    const { sim, members: [victim] } = formed;
    sim.advance(stutterMsMax + 100);
    const kind = sim.random.next();
    if (kind < 0.3) victim!.host.setInterface("down");
    else if (kind < 0.6) victim!.host.setInterface("deleted");
    else victim!.host.deafen();
    sim.advance(quietMs * 2 + probeMs * probesMax + 1_000);
    assert.ok(told(victim!, "socket_refused").length > 0, "it says so");
    assert.deepEqual(told(victim!, "actor_crashed"), []);
    victim!.host.setInterface("up");
    sim.advance(backoffMsMax + 2 * stutterMsMax);
    assert.ok(isComplete(formed), "and is back");
  },
);

function restartsOf({ members }: Cluster, actor: string): number {
  return members.flatMap((member) => told(member, "actor_restarted"))
    .filter((event) => "actor" in event && event.actor === actor).length;
}

function isRoot(event: object): boolean {
  return "actor" in event && event.actor === "root";
}
