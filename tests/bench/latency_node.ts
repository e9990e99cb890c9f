/**
 * A node that announces itself and tells when it began to start: `latency_node.ts <name>`.
 *
 * @module
 */
import { startNode } from "../../mod.ts";

const [name] = Deno.args as [string];
console.log(`starting ${Date.now()}`);
await startNode({ name, topologies: { gossip: { announce: true } } });
