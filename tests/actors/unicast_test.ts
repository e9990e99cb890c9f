import assert from "node:assert/strict";
import { unicastMachine } from "../../actors/unicast.ts";
import { alone, hello, noSocket, received, unicast } from "./overlay_actor.ts";

const logic = unicastMachine.provide({ actors: { socket: noSocket } });

function started() {
  const harness = alone("unicast", logic, unicast, {
    seeds: () => ["10.0.0.9"],
    ownAddresses: () => ["10.0.0.1"],
  });
  harness.ready();
  return harness;
}

Deno.test("unicast: without members a seed is asked every round", () => {
  const { passes } = started();
  assert.deepEqual(passes(4_000), [
    "sends digest to 10.0.0.9:6666",
    "sends digest to 10.0.0.9:6666",
  ]);
});

Deno.test("unicast: whoever asks is answered at once, and is asked from then on", () => {
  const { does, passes } = started();
  assert.deepEqual(does(received(hello("b"))), [
    "sends digestAck to 10.0.0.2:6666",
    "members hears member.heard b",
  ]);
  assert.deepEqual(passes(2_000), ["sends digest to 10.0.0.2:6666"]);
});

Deno.test("unicast: a client of this host is local, and not asked", () => {
  const { does, passes, ledgers } = started();
  does(received(hello("c", 7), "127.0.0.1", 7));
  assert.equal(ledgers.roster.table.get("c")?.kind, "local");
  assert.deepEqual(passes(2_000), ["sends digest to 10.0.0.9:6666"]);
});

Deno.test("unicast: leaving is told to each node, and to no client", () => {
  const { does } = started();
  does(received(hello("b")), received(hello("c", 7), "127.0.0.1", 7));
  assert.deepEqual(does({ type: "overlay.leave" }), [
    "sends digestExit to 10.0.0.2:6666",
  ]);
});
