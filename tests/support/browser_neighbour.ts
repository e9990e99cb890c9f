/**
 * A node in a process of its own, for a browser to look at through another: its settings as JSON. Prints `ready`.
 *
 * @module
 */
import { startNode } from "../../mod.ts";

const node = await startNode(JSON.parse(Deno.args[0]!));
Deno.addSignalListener("SIGTERM", async () => {
  await node.stop();
  Deno.exit(0);
});
console.log("ready");
