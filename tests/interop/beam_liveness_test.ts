/**
 * Ticks: that a connection over which nobody says anything stays up, whatever ticktime the others have.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Beam } from "../support/beam.ts";
import { needs } from "../support/needs.ts";
import { assertUnharmed, connected, spawnCounter } from "./beam_pair.ts";

const ignore = needs("ip", "erl", "elixir");

/** A node that says nothing for a ticktime and a quarter is down; this is longer. */
const quietMs = 12_000;

Deno.test({
  name:
    "a node of ours with net_ticktime 60 stays in a cluster with net_ticktime 8",
  ignore,
}, async () => {
  await using pair = await connected({ erl: "-kernel net_ticktime 8" });
  const { beam, ours, us } = pair;
  await beam.inbox("watch");
  await beam.in("watch", ":net_kernel.monitor_nodes(true)");
  // Time itself is what is tested: nothing is sent but ticks.
  await beam.eval(`Process.sleep(${quietMs})`, 2 * quietMs);
  assert.deepEqual(beam.messages("watch"), []);
  assert.equal(await beam.eval("Node.list()"), `[${us}]`);
  assertUnharmed(ours);
});

Deno.test({
  name:
    "a BEAM node that hangs is given up after our ticktime, and taken back when it wakes",
  ignore,
}, async () => {
  await using pair = await connected(
    { erl: "-kernel net_ticktime 4" },
    { distribution: { net_ticktime: 4 } },
  );
  const { beam, ours, us } = pair;
  beam.process.kill("SIGSTOP");
  const { reason } = await ours.told("node_down", { node: beam.node });
  assert.equal(reason, "net_tick_timeout");
  beam.process.kill("SIGCONT");
  await beam.until("Node.list()", "[]");
  assert.equal(await beam.eval(`Node.connect(${us})`), "true");
  await ours.told("node_up", { node: beam.node });
});

Deno.test({
  name:
    "a BEAM node that comes back from a cut replaces the connection that we still hold",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours, us, lan } = pair;
  await spawnCounter(ours);
  // Nothing of its end reaches us: for a ticktime of ours it is connected.
  await lan.host(1).ip("route", "add", "blackhole", lan.host(0).address);
  await beam.kill();
  await using back = await Beam.start(lan.host(1));
  await lan.host(1).ip("route", "delete", "blackhole", lan.host(0).address);
  assert.equal(await back.eval(`Node.connect(${us})`), "true");
  assert.equal(
    await back.eval(`GenServer.call({:counter, ${us}}, {:add, 2})`),
    "2",
  );
  await ours.told("node_down", { node: back.node });
  await ours.told("node_up", { node: back.node });
  assertUnharmed(ours);
});
