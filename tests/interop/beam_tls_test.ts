/**
 * The distribution over TLS, as OTP's `inet_tls` does it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Beam } from "../support/beam.ts";
import { Ours } from "../support/beam_ours.ts";
import { certificates } from "../support/beam_tls.ts";
import { needs } from "../support/needs.ts";
import { segment } from "../support/netns.ts";
import { assertUnharmed, spawnCounter } from "./beam_pair.ts";

const ignore = needs("ip", "erl", "elixir", "openssl");

Deno.test({
  name:
    "over TLS, with certificates shown and checked, either side connects and calls",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using made = await certificates(
    lan.hosts.map(({ address }) => address),
  );
  const { ca, cert, key, erl } = made;
  await using beam = await Beam.start(lan.host(1), { erl });
  await using ours = await Ours.start(lan.host(0), {
    distribution: { tls: { ca, cert, key, verify: "peer" } },
  });
  const us = `:"${ours.node}"`;
  await spawnCounter(ours);
  assert.equal(await beam.eval(`Node.connect(${us})`), "true");
  assert.equal(
    await beam.eval(`GenServer.call({:counter, ${us}}, {:add, 2})`),
    "2",
  );
  await beam.eval(`Node.disconnect(${us})`);
  await ours.told("node_down", { node: beam.node });
  assert.equal(
    await ours.run(({ node }, them) => node.connect(them), beam.node),
    true,
  );
  assert.equal(
    await beam.eval(`GenServer.call({:counter, ${us}}, :count)`),
    "2",
  );
});

Deno.test({
  name:
    "who speaks no TLS, or has a certificate of somebody else's, is not connected",
  ignore,
}, async () => {
  await using lan = await segment(3);
  const addresses = lan.hosts.map(({ address }) => address);
  await using made = await certificates(addresses);
  await using strange = await certificates(addresses);
  const { ca, cert, key } = made;
  await using ours = await Ours.start(lan.host(0), {
    distribution: { tls: { ca, cert, key, verify: "peer" } },
  });
  await using plain = await Beam.start(lan.host(1), { name: "plain" });
  await using stranger = await Beam.start(lan.host(2), {
    name: "stranger",
    erl: strange.erl,
  });
  for (const beam of [plain, stranger]) {
    assert.equal(await beam.eval(`Node.connect(:"${ours.node}")`), "false");
    assert.equal(
      await ours.run(({ node }, them) => node.connect(them), beam.node),
      false,
    );
  }
  assertUnharmed(ours);
});
