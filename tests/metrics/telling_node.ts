/**
 * A node with an overlay, which runs until it is killed; or, with a word behind it, ends as soon as it has started.
 *
 * @module
 */
import { startNode } from "../../mod.ts";

const node = await startNode({ name: "a@127.0.0.1", topologies: {} });
await node.overlays.add("office", {
  port: freePort(),
  symmetric_key: "v3JElaRswYgxOt4b",
  ip: "127.0.0.1",
  racks: { default: ["127.0.0.1"] },
  gossip_round_every: 1,
});
if (Deno.args.length > 0) await node.stop();
else await node.closed;

/** A port that nobody has at this moment. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
