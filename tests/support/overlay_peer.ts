/**
 * A program that is to a node of ours what a real gossiperl node, or a real client, is on the wire; none of our own code
 * is in it. Prints what it sees as JSON lines, and ends with code 1 at whatever a real program would stumble over.
 *
 *     overlay_peer.ts '{"role": "node", "name": "theirs", "address": "10.77.0.2", …}'
 *     overlay_peer.ts '{"role": "client", "name": "js", "port": 54322, …}'
 *
 * A client publishes one event each time it gets SIGUSR2.
 *
 * @module
 */
import { runPeerClient } from "./overlay_peer_client.ts";
import { runPeerCrowd } from "./overlay_peer_crowd.ts";
import { runPeerNode } from "./overlay_peer_node.ts";

const roles = {
  node: runPeerNode,
  client: runPeerClient,
  crowd: runPeerCrowd,
};

if (import.meta.main) {
  const { role, ...settings } = JSON.parse(Deno.args[0]!);
  await roles[role as keyof typeof roles](settings);
}
