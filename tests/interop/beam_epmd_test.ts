/**
 * EPMD: the real one, which we register with; ours, where none runs; and the change from one to the other.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Beam } from "../support/beam.ts";
import { Ours } from "../support/beam_ours.ts";
import { needs } from "../support/needs.ts";
import { type Host, type RunningProcess, segment } from "../support/netns.ts";
import { connected } from "./beam_pair.ts";

const ignore = needs("ip", "erl", "elixir", "epmd");

Deno.test({
  name: "we register with the EPMD of our host, and leave it when we end",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using _epmd = await realEpmd(lan.host(0));
  await using ours = await Ours.start(lan.host(0));
  await ours.told("epmd_registered");
  assert.match(await names(lan.host(0)), /^name ours at port \d+$/m);
  await using beam = await Beam.start(lan.host(1));
  assert.equal(await beam.eval(`Node.connect(:"${ours.node}")`), "true");
  await ours.kill();
  assert.doesNotMatch(await names(lan.host(0)), /^name ours/m);
});

Deno.test({
  name:
    "a BEAM node on our host, and one elsewhere, meet through our EPMD where there is no other",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using ours = await Ours.start(lan.host(0));
  await ours.told("epmd_serving");
  await using local = await Beam.start(lan.host(0), { name: "local" });
  await using remote = await Beam.start(lan.host(1), { name: "remote" });
  assert.deepEqual(
    (await names(lan.host(0))).match(/^name \w+/gm)?.toSorted(),
    ["name local", "name ours"],
  );
  assert.equal(await remote.eval(`Node.connect(:"${local.node}")`), "true");
  assert.equal(await remote.eval(`Node.connect(:"${ours.node}")`), "true");
  assert.equal(await local.eval(`Node.ping(:"${ours.node}")`), ":pong");
  // Who ends is forgotten.
  await local.kill();
  assert.doesNotMatch(await names(lan.host(0)), /^name local/m);
});

Deno.test({
  name:
    "when the real EPMD ends we serve, and hand over to a new one that asks for the port by `epmd -kill`",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const host = lan.host(0);
  await using first = await realEpmd(host);
  await using ours = await Ours.start(host);
  await ours.told("epmd_registered");
  first.kill("SIGKILL");
  await first.status;
  await ours.told("epmd_serving");
  await using beam = await Beam.start(lan.host(1));
  assert.equal(await beam.eval(`Node.connect(:"${ours.node}")`), "true");

  await host.run(["epmd", "-kill"]);
  await using _second = await realEpmd(host);
  await ours.told("epmd_registered");
  assert.match(await names(host), /^name ours at port \d+$/m);
  assert.equal(await beam.eval(`Node.ping(:"${ours.node}")`), ":pong");
});

Deno.test({
  name: "two nodes of ours on one host share the EPMD that one of them serves",
  ignore,
}, async () => {
  await using pair = await connected();
  const { beam, ours, lan } = pair;
  await using second = await Ours.start(lan.host(0), { name: "second" });
  await second.told("epmd_registered");
  assert.equal(await beam.eval(`Node.connect(:"${second.node}")`), "true");
  // The one that serves ends: the other takes its place.
  await ours.kill();
  await second.told("epmd_serving");
  await beam.eval(`Node.disconnect(:"${second.node}")`);
  assert.equal(await beam.eval(`Node.connect(:"${second.node}")`), "true");
});

/** An EPMD in the foreground, once it answers. */
async function realEpmd(host: Host): Promise<RunningProcess> {
  const epmd = host.spawn(["epmd"]);
  for (let round = 0; round < 100; round++) {
    if (await names(host).then(() => true, () => false)) return epmd;
  }
  throw new Error("No EPMD answers");
}

/** What `epmd -names` prints. */
function names(host: Host): Promise<string> {
  return host.run(["epmd", "-names"]);
}
