/**
 * Lines over a simulated network, with machines that only listen: what reaches the processes, and what is given up.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type AnyActorLogic, createMachine } from "xstate";
import { startTree, supervisor } from "../../src/otp/mod.ts";
import { AcceptedLine } from "../../src/ports/accepted_line.ts";
import { answerAfterMs } from "../../src/ports/line.ts";
import { linePort, type LinePortSpec } from "../../src/ports/line_port.ts";
import type { TcpListener } from "../../src/ports/world.ts";
import { type Simulation, simulation } from "../../src/sim/mod.ts";
import { flagsOf } from "../../src/wire/distribution/mod.ts";
import { Pid } from "../../src/wire/etf/mod.ts";

const flags = flagsOf({ hidden: false });
const pid = new Pid("b@h", 1, 0, 9);
const port = 5_000;

interface Heard {
  readonly type: string;
  readonly reason?: string;
  readonly message?: { readonly message?: unknown };
}

function trafficOf() {
  return {
    ...{ receivedAtMs: 0, sentAtMs: 0, ticksReceived: 0 },
    ...{ framesIn: 0, framesOut: 0, bytesIn: 0, bytesOut: 0, waitingBytes: 0 },
  };
}

/** A line that accepted a connection, or is to dial one, below a machine that notes what it hears. */
function line(
  sim: Simulation,
  host: string,
  input: object,
  limits: Partial<LinePortSpec> = {},
) {
  const heard: Heard[] = [];
  const delivered: Heard[] = [];
  const noting = (into: Heard[]) => ({
    "*": {
      // deno-lint-ignore no-explicit-any -- whatever it is told
      actions: ({ event }: any) => {
        if (!event.type.startsWith("xstate.")) into.push(event);
      },
    },
  });
  const logic = linePort({
    world: sim.host(host),
    epmdPort: 4_369,
    processes: "processes",
    frameBytesMax: 1_000_000,
    queueBytesMax: 16_000_000,
    ...limits,
  });
  const traffic = trafficOf();
  const owner = createMachine({
    invoke: {
      src: logic as AnyActorLogic,
      id: "line",
      input: { ...input, traffic },
    },
    on: noting(heard),
  });
  const tree = startTree(
    supervisor({
      id: "root",
      strategy: "one_for_one",
      children: [
        { id: "processes", logic: createMachine({ on: noting(delivered) }) },
        { id: "owner", logic: owner },
      ],
    }),
    { clock: sim.clock },
  );
  const machine = tree.root.system.get("owner");
  return {
    ...{ heard, delivered, traffic, tree },
    send: (command: object) =>
      machine.getSnapshot().children.line.send(command),
    types: () => heard.map(({ type }) => type),
  };
}

/** Two established lines, one of which was accepted; `limits` are those of the first. */
function pair(sim: Simulation, limits: Partial<LinePortSpec> = {}) {
  const [a, b] = ["10.0.0.1", "10.0.0.2"] as const;
  let accepted: ReturnType<typeof line> | undefined;
  const listening = { listening() {}, failed() {} };
  const listener: TcpListener = sim.host(b).tcp.listen(
    { address: "0.0.0.0", port },
    {
      ...listening,
      accepted(socket) {
        const claimed = new AcceptedLine(socket);
        accepted = line(sim, b, { accepted: claimed });
        assert.ok(claimed.isClaimed);
        return claimed.handlers;
      },
    },
  );
  let first: ReturnType<typeof line> | undefined;
  let claimed: AcceptedLine | undefined;
  const socket = sim.host(a).tcp.connect({ host: b, port }, {
    opened() {
      claimed = new AcceptedLine(socket);
      first = line(sim, a, { accepted: claimed }, limits);
    },
    received: (bytes) => claimed?.handlers.received(bytes),
    drained: () => claimed?.handlers.drained(),
    closed: (failure) => claimed?.handlers.closed(failure),
  });
  sim.advance(100);
  assert.ok(first && accepted);
  for (const [one, peer] of [[first, "b@h"], [accepted, "a@h"]] as const) {
    one.send({ type: "line.establish", peer, flags });
  }
  return {
    ...{ first, second: accepted },
    end() {
      first?.tree.stop();
      accepted?.tree.stop();
      listener.close();
      sim.advance(2_000);
      assert.deepEqual(sim.network.openSockets(), []);
    },
  };
}

function message(value: unknown): object {
  const sent = { type: "send", to: pid, message: value };
  return { type: "message.send", message: sent };
}

Deno.test("a line delivers messages in order, past its machine, large ones in pieces", () => {
  const sim = simulation({ seed: 1 });
  const { first, second, end } = pair(sim);
  for (let i = 0; i < 100; i++) first.send(message(i));
  first.send(message(new Uint8Array(500_000)));
  first.send(message(100));
  sim.advance(1_000);
  const values = second.delivered.map(({ message }) => message?.message);
  assert.deepEqual(values.slice(0, 100), values.slice(0, 100).map((_, i) => i));
  assert.equal((values[100] as Uint8Array).length, 500_000);
  assert.equal(values[101], 100);
  assert.equal(second.traffic.framesIn, 102);
  assert.equal(first.traffic.framesOut, 102);
  assert.deepEqual(second.types(), []);
  end();
});

Deno.test("a line answers what comes by a tick, once a second at most, and ends by itself", () => {
  const sim = simulation({ seed: 1 });
  const { first, second, end } = pair(sim);
  sim.advance(answerAfterMs);
  for (let i = 0; i < 50; i++) {
    first.send(message(i));
    sim.advance(100);
  }
  const { ticksReceived } = first.traffic;
  assert.ok(ticksReceived >= 4 && ticksReceived <= 6, String(ticksReceived));
  sim.advance(60_000);
  assert.ok(first.traffic.ticksReceived <= ticksReceived + 1);
  assert.ok(second.traffic.ticksReceived <= 1);
  end();
});

Deno.test("a line says when more waits than is read, and when that is over", () => {
  const sim = simulation({ seed: 1 });
  const { first, second, end } = pair(sim);
  sim.network.partition([["10.0.0.1"], ["10.0.0.2"]]);
  for (let i = 0; i < 12; i++) first.send(message(new Uint8Array(500_000)));
  assert.deepEqual(first.types(), ["line.busy"]);
  sim.advance(2_000);
  sim.network.heal();
  sim.advance(30_000);
  assert.deepEqual(first.types(), ["line.busy", "line.drained"]);
  assert.equal(second.delivered.length, 12);
  end();
});

Deno.test("a line gives a peer up for which too much waits", () => {
  const sim = simulation({ seed: 1 });
  const { first, end } = pair(sim, { queueBytesMax: 5_000_000 });
  sim.network.partition([["10.0.0.1"], ["10.0.0.2"]]);
  for (let i = 0; i < 14; i++) first.send(message(new Uint8Array(500_000)));
  assert.deepEqual(first.types(), ["line.busy", "line.closed"]);
  assert.equal(first.heard.at(-1)?.reason, "send_queue_full");
  sim.network.heal();
  end();
});

Deno.test("a line refuses a frame beyond its bound, and a message that cannot be sent is only dropped", () => {
  const sim = simulation({ seed: 1 });
  const { first, second, end } = pair(sim);
  first.send(message(() => {}));
  first.send(message(1));
  sim.advance(1_000);
  assert.deepEqual(first.types(), ["message.unsendable"]);
  assert.equal(second.delivered.length, 1);
  first.send(message(new Uint8Array(2_000_000)));
  sim.advance(5_000);
  assert.deepEqual(second.heard.map(({ type, reason }) => [type, reason]), [
    ["frame.refused", "too_large"],
  ]);
  end();
});

Deno.test("what is not claimed is nobody's, and is claimed once", () => {
  const sim = simulation({ seed: 1 });
  const socket = sim.host("10.0.0.1").tcp.connect(
    { host: "10.0.0.2", port },
    { opened() {}, received() {}, drained() {}, closed() {} },
  );
  const accepted = new AcceptedLine(socket);
  assert.ok(!accepted.isClaimed);
  const owner = { received() {}, drained() {}, closed() {} };
  assert.equal(accepted.claim(owner), socket);
  assert.throws(() => accepted.claim(owner), /has an owner already/);
  socket.destroy();
});
