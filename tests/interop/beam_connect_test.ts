/**
 * How a node of ours and a BEAM node come to be connected, whoever begins, and what each sees of the other then.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Beam, cookie } from "../support/beam.ts";
import { Ours } from "../support/beam_ours.ts";
import { needs } from "../support/needs.ts";
import { type Host, segment } from "../support/netns.ts";
import { NodeProcess } from "../support/node_process.ts";
import { ElixirPeer } from "./elixir_peer.ts";

const ignore = needs("ip", "erl", "elixir", "epmd");

const libcluster =
  new URL("../support/beam_libcluster.exs", import.meta.url).pathname;

Deno.test({
  name: "a libcluster node that hears us connects to us, by name and cookie",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using beam = await Beam.start(lan.host(1));
  await using node = program(lan.host(0), ["--announce"]);
  await node.told("distribution_listening");
  // Time to live 0: it hears heartbeats, and none of its own leaves its host.
  await startLibcluster(beam, "multicast_ttl: 0");
  await beam.until("Node.list()", `[:"ours@10.77.0.1"]`);
  const { hidden } = await node.told("node_up", { node: beam.node });
  assert.equal(hidden, false);
  assert.equal(await beam.eval(`Node.ping(:"ours@10.77.0.1")`), ":pong");
});

Deno.test({
  name: "we connect to a node whose heartbeat we hear",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using beam = await Beam.start(lan.host(1));
  await using node = program(lan.host(0), []);
  await node.told("distribution_listening");
  // The heartbeat of a node that itself connects to nobody.
  await using voice = await ElixirPeer.start(lan.host(1), [
    ...["--node", beam.node, "--group", "233.252.1.32", "--silent"],
  ]);
  await voice.announce();
  await node.told("connect_node_ok", { node: beam.node });
  await beam.until("Node.list()", `[:"ours@10.77.0.1"]`);
});

Deno.test({
  name:
    "nodes that hear each other at once end with one connection, which carries calls",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using beam = await Beam.start(lan.host(1));
  await using node = program(lan.host(0), ["--announce"]);
  await startLibcluster(beam, "");
  await node.told("node_up", { node: beam.node });
  await beam.until("Node.list()", `[:"ours@10.77.0.1"]`);
  assert.equal(await beam.eval(`Node.ping(:"ours@10.77.0.1")`), ":pong");
  assert.equal(await beam.eval("length(Node.list(:connected))"), "1");
});

Deno.test({
  name: "--connect connects to a BEAM node, and says so",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using beam = await Beam.start(lan.host(1));
  await using node = program(lan.host(0), [
    ...["--no-gossip", "--connect", beam.node],
  ]);
  await node.told("connect_node_ok", { node: beam.node });
  await beam.until("Node.list()", `[:"ours@10.77.0.1"]`);
});

Deno.test({
  name: "a node that is to be connected to always is, as soon as it is back",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const them = `beam@${lan.host(1).address}`;
  await using ours = await Ours.start(lan.host(0), {
    distribution: { connect: [them] },
  });
  await ours.told("connect_node_error", { node: them });
  for (let life = 0; life < 2; life++) {
    await using beam = await Beam.start(lan.host(1));
    await ours.told("node_up", { node: beam.node });
    await beam.until("Node.list()", `[:"${ours.node}"]`);
    await beam.kill();
    await ours.told("node_down", { node: beam.node });
  }
});

Deno.test({
  name:
    "either side connects when told to, again and again, and each sees the other go",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using beam = await Beam.start(lan.host(1));
  await using ours = await Ours.start(lan.host(0));
  const [them, us] = [beam.node, `:"${ours.node}"`];
  await beam.inbox("watch");
  await beam.in("watch", ":net_kernel.monitor_nodes(true)");
  for (let round = 0; round < 5; round++) {
    assert.equal(await beam.eval(`Node.connect(${us})`), "true");
    await ours.told("node_up", { node: them });
    await beam.got("watch", /^\{:nodeup, /);
    assert.equal(await beam.eval(`Node.disconnect(${us})`), "true");
    await ours.told("node_down", { node: them });
    await beam.got("watch", /^\{:nodedown, /);

    assert.equal(
      await ours.run(({ node }, name) => node.connect(name), them),
      true,
    );
    await ours.told("node_up", { node: them });
    await beam.got("watch", /^\{:nodeup, /);
    assert.equal(
      await ours.run(({ node }, name) => node.disconnect(name), them),
      true,
    );
    await ours.told("node_down", { node: them });
    await beam.got("watch", /^\{:nodedown, /);
  }
  assert.equal(await beam.eval("Node.list(:connected)"), "[]");
});

Deno.test({
  name: "told to connect at the same moment, both succeed, every time",
  ignore,
}, async () => {
  await using lan = await segment(2);
  // Names on either side of ours in the order that decides whose attempt stands.
  await using low = await Beam.start(lan.host(1), { name: "a" });
  await using high = await Beam.start(lan.host(1), { name: "z" });
  await using ours = await Ours.start(lan.host(0), { name: "m" });
  const us = `:"${ours.node}"`;
  for (let round = 0; round < 10; round++) {
    for (const beam of [low, high]) {
      const [theirs, own] = await Promise.all([
        beam.eval(`Node.connect(${us})`),
        ours.run(({ node }, name) => node.connect(name), beam.node),
      ]);
      assert.deepEqual([theirs, own], ["true", true]);
      assert.equal(await beam.eval(`Node.ping(${us})`), ":pong");
      await beam.eval(`Node.disconnect(${us})`);
      await ours.told("node_down", { node: beam.node });
    }
  }
});

Deno.test({
  name: "a wrong cookie connects in neither direction, and harms nobody",
  ignore,
}, async () => {
  await using lan = await segment(3);
  await using wrong = await Beam.start(lan.host(1), { cookie: "stale" });
  await using right = await Beam.start(lan.host(2), { name: "right" });
  await using ours = await Ours.start(lan.host(0));
  assert.equal(await wrong.eval(`Node.connect(:"${ours.node}")`), "false");
  await ours.told("connections_refused");
  assert.equal(
    await ours.run(({ node }, name) => node.connect(name), wrong.node),
    false,
  );
  const { detail } = await ours.told("connect_node_error", {
    node: wrong.node,
  });
  assert.equal(detail, "wrong_cookie");
  assert.equal(await wrong.eval("Node.list(:connected)"), "[]");
  assert.equal(await right.eval(`Node.connect(:"${ours.node}")`), "true");
  assert.deepEqual(
    await ours.run(({ node }) => node.nodes().map(({ node }) => node)),
    [right.node],
  );
  assertUnharmed(ours);
});

Deno.test({
  name: "a hidden node is connected to without being counted, on either side",
  ignore,
}, async () => {
  await using lan = await segment(3);
  await using beam = await Beam.start(lan.host(1));
  await using shy = await Beam.start(lan.host(2), {
    name: "shy",
    erl: "-hidden",
  });
  await using ours = await Ours.start(lan.host(0), {
    distribution: { hidden: true },
  });
  await using open = await Ours.start(lan.host(0), { name: "open" });
  assert.equal(await beam.eval(`Node.connect(:"${ours.node}")`), "true");
  assert.equal(
    await beam.eval("{Node.list(), Node.list(:hidden)}"),
    `{[], [:"${ours.node}"]}`,
  );
  assert.equal(await shy.eval(`Node.connect(:"${open.node}")`), "true");
  assert.deepEqual(
    await open.told("node_up", { node: shy.node }).then(({ hidden }) => hidden),
    true,
  );
});

/** Our program, as a person starts it. */
function program(host: Host, args: readonly string[]): NodeProcess {
  return NodeProcess.start(host, [
    ...["--name", `ours@${host.address}`, "--cookie", cookie],
    ...args,
  ]);
}

/** Has a node do what an application with libcluster does; it lives on. */
async function startLibcluster(beam: Beam, config: string): Promise<void> {
  await beam.eval(`
    Code.require_file(${JSON.stringify(libcluster)})
    topologies = [gossip: [strategy: Cluster.Strategy.Gossip, config: [${config}]]]
    spawn(fn ->
      {:ok, _} = Supervisor.start_link([{Cluster.Supervisor, [topologies, [name: Gossip]]}], strategy: :one_for_one)
      Process.sleep(:infinity)
    end)`);
}

/** No actor of this node crashed. */
function assertUnharmed(ours: Ours): void {
  const harm = new Set(["actor_crashed", "supervisor_gave_up"]);
  assert.deepEqual(
    ours.events.filter(({ type }) => harm.has(`${type}`)),
    [],
  );
}
