/**
 * Unicast overlays of our nodes on real hosts: seeds by rack, either family, an interface in place of an address.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { type Host, segment } from "../support/netns.ts";
import { NodeProcess, program } from "../support/node_process.ts";
import {
  assertNoticed,
  assertUnharmed,
  client,
  key,
  ours,
  overlayOptions,
  type OverlaysOfNode,
  port,
  quick,
  refusal,
} from "./overlay_lan.ts";

const ignore = needs("ip");

Deno.test({
  name: "three unicast nodes find each other by the seeds of their racks",
  ignore,
}, async () => {
  await using lan = await segment(3);
  const settings = (name: string, ip: string, rack_name: string) => ({
    lan: {
      ...quick,
      member_name: name,
      port,
      symmetric_key: key,
      gossip_round_every: 1,
      ip,
      rack_name,
      racks: { east: [], west: ["10.77.0.1"] },
    },
  });
  // Bound to any address, so that clients find it on loopback.
  await using a = ours(lan.host(0), settings("a", "0.0.0.0", "east"));
  await a.told("overlay_started");
  await using b = ours(lan.host(1), settings("b", "10.77.0.2", "west"));
  await using c = ours(lan.host(2), settings("c", "10.77.0.3", "west"));
  await Promise.all([
    a.told("member_in", { member: "b", address: "10.77.0.2" }),
    a.told("member_in", { member: "c", address: "10.77.0.3" }),
    b.told("member_in", { member: "c", address: "10.77.0.3" }),
    c.told("member_in", { member: "b", address: "10.77.0.2" }),
    b.told("member_in", { member: "a", address: "10.77.0.1" }),
  ]);
  await using js = client(lan.host(0), {
    name: "js",
    bridgePort: port,
    eventTypes: ["member_quarantine"],
  });
  await js.told("ack", { node: "a" });
  await js.told("subscribed");
  const killedAtMs = Date.now();
  c.process.kill("SIGKILL");
  // Who was not asked by it last hears of that from others, a round later.
  const hearsayMs = 2_000;
  await Promise.all([
    js.told("event", { type: "member_quarantine", member: "c" }),
    assertNoticed(a, "c", killedAtMs, hearsayMs),
    assertNoticed(b, "c", killedAtMs, hearsayMs),
  ]);
  assertUnharmed(a, b, js);
});

Deno.test({
  name: "a seed that no route leads to does not keep a node from the others",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const settings = (member_name: string, ip: string) => ({
    lan: {
      member_name,
      port,
      symmetric_key: key,
      gossip_round_every: 1,
      ip,
      racks: { default: ["172.31.0.9", "10.77.0.1"] },
    },
  });
  await using a = ours(lan.host(0), settings("a", "10.77.0.1"));
  await a.told("overlay_socket_refused", { reason: "no_route" });
  await using b = ours(lan.host(1), settings("b", "10.77.0.2"));
  await Promise.all([
    a.told("member_in", { member: "b" }),
    b.told("member_in", { member: "a" }),
  ]);
  const bound = a.events.filter(({ event }) =>
    event === "overlay_socket_bound"
  );
  assert.equal(bound.length, 1, "the socket stays");
  assertUnharmed(a, b);
});

Deno.test({ name: "two unicast nodes meet over IPv6", ignore }, async () => {
  await using lan = await segment(2);
  const settings = (member_name: string, ip: string) => ({
    lan: {
      member_name,
      port,
      symmetric_key: key,
      ip,
      racks: { default: ["fd77::1"] },
    },
  });
  await using a = ours(lan.host(0), settings("a", "::"));
  await a.told("overlay_started");
  await using b = ours(lan.host(1), settings("b", "fd77::2"));
  await a.told("member_in", { member: "b", address: "fd77::2" });
  await b.told("member_in", { member: "a", address: "fd77::1" });
  await using js = client(lan.host(0), {
    name: "js",
    bridgePort: port,
    loopback: "::1",
  });
  await js.told("ack", { node: "a" });
  assertUnharmed(a, b, js);
});

Deno.test({
  name:
    "an interface is bound in place of an address where that may be asked for",
  ignore,
}, async () => {
  await using lan = await segment(2);
  const settings = (member_name: string, racks: readonly string[]) => ({
    lan: {
      member_name,
      port,
      symmetric_key: key,
      iface: "eth0",
      racks: { default: racks },
    },
  });
  assert.match(
    await refusal(lan.host(0), settings("a", [])),
    /iface: .*--allow-sys=networkInterfaces/,
  );
  const start = (host: Host, overlays: OverlaysOfNode) => {
    const [deno, run, ...main] = program;
    const allowed = [deno!, run!, "--allow-sys=networkInterfaces", ...main];
    const options = ["--json", ...overlayOptions(overlays)];
    return new NodeProcess(host.spawn([...allowed, ...options]));
  };
  await using a = start(lan.host(0), settings("a", []));
  await a.told("overlay_socket_bound", { address: "10.77.0.1" });
  await using b = start(lan.host(1), settings("b", ["10.77.0.1"]));
  await b.told("member_in", { member: "a" });
  assertUnharmed(a, b);
});
