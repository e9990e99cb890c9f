/**
 * An overlay with more members than an ack has room for: acks stay within what clients read and networks carry whole,
 * and rotate.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  addressHex,
  Capture,
  type CapturedDatagram,
} from "../support/capture.ts";
import { needs } from "../support/needs.ts";
import { segment } from "../support/netns.ts";
import {
  assertUnharmed,
  crowd,
  key,
  localAckBytesMax,
  openAll,
  ours,
  port,
  remoteAckBytesMax,
  type Seen,
} from "./overlay_lan.ts";

const ignore = needs("ip", "tcpdump");

/** Enough members that no ack has room for all of them. */
const crowdSize = 30;

Deno.test({
  name: "acks of a crowded overlay stay whole, and name everybody in turn",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const [hostA, hostB] = [lan.host(0), lan.host(1)];
  await using capture = await Capture.start(hostA, "udp");
  const ip = "239.255.77.9";
  const multicast = { ip, local_iface_address: hostA.address };
  const common = { member_name: "node", port, symmetric_key: key };
  await using node = ours(hostA, { lan: { ...common, multicast } });
  await node.told("overlay_started");
  await using clients = crowd(hostA, {
    name: "client",
    count: crowdSize,
    address: "127.0.0.1",
    port: 20_000,
    to: { address: "127.0.0.1", port: port + 1 },
  });
  await using nodes = crowd(hostB, {
    name: "node",
    count: crowdSize,
    address: hostB.address,
    port: 30_000,
    to: { address: ip, port },
  });
  const acks = (to: string, all: readonly CapturedDatagram[]) =>
    openAll(all.filter((datagram) => datagram.to === addressHex(to))).filter((
      { opened: { type } },
    ) => type === "digestAck");
  const namesOf = (seen: readonly Seen[]) =>
    new Set(
      seen.flatMap(({ opened: { fields } }) =>
        (fields.membership as Record<string, unknown>[]).map((
          { member_name },
        ) => member_name)
      ),
    );
  const everybody = crowdSize + 1;
  const all = await capture.until((all) =>
    namesOf(acks("127.0.0.1", all)).size === everybody &&
    namesOf(acks(ip, all)).size === everybody
  );
  const sizes = (to: string) =>
    acks(to, all).map(({ payload }) => payload.length);
  const local = Math.max(...sizes("127.0.0.1"));
  const remote = Math.max(...sizes(ip));
  assert.ok(local <= localAckBytesMax && local > 800, `${local} bytes`);
  assert.ok(remote <= remoteAckBytesMax && remote > 1_100, `${remote} bytes`);
  assertUnharmed(node, clients, nodes);
});
