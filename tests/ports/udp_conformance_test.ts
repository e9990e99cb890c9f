/**
 * One conformance suite over the simulated network, the real loopback, and real interfaces in network namespaces.
 */

import assert from "node:assert/strict";
import { udpNetwork } from "../../src/ports/udp.ts";
import { simulation } from "../../src/sim/mod.ts";
import { needs } from "../support/needs.ts";
import {
  type Host,
  loneHost,
  RunningProcess,
  segment,
  type SegmentHost,
} from "../support/netns.ts";
import { Bench } from "./udp_bench.ts";
import {
  type ConformanceCase,
  type SuiteName,
  SUITES,
} from "./udp_conformance.ts";

const MAIN = new URL("udp_conformance_main.ts", import.meta.url).pathname;

for (const { name, run } of [...SUITES.unicast, ...SUITES.multicast]) {
  Deno.test(`simulated: ${name}`, () => runSimulated(run, "10.77.0.1"));
}
for (const { name, run } of SUITES.ipv6) {
  Deno.test(`simulated: ${name}`, () => runSimulated(run, "fd77::1"));
}
for (const { name, run } of SUITES.unicast) {
  Deno.test(`real loopback: ${name}`, async () => {
    using bench = new Bench({ udp: udpNetwork, address: "127.0.0.1" });
    await run(bench);
  });
}

Deno.test({
  name: "real interface: unicast, groups, broadcast",
  ignore: needs("ip"),
}, async (t) => {
  await using lan = await segment(1);
  const host = lan.host(0);
  await runInNamespace(t, host, "unicast", host.address);
  await runInNamespace(t, host, "multicast", host.address);
});

Deno.test({ name: "real interface: IPv6", ignore: needs("ip") }, async (t) => {
  await using lan = await segment(1);
  const host = lan.host(0);
  await runInNamespace(t, host, "ipv6", host.address6);
});

Deno.test({
  name: "real loopback in a host with nothing else: groups",
  ignore: needs("ip"),
}, async (t) => {
  await using host = await loneHost();
  await runInNamespace(t, host, "loopback", host.address);
});

async function runSimulated(
  run: ConformanceCase["run"],
  address: string,
): Promise<void> {
  const { network, clock } = simulation({ seed: 1 });
  const host = network.host(address);
  {
    using bench = new Bench({
      udp: host,
      address,
      setInterface: (state) => Promise.resolve(host.setInterface(state)),
      runUntil: (holds) => clock.runUntil(holds, 1_000),
    });
    await run(bench);
  }
  assert.deepEqual(network.openSockets(), []);
}

Deno.test("real loopback, not permitted", async (t) => {
  await using program = new RunningProcess(
    mainCommand("--allow-net=192.0.2.1", "forbidden", "127.0.0.1"),
  );
  await follow(t, program, () => Promise.resolve());
});

/** The cases run in a process of their own in the namespace, with the permissions of a node. */
async function runInNamespace(
  t: Deno.TestContext,
  host: Host,
  suite: SuiteName,
  address: string,
): Promise<void> {
  await using program = host.spawn(mainCommand("--allow-net", suite, address));
  let state = "up";
  await follow(t, program, async (wanted) => {
    await setInterface(host as SegmentHost, state, wanted);
    state = wanted;
  });
}

function mainCommand(
  permission: string,
  suite: SuiteName,
  address: string,
): string[] {
  return [
    Deno.execPath(),
    "run",
    "--no-prompt",
    permission,
    MAIN,
    suite,
    address,
  ];
}

/** Reports each case as a step, and changes the interface when the cases ask for it. */
async function follow(
  t: Deno.TestContext,
  program: RunningProcess,
  changeInterface: (wanted: string) => Promise<void>,
): Promise<void> {
  for (;;) {
    const line = await program.waitFor(/^(case|interface|done)/, 30_000);
    if (line === "done") return;
    const said = line.slice(line.indexOf(" ") + 1);
    if (line.startsWith("interface")) {
      await changeInterface(said);
      program.kill("SIGUSR1");
      continue;
    }
    const { name, error } = JSON.parse(said) as {
      name: string;
      error?: string;
    };
    await t.step(name, () => assert.equal(error, undefined));
  }
}

async function setInterface(
  host: SegmentHost,
  before: string,
  wanted: string,
): Promise<void> {
  if (wanted === "down") await host.interfaceDown();
  else if (wanted === "deleted") await host.deleteInterface();
  else if (before === "deleted") await host.createInterface();
  else await host.interfaceUp();
}
