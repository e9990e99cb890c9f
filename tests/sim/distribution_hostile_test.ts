/**
 * Strangers who mean harm: whatever they send, and however many they are, the node goes on.
 *
 * @module
 */
import assert from "node:assert/strict";
import { setupMs } from "../../actors/connection.ts";
import { strangersPerAddressMax } from "../../src/protocol/distribution/strangers.ts";
import type { TcpSocket } from "../../src/ports/world.ts";
import {
  challengeDigest,
  encodeEpmdAnswer,
  encodeHandshake,
  flagsOf,
} from "../../src/wire/distribution/mod.ts";
import { Secret } from "../../src/wire/secret.ts";
import { RawStranger } from "../support/raw_stranger.ts";
import { cluster, type Member } from "../support/sim_cluster.ts";
import {
  comings,
  eventsOf,
  nodesOf,
  told,
} from "../support/sim_distribution.ts";
import { scenario } from "../support/sim_scenario.ts";

const flags = flagsOf({ hidden: false });
const cookie = new Secret("monster");
const nameOf = (name: string) =>
  ({ type: "name", flags, creation: 7, name }) as const;

function portOf(member: Member): number {
  const [listening] = eventsOf(member, "distribution_listening");
  assert.ok(listening);
  return listening.port;
}

function refusals(member: Member): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason, count } of eventsOf(member, "connections_refused")) {
    counts[reason] = (counts[reason] ?? 0) + count;
  }
  return counts;
}

scenario(
  "500 first messages that are none end in a refusal each, and never in a crash",
  10,
  async (seed) => {
    await using formed = await cluster(1, { seed }, told());
    const { sim, members: [a] } = formed;
    assert.ok(a);
    const { random } = sim;
    for (let i = 0; i < 500; i++) {
      const world = sim.host(`10.1.0.${1 + i % 200}`);
      const stranger = new RawStranger(world, a.address, portOf(a));
      stranger.write(random.bytes(1 + Math.floor(random.next() * 100)));
      // Some wait for more, for as long as they may.
      sim.advance(50);
      stranger.end();
    }
    sim.advance(setupMs + 1_000);
    assert.deepEqual(eventsOf(a, "actor_crashed"), []);
    const counted = Object.values(refusals(a)).reduce((x, y) => x + y, 0);
    assert.equal(counted, 500);
  },
);

scenario(
  "one address has few places, and its silence does not keep the others out",
  10,
  async (seed) => {
    await using formed = await cluster(2, { seed }, told());
    const { sim, members: [a, b] } = formed;
    assert.ok(a && b);
    const world = sim.host("10.1.0.1");
    const idle = Array.from(
      { length: 40 },
      () => new RawStranger(world, a.address, portOf(a)),
    );
    sim.advance(100);
    const open = idle.filter(({ isOpen }) => isOpen);
    assert.equal(open.length, strangersPerAddressMax);
    const connected = b.node.connect(a.name);
    sim.advance(1_000);
    assert.equal(await connected, true);
    sim.advance(setupMs);
    assert.ok(idle.every(({ isClosed }) => isClosed), "they waited too long");
    assert.deepEqual(refusals(a), {
      strangers_per_address: 40 - strangersPerAddressMax,
      timed_out: strangersPerAddressMax,
    });
  },
);

scenario(
  "who claims a name and proves nothing neither has it nor keeps its owner out",
  10,
  async (seed) => {
    await using formed = await cluster(2, { seed }, told());
    const { sim, members: [a, b] } = formed;
    assert.ok(a && b);
    const thief = new RawStranger(sim.host("10.1.0.1"), a.address, portOf(a));
    thief.say(nameOf(b.name));
    sim.advance(100);
    assert.equal(thief.take("status")?.status, "ok");
    const challenge = thief.take("challenge");
    assert.ok(challenge);
    const connected = b.node.connect(a.name);
    sim.advance(1_000);
    assert.equal(await connected, true);
    thief.say({
      type: "challenge_reply",
      challenge: 1,
      digest: challengeDigest(new Secret("guess"), challenge.challenge),
    });
    sim.advance(1_000);
    assert.ok(thief.isClosed);
    assert.deepEqual(comings(a.events), [`node_up ${b.name}`]);
    assert.deepEqual(refusals(a), { wrong_cookie: 1 });
  },
);

scenario(
  "who knows the cookie is let in, and is down once it talks nonsense",
  10,
  async (seed) => {
    await using formed = await cluster(1, { seed }, told());
    const { sim, members: [a] } = formed;
    assert.ok(a);
    const peer = new RawStranger(sim.host("10.1.0.1"), a.address, portOf(a));
    peer.say(nameOf("peer@10.1.0.1"));
    sim.advance(100);
    assert.equal(peer.take("status")?.status, "ok");
    const { challenge } = peer.take("challenge")!;
    const digest = challengeDigest(cookie, challenge);
    peer.say({ type: "challenge_reply", challenge: 99, digest });
    sim.advance(100);
    const ack = peer.take("challenge_ack");
    assert.deepEqual(ack?.digest, challengeDigest(cookie, 99));
    assert.deepEqual(nodesOf(a), ["peer@10.1.0.1"]);
    peer.write(Uint8Array.of(0, 0, 0, 3, 112, 131, 255));
    sim.advance(1_000);
    assert.deepEqual(nodesOf(a), []);
    assert.ok(peer.isClosed);
    assert.deepEqual(eventsOf(a, "actor_crashed"), []);
  },
);

scenario(
  "who asks us what we asked it gets no answer that would let it in",
  10,
  async (seed) => {
    await using formed = await cluster(1, { seed }, told());
    const { sim, members: [a] } = formed;
    assert.ok(a);
    const world = sim.host("10.1.0.1");
    const stranger = new RawStranger(world, a.address, portOf(a));
    stranger.say(nameOf("mirror@10.1.0.1"));
    sim.advance(100);
    stranger.take("status");
    const { challenge } = stranger.take("challenge")!;

    // It has us connect to it, and asks there what it is to answer here.
    const heard: Uint8Array[] = [];
    using _ = mirror((socket, bytes) => {
      heard.push(bytes);
      if (heard.length > 1) return;
      socket.write(encodeHandshake({ type: "status", status: "ok" }));
      socket.write(encodeHandshake({
        type: "challenge",
        ...{ flags, challenge, creation: 7, name: "mirror@10.1.0.1" },
      }));
    });
    const connecting = a.node.connect("mirror@10.1.0.1");
    sim.advance(30_000);
    assert.equal(await connecting, false);
    assert.equal(heard.length, 1, "only our name was said");
    const [error] = eventsOf(a, "connect_node_error");
    assert.equal(error?.detail, "reflected");

    function mirror(
      hear: (socket: TcpSocket, bytes: Uint8Array) => void,
    ): Disposable {
      const listening = { listening() {}, failed() {} };
      const epmd = world.tcp.listen({ address: "0.0.0.0", port: 4_369 }, {
        ...listening,
        accepted(socket) {
          socket.write(encodeEpmdAnswer({
            type: "port",
            ...{ port: 5_000, hidden: false, highest: 6, lowest: 5 },
            name: "mirror",
          }));
          socket.close();
          return { received() {}, drained() {}, closed() {} };
        },
      });
      const node = world.tcp.listen({ address: "0.0.0.0", port: 5_000 }, {
        ...listening,
        accepted: (socket) => ({
          received: (bytes) => hear(socket, bytes),
          drained() {},
          closed() {},
        }),
      });
      return {
        [Symbol.dispose]() {
          epmd.close();
          node.close();
        },
      };
    }
  },
);
