import assert from "node:assert/strict";
import { subscriptionsMachine } from "../../actors/subscriptions.ts";
import type { Alone } from "./overlay_actor.ts";
import { alone } from "./overlay_actor.ts";

const published = {
  type: "envelope.publish",
  id: "e",
  eventType: "chat",
  payload: new Uint8Array([0]),
  envelope: new Uint8Array([0]),
};

Deno.test("subscriptions: what nobody wants goes nowhere", () => {
  const { does } = alone("subscriptions", subscriptionsMachine);
  assert.deepEqual(does(published), []);
});

Deno.test("subscriptions: what this process publishes reaches itself, clients and nodes", () => {
  const { does, ledgers } = alone("subscriptions", subscriptionsMachine);
  does({ type: "subscription.add", eventType: "chat" });
  ledgers.subscriptions.subscribe("chat", "c", ledgers.ambient.nowMs());
  assert.deepEqual(does(published), [
    "emits digest.forwarded",
    "bridge hears envelope.cross",
    "emits envelope.delivered",
  ]);
});

Deno.test("subscriptions: this process subscribes as often as it likes", () => {
  const { does, ledgers } = alone("subscriptions", subscriptionsMachine);
  const [add, remove] = ["subscription.add", "subscription.remove"].map(
    (type) => ({ type, eventType: "chat" }),
  ) as [object, object];
  const isHere = () => ledgers.subscriptions.subscribersOf("chat").isHere;
  does(add, add, remove);
  assert.equal(isHere(), true);
  does(remove);
  assert.equal(isHere(), false);
});

Deno.test("subscriptions: an envelope is sent again every 5 s until it is acknowledged", () => {
  const harness = alone("subscriptions", subscriptionsMachine);
  meet(harness, "c");
  const { ledgers, passes } = harness;
  const { id, eventType, envelope } = published;
  const nowMs = ledgers.ambient.nowMs();
  ledgers.redelivery.await({ id, eventType, envelope }, ["c"], nowMs);
  assert.deepEqual(passes(4_999), []);
  assert.deepEqual(passes(1), ["bridge hears envelope.again"]);
  assert.deepEqual(passes(5_000), ["bridge hears envelope.again"]);
  ledgers.redelivery.settle("e", "c");
  assert.deepEqual(passes(20_000), []);
});

function meet({ ledgers }: Alone, name: string): void {
  const { settings: { secret }, roster, ambient } = ledgers;
  const digest = { name, port: 7, secret };
  const from = { address: "127.0.0.1", kind: "local" } as const;
  roster.hear(digest, from, ambient.nowMs());
}
