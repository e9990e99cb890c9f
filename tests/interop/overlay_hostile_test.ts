/**
 * Packets that did harm to real gossiperl, or might have, sent to a node of ours: from another host to the group, from its
 * own host to the bridge, and to the socket of a unicast overlay.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { type Host, segment } from "../support/netns.ts";
import type { NodeProcess } from "../support/node_process.ts";
import {
  assertUnharmed,
  client,
  key,
  ours,
  port,
  publish,
  received,
  theirs,
} from "./overlay_lan.ts";
import { hostilePackets } from "./overlay_hostile_sender.ts";

const ignore = needs("ip");

const group = "239.255.77.6";

const sender = new URL("overlay_hostile_sender.ts", import.meta.url).pathname;

/** What the vectors' receiver is called, and its port. */
const member_name = "node-1";

/** Some of the refusals that the packets must bring. */
const refusals = [
  "wrong_key",
  "truncated",
  "missing_field",
  "wrong_secret",
  "not_local",
];

Deno.test({
  name:
    "no packet of a stranger harms a multicast overlay, which goes on serving nodes and clients",
  ignore,
}, async () => {
  assert.ok(hostilePackets.length > 50);
  await using lan = await segment(3);
  const [host, neighbour, stranger] = [lan.host(0), lan.host(1), lan.host(2)];
  await using peer = theirs(neighbour, { name: "theirs", group });
  await peer.told("ready");
  const multicast = { ip: group, local_iface_address: host.address };
  await using node = ours(host, {
    lan: { member_name, port, symmetric_key: key, multicast },
  });
  await using js = client(host, {
    name: "js",
    eventTypes: ["greeting"],
    publishes: "greeting",
  });
  await using other = client(host, {
    name: "other",
    port: 54_322,
    eventTypes: ["greeting"],
  });
  await Promise.all([
    node.told("member_in", { member: "theirs" }),
    js.told("subscribed"),
    other.told("subscribed"),
  ]);
  await attack(host, "127.0.0.1", port + 1);
  // Real nodes stumble over these: it is ours that is to stand them, alone.
  await peer[Symbol.asyncDispose]();
  await attack(stranger, host.address, port);

  await stillServes(node, js);
  publish(js);
  await other.told("received", { type: "greeting" });
  assert.deepEqual(received(other), ["js 1"]);
  assertRefused(node);
  assertUnharmed(node, js, other);
  assert.equal((await node.interrupt()).code, 0);
});

Deno.test({
  name: "no packet of a stranger harms a unicast overlay",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const [host, stranger] = [lan.host(0), lan.host(1)];
  await using node = ours(host, {
    lan: { member_name, port, symmetric_key: key, ip: "0.0.0.0" },
  });
  await using js = client(host, { name: "js", bridgePort: port });
  await js.told("ack");
  await attack(host, "127.0.0.1", port);
  await attack(stranger, host.address, port);
  await stillServes(node, js);
  assertRefused(node);
  assertUnharmed(node, js);
  assert.equal((await node.interrupt()).code, 0);
});

function attack(from: Host, address: string, port: number): Promise<string> {
  const program = [Deno.execPath(), "run", "--allow-net", sender];
  return from.run([...program, address, `${port}`]);
}

/** The next two digests of a client are answered. */
async function stillServes(node: NodeProcess, js: NodeProcess): Promise<void> {
  await node.told("digests_refused");
  js.forget();
  await js.told("ack");
  await js.told("ack");
}

function assertRefused({ events }: NodeProcess): void {
  const reasons = events.filter(({ event }) => event === "digests_refused").map(
    ({ reason }) => reason,
  );
  for (const reason of refusals) {
    assert.ok(reasons.includes(reason), `${reason} among ${reasons}`);
  }
}
