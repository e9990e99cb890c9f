import assert from "node:assert/strict";
import { and, createMachine, setup } from "xstate";
import { beaconMachine } from "../../actors/beacon.ts";
import { identityMachine } from "../../actors/identity.ts";
import { inspectorMachine } from "../../actors/inspector.ts";
import { peerMachine } from "../../actors/peer.ts";
import { peersMachine } from "../../actors/peers.ts";
import { socketMachine } from "../../actors/socket.ts";
import { explainsItself } from "./chart.ts";

const tags = {
  beacon: ["healthy", "waiting", "troubled"],
  identity: ["healthy", "waiting", "troubled"],
  inspector: ["healthy"],
  peer: ["healthy", "troubled"],
  peers: ["healthy"],
  socket: ["healthy", "waiting", "troubled"],
};

for (
  const machine of [
    beaconMachine,
    identityMachine,
    inspectorMachine,
    peerMachine,
    peersMachine,
    socketMachine,
  ]
) {
  Deno.test(`the drawing of the ${machine.id} explains itself`, () => {
    explainsItself(machine, tags[machine.id as keyof typeof tags]);
  });
}

Deno.test("a drawing that does not explain itself is refused by name", () => {
  const refused = (machine: unknown, why: RegExp) =>
    assert.throws(
      () => explainsItself(machine as typeof peerMachine, ["healthy"]),
      why,
    );
  const description = "Something.";
  const alone = (state: object) =>
    setup({ guards: { yes: () => true } }).createMachine(
      {
        id: "m",
        initial: "a",
        states: { a: { description, ...state } },
      } as object,
    );
  refused(
    createMachine({ id: "m", initial: "a", states: { a: {} } }),
    /m: a has no description/,
  );
  refused(alone({ tags: "odd" }), /m: a has the undeclared tag odd/);
  refused(alone({ after: { 10: "a" } }), /m: a waits for an unnamed delay/);
  refused(alone({ entry: () => {} }), /m: a has an unnamed action/);
  refused(
    alone({ on: { x: { guard: () => true } } }),
    /m: a has an unnamed guard/,
  );
  refused(
    alone({ on: { x: { guard: and(["yes", () => true]) } } }),
    /m: a has an unnamed guard/,
  );
});
