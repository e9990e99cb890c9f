/**
 * Overlays of our nodes on real hosts: several nodes on one, several overlays in one, and what the
 * others notice of an end.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Capture } from "../support/capture.ts";
import { needs } from "../support/needs.ts";
import { type Host, segment } from "../support/netns.ts";
import type { NodeProcess } from "../support/node_process.ts";
import {
  assertNoticed,
  assertUnharmed,
  client,
  key,
  openAll,
  ours,
  port,
  publish,
  quick,
  received,
  refusal,
  sentBy,
} from "./overlay_lan.ts";

const ignore = needs("ip", "tcpdump");

Deno.test({
  name:
    "two nodes on one host share the group's port, and the second is told which setting to change",
  ignore,
}, async () => {
  await using lan = await segment(1);
  const host = lan.host(0);
  await using first = ours(host, multicastNode("first", host));
  await first.told("overlay_started");
  assert.match(
    await refusal(host, multicastNode("refused", host)),
    /multicast\.local_port 6667 .*address_in_use/,
  );

  const local_port = 7_667;
  await using second = ours(
    host,
    multicastNode("second", host, { local_port }),
  );
  await Promise.all([
    second.told("member_in", { member: "first" }),
    first.told("member_in", { member: "second" }),
  ]);
  const greeting = { eventTypes: ["greeting"], publishes: "greeting" };
  await using a = client(host, { name: "a", ...greeting });
  await using b = client(host, {
    name: "b",
    port: 54_322,
    bridgePort: local_port,
    ...greeting,
  });
  await Promise.all([a.told("subscribed"), b.told("subscribed")]);
  await publishUntilReceived(a, b);
  await publishUntilReceived(b, a);
  for (const texts of [received(a), received(b)]) {
    assert.equal(new Set(texts).size, texts.length, "each comes once");
  }
  assertUnharmed(first, second, a, b);
});

Deno.test({
  name: "one node lives in several overlays at once, each with its own members",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const settings = (host: Host) => {
    const local_iface_address = host.address;
    const seeds = ["10.77.0.1"];
    return {
      one: {
        member_name: `one@${host.address}`,
        port,
        symmetric_key: "key of one",
        multicast: { ip: "239.255.77.4", local_iface_address },
      },
      two: {
        member_name: `two@${host.address}`,
        port: 6_700,
        symmetric_key: "key of two",
        multicast: { ip: "239.255.77.5", local_iface_address },
      },
      three: {
        member_name: `three@${host.address}`,
        port: 6_800,
        symmetric_key: "key of three",
        ip: host.address,
        racks: { default: seeds },
      },
    };
  };
  await using first = ours(lan.host(0), settings(lan.host(0)));
  await first.told("overlay_started", { overlay: "three" });
  await using second = ours(lan.host(1), settings(lan.host(1)));
  for (const overlay of ["one", "two", "three"]) {
    await first.told("member_in", { overlay, member: `${overlay}@10.77.0.2` });
    await second.told("member_in", { overlay, member: `${overlay}@10.77.0.1` });
  }
  assert.equal(membersOf(first).length, 3);
  assert.equal(membersOf(second).length, 3);
  assertUnharmed(first, second);
});

Deno.test({
  name:
    "a node that is killed is in quarantine and unreachable when it should be",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const [hostA, hostB] = [lan.host(0), lan.host(1)];
  await using a = ours(hostA, multicastNode("a", hostA, {}, quick));
  await using b = ours(hostB, multicastNode("b", hostB, {}, quick));
  await a.told("member_in", { member: "b" });
  const killedAtMs = Date.now();
  b.process.kill("SIGKILL");
  await assertNoticed(a, "b", killedAtMs, 0);
  assertUnharmed(a);
});

Deno.test({
  name: "a node that is stopped says goodbye, and is out at once",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const [hostA, hostB] = [lan.host(0), lan.host(1)];
  await using capture = await Capture.start(hostA, `udp port ${port}`);
  await using a = ours(hostA, multicastNode("a", hostA));
  await using b = ours(hostB, multicastNode("b", hostB));
  await a.told("member_in", { member: "b" });
  const { code } = await b.interrupt();
  assert.equal(code, 0);
  await a.told("member_out", { member: "b" });
  // The next packet ends tcpdump's print of the goodbye.
  await capture.until((all) =>
    openAll(sentBy(hostB.address, all)).some(({ opened: { type } }) =>
      type === "digestExit"
    )
  );
  assertUnharmed(a, b);
});

function multicastNode(
  member_name: string,
  { address: local_iface_address }: { readonly address: string },
  more: { readonly local_port?: number } = {},
  settings: object = {},
) {
  const ip = "239.255.77.3";
  const multicast = { ip, local_iface_address, ...more };
  const common = { member_name, port, symmetric_key: key };
  return { lan: { ...common, ...settings, multicast } };
}

/** Publishes until the other client gets it: its node may not know yet who subscribes where. */
async function publishUntilReceived(
  from: NodeProcess,
  to: NodeProcess,
): Promise<void> {
  for (let attempt = 1; attempt < 20; attempt++) {
    publish(from);
    const heard = to.told("received", {}, 500);
    if (await heard.then(() => true, () => false)) return;
  }
  assert.fail("nothing came");
}

function membersOf({ events }: NodeProcess): readonly unknown[] {
  return events.filter(({ event }) => event === "member_in");
}
