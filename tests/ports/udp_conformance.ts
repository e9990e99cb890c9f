/**
 * What every `UdpNetwork` does, whether real or simulated: one case, one promise of `world.ts`.
 *
 * Nothing here sleeps. That something does *not* arrive is shown by a marker sent after it on the same
 * way, which does.
 *
 * @module
 */

import assert from "node:assert/strict";
import { type Bench, bytes } from "./udp_bench.ts";

/** One promise. */
export interface ConformanceCase {
  readonly name: string;
  readonly run: (bench: Bench) => Promise<void>;
}

const GROUP = "239.77.0.1";
const OTHER_GROUP = "239.77.0.2";
const multicast = { groups: [GROUP], ttl: 1 };

/** Cases that stay within the host and need neither multicast nor broadcast. */
export const UNICAST_CASES: readonly ConformanceCase[] = [
  {
    name:
      "bound is told after open has returned, with the port the system chose",
    async run(bench) {
      const probe = bench.open();
      assert.deepEqual(probe.told, []);
      await bench.until(probe, "bound");
      assert.deepEqual(probe.local?.address, bench.address);
      assert(probe.local!.port > 0);
    },
  },
  {
    name: "a datagram arrives with the address it came from",
    async run(bench) {
      const a = await bench.bind();
      const b = await bench.bind();
      a.socket.send(bytes("hello"), b.local);
      await bench.until(b, "datagram hello");
      assert.deepEqual(b.sources, [a.local]);
    },
  },
  {
    name: "an empty datagram arrives",
    async run(bench) {
      const a = await bench.bind();
      a.socket.send(new Uint8Array(), a.local);
      await bench.until(a, "datagram ");
    },
  },
  {
    name: "sends leave in the order of their calls",
    async run(bench) {
      const a = await bench.bind();
      const words = Array.from({ length: 100 }, (_, index) => `word ${index}`);
      for (const word of words) a.socket.send(bytes(word), a.local);
      await bench.until(a, "datagram word 99");
      assert.deepEqual(a.told, [
        "bound",
        ...words.map((word) => `datagram ${word}`),
      ]);
    },
  },
  {
    name: "sends before bound leave once it is told, before later ones",
    async run(bench) {
      const b = await bench.bind();
      const a = bench.open({}, ({ socket }, what) => {
        if (what === "bound") socket.send(bytes("when told"), b.local);
      });
      a.socket.send(bytes("first"), b.local);
      a.socket.send(bytes("second"), b.local);
      await bench.until(a, "bound");
      a.socket.send(bytes("third"), b.local);
      await bench.until(b, "datagram third");
      assert.deepEqual(b.told.slice(1), [
        "datagram first",
        "datagram second",
        "datagram when told",
        "datagram third",
      ]);
    },
  },
  {
    name: "what receivers do with their bytes is nobody else's business",
    async run(bench) {
      const a = await bench.bind();
      const sent = bytes("mine");
      a.socket.send(sent, a.local);
      await bench.until(a, "datagram mine");
      a.socket.send(sent, a.local);
      await bench.until(a, "datagram mine");
      assert.deepEqual(sent, bytes("mine"));
    },
  },
  {
    name: "a port held by a socket that does not share is in use",
    async run(bench) {
      const holder = await bench.bind();
      const { port } = holder.local;
      const late = bench.open({ port });
      await bench.untilFailed(late, "bind", "address_in_use");
      const sharing = bench.open({ port, shared: true });
      await bench.untilFailed(sharing, "bind", "address_in_use");
      assert(
        sharing.failures[0]!.message.startsWith(
          `Cannot bind ${bench.address}:${port}`,
        ),
      );
      assert.deepEqual(late.told.length, 1);
    },
  },
  {
    name: "a closed socket frees its port",
    async run(bench) {
      const first = await bench.bind();
      first.socket.close();
      const second = await bench.bind({ port: first.local.port });
      assert.deepEqual(second.local, first.local);
    },
  },
  {
    name: "a socket closed in its bound handler frees its port",
    async run(bench) {
      const brief = bench.open({}, ({ socket }) => socket.close());
      await bench.until(brief, "bound");
      await bench.bind({ port: brief.local!.port });
      assert.deepEqual(brief.told, ["bound"]);
    },
  },
  {
    name: "of those sharing a port, unicast reaches the last bound",
    async run(bench) {
      const first = await bench.bind({ shared: true });
      const last = await bench.bind({ shared: true, port: first.local.port });
      last.socket.send(bytes("hello"), first.local);
      await bench.until(last, "datagram hello");
      assert.deepEqual(first.told, ["bound"]);
    },
  },
  {
    name: "an address that the host does not have cannot be bound",
    async run(bench) {
      const probe = bench.open({ address: "192.0.2.1" });
      await bench.untilFailed(probe, "bind", "address_unavailable");
    },
  },
  {
    name: "a name is no address to bind or send to",
    async run(bench) {
      const named = bench.open({ address: "localhost" });
      await bench.untilFailed(named, "bind", "address_unavailable");
      const probe = await bench.bind();
      probe.socket.send(bytes("hello"), { address: "localhost", port: 9 });
      await bench.untilFailed(probe, "send", "no_route");
    },
  },
  {
    name: "a datagram longer than accepted is cut, from the first on",
    async run(bench) {
      for (const receiveBytesMax of [1, 5, 6]) {
        const receiver = await bench.bind({ receiveBytesMax });
        for (const word of ["abcdefghijklmnopqrstuvwxyz", "0123456789"]) {
          receiver.socket.send(bytes(word), receiver.local);
          await bench.until(
            receiver,
            `datagram ${word.slice(0, receiveBytesMax)}`,
          );
        }
      }
    },
  },
  {
    name: "a datagram too large for UDP is refused, and the next one leaves",
    async run(bench) {
      const probe = await bench.bind();
      probe.socket.send(new Uint8Array(65_508), probe.local);
      probe.socket.send(bytes("small"), probe.local);
      await bench.until(probe, "datagram small");
      await bench.untilFailed(probe, "send", "too_large");
    },
  },
  {
    name: "port 0 and ports beyond 65535 cannot be sent to",
    async run(bench) {
      for (const port of [0, 65_536, -1]) {
        const probe = await bench.bind();
        probe.socket.send(bytes("hello"), { address: bench.address, port });
        assert.deepEqual(probe.told, ["bound"]);
        await bench.untilFailed(probe, "send", "no_route");
      }
    },
  },
  {
    name: "nothing is told after close, which may be called twice",
    async run(bench) {
      const closed = await bench.bind();
      const other = await bench.bind();
      closed.socket.send(bytes("late"), closed.local);
      closed.socket.send(new Uint8Array(65_508), closed.local);
      closed.socket.close();
      closed.socket.close();
      closed.socket.send(bytes("later"), closed.local);
      closed.socket.rejoin();
      other.socket.send(bytes("to nobody"), closed.local);
      other.socket.send(bytes("marker"), other.local);
      await bench.until(other, "datagram marker");
      assert.deepEqual(closed.told, ["bound"]);
    },
  },
  {
    name: "a socket closed before it was bound is told nothing",
    async run(bench) {
      const fine = bench.open();
      const hopeless = bench.open({ address: "192.0.2.1" });
      fine.socket.close();
      hopeless.socket.close();
      await bench.bind();
      assert.deepEqual([...fine.told, ...hopeless.told], []);
    },
  },
  {
    name: "a socket closed by its own handler is told no more",
    async run(bench) {
      const a = await bench.bind();
      const b = bench.open({}, ({ socket }, what) => {
        if (what === "datagram one") socket.close();
      });
      await bench.until(b, "bound");
      a.socket.send(bytes("one"), b.local!);
      a.socket.send(bytes("two"), b.local!);
      a.socket.send(bytes("marker"), a.local);
      await bench.until(a, "datagram marker");
      await bench.until(b, "datagram one");
      assert.deepEqual(b.told, ["bound", "datagram one"]);
    },
  },
];

/** Cases with groups, broadcast and an interface that goes and comes: never on a network of others. */
export const MULTICAST_CASES: readonly ConformanceCase[] = [
  {
    name:
      "a group's datagram comes back to its sender, from the interface's address",
    async run(bench) {
      const probe = await bench.bind({
        address: "0.0.0.0",
        multicast: { ...multicast, interfaceAddress: bench.address },
      });
      const { port } = probe.local;
      probe.socket.send(bytes("hello"), { address: GROUP, port });
      await bench.until(probe, "datagram hello");
      assert.deepEqual(probe.sources, [{ address: bench.address, port }]);
    },
  },
  {
    name: "a group's datagram reaches all who share its port",
    async run(bench) {
      const options = { address: "0.0.0.0", shared: true, multicast };
      const first = await bench.bind(options);
      const { port } = first.local;
      const others = [
        await bench.bind({ ...options, port }),
        await bench.bind({ ...options, port }),
      ];
      others[0]!.socket.send(bytes("all"), { address: GROUP, port });
      for (const probe of [first, ...others]) {
        await bench.until(probe, "datagram all");
      }
    },
  },
  {
    name: "a socket hears the groups it joined and no other",
    async run(bench) {
      const probe = await bench.bind({ address: "0.0.0.0", multicast });
      const { port } = probe.local;
      const two = { groups: [GROUP, OTHER_GROUP], ttl: 1 };
      probe.socket.send(bytes("elsewhere"), { address: OTHER_GROUP, port });
      probe.socket.send(bytes("here"), { address: GROUP, port });
      await bench.until(probe, "datagram here");
      assert.deepEqual(probe.told, ["bound", "datagram here"]);
      const both = await bench.bind({ address: "0.0.0.0", multicast: two });
      for (const address of two.groups) {
        both.socket.send(bytes(address), { address, port: both.local.port });
        await bench.until(both, `datagram ${address}`);
      }
    },
  },
  {
    name: "a socket bound to the host's address hears no group",
    async run(bench) {
      const probe = await bench.bind({ multicast });
      probe.socket.send(bytes("unheard"), {
        address: GROUP,
        port: probe.local.port,
      });
      probe.socket.send(bytes("marker"), probe.local);
      await bench.until(probe, "datagram marker");
      assert.deepEqual(probe.told, ["bound", "datagram marker"]);
    },
  },
  {
    name: "an interface that the host does not have cannot be joined on",
    async run(bench) {
      const probe = bench.open({
        address: "0.0.0.0",
        multicast: { ...multicast, interfaceAddress: "192.0.2.1" },
      });
      await bench.untilFailed(probe, "join", "interface_gone");
      assert.deepEqual(probe.told.length, 1);
    },
  },
  {
    name: "an address that is no group cannot be joined",
    async run(bench) {
      const probe = bench.open({
        address: "0.0.0.0",
        multicast: { groups: ["10.1.1.1"], ttl: 1 },
      });
      await bench.untilFailed(probe, "join", "interface_gone");
    },
  },
  {
    name: "a TTL outside 1 to 255 is refused",
    async run(bench) {
      for (const ttl of [0, 256, 1.5]) {
        const probe = bench.open({
          address: "0.0.0.0",
          multicast: { ...multicast, ttl },
        });
        await bench.untilFailed(probe, "join", "unknown");
      }
    },
  },
  {
    name: "a broadcast reaches all on the port, if the sender may",
    async run(bench) {
      const sender = await bench.bind({
        address: "0.0.0.0",
        broadcast: true,
        shared: true,
      });
      const other = await bench.bind({
        address: "0.0.0.0",
        shared: true,
        port: sender.local.port,
      });
      const everyone = {
        address: bench.address.replace(/\d+$/, "255"),
        port: sender.local.port,
      };
      sender.socket.send(bytes("all"), everyone);
      await bench.until(sender, "datagram all");
      await bench.until(other, "datagram all");
      other.socket.send(bytes("forbidden"), everyone);
      await bench.untilFailed(other, "send", "no_route");
    },
  },
  {
    name: "rejoining changes nothing for a healthy socket",
    async run(bench) {
      const probe = await bench.bind({
        address: "0.0.0.0",
        multicast: { ...multicast, interfaceAddress: bench.address },
      });
      for (const word of ["one", "two", "three"]) {
        probe.socket.rejoin();
        probe.socket.send(bytes(word), {
          address: GROUP,
          port: probe.local.port,
        });
        await bench.until(probe, `datagram ${word}`);
      }
      assert.deepEqual(probe.told.length, 4);
    },
  },
  {
    name:
      "nothing leaves while the interface is down, and all is well when it is up again",
    async run(bench) {
      const probe = await bench.bind({
        address: "0.0.0.0",
        multicast: { ...multicast, interfaceAddress: bench.address },
      });
      const neighbour = {
        address: bench.address.replace(/\d+$/, "99"),
        port: 9,
      };
      await bench.setInterface("down");
      probe.socket.send(bytes("lost"), neighbour);
      await bench.untilFailed(probe, "send", "no_route");
      await bench.setInterface("up");
      probe.socket.send(bytes("back"), {
        address: GROUP,
        port: probe.local.port,
      });
      await bench.until(probe, "datagram back");
    },
  },
  {
    name:
      "a socket whose interface was deleted hears its group again once it rejoins the new one",
    async run(bench) {
      const on = { groups: [GROUP], interfaceAddress: bench.address, ttl: 1 };
      const probe = await bench.bind({ address: "0.0.0.0", multicast: on });
      const { port } = probe.local;
      await bench.setInterface("deleted");
      assert.deepEqual(probe.told, ["bound"]);
      probe.socket.send(bytes("lost"), { address: GROUP, port });
      await bench.untilFailed(probe, "send", "no_route");
      probe.socket.rejoin();
      await bench.untilFailed(probe, "join", "interface_gone");
      await bench.setInterface("up");
      const sender = await bench.bind({
        address: "0.0.0.0",
        multicast: { ...on, groups: [] },
      });
      sender.socket.send(bytes("deaf"), { address: GROUP, port });
      sender.socket.send(bytes("marker"), { address: bench.address, port });
      await bench.until(probe, "datagram marker");
      assert(!probe.told.includes("datagram deaf"));
      probe.socket.rejoin();
      probe.socket.send(bytes("mended"), { address: GROUP, port });
      await bench.until(probe, "datagram mended");
    },
  },
  {
    name: "a group that no route leads to cannot be joined by its route",
    async run(bench) {
      await bench.setInterface("deleted");
      const probe = bench.open({ address: "0.0.0.0", multicast });
      await bench.untilFailed(probe, "join", "no_route");
      await bench.setInterface("up");
      await bench.bind({ address: "0.0.0.0", multicast });
    },
  },
  {
    name: "an address that went with its interface cannot be bound",
    async run(bench) {
      await bench.setInterface("deleted");
      const probe = bench.open();
      await bench.untilFailed(probe, "bind", "address_unavailable");
      await bench.setInterface("up");
      await bench.bind();
    },
  },
];

/** Cases for a bench whose address is IPv6 and whose interface is called eth0. */
export const IPV6_CASES: readonly ConformanceCase[] = [
  {
    name: "unicast works over IPv6",
    async run(bench) {
      const probe = await bench.bind();
      probe.socket.send(bytes("hello"), probe.local);
      await bench.until(probe, "datagram hello");
      assert.deepEqual(probe.sources, [probe.local]);
    },
  },
  {
    name: "an IPv6 group is joined on an interface given by name",
    async run(bench) {
      const on = { groups: ["ff15::77"], interfaceAddress: "::%eth0", ttl: 1 };
      const probe = await bench.bind({ address: "::", multicast: on });
      probe.socket.send(bytes("hello"), {
        address: "ff15::77",
        port: probe.local.port,
      });
      await bench.until(probe, "datagram hello");
    },
  },
  {
    name: "an IPv6 interface given by number is refused",
    async run(bench) {
      const on = { groups: ["ff15::77"], interfaceAddress: "::%1", ttl: 1 };
      const probe = bench.open({ address: "::", multicast: on });
      await bench.untilFailed(probe, "join", "unknown");
    },
  },
];

/** What a process sees whose permissions do not cover the bench's address. */
export const FORBIDDEN_CASES: readonly ConformanceCase[] = [
  {
    name: "a bind that Deno's permissions do not cover is refused, not thrown",
    async run(bench) {
      const probe = bench.open();
      await bench.untilFailed(probe, "bind", "permission_denied");
      assert.match(probe.failures[0]!.message, /--allow-net/);
    },
  },
];

/** The cases by what they need. */
export const SUITES = {
  unicast: UNICAST_CASES,
  multicast: MULTICAST_CASES,
  ipv6: IPV6_CASES,
  loopback: MULTICAST_CASES.slice(0, 3),
  forbidden: FORBIDDEN_CASES,
} as const;

/** Name of a suite. */
export type SuiteName = keyof typeof SUITES;
