import assert from "node:assert/strict";
import type { TcpFailure, TcpSocket } from "../../src/ports/world.ts";
import {
  type LinkConditions,
  type Simulation,
  simulation,
} from "../../src/sim/mod.ts";
import { RETRANSMIT_MS } from "../../src/sim/tcp_segment.ts";
import { scenario } from "../support/sim_scenario.ts";

const A = "10.0.0.1";
const B = "10.0.0.2";
const PORT = 9_100;
const SEEDS = 50;

/** One side and what it was told; bytes as their sizes and their sum. */
interface Side {
  socket: TcpSocket;
  told: string[];
  sizes: number[];
  text: string;
}

function side(): Side {
  return { told: [], sizes: [], text: "" } as unknown as Side;
}

function handlers(to: Side) {
  return {
    received(bytes: Uint8Array) {
      to.sizes.push(bytes.length);
      to.text += new TextDecoder("latin1").decode(bytes);
    },
    drained: () => void to.told.push("drained"),
    closed: (failure?: TcpFailure) =>
      void to.told.push(failure ? `closed ${failure.code}` : "closed"),
  };
}

function dial(sim: Simulation, from: string, to: string): Side {
  const client = side();
  client.socket = sim.host(from).tcp.connect({ host: to, port: PORT }, {
    ...handlers(client),
    opened: () => void client.told.push("opened"),
  });
  return client;
}

/** A listener on B, and all that connect to it. */
function serve(sim: Simulation): { listener: { close(): void }; all: Side[] } {
  const all: Side[] = [];
  const listener = sim.host(B).tcp.listen({ address: "0.0.0.0", port: PORT }, {
    listening() {},
    failed: ({ message }) => assert.fail(message),
    accepted(socket) {
      const server = { ...side(), socket };
      all.push(server);
      return handlers(server);
    },
  });
  sim.advance(0);
  return { listener, all };
}

function pair(
  seed: number,
  conditions: Partial<LinkConditions> = {},
): { sim: Simulation; client: Side; server: Side } {
  const sim = simulation({ seed, conditions });
  const { listener, all } = serve(sim);
  const client = dial(sim, A, B);
  assert(sim.runUntil(() => all.length > 0, RETRANSMIT_MS));
  listener.close();
  return { sim, client, server: all[0]! };
}

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("connecting takes a round trip, and accepting half a one more", () => {
  const sim = simulation({
    seed: 1,
    conditions: { delayMsMin: 10, delayMsMax: 10 },
  });
  const { all } = serve(sim);
  const client = dial(sim, A, B);
  sim.advance(19);
  assert.deepEqual([client.told, all.length], [[], 0]);
  sim.advance(1);
  assert.deepEqual([client.told, all.length], [["opened"], 0]);
  sim.advance(10);
  assert.deepEqual([client.told, all.length], [["opened"], 1]);
});

Deno.test("a name means the address that the test gave it", () => {
  const sim = simulation({ seed: 1 });
  serve(sim);
  sim.network.setName("b.example", B);
  const known = dial(sim, A, "b.example");
  const unknown = dial(sim, A, "c.example");
  sim.advance(100);
  sim.network.setName("b.example", null);
  const forgotten = dial(sim, A, "b.example");
  sim.advance(100);
  assert.deepEqual(
    [known.told, unknown.told, forgotten.told],
    [["opened"], ["closed not_found"], ["closed not_found"]],
  );
});

scenario(
  "bytes are cut anywhere, as the seed says, and stay in order",
  SEEDS,
  (seed) => {
    const sizes = (seed: number) => {
      const { sim, client, server } = pair(seed);
      const text = "0123456789".repeat(20_000);
      for (let at = 0; at < text.length; at += 100) {
        client.socket.write(bytes(text.slice(at, at + 100)));
      }
      sim.advance(1_000);
      assert.equal(server.text, text);
      return server.sizes;
    };
    const seen = sizes(seed);
    assert(seen.some((size) => size % 100 !== 0));
    assert.deepEqual(sizes(seed), seen);
    assert.notDeepEqual(sizes(seed + 1_000), seen);
  },
);

scenario("loss delays, and takes nothing away", SEEDS, (seed) => {
  const rough = {
    lossRate: 0.2,
    duplicateRate: 0.1,
    reorderRate: 0.2,
    delayMsMax: 30,
  };
  const { sim, client, server } = pair(seed, rough);
  const text = "abcdefghij".repeat(10_000);
  client.socket.write(bytes(text));
  server.socket.write(bytes(text));
  assert(
    sim.runUntil(
      () => client.text.length + server.text.length === 2 * text.length,
      120_000,
    ),
  );
  assert.deepEqual([client.text, server.text], [text, text]);
});

scenario(
  "what was written into a short partition arrives after it",
  SEEDS,
  (seed) => {
    const { sim, client, server } = pair(seed);
    sim.network.partition([[A], [B]]);
    let isTold = false;
    while (!isTold) isTold = !client.socket.write(new Uint8Array(100_000));
    sim.advance(sim.random.next() * (RETRANSMIT_MS - 5_000));
    assert.deepEqual([client.told, server.told], [["opened"], []]);
    assert(client.socket.waitingBytes > 500_000);
    sim.network.heal();
    assert(sim.runUntil(() => client.socket.waitingBytes === 0, 5_000));
    sim.advance(1_000);
    assert.deepEqual(client.told, ["opened", "drained"]);
    assert.equal(server.text.length % 100_000, 0);
    assert(server.text.length > 1_000_000);
  },
);

scenario(
  "a long partition ends the connection for who writes, and only for who writes",
  SEEDS,
  (seed) => {
    const { sim, client, server } = pair(seed);
    sim.network.partition([[A], [B]]);
    client.socket.write(bytes("anybody there?"));
    sim.advance(RETRANSMIT_MS - 1);
    assert.deepEqual(client.told, ["opened"]);
    sim.advance(2);
    assert.deepEqual(client.told, ["opened", "closed timed_out"]);
    sim.network.heal();
    sim.advance(10 * RETRANSMIT_MS);
    assert.deepEqual(server.told, [], "half-open: it has not been told");
    server.socket.write(bytes("and you?"));
    sim.advance(100);
    assert.deepEqual(server.told, ["closed reset"]);
    assert.deepEqual(sim.network.openSockets(), []);
    assert.equal(sim.clock.timersWaiting, 0);
  },
);

scenario(
  "a cut of one direction is noticed by who writes in either",
  SEEDS,
  (seed) => {
    for (const [from, to] of [[A, B], [B, A]] as const) {
      const { sim, client } = pair(seed);
      sim.advance(10);
      sim.network.setLink(from, to, { lossRate: 1 });
      client.socket.write(bytes("hello"));
      sim.advance(RETRANSMIT_MS + 1);
      assert.deepEqual(client.told, ["opened", "closed timed_out"]);
    }
  },
);

scenario(
  "connecting into a partition times out, and works once it has healed",
  SEEDS,
  (seed) => {
    const sim = simulation({ seed });
    const { all } = serve(sim);
    sim.network.partition([[A], [B]]);
    const early = dial(sim, A, B);
    sim.advance(RETRANSMIT_MS + 1);
    assert.deepEqual(early.told, ["closed timed_out"]);
    const patient = dial(sim, A, B);
    sim.advance(sim.random.next() * (RETRANSMIT_MS - 4_000));
    sim.network.heal();
    sim.advance(4_000);
    assert.deepEqual([patient.told, all.length], [["opened"], 1]);
  },
);

Deno.test("who reads nothing for an hour keeps the connection, but not when the network is cut", () => {
  const { sim, client, server } = pair(1);
  server.socket.pause();
  client.socket.write(new Uint8Array(1_000_000));
  sim.advance(3_600_000);
  assert.deepEqual(client.told, ["opened"]);
  assert(client.socket.waitingBytes > 0);
  sim.network.partition([[A], [B]]);
  sim.advance(RETRANSMIT_MS + 3_001);
  assert.deepEqual(client.told, ["opened", "closed timed_out"]);
});

Deno.test("who reads again is heard of even if its word of it is lost", () => {
  const { sim, client, server } = pair(1);
  server.socket.pause();
  client.socket.write(new Uint8Array(600_000));
  sim.advance(1_000);
  sim.network.partition([[A], [B]]);
  server.socket.resume();
  sim.advance(1_000);
  sim.network.heal();
  sim.advance(5_000);
  assert.equal(server.text.length, 600_000);
});

Deno.test("the peers of killed programs hear of a reset, and their ports are free", () => {
  const { sim, client, server } = pair(1);
  sim.network.host(B).kill();
  sim.advance(10);
  assert.deepEqual(client.told, ["opened", "closed reset"]);
  assert.deepEqual(server.told, []);
  assert.deepEqual(sim.network.openSockets(), []);
  const { all } = serve(sim);
  dial(sim, A, B);
  sim.advance(10);
  assert.equal(all.length, 1);
});

scenario(
  "of a host whose power fails nobody hears, until they write",
  SEEDS,
  (seed) => {
    const writer = pair(seed);
    const { sim } = writer;
    sim.network.host(B).setInterface("down");
    sim.network.host(B).kill();
    sim.advance(10 * RETRANSMIT_MS);
    assert.deepEqual(writer.client.told, ["opened"]);
    const isBackAgain = seed % 2 === 0;
    if (isBackAgain) sim.network.host(B).setInterface("up");
    writer.client.socket.write(bytes("hello"));
    sim.advance(RETRANSMIT_MS + 1);
    const why = isBackAgain ? "reset" : "timed_out";
    assert.deepEqual(writer.client.told, ["opened", `closed ${why}`]);
  },
);

Deno.test("a host without a way out cannot connect", () => {
  const sim = simulation({ seed: 1 });
  serve(sim);
  sim.network.host(A).setInterface("down");
  const client = dial(sim, A, B);
  sim.advance(0);
  assert.deepEqual(client.told, ["closed unreachable"]);
});

Deno.test("TLS is refused, and listening can be refused on demand", () => {
  const sim = simulation({ seed: 1 });
  const { tcp } = sim.host(A);
  const failures: TcpFailure[] = [];
  const failed = (failure?: TcpFailure) => void failures.push(failure!);
  const accepting = { listening() {}, failed, accepted: () => undefined };
  const where = { address: A, port: 0 };
  tcp.listen({ ...where, tls: { verify: "peer" } }, accepting);
  tcp.connect({ host: B, port: 1, tls: { verify: "none" } }, {
    opened() {},
    received() {},
    drained() {},
    closed: failed,
  });
  sim.network.host(A).refuseBinds("permission_denied");
  tcp.listen(where, accepting);
  sim.advance(0);
  assert.deepEqual(failures.map(({ during, code }) => [during, code]), [
    ["tls", "unknown"],
    ["tls", "unknown"],
    ["listen", "permission_denied"],
  ]);
});

Deno.test("TCP changes nothing for the datagrams beside it", () => {
  const heard = (isBusy: boolean) => {
    const { sim, client } = pair(7, { lossRate: 0.3 });
    const seen: number[] = [];
    const options = {
      address: "0.0.0.0",
      port: 7,
      shared: false,
      broadcast: false,
      receiveBytesMax: 10,
    };
    sim.host(B).udp.open(options, {
      bound() {},
      failed() {},
      datagram: (received) => void seen.push(received[0]!),
    });
    const udp = sim.host(A).udp.open(options, {
      bound() {},
      failed() {},
      datagram() {},
    });
    for (let i = 0; i < 100; i++) {
      if (isBusy) client.socket.write(new Uint8Array(1_000));
      udp.send(new Uint8Array([i]), { address: B, port: 7 });
      sim.advance(2);
    }
    return seen;
  };
  const quiet = heard(false);
  assert(quiet.length > 50 && quiet.length < 90);
  assert.deepEqual(heard(true), quiet);
});
