/**
 * A node with one multicast overlay: `<port> <bytes of an ack to a client>`; prints `ready`, and
 * `members <n> steps <ms> <ms>…` at SIGUSR2: how long what timers start has held the event loop, where it did for more
 * than 0.1 ms. The bench starts it in a namespace.
 *
 * @module
 */
import { startNode } from "../../mod.ts";
import { realWorld } from "../../src/ports/real_world.ts";
import type { World } from "../../src/ports/world.ts";

const [port, ackBytesMax, ...silences] = Deno.args.map(Number) as number[];
const [quarantine = 20, unreachable = 10, dropped = 180] = silences;
const stepMsMin = 0.1;
let steps: number[] = [];
const node = await startNode(
  { name: "bench@127.0.0.1", topologies: {} },
  timed(realWorld()),
);
await node.overlays.add("bench", {
  member_name: "bench-node",
  port: port!,
  symmetric_key: "bench",
  secret: "bench-secret",
  local_ack_bytes_max: ackBytesMax!,
  quarantine_after: quarantine,
  max_quarantined: unreachable,
  drop_unreachable_after: dropped,
  multicast: { ip: "239.255.77.1", ttl: 1 },
});
Deno.addSignalListener("SIGUSR2", () => {
  const members = node.overlays.members("bench");
  const ms = steps.map((step) => step.toFixed(2)).join(" ");
  console.log(`members ${members.length} steps ${ms}`);
  steps = [];
});
Deno.addSignalListener("SIGTERM", async () => {
  await node.stop();
  Deno.exit(0);
});
console.log("ready");

/** Notes how long what a timer starts holds the event loop: sweeps are such. */
function timed(world: World): World {
  const clock = Object.create(world.clock, {
    setTimeout: {
      value: (fire: () => void, ms: number) =>
        world.clock.setTimeout(() => {
          const startedMs = performance.now();
          fire();
          const tookMs = performance.now() - startedMs;
          if (tookMs >= stepMsMin) steps.push(tookMs);
        }, ms),
    },
  });
  return { ...world, clock };
}
