/**
 * Two nodes of ours on two hosts with clients on both sides: every datagram that tcpdump sees of them, decoded by a
 * second hand and held against gossiperl's byte layouts.
 *
 * @module
 */
import assert from "node:assert/strict";
import { addressHex, Capture } from "../support/capture.ts";
import { needs } from "../support/needs.ts";
import { segment } from "../support/netns.ts";
import {
  assertLayouts,
  assertUnharmed,
  client,
  key,
  localAckBytesMax,
  openAll,
  ours,
  port,
  publish,
  received,
  remoteAckBytesMax,
  type Seen,
} from "./overlay_lan.ts";

const ignore = needs("ip", "tcpdump");

interface Family {
  readonly family: string;
  readonly group: string;
  readonly loopback: string;
  /** What the settings name the interface of a host by. */
  readonly iface: (host: { readonly address: string }) => string;
  readonly any: string;
  /** Hops of what our two nodes send to the group: Deno leaves those of IPv6 at 1, whatever `ttl` says. */
  readonly hops: readonly [number, number];
}

const families: readonly Family[] = [
  {
    family: "IPv4",
    group: "239.255.77.2",
    loopback: "127.0.0.1",
    iface: ({ address }) => address,
    any: "0.0.0.0",
    hops: [4, 9],
  },
  {
    family: "IPv6",
    group: "ff05::77:2",
    loopback: "::1",
    iface: () => "eth0",
    any: "::",
    hops: [1, 1],
  },
  {
    family: "IPv6 on the link",
    group: "ff02::77:2",
    loopback: "::1",
    iface: () => "fe80::1%eth0",
    any: "::",
    hops: [1, 1],
  },
];

for (const { family, group, loopback, iface, any, hops } of families) {
  Deno.test({
    name:
      `two nodes of ours and their clients say over ${family} nothing that gossiperl does not`,
    ignore,
  }, async () => {
    await using lan = await segment(2);
    const [hostA, hostB] = [lan.host(0), lan.host(1)];
    await using onA = await Capture.start(hostA);
    await using onB = await Capture.start(hostB);
    const settings = (
      member_name: string,
      host: { address: string },
      ttl?: number,
    ) => {
      const local_iface_address = iface(host);
      const multicast = { ip: group, local_iface_address, ttl };
      const lan = { member_name, port, symmetric_key: key, multicast };
      return { lan };
    };
    await using nodeA = ours(hostA, settings("node-a", hostA));
    await using nodeB = ours(hostB, settings("node-b", hostB, 9));
    if (hops[0] !== 4) {
      await nodeA.told("overlay_warning", { setting: "multicast.ttl" });
    }
    await nodeA.told("member_in", { member: "node-b", local: false });
    await nodeB.told("member_in", { member: "node-a", local: false });
    const both = { loopback, publishes: "greeting" };
    await using a = client(hostA, {
      name: "a",
      eventTypes: ["greeting", "member_in"],
      ...both,
    });
    await using b = client(hostB, {
      name: "b",
      eventTypes: ["greeting"],
      ...both,
    });
    await Promise.all([a.told("subscribed"), b.told("subscribed")]);
    await using c = client(hostA, {
      name: "c",
      port: 54_322,
      eventTypes: ["greeting"],
      ...both,
    });
    await a.told("event", { type: "member_in", member: "c" });
    await c.told("subscribed");

    const isTold = (origin: string) => (seen: readonly Seen[]) =>
      seen.some(({ opened: { type, fields } }) =>
        type === "digestSubscriptions" &&
        (fields.subscriptions as Record<string, unknown>[]).some((row) =>
          row.origin === origin && row.member_name === origin
        )
      );
    await onA.until((all) => isTold("node-b")(openAll(all)));
    await onB.until((all) => isTold("node-a")(openAll(all)));

    publish(a);
    const [toB, toC] = await Promise.all([
      b.told("received", { type: "greeting" }),
      c.told("received", { type: "greeting" }),
    ]);
    assert.equal(toB.id, toC.id, "the envelope keeps its id");
    await a.told("taken", { id: toB.id });
    publish(b);
    const { id } = await c.told("received");
    await a.told("received", { id });
    // Another round, in which copies would come.
    a.forget();
    await a.told("ack");
    assert.deepEqual([a, b, c].map(received), [
      ["b 1"],
      ["a 1"],
      ["a 1", "b 1"],
    ]);
    assertUnharmed(nodeA, nodeB, a, b, c);

    const seen = openAll(onA.datagrams);
    const isLoopback = ({ from, to }: Seen) =>
      from === addressHex(loopback) && to === addressHex(loopback);
    const fromBridge = seen.filter((it) =>
      isLoopback(it) && it.fromPort === port + 1
    );
    const toGroup = seen.filter(({ to }) => to === addressHex(group));
    const fromClients = seen.filter((it) =>
      isLoopback(it) && it.toPort === port + 1
    );
    const strange = seen.length - fromBridge.length - toGroup.length -
      fromClients.length;
    assert.equal(strange, 0, "all goes to the group or over the bridge");
    assertLayouts([...fromBridge, ...toGroup]);

    const [hopsOfA, hopsOfB] = hops;
    const isOfA = ({ from }: Seen) =>
      from === addressHex(hostA.address) || from === addressHex(hostA.address6);
    for (const datagram of toGroup) {
      const { ttl, fromPort, toPort } = datagram;
      assert.deepEqual({ ttl, fromPort, toPort }, {
        ttl: isOfA(datagram) ? hopsOfA : hopsOfB,
        fromPort: port,
        toPort: port,
      });
    }
    for (
      const { payload, opened: { type, fields } } of [...toGroup, ...fromBridge]
    ) {
      if (type !== "digestAck") continue;
      const [own] = fields.membership as Record<string, unknown>[];
      assert.equal(own!.member_name, fields.name, "itself first");
      assert.equal(own!.member_ip, any);
      assert.equal(own!.member_port, port);
      assert.ok(payload.length <= remoteAckBytesMax);
    }
    for (const { payload, opened } of fromBridge) {
      if (opened.type === "digestAck") {
        assert.ok(payload.length <= localAckBytesMax);
      }
    }
    assert.deepEqual(typesOf(toGroup), [
      "digest",
      "digestAck",
      "digestForwardedAck",
      "digestSubscriptions",
      "greeting",
    ]);
    assert.deepEqual(typesOf(fromBridge), [
      "digestAck",
      "digestEvent",
      "digestForwardedAck",
      "digestSubscribeAck",
      "greeting",
    ]);
    const shared = JSON.stringify(toGroup.map(({ opened }) => opened.fields));
    assert.ok(!shared.includes("member_in"), "built-in events stay at home");
    assert.doesNotMatch(shared, /[abc]-secret/, "clients' secrets do, too");
  });
}

function typesOf(seen: readonly Seen[]): readonly string[] {
  return [...new Set(seen.map(({ opened: { type } }) => type))].sort();
}
