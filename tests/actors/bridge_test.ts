import assert from "node:assert/strict";
import { bridgeMachine } from "../../actors/bridge.ts";
import {
  alone,
  hello,
  noSocket,
  own,
  received,
  wants,
} from "./overlay_actor.ts";

const logic = bridgeMachine.provide({ actors: { socket: noSocket } });
const client = "127.0.0.1";

Deno.test("bridge: without its port clients are not heard", () => {
  const { does, ledgers } = alone("bridge", logic);
  assert.deepEqual(does(received(hello("c"), client, 7)), []);
  assert.equal(ledgers.roster.table.size, 0);
});

Deno.test("bridge: a client that says it is here is answered, and is new", () => {
  const { does, ready } = alone("bridge", logic);
  ready();
  assert.deepEqual(does(received(hello("c", 7), client, 7)), [
    "sends digestAck to 127.0.0.1:7",
    "members hears member.heard c",
  ]);
  assert.deepEqual(does(received(hello("c", 7), client, 7)), [
    "sends digestAck to 127.0.0.1:7",
  ]);
});

Deno.test("bridge: a client with another secret than its name came with gets no answer", () => {
  const { does, ready, ledgers } = alone("bridge", logic);
  ready();
  does(received(hello("c", 7), client, 7));
  assert.deepEqual(does(received(hello("c", 8, "x"), client, 8)), []);
  assert.deepEqual([...ledgers.refused], [["wrong_secret", 1]]);
});

Deno.test("bridge: a subscription is confirmed", () => {
  const { does, ready, ledgers } = alone("bridge", logic);
  ready();
  does(received(hello("c", 7), client, 7));
  assert.deepEqual(does(received(wants("c", ["chat"]), client, 7)), [
    "sends digestSubscribeAck to 127.0.0.1:7",
  ]);
  assert.deepEqual(ledgers.subscriptions.subscribersOf("chat").local, ["c"]);
});

Deno.test("bridge: a client's event goes to the other clients, and nothing goes to the group unless a node wants it", () => {
  const { does, ready } = alone("bridge", logic);
  ready();
  for (const [name, port] of [["c", 7], ["d", 8]] as const) {
    does(received(hello(name, port), client, port));
    does(received(wants(name, ["chat"]), client, port));
  }
  assert.deepEqual(does(received(own(), client, 7)), [
    "sends digestForwardedAck to 127.0.0.1:7",
    "emits digest.forwarded",
    "sends relay to 127.0.0.1:8",
  ]);
  assert.deepEqual(does(received(own(), client, 7)), [
    "sends digestForwardedAck to 127.0.0.1:7",
  ], "a copy is acknowledged, and goes nowhere");
});

Deno.test("bridge: a lost socket sends nothing", () => {
  const { does, ready } = alone("bridge", logic);
  ready();
  does(received(hello("c", 7), client, 7), { type: "socket.lost" });
  assert.deepEqual(does(received(hello("c", 7), client, 7)), []);
});
