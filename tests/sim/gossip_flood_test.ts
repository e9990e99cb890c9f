/**
 * A hostile neighbour: the others work on.
 *
 * @module
 */
import assert from "node:assert/strict";
import { stutterMsMax } from "../../actors/beacon.ts";
import { backoffMsMax } from "../../src/protocol/backoff.ts";
import type { Simulation } from "../../src/sim/mod.ts";
import { encodeHeartbeat } from "../../src/wire/heartbeat.ts";
import {
  announcing,
  cluster,
  isComplete,
  known,
  told,
} from "../support/sim_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";
import vectors from "../vectors/libcluster.json" with { type: "json" };

const madeUpNames = 10_000;

/** All hostile vectors, and the made-up names. */
const packets = [
  ...[...vectors.hostile_plain, ...vectors.hostile_secret]
    .map(({ hex }) => Uint8Array.fromHex(hex)),
  ...Array.from(
    { length: madeUpNames },
    (_, i) => encodeHeartbeat(`made-up-${i}@10.66.6.6`),
  ),
];

scenario(
  "a hostile host floods with hostile packets and made-up names, and the others work on",
  50,
  async (seed) => {
    await using formed = await cluster(5, { seed });
    const { sim, members } = formed;
    flood(sim);
    sim.advance(60_000);
    assert.ok(isComplete(formed), "no known peer was evicted");
    for (const member of members) {
      assert.deepEqual(told(member, "actor_crashed"), []);
      const strangers = known(member).length + known(member, "silent").length -
        (members.length - 1);
      // 64 in each minute begun, and what the vectors name.
      assert.ok(strangers <= 2 * 64, `${strangers} made-up names`);
      assert.ok(told(member, "datagrams_refused").length > 0);
    }
  },
);

scenario(
  "a new node is heard in the middle of a flood",
  50,
  async (seed) => {
    await using formed = await cluster(2, { seed }, announcing);
    const { sim, members: [first, late] } = formed;
    late!.host.setInterface("down");
    sim.advance(40_000);
    flood(sim);
    sim.advance(1_000);
    late!.host.setInterface("up");
    sim.advance(backoffMsMax + stutterMsMax);
    assert.ok(known(first!).includes(late!.name));
  },
);

/** From a host of its own: all of `packets`, spread over half a minute. */
function flood({ host, clock, random }: Simulation): void {
  const group = { address: "233.252.1.32", port: 45_892 };
  const socket = host("10.66.6.6").udp.open({
    address: "0.0.0.0",
    port: 0,
    shared: false,
    broadcast: false,
    receiveBytesMax: 1_500,
  }, { bound() {}, datagram() {}, failed() {} });
  for (const packet of packets) {
    const delayMs = random.next() * 30_000;
    clock.setTimeout(() => socket.send(packet, group), delayMs);
  }
  clock.setTimeout(() => socket.close(), 31_000);
}
