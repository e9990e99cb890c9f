/**
 * One conformance suite over the simulated network, good and bad, and the real loopback.
 */

import assert from "node:assert/strict";
import { tcpNetwork } from "../../src/ports/tcp.ts";
import { type LinkConditions, simulation } from "../../src/sim/mod.ts";
import { TcpBench } from "./tcp_bench.ts";
import { TCP_CASES, type TcpCase } from "./tcp_conformance.ts";

/** Virtual time after which nothing is left of connections that both sides closed. */
const SETTLED_MS = 60_000;

for (const { name, run } of TCP_CASES) {
  Deno.test(`simulated: ${name}`, () => runSimulated(run, ["A", "B"], {}));
  Deno.test(
    `simulated, within a host: ${name}`,
    () => runSimulated(run, ["A", "A"], {}),
  );
  Deno.test(
    `simulated, one in twenty lost: ${name}`,
    () => runSimulated(run, ["A", "B"], { lossRate: 0.05, duplicateRate: 0.1 }),
  );
  Deno.test(`real loopback: ${name}`, async () => {
    await using bench = new TcpBench({
      client: tcpNetwork,
      server: tcpNetwork,
      address: "127.0.0.1",
    });
    await run(bench);
  });
}

const ADDRESSES = { A: "10.77.0.1", B: "10.77.0.2" } as const;

async function runSimulated(
  run: TcpCase["run"],
  [client, server]: readonly ["A", "A" | "B"],
  conditions: Partial<LinkConditions>,
): Promise<void> {
  const { network, clock } = simulation({ seed: 1, conditions });
  {
    await using bench = new TcpBench({
      client: network.host(ADDRESSES[client]).tcp,
      server: network.host(ADDRESSES[server]).tcp,
      address: ADDRESSES[server],
      runUntil: (holds) => clock.runUntil(holds, SETTLED_MS),
    });
    await run(bench);
  }
  assert.deepEqual(network.openSockets(), []);
  clock.advance(SETTLED_MS);
  assert.equal(clock.timersWaiting, 0);
}
