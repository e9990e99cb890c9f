/**
 * How nodes are found: on a host without EPMD the first of them serves it, and whoever is left goes on.
 *
 * @module
 */
import assert from "node:assert/strict";
import { makingRoomMs } from "../../actors/epmd.ts";
import { type Node, type NodeEvent, startNode } from "../../mod.ts";
import { epmdClientsPerAddressMax } from "../../src/ports/epmd_server_port.ts";
import { type Simulation, simulation } from "../../src/sim/mod.ts";
import {
  decodeNamesAnswer,
  encodeEpmdRequest,
  type EpmdRequest,
} from "../../src/wire/distribution/mod.ts";
import { told } from "../support/sim_distribution.ts";
import { scenario } from "../support/sim_scenario.ts";

const host = "10.0.0.1";

interface Started {
  readonly node: Node;
  readonly events: readonly NodeEvent[];
}

async function started(sim: Simulation, name: string): Promise<Started> {
  const events: NodeEvent[] = [];
  const starting = startNode(
    { ...told(), name },
    sim.host(host),
    (event) => events.push(event),
  );
  sim.advance(1_000);
  return { node: await starting, events };
}

function epmdEvents({ events }: Started): readonly string[] {
  return events.map(({ type }) => type).filter((type) => /^epmd/.test(type));
}

/** What EPMD answers to this, if it answers and hangs up. */
function ask(
  sim: Simulation,
  from: string,
  request: EpmdRequest | Uint8Array,
): Uint8Array | undefined {
  let answer = new Uint8Array(0);
  let isClosed = false;
  const target = from === host ? "127.0.0.1" : host;
  const socket = sim.host(from).tcp.connect({ host: target, port: 4_369 }, {
    opened() {},
    received: (bytes) => answer = Uint8Array.of(...answer, ...bytes),
    drained() {},
    closed: () => isClosed = true,
  });
  socket.write(
    request instanceof Uint8Array ? request : encodeEpmdRequest(request),
  );
  sim.advance(6_000);
  socket.destroy();
  return isClosed ? answer : undefined;
}

function namesAt(sim: Simulation, from = "10.0.0.9"): readonly string[] {
  const answer = ask(sim, from, { type: "names" });
  const decoded = decodeNamesAnswer(answer ?? new Uint8Array(0));
  assert.ok(decoded.ok);
  return decoded.value.entries.map(({ name }) => name).sort();
}

scenario(
  "the first node of a host serves, the others register with it",
  20,
  async (seed) => {
    const sim = simulation({ seed });
    const first = await started(sim, `a@${host}`);
    const second = await started(sim, `b@${host}`);
    assert.deepEqual(epmdEvents(first), ["epmd_serving"]);
    assert.deepEqual(epmdEvents(second), ["epmd_registered"]);
    assert.deepEqual(namesAt(sim), ["a", "b"]);

    // Whoever is left serves: there may be a pause until it notices that nobody does.
    await first.node.stop();
    sim.advance(5_000);
    assert.equal(epmdEvents(second).at(-1), "epmd_serving");
    assert.deepEqual(namesAt(sim), ["b"]);

    await second.node.stop();
    assert.deepEqual(sim.network.openSockets(), []);
  },
);

scenario(
  "a name that is taken is refused, until it is free",
  20,
  async (seed) => {
    const sim = simulation({ seed });
    const first = await started(sim, `a@${host}`);
    const twin = await started(sim, `a@${host}`);
    const [refused] = twin.events.filter(({ type }) => type === "epmd_refused");
    assert.equal(
      refused?.type === "epmd_refused" && refused.reason,
      "name_taken",
    );
    await first.node.stop();
    sim.advance(60_000);
    assert.equal(epmdEvents(twin).at(-1), "epmd_serving");
    await twin.node.stop();
  },
);

scenario(
  "asked by this host to end, it makes room; asked by another it does not",
  20,
  async (seed) => {
    const sim = simulation({ seed });
    const kill = Uint8Array.of(0, 1, 0x6b);
    const node = await started(sim, `a@${host}`);
    assert.deepEqual(ask(sim, "10.0.0.9", kill), new Uint8Array(0));
    assert.deepEqual(epmdEvents(node), ["epmd_serving"]);

    const real = takeOver(sim);
    assert.deepEqual(ask(sim, host, kill), new TextEncoder().encode("OK"));
    sim.advance(makingRoomMs + 1_000);
    assert.ok(real.asked() > 0, "it did not ask who took the port");
    real.end();
    sim.advance(60_000);
    assert.equal(epmdEvents(node).at(-1), "epmd_serving");
    await node.node.stop();
    assert.deepEqual(sim.network.openSockets(), []);
  },
);

/** Somebody who takes EPMD's port as soon as it is free, and never answers. */
function takeOver(sim: Simulation) {
  let asked = 0;
  let isOver = false;
  const { tcp, clock } = sim.host(host);
  const listen = () => {
    if (isOver) return;
    listener = tcp.listen({ address: "0.0.0.0", port: 4_369 }, {
      listening() {},
      accepted() {
        asked++;
        return { received() {}, drained() {}, closed() {} };
      },
      failed() {
        listener?.close();
        clock.setTimeout(listen, 100);
      },
    });
  };
  let listener: { close(): void } | undefined;
  listen();
  return {
    asked: () => asked,
    end() {
      isOver = true;
      listener?.close();
    },
  };
}

scenario(
  "nobody of another host registers, talks nonsense or crowds it",
  10,
  async (seed) => {
    const sim = simulation({ seed });
    const node = await started(sim, `a@${host}`);
    const { random } = sim;
    const alive = {
      type: "alive",
      ...{ port: 9, hidden: false, highest: 6, lowest: 5, name: "evil" },
    } as const;
    assert.deepEqual(ask(sim, "10.0.0.9", alive), new Uint8Array(0));
    for (let i = 0; i < 50; i++) {
      const length = 1 + Math.floor(random.next() * 40);
      ask(sim, "10.0.0.9", random.bytes(length));
    }
    const idle = Array.from({ length: 100 }, () => {
      let isClosed = false;
      sim.host("10.0.0.8").tcp.connect({ host, port: 4_369 }, {
        opened() {},
        received() {},
        drained() {},
        closed: () => isClosed = true,
      });
      return () => isClosed;
    });
    sim.advance(1_000);
    const open = idle.filter((isClosed) => !isClosed()).length;
    assert.equal(open, epmdClientsPerAddressMax);
    assert.deepEqual(namesAt(sim), ["a"]);
    assert.ok(idle.every((isClosed) => isClosed()), "they were let wait");
    assert.ok(!node.events.some(({ type }) => type === "actor_crashed"));
    await node.node.stop();
  },
);
