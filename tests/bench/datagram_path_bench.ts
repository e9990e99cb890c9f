/**
 * What a heartbeat costs from the bytes at the port to the peer it names, without a network: one node in a
 * simulated world, whose socket is handed the bytes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { startNode } from "../../mod.ts";
import type { UdpHandlers, World } from "../../src/ports/world.ts";
import { simulation } from "../../src/sim/mod.ts";
import { encodeHeartbeat } from "../../src/wire/heartbeat.ts";
import type { Row } from "./table.ts";

const names = 1_000;
const heartbeatsPerRound = 20_000;
const rounds = 12;

/** Measures; takes the quickest quarter's slowest round, since others share the cores. */
export async function run(): Promise<readonly Row[]> {
  const sim = simulation({ seed: 1 });
  let handlers: UdpHandlers | undefined;
  const ours = sim.host("10.0.0.1");
  const world: World = {
    ...ours,
    udp: {
      open: (options, given) => ours.udp.open(options, handlers = given),
    },
  };
  const gossip = { names_per_minute_max: names, names_per_address_max: names };
  const starting = startNode(
    { name: "a@10.0.0.1", topologies: { gossip } },
    world,
  );
  sim.advance(10);
  await using node = await starting;

  const from = { address: "10.0.0.2", port: 45_892 };
  const packets = Array.from(
    { length: names },
    (_, i) => encodeHeartbeat(`peer-${i}@10.0.0.2`),
  );
  const round = () => {
    const startedMs = performance.now();
    for (let i = 0; i < heartbeatsPerRound; i++) {
      handlers!.datagram(packets[i % names]!, from);
    }
    return (performance.now() - startedMs) * 1_000 / heartbeatsPerRound;
  };
  const costs = Array.from({ length: rounds }, round).sort((a, b) => a - b);
  assert.equal(node.peers().length, names);
  const name = `a heartbeat, from its bytes to its peer among ${names}`;
  return [{ name, value: costs[rounds / 4]!, unit: "µs" }];
}
