/**
 * Links and monitors between actors of ours and processes of a BEAM node: what each side sees when the other's process
 * crashes, when the other's whole program is killed, and when the network between them is cut.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import {
  assertUnharmed,
  connected,
  type Pair,
  spawnCounter,
} from "./beam_pair.ts";

const ignore = needs("ip", "erl", "elixir");

/** After so many seconds of silence a peer is down. */
const ticktime = 8;

/** OTP looks four times in a ticktime, and so may notice a quarter late; and what two busy cores add, in ms. */
const silentMsMax = ticktime * 1_250 + 5_000;

Deno.test({
  name:
    "Elixir sees an actor of ours crash: DOWN by pid and by name, EXIT by link, and then its successor",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours, us } = pair;
  await spawnCounter(ours);
  const pid = await watchOurs(pair);
  await beam.eval(
    `GenServer.cast({:counter, ${us}}, {:crash, "out of cheese"})`,
  );
  const byName = await beam.got("watch", /^\{:DOWN, .*\{:counter, /);
  const byPid = await beam.got("watch", /^\{:DOWN, .*, #PID</);
  const exit = await beam.got("watch", /^\{:EXIT, #PID</);
  for (const told of [byName, byPid, exit]) {
    assert.match(told, /out of cheese/);
    assert.doesNotMatch(told, /noproc|noconnection/);
  }
  await beam.until(
    `(try do GenServer.call({:counter, ${us}}, :count) catch :exit, _ -> :gone end)`,
    "0",
  );
  const successor = await beam.eval(`GenServer.call({:counter, ${us}}, :pid)`);
  assert.notEqual(successor, pid);
  // The name's watcher was told once; who watches the dead pid is told at once.
  assert.match(
    await beam.eval(`
      Process.monitor(Agent.get(:seen, & &1))
      receive do message -> message end`),
    /^\{:DOWN, .*:noproc\}$/,
  );
  assertUnharmed(ours);
});

Deno.test({
  name:
    "Elixir sees an actor of ours that is stopped or completes: shutdown, normal",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours, us } = pair;
  await ours.run(({ node, actors, kept }) => {
    const counter = node.spawn("counter", actors.counter(() => counter.pid));
    kept.set("counter", counter);
    node.spawn("brief", actors.brief, { restart: "temporary" });
  });
  await beam.inbox("watch");
  await beam.in("watch", `Process.monitor({:counter, ${us}})`);
  await beam.in("watch", `Process.monitor({:brief, ${us}})`);
  await ours.run(({ kept }) => {
    (kept.get("counter") as { stop(): void }).stop();
  });
  assert.match(await beam.got("watch", /:counter/), /:shutdown\}$/);
  await beam.eval(`GenServer.cast({:brief, ${us}}, :finish)`);
  assert.match(await beam.got("watch", /:brief/), /:normal\}$/);
});

Deno.test({
  name:
    "an actor of ours sees a GenServer crash that it watches and is linked to",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours } = pair;
  await watchTheirs(pair);
  await beam.eval("GenServer.cast(:counter, {:stop, {:out_of, :cheese}})");
  assert.match(
    await ours.got("watch", /^down /),
    /^down counter@.* \{out_of,cheese\}$/,
  );
  assert.match(await ours.got("watch", /^exit /), /\{out_of,cheese\}$/);
  assertUnharmed(ours);
});

Deno.test({
  name:
    "by a link a process of theirs ends an actor of ours, and an actor of ours a GenServer of theirs",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours, us } = pair;
  await ours.run(({ node, actors }) => {
    const counter = node.spawn("counter", actors.counter(() => counter.pid), {
      restart: "temporary",
    });
  });
  await beam.inbox("watch");
  await beam.in("watch", `Process.monitor({:counter, ${us}})`);
  await beam.eval(`
    spawn(fn -> Process.link(GenServer.call({:counter, ${us}}, :pid)); exit(:cut) end)`);
  assert.match(await beam.got("watch", /:counter/), /:cut\}$/);

  await beam.eval("Counter.start(:theirs)");
  await beam.in("watch", "Process.monitor(:theirs)");
  await ours.run(async ({ node, etf, actors }, them) => {
    const theirs = await node.rpc(them, "erlang", "whereis", [
      etf.atom("theirs"),
    ]);
    const brief = node.spawn("brief", actors.counter(() => brief.pid));
    brief.link(theirs as InstanceType<typeof etf.Pid>);
    node.actor({ name: "brief", node: node.name }).cast(
      etf.tuple(etf.atom("crash"), "out of cheese"),
    );
  }, beam.node);
  assert.match(await beam.got("watch", /:theirs/), /out of cheese/);
});

Deno.test({
  name:
    "each side sees the other's program killed: noconnection, and node down",
  ignore,
}, async () => {
  {
    await using pair = await connected();
    const { beam, ours } = pair;
    await ours.run(({ node, actors }) => {
      const counter = node.spawn("counter", actors.counter(() => counter.pid));
    });
    await watchOurs(pair);
    await beam.in("watch", ":net_kernel.monitor_nodes(true)");
    await ours.kill();
    await beam.got("watch", /^\{:DOWN, .*\{:counter, .*:noconnection\}$/);
    await beam.got("watch", /^\{:DOWN, .*, #PID<.*:noconnection\}$/);
    await beam.got("watch", /^\{:EXIT, #PID<.*:noconnection\}$/);
    await beam.got("watch", /^\{:nodedown, /);
  }
  await using pair = await connected();
  const { beam, ours } = pair;
  await watchTheirs(pair);
  await beam.kill();
  await ours.told("node_down", { node: beam.node });
  await ours.got("watch", /^down counter@.* noconnection$/);
  await ours.got("watch", /^exit .* noconnection$/);
  assertUnharmed(ours);
});

Deno.test({
  name:
    "each side sees a cut network as noconnection within a ticktime, and both meet again after it",
  ignore,
}, async () => {
  await using pair = await connected(
    { erl: `-kernel net_ticktime ${ticktime}` },
    { distribution: { net_ticktime: ticktime } },
  );
  const { beam, ours, us, lan } = pair;
  await spawnCounter(ours);
  await watchOurs(pair);
  await beam.in("watch", ":net_kernel.monitor_nodes(true)");
  await watchTheirs(pair);
  await lan.host(0).interfaceDown();
  await Promise.all([
    beam.got(
      "watch",
      /^\{:DOWN, .*\{:counter, .*:noconnection\}$/,
      silentMsMax,
    ),
    beam.got("watch", /^\{:EXIT, #PID<.*:noconnection\}$/, silentMsMax),
    beam.got("watch", /^\{:nodedown, /, silentMsMax),
    ours.told("node_down", { node: beam.node }, silentMsMax),
    ours.got("watch", /^down counter@.* noconnection$/, silentMsMax),
    ours.got("watch", /^exit .* noconnection$/, silentMsMax),
  ]);
  await lan.host(0).interfaceUp();
  await beam.until(`Node.connect(${us})`, "true");
  await ours.told("node_up", { node: beam.node });
  assert.equal(
    await beam.eval(`GenServer.call({:counter, ${us}}, :count)`),
    "0",
  );
  assertUnharmed(ours);
});

/** Has an inbox of theirs watch our counter by name and pid, and link to it; returns its pid as they see it. */
async function watchOurs({ beam, us }: Pair): Promise<string> {
  await beam.inbox("watch");
  await beam.in("watch", `Process.monitor({:counter, ${us}})`);
  return await beam.in(
    "watch",
    `(pid = GenServer.call({:counter, ${us}}, :pid)
      Agent.start(fn -> pid end, name: :seen)
      Process.monitor(pid)
      Process.link(pid)
      pid)`,
  );
}

/** Has an inbox of ours watch a counter of theirs by name, and link to it. */
async function watchTheirs({ beam, ours }: Pair): Promise<void> {
  await beam.eval("Counter.start(:counter)");
  await ours.run(async ({ node, etf, actors }, them) => {
    const pid = await node.rpc(them, "erlang", "whereis", [
      etf.atom("counter"),
    ]);
    const watch = node.spawn("watch", actors.inbox("watch"), {
      trapExit: true,
    });
    watch.monitor({ name: "counter", node: them });
    watch.link(pid as InstanceType<typeof etf.Pid>);
  }, beam.node);
}
