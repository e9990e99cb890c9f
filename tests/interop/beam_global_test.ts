/**
 * That a node of ours in the cluster leaves OTP's `global` as it is: names, locks and syncs of BEAM nodes, and their way
 * of keeping partitions from overlapping.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Beam } from "../support/beam.ts";
import { Ours } from "../support/beam_ours.ts";
import { needs } from "../support/needs.ts";
import { segment, type SegmentHost } from "../support/netns.ts";

const ignore = needs("ip", "erl", "elixir");

/** After so many seconds of silence a peer is down. */
const ticktime = 4;
const erl = `-kernel net_ticktime ${ticktime}`;
const silentMsMax = ticktime * 1_250 + 10_000;

Deno.test({
  name:
    "names and locks of three BEAM nodes are what they are without us, while links to us are cut one by one",
  ignore,
}, async () => {
  await using lan = await segment(4);
  const started = await Promise.all([
    Beam.start(lan.host(1), { name: "a", erl }),
    Beam.start(lan.host(2), { name: "b", erl }),
    Beam.start(lan.host(3), { name: "c", erl }),
    Ours.start(lan.host(0), { distribution: { net_ticktime: ticktime } }),
  ]);
  await using a = started[0];
  await using b = started[1];
  await using c = started[2];
  await using ours = started[3];
  const beams = [a, b, c];
  const us = `:"${ours.node}"`;
  const all = beams.map(({ node }) => node);
  await a.eval(`Node.connect(:"${b.node}")`);
  await a.eval(`Node.connect(:"${c.node}")`);
  for (const beam of beams) {
    assert.equal(await beam.eval(`Node.connect(${us})`), "true");
  }
  await unharmed("connected");

  await a.eval(`Node.disconnect(${us})`);
  await ours.told("node_down", { node: a.node });
  await unharmed("a_left");

  await cut(lan.host(0), lan.host(2), "add");
  await Promise.all([
    b.until(`${us} in Node.list()`, "false", silentMsMax),
    ours.told("node_down", { node: b.node }, silentMsMax),
  ]);
  await unharmed("b_cut");
  await cut(lan.host(0), lan.host(2), "delete");
  assert.equal(await b.eval(`Node.connect(${us})`), "true");
  await unharmed("b_back");

  await ours.kill();
  for (const beam of [b, c]) await beam.until(`${us} in Node.list()`, "false");
  await unharmed("we_died");
  for (const { process } of beams) {
    assert.doesNotMatch(process.lines.join("\n"), /overlapping partitions/);
  }

  /** Every BEAM node syncs, locks and registers, and sees the names of all and the other two. */
  async function unharmed(stage: string) {
    for (const beam of beams) {
      assert.equal(await beam.eval(":global.sync()"), ":ok", stage);
      assert.equal(
        await beam.eval(
          `:global.register_name("${stage} #{node()}", spawn(fn -> Process.sleep(:infinity) end))`,
        ),
        ":yes",
      );
      assert.equal(
        await beam.eval(":global.trans({:lock, self()}, fn -> :done end)"),
        ":done",
      );
    }
    const names = all.map((node) => `${stage} ${node}`);
    for (const beam of beams) {
      assert.deepEqual(
        JSON.parse(
          await beam.eval(
            `:global.registered_names() |> Enum.filter(&String.starts_with?(&1, "${stage} ")) |> Enum.sort()`,
          ),
        ),
        names,
      );
      const others = all.filter((node) => node !== beam.node);
      assert.equal(
        await beam.eval(
          `Node.list() |> List.delete(${us}) |> Enum.sort() |> Enum.map(&to_string/1)`,
        ),
        `[${others.map((node) => `"${node}"`).join(", ")}]`,
      );
    }
  }
});

/** Has two hosts drop what is for each other, or no more. */
async function cut(a: SegmentHost, b: SegmentHost, how: "add" | "delete") {
  await a.ip("route", how, "blackhole", b.address);
  await b.ip("route", how, "blackhole", a.address);
}
