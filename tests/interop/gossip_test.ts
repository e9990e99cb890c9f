/**
 * Our program beside libcluster's Gossip, on hosts of the tests' own: what both say on the wire, and what a network
 * does to them.
 *
 * Peers start first and stay silent until told, so that a test waits for facts and not for the
 * random pause between two heartbeats.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { type Host, loneHost, segment } from "../support/netns.ts";
import { NodeProcess, type Told } from "../support/node_process.ts";
import { ElixirPeer } from "./elixir_peer.ts";

const ignore = needs("ip", "erl", "elixir");

/** libcluster's group before 3.3.0. */
const groupBefore = "230.1.1.251";

/** libcluster's group since 3.3.0. */
const groupSince = "233.252.1.32";

const secret = "somepassword";

/** Silence after which a peer is called silent, and how late the sweep may notice, in ms. */
const silentMsMax = 15_000 + 1_000;

/** An open socket that hears nothing asks after 10 s, three times, a second each. */
const unheardMsMax = 10_000 + 3 * 1_000;

/** What two busy cores may add to a bound, in ms: to what a node does, and to what a test sees of it. */
const lagMs = 500;
const slackMs = 3_000;

Deno.test(
  { name: "a node and a libcluster peer hear each other", ignore },
  async () => {
    await using lan = await segment(2);
    await using peer = await theirs(lan.host(1));
    await using node = ours(lan.host(0));
    await peer.heard("ours@10.77.0.1");
    await node.told("node_started", { node: "ours@10.77.0.1" });
    await peer.announce();
    const { address, topology } = await node.told("peer_heard", {
      node: "ex@10.77.0.2",
    });
    assert.deepEqual({ address, topology }, {
      address: "10.77.0.2",
      topology: "gossip",
    });
    // A second heartbeat of ours, after a wait of its own.
    await peer.heard("ours@10.77.0.1");
    assertUnharmed(node);
  },
);

Deno.test({
  name: "a node that was not told to announce itself only listens",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using peer = await ElixirPeer.start(lan.host(1), [
    ...named(lan.host(1)),
    ...["--group", groupSince],
  ]);
  await using node = NodeProcess.start(lan.host(0), [
    "--name",
    "ours@10.77.0.1",
  ]);
  await node.told("peer_heard", { node: "ex@10.77.0.2" });
  await peer.printed("announced");
  await peer.printed("announced");
  assert.deepEqual(heardLines(peer), []);
});

Deno.test({
  name: "with one secret a node and a libcluster peer hear each other",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using peer = await theirs(lan.host(1), ["--secret", secret]);
  await using node = ours(lan.host(0), ["--secret", secret]);
  await peer.heard("ours@10.77.0.1");
  await node.told("node_started");
  await peer.announce();
  await node.told("peer_heard", { node: "ex@10.77.0.2" });
  assertUnharmed(node);
  assert.deepEqual(refusals(node), []);
});

Deno.test({
  name:
    "clusters with other secrets, or none, share a group and hear only themselves",
  ignore,
}, async () => {
  await using lan = await segment(5);
  const [right, wrong, none] = [lan.host(2), lan.host(3), lan.host(4)];
  const peers = await Promise.all([
    theirs(right, ["--secret", secret]),
    theirs(wrong, ["--secret", "another"]),
    theirs(none),
  ]);
  await using rightPeer = peers[0];
  await using wrongPeer = peers[1];
  await using plainPeer = peers[2];
  await using node = ours(lan.host(0), ["--secret", secret]);
  await using plainNode = ours(lan.host(1));
  await Promise.all([
    node.told("node_started"),
    plainNode.told("node_started"),
    rightPeer.heard("ours@10.77.0.1"),
    plainPeer.heard("ours@10.77.0.2"),
    // Both of ours reach the one with another secret, and mean nothing to it.
    wrongPeer.printed("dropped undecipherable 10.77.0.1"),
    wrongPeer.printed("dropped undecipherable 10.77.0.2"),
  ]);

  await wrongPeer.announce();
  await Promise.all([
    node.told("datagrams_refused"),
    plainNode.told("datagrams_refused"),
  ]);
  // What comes after shows that what came before was judged.
  await Promise.all([rightPeer.announce(), plainPeer.announce()]);
  await Promise.all([
    node.told("peer_heard", { node: `ex@${right.address}` }),
    plainNode.told("peer_heard", { node: `ex@${none.address}` }),
  ]);

  assert.deepEqual(heardNames(node), [`ex@${right.address}`]);
  assert.deepEqual(heardNames(plainNode), [`ex@${none.address}`]);
  assert.deepEqual(heardLines(wrongPeer), []);
  assert.ok(
    heardLines(rightPeer).every((line) => line.includes(" ours@10.77.0.1 ")),
  );
  await wrongPeer.announce();
  assertUnharmed(node, plainNode);
});

Deno.test({
  name: "a node that was told nothing meets libcluster before and since 3.3.0",
  ignore,
}, async () => {
  await using lan = await segment(3);
  const [before, since] = await Promise.all([
    theirs(lan.host(1), [], groupBefore),
    theirs(lan.host(2), [], groupSince),
  ]);
  await using _before = before;
  await using _since = since;
  await using node = NodeProcess.start(lan.host(0), ["--announce"]);
  const { node: name } = await node.told("node_started");
  assert.match(`${name}`, /^rookery-[0-9a-f]{8}@10\.77\.0\.1$/);
  await Promise.all([before.heard(`${name}`), since.heard(`${name}`)]);
  await Promise.all([before.announce(), since.announce()]);
  await node.told("peer_heard", { node: "ex@10.77.0.2" });
  await node.told("peer_heard", { node: "ex@10.77.0.3" });
  // The two versions, which could not meet before, still cannot.
  for (const peer of [before, since]) {
    assert.ok(heardLines(peer).every((line) => line.includes(` ${name} `)));
  }
  assertUnharmed(node);
});

Deno.test({
  name: "a node and a libcluster peer on one host share its port",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const [local, remote] = await Promise.all([
    theirs(lan.host(0)),
    theirs(lan.host(1)),
  ]);
  await using _local = local;
  await using _remote = remote;
  await using node = ours(lan.host(0));
  await Promise.all([
    node.told("node_started"),
    local.heard("ours@10.77.0.1"),
    remote.heard("ours@10.77.0.1"),
  ]);
  await Promise.all([local.announce(), remote.announce()]);
  await Promise.all([
    node.told("peer_heard", { node: "ex@10.77.0.1" }),
    node.told("peer_heard", { node: "ex@10.77.0.2" }),
    local.heard("ex@10.77.0.2"),
    remote.heard("ex@10.77.0.1"),
  ]);
  assertUnharmed(node);
});

Deno.test({
  name: "a node and a libcluster peer meet on a host with nothing but loopback",
  ignore,
}, async () => {
  await using host = await loneHost();
  await using peer = await theirs(host);
  await using node = NodeProcess.start(host, ["--announce"]);
  const { node: name } = await node.told("node_started");
  assert.match(`${name}`, /^rookery-[0-9a-f]{8}@127\.0\.0\.1$/);
  await peer.heard(`${name}`);
  await peer.announce();
  await node.told("peer_heard", { node: "ex@127.0.0.1" });
});

Deno.test({
  name:
    "by broadcast a node and a libcluster peer hear each other, and join no group",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const everybody = "10.77.0.255";
  await using peer = await theirs(lan.host(1), ["--broadcast"], everybody);
  await using node = ours(lan.host(0), [
    "--broadcast-only",
    "--multicast-addr",
    everybody,
  ]);
  await peer.heard("ours@10.77.0.1");
  await node.told("node_started");
  await peer.announce();
  await node.told("peer_heard", { node: "ex@10.77.0.2" });
  const groups = await lan.host(0).ip("-4", "maddress", "show", "dev", "eth0");
  assert.ok(
    !groups.includes(groupBefore) && !groups.includes(groupSince),
    groups,
  );
  assertUnharmed(node);
});

Deno.test({
  name:
    "heartbeats go by the interface that was named, wherever the route leads",
  ignore,
}, async () => {
  await using lan = await segment(2);
  for (const host of lan.hosts) {
    await host.ip("route", "replace", "224.0.0.0/4", "dev", "lo");
  }
  const [host, other] = [lan.host(0), lan.host(1)];
  await using peer = await theirs(other, ["--multicast-if", other.address]);
  await using node = ours(host, ["--multicast-if", host.address]);
  await peer.heard("ours@10.77.0.1");
  await node.told("node_started");
  await peer.announce();
  await node.told("peer_heard", { node: "ex@10.77.0.2" });
  assertUnharmed(node);
});

Deno.test({
  name: "an interface that goes down and comes back carries heartbeats again",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using peer = await theirs(lan.host(1));
  await using node = ours(lan.host(0), ["--debug"]);
  await node.told("node_started");
  await peer.announce();
  await node.told("heartbeat_received", { node: "ex@10.77.0.2" });
  node.forget();

  await lan.host(0).interfaceDown();
  const refused = await node.told("socket_refused");
  assert.equal(refused.reason, "no_route");

  node.forget();
  peer.forget();
  await lan.host(0).interfaceUp();
  await node.told("socket_bound");
  await peer.heard("ours@10.77.0.1");
  await peer.announce();
  await node.told("heartbeat_received", { node: "ex@10.77.0.2" });
  assertUnharmed(node);
});

Deno.test({
  name:
    "a listener whose interface is deleted notices, and hears again when it is made anew",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using peer = await theirs(lan.host(1));
  await using node = NodeProcess.start(lan.host(0), [
    "--name",
    "ours@10.77.0.1",
    "--debug",
  ]);
  await node.told("node_started");
  await lan.host(0).deleteInterface();
  await node.told("socket_refused", {}, unheardMsMax + slackMs);

  node.forget();
  await lan.host(0).createInterface();
  await node.told("socket_bound");
  await peer.announce();
  await node.told("peer_heard", { node: "ex@10.77.0.2" });
  assertUnharmed(node);
});

Deno.test({
  name:
    "a host without a route to the group starts all the same, and meets its peers once there is one",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const host = lan.host(0);
  await host.ip("route", "delete", "224.0.0.0/4");
  await using peer = await theirs(lan.host(1));
  await using node = ours(host);
  await node.told("socket_refused", { reason: "no_route" });
  await node.told("node_started");
  await host.ip("route", "add", "224.0.0.0/4", "dev", "eth0");
  await node.told("socket_bound");
  await peer.heard("ours@10.77.0.1");
  await peer.announce();
  await node.told("peer_heard", { node: "ex@10.77.0.2" });
  assertUnharmed(node);
});

Deno.test({
  name:
    "two of our nodes hear each other, and one notices when the other is killed",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using a = NodeProcess.start(lan.host(0), [
    "--name",
    "a@10.77.0.1",
    "--announce",
  ]);
  await using b = NodeProcess.start(lan.host(1), [
    "--name",
    "b@10.77.0.2",
    "--announce",
  ]);
  await Promise.all([
    a.told("peer_heard", { node: "b@10.77.0.2", address: "10.77.0.2" }),
    b.told("peer_heard", { node: "a@10.77.0.1", address: "10.77.0.1" }),
  ]);
  const killedAtMs = Date.now();
  b.process.kill("SIGKILL");
  const silent = await a.told(
    "peer_silent",
    { node: "b@10.77.0.2" },
    silentMsMax + slackMs,
  );
  const afterMs = Date.parse(silent.at) - killedAtMs;
  assert.ok(afterMs <= silentMsMax + lagMs, `told after ${afterMs} ms`);
  assertUnharmed(a);
});

Deno.test({
  name: "no packet of a stranger makes an actor of the tree crash",
  ignore,
}, async () => {
  await using lan = await segment(3);
  const [plainHost, secretHost, stranger] = [
    lan.host(0),
    lan.host(1),
    lan.host(2),
  ];
  await using plainNode = ours(plainHost);
  await using secretNode = ours(secretHost, ["--secret", secret]);
  await Promise.all([
    plainNode.told("node_started"),
    secretNode.told("node_started"),
  ]);
  await sendHostile(stranger, ["plain@10.77.0.3"]);
  await sendHostile(stranger, ["secret@10.77.0.3", secret]);
  await Promise.all([
    plainNode.told("peer_heard", { node: "plain@10.77.0.3" }),
    secretNode.told("peer_heard", { node: "secret@10.77.0.3" }),
  ]);
  assert.ok(refusals(plainNode).includes("bad_term"));
  assertUnharmed(plainNode, secretNode);
  for (const node of [plainNode, secretNode]) {
    const { code } = await node.interrupt();
    assert.equal(code, 0);
  }
});

Deno.test({
  name: "a packet that would crash libcluster ends the peer of these tests",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using peer = await theirs(lan.host(1));
  await sendHostile(lan.host(0), ["stranger@10.77.0.1"]);
  const { code } = await peer.process.status;
  assert.equal(code, 1);
});

/** Our program, announcing itself as `ours@<its address>`. */
function ours(host: Host, args: readonly string[] = []): NodeProcess {
  const own = ["--name", `ours@${host.address}`, "--announce"];
  return NodeProcess.start(host, [...own, ...args]);
}

/** A libcluster peer called `ex@<its address>`, which announces itself only when told. */
function theirs(
  host: Host,
  args: readonly string[] = [],
  group = groupSince,
): Promise<ElixirPeer> {
  const own = [...named(host), "--group", group, "--silent"];
  return ElixirPeer.start(host, [...own, ...args]);
}

/** Sends every hostile packet, and last a heartbeat of this node, under this secret. */
async function sendHostile(
  host: Host,
  nodeAndSecret: readonly string[],
): Promise<void> {
  const script = new URL("hostile_sender.ts", import.meta.url).pathname;
  const command = [Deno.execPath(), "run", "--allow-net", script];
  await host.run([
    ...command,
    groupSince,
    "45892",
    ...nodeAndSecret,
  ]);
}

function named({ address }: Host): readonly string[] {
  return ["--node", `ex@${address}`];
}

function heardNames({ events }: NodeProcess): readonly unknown[] {
  return events.filter(({ event }) => event === "peer_heard").map(({ node }) =>
    node
  );
}

function refusals({ events }: NodeProcess): readonly unknown[] {
  return events.filter(({ event }) => event === "datagrams_refused").map((
    { reason },
  ) => reason);
}

function heardLines({ process }: ElixirPeer): readonly string[] {
  return process.lines.filter((line) => line.startsWith("heard "));
}

/** No actor of these nodes crashed. */
function assertUnharmed(...nodes: readonly NodeProcess[]): void {
  const harmful = new Set([
    "actor_crashed",
    "actor_restarted",
    "supervisor_gave_up",
  ]);
  const harm = nodes.flatMap(({ events }): Told[] =>
    events.filter(({ event }) => harmful.has(event))
  );
  assert.deepEqual(harm, []);
}
