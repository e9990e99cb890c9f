import assert from "node:assert/strict";
import { deafRoundsMax, multicastMachine } from "../../actors/multicast.ts";
import {
  alone,
  hello,
  multicast,
  noSocket,
  received,
} from "./overlay_actor.ts";

const logic = multicastMachine.provide({ actors: { socket: noSocket } });

Deno.test("multicast: every round one digest goes to the group, the first after one round", () => {
  const { passes, ready } = alone("multicast", logic);
  assert.deepEqual(passes(10_000), [], "not before its socket is there");
  assert.deepEqual(ready(), []);
  assert.deepEqual(passes(1_999), []);
  assert.deepEqual(passes(1), ["sends digest"]);
  assert.deepEqual(passes(2_000), ["sends digest"]);
});

Deno.test("multicast: a node that asks is new, and answered after a wait, once for all who asked", () => {
  const { does, passes, ready } = alone("multicast", logic);
  ready();
  assert.deepEqual(does(received(hello("b"))), [
    "members hears member.heard b",
  ]);
  assert.deepEqual(does(received(hello("c"), "10.0.0.3")), [
    "members hears member.heard c",
  ]);
  const answers = passes(1_999).filter((done) => done === "sends digestAck");
  assert.equal(answers.length, 1);
});

Deno.test("multicast: who hears nothing of itself for three rounds joins again", () => {
  const { passes, ready, does } = alone("multicast", logic);
  ready();
  passes(2_000 * deafRoundsMax);
  assert.deepEqual(passes(2_000), [
    "udp hears socket.rejoin",
    "sends digest",
  ]);
  does(received(hello("a"), "10.0.0.1"));
  passes(2_000 * (deafRoundsMax - 1));
  assert.deepEqual(passes(2_000), ["sends digest"]);
});

Deno.test("multicast: changed settings begin the wait for the round anew", () => {
  const { passes, ready, does, ledgers } = alone("multicast", logic, {
    ...multicast,
    gossip_round_every: 3_600,
  });
  ready();
  passes(5_000);
  const { settings } = ledgers;
  ledgers.reconfigure({ ...settings, gossip_round_every: 1 });
  does({ type: "settings.changed" });
  assert.deepEqual(passes(1_000), ["sends digest"]);
});

Deno.test("multicast: leaving is told to the group", () => {
  const { ready, does } = alone("multicast", logic);
  ready();
  assert.deepEqual(does({ type: "overlay.leave" }), ["sends digestExit"]);
  assert.deepEqual(
    does({ type: "socket.lost" }, { type: "overlay.leave" }),
    [],
  );
});
