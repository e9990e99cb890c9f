/**
 * A node that counts the heartbeats it handles: prints `ready`, and `handled <n>` at SIGUSR2. The bench
 * starts it in a namespace.
 *
 * @module
 */
import { startNode } from "../../mod.ts";

const [kind] = Deno.args;
let handled = 0;
const node = await startNode(
  {
    name: "bench@127.0.0.1",
    topologies: {
      gossip: {
        multicast_addr: "233.252.1.32",
        debug: true,
        names_per_minute_max: 65_536,
        names_per_address_max: 65_536,
        ...(kind === "secret" && { secret: "bench" }),
      },
    },
  },
  undefined,
  ({ type }) => {
    if (type === "heartbeat_received") handled++;
  },
);
Deno.addSignalListener("SIGUSR2", () => console.log(`handled ${handled}`));
Deno.addSignalListener("SIGTERM", async () => {
  await node.stop();
  Deno.exit(0);
});
console.log("ready");
