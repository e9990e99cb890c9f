/**
 * Runs the conformance cases on the real network of the host it is started on, which must be a
 * namespace of a test's own: `deno run --allow-net udp_conformance_main.ts <suite> <address>`.
 *
 * Prints `case <JSON>` for each case and `done` at the end. When the interface has to change it prints
 * `interface <state>` and waits for SIGUSR1.
 *
 * @module
 */

import { udpNetwork } from "../../src/ports/udp.ts";
import { Bench } from "./udp_bench.ts";
import { type SuiteName, SUITES } from "./udp_conformance.ts";

const [suite, address] = Deno.args as [SuiteName, string];
let state = "up";

async function setInterface(wanted: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Waiting for a signal alone does not keep Deno's event loop alive.
  const late = setTimeout(
    () => reject(new Error("SIGUSR1 never came")),
    30_000,
  );
  Deno.addSignalListener("SIGUSR1", resolve);
  console.log(`interface ${wanted}`);
  await promise;
  clearTimeout(late);
  Deno.removeSignalListener("SIGUSR1", resolve);
  state = wanted;
}

for (const { name, run } of SUITES[suite]) {
  let error: string | undefined;
  try {
    using bench = new Bench({ udp: udpNetwork, address, setInterface });
    await run(bench);
  } catch (thrown) {
    error = thrown instanceof Error
      ? thrown.stack ?? thrown.message
      : String(thrown);
  }
  if (state !== "up") await setInterface("up");
  console.log(`case ${JSON.stringify({ name, error })}`);
}
console.log("done");
