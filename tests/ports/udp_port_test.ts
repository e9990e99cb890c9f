import assert from "node:assert/strict";
import { type AnyActorLogic, createMachine } from "xstate";
import {
  type AnyRef,
  startTree,
  stopChild,
  supervisor,
} from "../../src/otp/mod.ts";
import { trafficEveryMs, udpPort } from "../../src/ports/udp_port.ts";
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

Deno.test("a datagram that is understood goes to the listener as a value, with sender and time", () => {
  const { handlers, heard, clock } = running();
  clock.advance(5);
  handlers().datagram(Uint8Array.of(7), from);
  const value = { type: "number", number: 7 };
  assert.deepEqual(heard(), [
    { type: "number.received", value, from, atMs: 5 },
  ]);
});

Deno.test("what is the socket's own business goes up, and to nobody else", () => {
  const { handlers, told, heard, clock } = running();
  clock.advance(5);
  handlers().datagram(Uint8Array.of(control), from);
  const value = { type: "control", number: control };
  assert.deepEqual(told(), [
    { type: "control.received", value, from, atMs: 5 },
  ]);
  assert.deepEqual(heard(), []);
});

Deno.test("the owner is told of traffic at once after a pause, and once a second while it goes on", () => {
  const { handlers, told, clock } = running();
  const noticed: number[] = [];
  for (let atMs = 0; atMs < 5_000; atMs += 50) {
    // A pause from 2000 to 3950.
    if (atMs < 2_000 || atMs >= 3_950) {
      handlers().datagram(Uint8Array.of(7), from);
    }
    for (const event of told()) {
      assert.deepEqual(event, { type: "traffic.noticed" });
      noticed.push(atMs);
    }
    clock.advance(50);
  }
  assert.equal(trafficEveryMs, 1_000);
  assert.deepEqual(noticed, [0, 1_000, 3_950, 4_950]);
  assert.equal(clock.timersWaiting, 0, "by timestamps, without a timer");
});

Deno.test("datagrams that are not understood are no traffic", () => {
  const { handlers, told } = running();
  handlers().datagram(Uint8Array.of(200), from);
  const types = (told() as { type: string }[]).map(({ type }) => type);
  assert.deepEqual(types, ["datagrams.refused"]);
});

Deno.test("a listener that was restarted is found", () => {
  const { handlers, heard, tree } = running();
  const before = tree.root.system.get("listener") as AnyRef;
  before.send({ type: "boom" });
  assert.notEqual(tree.root.system.get("listener"), before);
  handlers().datagram(Uint8Array.of(7), from);
  assert.equal(heard().length, 1);
});

Deno.test("what nobody listens to is dropped and counted, and is traffic all the same", () => {
  for (const listener of ["nobody", undefined]) {
    const { handlers, told, heard, clock } = running({ listener });
    for (let i = 0; i < 5; i++) handlers().datagram(Uint8Array.of(7), from);
    const refused = (count: number) => ({
      type: "datagrams.refused",
      reason: "no_listener",
      count,
    });
    assert.deepEqual(told(), [{ type: "traffic.noticed" }, refused(1)]);
    clock.advance(1_000);
    assert.deepEqual(told(), [refused(4)]);
    assert.deepEqual(heard(), []);
  }
});

Deno.test("a listener that crashes of a datagram takes neither the port nor its owner along", () => {
  const { handlers, told, heard, tree } = running();
  handlers().datagram(Uint8Array.of(poison), from);
  assert.deepEqual(told(), [{ type: "traffic.noticed" }]);
  assert.deepEqual(
    tree.lifecycle.recent().filter(({ type }) => type === "crashed")
      .map(({ path }) => path),
    ["listener"],
  );
  heard();
  handlers().datagram(Uint8Array.of(7), from);
  assert.equal(heard().length, 1);
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
  send({ type: "datagram.send", value: valueOf(1) });
  send({ type: "datagram.send", value: valueOf(2), to: from });
  assert.deepEqual(sent(), [
    "1 to 224.0.0.1:4000",
    "1 to 224.0.0.2:4000",
    "2 to 10.0.0.2:7",
  ]);
  send({ type: "socket.rejoin" });
  assert.deepEqual(sent(), ["rejoin"]);
});

Deno.test("datagrams that waited together are opened together and heard in order, bad ones among them", () => {
  const { handlers, heard, told, codecUsed } = running();
  const waiting = [1, 200, 2, control, 3]
    .map((first) => ({ bytes: Uint8Array.of(first), from }));
  handlers().datagrams!(waiting);
  assert.deepEqual(codecUsed(), ["open 5"]);
  const numbers = (heard() as { value: Value }[])
    .map(({ value }) => value.number);
  assert.deepEqual(numbers, [1, 2, 3]);
  assert.deepEqual(
    (told() as { type: string }[]).map(({ type }) => type),
    ["traffic.noticed", "datagrams.refused", "control.received"],
  );
});

Deno.test("what answers them is sealed together after the last, and sent in order", () => {
  const { handlers, sent, send, codecUsed } = running();
  const waiting = [echo, 1, echo]
    .map((first) => ({ bytes: Uint8Array.of(first), from }));
  handlers().datagrams!(waiting);
  assert.deepEqual(codecUsed(), ["open 3", "seal 2"]);
  assert.deepEqual(sent(), ["71 to 10.0.0.2:7", "71 to 10.0.0.2:7"]);
  send({ type: "datagram.send", value: valueOf(2), to: from });
  assert.deepEqual(sent(), ["2 to 10.0.0.2:7"], "at once again");
});

Deno.test("a port that ends amid datagrams sends what answered them, and hears no more of them", () => {
  const { handlers, heard, sent } = running();
  const waiting = [echo, farewell, 1]
    .map((first) => ({ bytes: Uint8Array.of(first), from }));
  handlers().datagrams!(waiting);
  assert.deepEqual(sent(), ["71 to 10.0.0.2:7", "close", "release"]);
  assert.equal(heard().length, 2);
});

Deno.test("an answer that cannot be sealed is a crash of the port, not of who brought the datagrams", () => {
  const { handlers, tree, sent } = running();
  const waiting = [unsealable].map((first) => ({
    bytes: Uint8Array.of(first),
    from,
  }));
  handlers().datagrams!(waiting);
  const crashed = tree.lifecycle.recent()
    .filter(({ type }) => type === "crashed").map(({ path }) => path);
  assert.deepEqual(crashed, ["owner/udp", "owner"]);
  assert.deepEqual(sent(), ["close", "release"]);
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

Deno.test("a failed read is a crash, whose text says it once", () => {
  const { handlers, tree, sent } = running();
  handlers().failed({ during: "receive", code: "unknown", message: "broken" });
  const crash = tree.lifecycle.recent().find(({ type }) => type === "crashed");
  assert.ok(crash?.type === "crashed" && crash.error instanceof Error);
  assert.equal(crash.path, "owner/udp");
  assert.equal(crash.error.message, "broken");
  assert.equal(crash.error.cause, undefined);
  assert.deepEqual(sent(), ["close", "release"]);
  tree.stop();
});

Deno.test("when it ends, the socket is closed, the codec's holdings given back, and no timer left", () => {
  const { handlers, tree, sent, clock } = running();
  handlers().datagram(Uint8Array.of(200), from);
  tree.stop();
  assert.deepEqual(sent(), ["close", "release"]);
  assert.equal(clock.timersWaiting, 0);
});

/** A value made of a datagram's first byte; from 200 on, no value. */
interface Value {
  readonly type: "number" | "control";
  readonly number: number;
}

/** The value that is the socket's own business. */
const control = 100;

/** The value of which the listener dies. */
const poison = 66;

/** The value that the listener answers. */
const echo = 71;

/** The value that the listener answers with what cannot be sealed. */
const unsealable = 72;

/** The value upon which the listener ends the port's owner. */
const farewell = 73;

function valueOf(number: number): Value {
  return { type: number === control ? "control" : "number", number };
}

/** A port whose owner and listener write down what they hear, over a network that does what the test says. */
function running({ listener }: { listener?: string | undefined } = {
  listener: "listener",
}) {
  const clock = new VirtualClock({ startMs: 0 });
  const done: string[] = [];
  const used: string[] = [];
  const told: unknown[] = [];
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
  const port = udpPort<Value, Value>({
    world: { udp, clock },
    options,
    codec: {
      open: ([first = 0]) =>
        first < 200
          ? { ok: true, value: valueOf(first) }
          : { ok: false, error: { code: `bad_${first}`, offset: 0 } },
      openMany(waiting) {
        used.push(`open ${waiting.length}`);
        return waiting.map((bytes) => this.open(bytes));
      },
      seal({ number }) {
        if (number === unsealable) throw new TypeError("no such value");
        return Uint8Array.of(number);
      },
      sealMany(values) {
        used.push(`seal ${values.length}`);
        return values.map((value) => this.seal(value));
      },
    },
    listener,
    isControl: ({ type }) => type === "control",
    targets: (port) =>
      ["224.0.0.1", "224.0.0.2"]
        .map((address) => ({ address, port })),
    release: () => void done.push("release"),
  });
  // deno-lint-ignore no-explicit-any -- whatever it is told
  const write = { actions: ({ event }: any) => void told.push(event) };
  const owner = createMachine({
    invoke: { src: port as AnyActorLogic, id: "udp" },
    on: {
      "number.received": write,
      "control.received": write,
      "traffic.noticed": write,
      "datagrams.refused": write,
      "socket.refused": write,
    },
  });
  // deno-lint-ignore no-explicit-any -- whatever it hears
  const hear = ({ event }: any) => {
    if (event.type === "boom" || event.value.number === poison) {
      throw new Error("the listener's own");
    }
    heard.push(event);
    const { value, from: to } = event;
    if ([echo, unsealable].includes(value.number)) {
      send({ type: "datagram.send", value, to });
    }
    if (value.number === farewell) stopChild(tree.root, "owner");
  };
  const root = supervisor({
    id: "root",
    strategy: "one_for_one",
    children: [
      {
        id: "listener",
        logic: createMachine({ on: { "*": { actions: hear } } }),
      },
      { id: "owner", logic: owner, restart: "temporary" },
    ],
  });
  const tree = startTree(root, { clock });
  const send = (command: object) =>
    tree.root.system.get("owner")!.getSnapshot().children.udp.send(command);
  return {
    clock,
    tree,
    handlers: () => handlers,
    send,
    /** How often the codec opened or sealed several, and how many. */
    codecUsed: () => used.splice(0).filter((use) => use !== "seal 0"),
    /** What its owner was told since the last call. */
    told: () => told.splice(0),
    /** What the listener heard since the last call. */
    heard: () => heard.splice(0),
    sent: () => done.splice(0),
  };
}
