import assert from "node:assert/strict";
import { type AnyActorLogic, createMachine } from "xstate";
import { startTree } from "../../src/otp/mod.ts";
import { udpPort } from "../../src/ports/udp_port.ts";
import type {
  Endpoint,
  UdpHandlers,
  UdpNetwork,
  UdpOptions,
} from "../../src/ports/world.ts";
import { VirtualClock } from "../../src/sim/clock.ts";

const from: Endpoint = { address: "10.0.0.2", port: 7 };
const options: UdpOptions = {
  address: "0.0.0.0",
  port: 0,
  shared: false,
  broadcast: false,
  receiveBytesMax: 100,
};

Deno.test("a datagram that is understood goes up as a value, with sender and time", () => {
  const { handlers, told, clock } = running();
  clock.advance(5);
  handlers().datagram(Uint8Array.of(7), from);
  assert.deepEqual(told(), [
    { type: "datagram.received", value: 7, from, atMs: 5 },
  ]);
});

Deno.test("of datagrams that are not understood the first is told at once, the others once a second", () => {
  const { handlers, told, clock } = running();
  const bad = (code: number) => handlers().datagram(Uint8Array.of(code), from);
  const refused = (count: number, reason = "bad_200") => [
    { type: "datagrams.refused", reason, count },
  ];
  bad(200);
  assert.deepEqual(told(), refused(1));
  for (let i = 0; i < 1_000; i++) bad(200);
  clock.advance(999);
  assert.deepEqual(told(), []);
  clock.advance(1);
  assert.deepEqual(told(), refused(1_000));
  bad(200);
  bad(201);
  assert.deepEqual(told(), refused(1, "bad_201"), "another reason");
  clock.advance(1_000);
  assert.deepEqual(told(), refused(1));
  clock.advance(2_000);
  assert.deepEqual(told(), []);
  assert.equal(clock.timersWaiting, 0, "nothing to count, nothing to wait for");
  bad(200);
  assert.deepEqual(told(), refused(1), "at once again");
});

Deno.test("what is sent goes to all targets of the port that was bound, or to the one named", () => {
  const { handlers, send, sent } = running();
  handlers().bound({ address: "0.0.0.0", port: 4_000 });
  send({ type: "datagram.send", value: 1 });
  send({ type: "datagram.send", value: 2, to: from });
  assert.deepEqual(sent(), [
    "1 to 224.0.0.1:4000",
    "1 to 224.0.0.2:4000",
    "2 to 10.0.0.2:7",
  ]);
  send({ type: "socket.rejoin" });
  assert.deepEqual(sent(), ["rejoin"]);
});

Deno.test("a refusal goes up in one word, with how many datagrams it is about", () => {
  const { handlers, told } = running();
  handlers().failed({ during: "bind", code: "address_in_use", message: "m" });
  handlers().failed({
    ...{ during: "send", code: "overloaded", message: "m", count: 9 },
  });
  assert.deepEqual(told(), [
    {
      type: "socket.refused",
      during: "bind",
      reason: "address_in_use",
      message: "m",
    },
    {
      type: "socket.refused",
      during: "send",
      reason: "overloaded",
      message: "m",
      count: 9,
    },
  ]);
});

Deno.test("a failed read is a crash, whose text says it once", async () => {
  const { handlers, tree, sent } = running();
  handlers().failed({ during: "receive", code: "unknown", message: "broken" });
  const error = await tree.closed.then(() => undefined, (error) => error);
  assert.equal(error.message, "broken");
  assert.equal(error.cause, undefined);
  assert.deepEqual(sent(), ["close", "release"]);
});

Deno.test("when it ends, the socket is closed, the codec's holdings given back, and no timer left", () => {
  const { handlers, tree, sent, clock } = running();
  handlers().datagram(Uint8Array.of(200), from);
  tree.stop();
  assert.deepEqual(sent(), ["close", "release"]);
  assert.equal(clock.timersWaiting, 0);
});

/** A port whose owner writes down what it is told, over a network that does what the test says. */
function running() {
  const clock = new VirtualClock({ startMs: 0 });
  const done: string[] = [];
  const heard: unknown[] = [];
  let handlers: UdpHandlers;
  const udp: UdpNetwork = {
    open(_options, given) {
      handlers = given;
      return {
        send: ([first], { address, port }) =>
          void done.push(`${first} to ${address}:${port}`),
        rejoin: () => void done.push("rejoin"),
        close: () => void done.push("close"),
      };
    },
  };
  const port = udpPort<number, number>({
    world: { udp, clock },
    options,
    codec: {
      open: ([first = 0]) =>
        first < 200
          ? { ok: true, value: first }
          : { ok: false, error: { code: `bad_${first}`, offset: 0 } },
      seal: (value) => Uint8Array.of(value),
    },
    targets: (port) =>
      ["224.0.0.1", "224.0.0.2"]
        .map((address) => ({ address, port })),
    release: () => void done.push("release"),
  });
  // deno-lint-ignore no-explicit-any -- whatever it is told
  const write = { actions: ({ event }: any) => void heard.push(event) };
  const owner = createMachine({
    invoke: { src: port as AnyActorLogic, id: "udp" },
    on: {
      "datagram.received": write,
      "datagrams.refused": write,
      "socket.refused": write,
    },
  });
  const tree = startTree(owner, { clock });
  return {
    clock,
    tree,
    handlers: () => handlers,
    send: (command: object) =>
      tree.root.getSnapshot().children.udp.send(command),
    told: () => heard.splice(0),
    sent: () => done.splice(0),
  };
}
