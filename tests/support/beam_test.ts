import assert from "node:assert/strict";
import { Beam } from "./beam.ts";
import { needs } from "./needs.ts";
import { segment } from "./netns.ts";

Deno.test({
  name: "BEAM nodes of a test do what it says in Elixir, and see each other go",
  ignore: needs("ip", "erl", "elixir"),
}, async () => {
  await using lan = await segment(2);
  const started = await Promise.all([
    Beam.start(lan.host(0), { name: "a" }),
    Beam.start(lan.host(1), { name: "b" }),
  ]);
  await using a = started[0];
  await using b = started[1];
  assert.equal(await a.eval(`Node.ping(:"${b.node}")`), ":pong");
  await assert.rejects(a.eval('raise "out of cheese"'), /out of cheese/);

  // One that waits holds up no other.
  const waiting = a.eval("Process.register(self(), :w); receive do m -> m end");
  await a.until("Process.whereis(:w) != nil", "true");
  await a.eval("send(:w, {:done, 1.5})");
  assert.equal(await waiting, "{:done, 1.5}");

  await b.inbox("watch");
  await b.in("watch", `Process.monitor({:nobody, :"${a.node}"})`);
  assert.match(await b.got("watch", /:DOWN/), /:noproc\}$/);
  await b.in("watch", `Node.monitor(:"${a.node}", true)`);
  await a.kill();
  assert.equal(await b.got("watch", /:nodedown/), `{:nodedown, :"${a.node}"}`);
  await b.until("Node.list()", "[]");
});
