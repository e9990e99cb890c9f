import assert from "node:assert/strict";
import type {
  UdpHandlers,
  UdpOptions,
  UdpSocket,
} from "../../src/ports/world.ts";
import {
  type LinkConditions,
  type NetworkEvent,
  type Simulation,
  simulation,
} from "../../src/sim/mod.ts";
import { scenario } from "../support/sim_scenario.ts";

const PORT = 4_000;
const GROUP = "239.1.2.3";
const A = "10.0.0.1";
const B = "10.0.0.2";
const C = "10.0.0.3";

interface Listener {
  readonly socket: UdpSocket;
  readonly heard: string[];
  readonly failed: string[];
}

/** A member of the group on a host, which notes what it hears as `<sender> <text>`. */
function join(
  sim: Simulation,
  host: string,
  options: Partial<UdpOptions> = {},
  segment?: string,
): Listener {
  const heard: string[] = [];
  const failed: string[] = [];
  const handlers: UdpHandlers = {
    bound: () => {},
    datagram: (bytes, from) =>
      heard.push(`${from.address} ${new TextDecoder().decode(bytes)}`),
    failed: ({ during, code }) => failed.push(`${during} ${code}`),
  };
  const all: UdpOptions = {
    address: "0.0.0.0",
    port: PORT,
    shared: false,
    broadcast: true,
    multicast: { groups: [GROUP], ttl: 1 },
    receiveBytesMax: 1_500,
    ...options,
  };
  const socket = sim.host(host, segment).udp.open(all, handlers);
  sim.advance(0);
  return { socket, heard, failed };
}

function say(from: Listener, text: string, address: string = GROUP): void {
  from.socket.send(new TextEncoder().encode(text), { address, port: PORT });
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

Deno.test("a group reaches its members on all hosts, once each, after the link's delay", () => {
  const sim = simulation({
    seed: 1,
    conditions: { delayMsMin: 5, delayMsMax: 5 },
  });
  const [a, b, c] = [A, B, C].map((host) => join(sim, host)) as [
    Listener,
    Listener,
    Listener,
  ];
  const bystander = join(sim, "10.0.0.4", {
    multicast: { groups: ["239.9.9.9"], ttl: 1 },
  });
  say(a, "hello");
  sim.advance(0);
  assert.deepEqual([a.heard, b.heard], [[`${A} hello`], []]);
  sim.advance(4.9);
  assert.deepEqual(b.heard, []);
  sim.advance(0.1);
  assert.deepEqual([a.heard, b.heard, c.heard, bystander.heard], [
    [`${A} hello`],
    [`${A} hello`],
    [`${A} hello`],
    [],
  ]);
});

Deno.test("a TTL of 1 stays on the segment, a higher one leaves it, a broadcast never does", () => {
  const sim = simulation({ seed: 1 });
  const near = join(sim, A);
  const far = join(sim, "10.9.0.1", {}, "other");
  const loud = join(sim, B, { multicast: { groups: [GROUP], ttl: 2 } });
  say(near, "near");
  say(loud, "loud");
  say(near, "broadcast", "255.255.255.255");
  say(near, "direct", "10.9.0.1");
  sim.advance(10);
  assert.deepEqual(far.heard.sort(), [`${A} direct`, `${B} loud`]);
  assert(loud.heard.includes(`${A} broadcast`));
});

Deno.test("a partition cuts between its sides, in both directions, and spares each side", () => {
  const sim = simulation({ seed: 1 });
  const [a, b, c, d] = [A, B, C, "10.0.0.4"].map((host) =>
    join(sim, host)
  ) as Listener[];
  sim.network.partition([[A, B], [C]]);
  for (const listener of [a, b, c, d]) say(listener!, "now");
  sim.advance(10);
  const senders = (listener?: Listener) =>
    listener!.heard.map((line) => line.split(" ")[0]).sort();
  assert.deepEqual(senders(a), [A, B]);
  assert.deepEqual(senders(b), [A, B]);
  assert.deepEqual(senders(c), [C]);
  assert.deepEqual(
    senders(d),
    ["10.0.0.4"],
    "hosts on no side form one of their own",
  );
  assert.equal(sim.network.counters.dropped.partition, 10);
  sim.network.heal();
  say(c!, "healed");
  sim.advance(10);
  assert(a!.heard.includes(`${C} healed`));
});

Deno.test("what is on its way when a partition begins still arrives", () => {
  const sim = simulation({
    seed: 1,
    conditions: { delayMsMin: 5, delayMsMax: 5 },
  });
  const a = join(sim, A);
  const b = join(sim, B);
  say(a, "on its way");
  sim.network.partition([[A], [B]]);
  sim.advance(10);
  assert.deepEqual(b.heard, [`${A} on its way`]);
});

Deno.test("one direction of one link may be worse than the others", () => {
  const sim = simulation({ seed: 1 });
  const [a, b] = [join(sim, A), join(sim, B)];
  sim.network.setLink(A, B, { lossRate: 1 });
  say(a, "lost", B);
  say(b, "heard", A);
  sim.advance(10);
  sim.network.setLink(A, B, null);
  say(a, "again", B);
  sim.advance(10);
  assert.deepEqual([a.heard, b.heard], [[`${B} heard`], [`${A} again`]]);
});

scenario(
  "the share of datagrams lost and doubled is the one asked for",
  10,
  (seed) => {
    const sim = simulation({
      seed,
      conditions: { lossRate: 0.2, duplicateRate: 0.1 },
    });
    const [a, b] = [join(sim, A), join(sim, B)];
    for (const number of numbers(0, 10_000)) say(a, `${number}`, B);
    sim.advance(100);
    const { sent, delivered, duplicated, dropped } = sim.network.counters;
    assert.equal(sent, 10_000);
    // Standard deviations: 40 of 2,000 lost, 27 of 800 doubled.
    assert(Math.abs(dropped.loss - 2_000) < 200, `lost ${dropped.loss}`);
    assert(Math.abs(duplicated - 800) < 135, `doubled ${duplicated}`);
    assert.equal(delivered, sent - dropped.loss + duplicated);
    assert.equal(b.heard.length, delivered);
  },
);

scenario(
  "a link keeps order however its delay varies, unless told otherwise",
  10,
  (seed) => {
    const heard = (conditions: Partial<LinkConditions>) => {
      const sim = simulation({
        seed,
        conditions: { delayMsMin: 0, delayMsMax: 50, ...conditions },
      });
      const [a, b] = [join(sim, A), join(sim, B)];
      for (const number of numbers(0, 200)) {
        say(a, `${number}`, B);
        sim.advance(1);
      }
      sim.advance(200);
      return b.heard.map((line) => Number(line.split(" ")[1]));
    };
    assert.deepEqual(heard({}), numbers(0, 200));
    const reordered = heard({ reorderRate: 0.3 });
    assert.notDeepEqual(reordered, numbers(0, 200));
    assert.deepEqual(reordered.toSorted((a, b) => a - b), numbers(0, 200));
  },
);

const ROUGH = {
  lossRate: 0.2,
  duplicateRate: 0.1,
  reorderRate: 0.2,
  delayMsMin: 1,
  delayMsMax: 30,
};

/** All that happens while hosts chatter, some of them answering, through a partition. */
function trace(
  seed: number,
  hosts: readonly string[],
  conditions: Partial<LinkConditions> = ROUGH,
): NetworkEvent[] {
  const sim = simulation({ seed, conditions });
  const events: NetworkEvent[] = [];
  sim.network.watch((event) => events.push(event));
  const listeners = hosts.map((host) => join(sim, host));
  const chatter = (listener: Listener, round: number) => {
    say(listener, `round ${round}`);
    sim.clock.setTimeout(
      () => chatter(listener, round + 1),
      10 + sim.random.next() * 10,
    );
  };
  for (const listener of listeners) chatter(listener, 0);
  sim.advance(300);
  sim.network.partition([[A], [B]]);
  sim.advance(300);
  sim.network.heal();
  sim.advance(300);
  return events;
}

scenario("the same seed gives the same run, event by event", 5, (seed) => {
  const events = trace(seed, [A, B, C]);
  assert(events.length > 500);
  assert.deepEqual(trace(seed, [A, B, C]), events);
  assert.notDeepEqual(trace(seed + 1_000, [A, B, C]), events);
});

Deno.test("what happens on one link does not depend on which others there are", () => {
  const fates = (others: readonly string[]) => {
    const sim = simulation({ seed: 3, conditions: ROUGH });
    const [a, b] = [join(sim, A), join(sim, B)];
    for (const other of others) join(sim, other);
    for (const number of numbers(0, 100)) say(a, `${number}`);
    sim.advance(1_000);
    return b.heard;
  };
  assert.deepEqual(fates([C, "10.0.0.4"]), fates([]));
});

Deno.test("a worse loss rate loses more, and changes nothing for those that still arrive", () => {
  const heard = (lossRate: number) => {
    const sim = simulation({
      seed: 3,
      conditions: { ...ROUGH, duplicateRate: 0, lossRate },
    });
    const [a, b] = [join(sim, A), join(sim, B)];
    for (const number of numbers(0, 200)) say(a, `${number}`, B);
    sim.advance(1_000);
    return new Set(b.heard);
  };
  const [few, many] = [heard(0.5), heard(0.1)];
  assert(few.size < many.size && few.isSubsetOf(many));
});

Deno.test("binds and joins can be refused on demand", () => {
  const sim = simulation({ seed: 1 });
  const host = sim.network.host(A);
  host.refuseBinds("address_in_use");
  assert.deepEqual(join(sim, A).failed, ["bind address_in_use"]);
  host.refuseBinds(null);
  host.refuseJoins("interface_gone");
  const { socket, failed } = join(sim, A);
  assert.deepEqual(failed, ["join interface_gone"]);
  socket.close();
  host.refuseJoins(null);
  assert.deepEqual(join(sim, A).failed, []);
});

Deno.test("a broken socket is told so, hears and sends nothing, and holds its port until it is closed", () => {
  const sim = simulation({ seed: 1 });
  const [a, b] = [join(sim, A), join(sim, B)];
  assert.equal(sim.network.host(B).breakSockets(PORT), 1);
  say(a, "hello", B);
  say(b, "hello", A);
  sim.advance(10);
  assert.deepEqual([a.heard, b.heard, b.failed], [[], [], ["receive unknown"]]);
  assert.deepEqual(join(sim, B).failed, ["bind address_in_use"]);
  b.socket.close();
  assert.deepEqual(join(sim, B).failed, []);
});

Deno.test("a deafened socket hears unicast but no group, until it rejoins", () => {
  const sim = simulation({ seed: 1 });
  const [a, b] = [join(sim, A), join(sim, B)];
  sim.network.host(B).deafen();
  say(a, "group");
  say(a, "unicast", B);
  sim.advance(10);
  b.socket.rejoin();
  say(a, "group again");
  sim.advance(10);
  assert.deepEqual(b.heard, [`${A} unicast`, `${A} group again`]);
  assert.deepEqual(b.failed, []);
});

Deno.test("a host whose interface is down hears only itself", () => {
  const sim = simulation({ seed: 1 });
  const [a, b] = [join(sim, A), join(sim, B)];
  sim.network.host(B).setInterface("down");
  say(a, "from outside", B);
  say(b, "to myself", B);
  say(b, "to loopback", "127.0.0.1");
  say(b, "to the group");
  sim.advance(10);
  assert.deepEqual(b.heard, [`${B} to myself`, "127.0.0.1 to loopback"]);
  assert.deepEqual(b.failed, ["send no_route"]);
  assert.equal(sim.network.counters.dropped.interface_down, 1);
});

Deno.test("a group joined on loopback stays within the host", () => {
  const sim = simulation({ seed: 1 });
  const onLoopback = {
    multicast: { groups: [GROUP], ttl: 1, interfaceAddress: "127.0.0.1" },
    shared: true,
  };
  const [one, two, outside] = [
    join(sim, A, onLoopback),
    join(sim, A, onLoopback),
    join(sim, B),
  ];
  say(one, "inside");
  say(outside, "outside");
  sim.advance(10);
  assert.deepEqual(two.heard, ["127.0.0.1 inside"]);
  assert.deepEqual(outside.heard, [`${B} outside`]);
});

Deno.test("datagrams that nobody takes are counted by reason", () => {
  const sim = simulation({ seed: 1 });
  const a = join(sim, A);
  sim.network.host(B);
  say(a, "hello", B);
  say(a, "hello", "10.0.0.99");
  sim.advance(10);
  const { sent, delivered, dropped } = sim.network.counters;
  assert.deepEqual({ sent, delivered, dropped }, {
    sent: 2,
    delivered: 0,
    dropped: {
      loss: 0,
      partition: 0,
      no_host: 1,
      no_listener: 1,
      interface_down: 0,
    },
  });
});

Deno.test("sockets left open are found", () => {
  const sim = simulation({ seed: 1 });
  const [a, b] = [join(sim, A), join(sim, B)];
  a.socket.close();
  assert.deepEqual(sim.network.openSockets(), [{
    host: B,
    address: "0.0.0.0",
    port: PORT,
  }]);
  b.socket.close();
  assert.deepEqual(sim.network.openSockets(), []);
  sim.advance(1_000);
  assert.equal(sim.clock.timersWaiting, 0);
});

Deno.test("each receiver has bytes of its own", () => {
  const sim = simulation({ seed: 1 });
  const received: Uint8Array[] = [];
  const options = {
    address: "0.0.0.0",
    port: PORT,
    shared: true,
    broadcast: false,
    receiveBytesMax: 10,
  };
  const handlers = {
    bound() {},
    failed() {},
    datagram: (bytes: Uint8Array) => received.push(bytes),
  };
  const multicast = { groups: [GROUP], ttl: 1 };
  const socket = sim.host(A).udp.open({ ...options, multicast }, handlers);
  sim.host(A).udp.open({ ...options, multicast }, handlers);
  sim.advance(0);
  const sent = new Uint8Array([1, 2, 3]);
  socket.send(sent, { address: GROUP, port: PORT });
  sent[0] = 9;
  sim.advance(10);
  received[0]![1] = 9;
  assert.deepEqual(received.map((bytes) => [...bytes]), [[1, 9, 3], [1, 2, 3]]);
});

Deno.test("hosts' ciphers understand each other, and their IVs follow from the seed", () => {
  const packet = (seed: number) =>
    simulation({ seed }).host(A).ciphers.aes256Cbc("key").encipher(
      new Uint8Array(16),
    );
  const opened = simulation({ seed: 9 }).host(B).ciphers.aes256Cbc("key")
    .decipher(packet(1));
  assert.deepEqual(new Uint8Array(opened), new Uint8Array(16));
  assert.deepEqual(packet(1), packet(1));
  assert.notDeepEqual(packet(1), packet(2));
});

Deno.test("a host's world is the same at each call, and its randomness its own", () => {
  const sim = simulation({ seed: 1 });
  assert.equal(sim.host(A), sim.host(A));
  assert.notEqual(sim.host(A).random.next(), sim.host(B).random.next());
});
