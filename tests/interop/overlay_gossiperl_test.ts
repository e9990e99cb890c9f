/**
 * A node of ours beside one that does on the wire what gossiperl does, on two hosts, each with a client.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Capture } from "../support/capture.ts";
import { needs } from "../support/needs.ts";
import { segment } from "../support/netns.ts";
import {
  assertLayouts,
  assertUnharmed,
  client,
  key,
  openAll,
  ours,
  port,
  publish,
  received,
  sentBy,
  theirs,
  twoRoundsMs,
} from "./overlay_lan.ts";

const ignore = needs("ip", "tcpdump");

const group = "239.255.77.1";

const overlays = {
  lan: {
    member_name: "ours",
    port,
    symmetric_key: key,
    multicast: { ip: group, local_iface_address: "10.77.0.1" },
  },
};

/** Copies that ours acknowledges to one sender in a second: `copiesMax` of `storms.ts`. */
const copiesMax = 256;

/** What else ours may say in a second. */
const othersMax = 10;

Deno.test({
  name: "a gossiperl node and ours are members of each other within two rounds",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using peer = theirs(lan.host(1), { name: "theirs", group });
  await peer.told("ready");
  await using node = ours(lan.host(0), overlays);
  const { at } = await node.told("overlay_started");
  const { at: inAt } = await node.told("member_in", {
    member: "theirs",
    address: "10.77.0.2",
    port,
    local: false,
  });
  assert.ok(Date.parse(inAt) - Date.parse(at) <= twoRoundsMs);
  await peer.told("member_in", { member: "ours", address: "10.77.0.1" });
  const { names } = await peer.told("ack", { node: "ours" });
  assert.deepEqual(names, ["ours", "theirs"]);
  assertUnharmed(node, peer);
});

for (const relay of [false, true]) {
  Deno.test({
    name: relay
      ? "an event comes once to each client although the gossiperl node storms, and ours stays calm"
      : "an event of a client beside ours comes once to a client beside gossiperl, and back",
    ignore,
  }, async () => {
    await using lan = await segment(2);
    const [hostA, hostB] = [lan.host(0), lan.host(1)];
    await using capture = await Capture.start(hostA, `udp port ${port}`);
    await using peer = theirs(hostB, { name: "theirs", group, relay });
    await peer.told("ready");
    await using node = ours(hostA, overlays);
    await node.told("overlay_started");
    const settings = { eventTypes: ["greeting"], publishes: "greeting" };
    await using a = client(hostA, { name: "a", ...settings });
    const beside = { ...settings, isBesideTheirs: true };
    await using b = client(hostB, { name: "b", ...beside });
    await Promise.all([a.told("subscribed"), b.told("subscribed")]);

    // Each node tells the other's name in place of its client's.
    await peer.told("subscription", {
      event_type: "greeting",
      member_name: "ours",
      origin: "ours",
    });
    await capture.until((datagrams) =>
      openAll(sentBy("10.77.0.2", datagrams)).some(({ opened: { type } }) =>
        type === "digestSubscriptions"
      )
    );
    publish(a);
    const { id } = await b.told("received", { type: "greeting" });
    await a.told("taken", { id });
    await peer.told("acknowledged", { by: "b" });
    publish(b);
    const back = await a.told("received", { type: "greeting" });
    await peer.told("acknowledged", { id: back.id, by: "ours" });
    if (relay) await peer.told("stormed");
    // One more round, in which copies would come.
    peer.forget();
    await peer.told("ack", { node: "ours" });
    assert.deepEqual(received(a), ["b 1"]);
    // A storming node gives its client what it heard of itself, too.
    if (!relay) assert.deepEqual(received(b), ["a 1"]);
    assertUnharmed(node, peer, a, b);

    const ownBytes = openAll(sentBy("10.77.0.1", capture.datagrams));
    assertLayouts(ownBytes);
    const greetings = ownBytes.filter(({ opened: { type } }) =>
      type === "greeting"
    );
    assert.equal(greetings.length, 1, "ours relays nothing of the group's");
    const startMs = capture.datagrams[0]!.atMs;
    const seconds = Math.ceil((Date.now() - startMs) / 1_000) + 1;
    const packetsMax = relay
      ? seconds * (copiesMax + othersMax)
      : seconds * othersMax;
    const sent = ownBytes.length;
    assert.ok(sent <= packetsMax, `${sent} packets in ${seconds} s`);
    if (relay) {
      const copies = sentBy("10.77.0.2", capture.datagrams).length;
      assert.ok(copies > 300 && sent < copies, `${sent} against ${copies}`);
    }
  });
}
