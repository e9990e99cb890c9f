import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { openApi } from "../../src/http/openapi.ts";
import {
  keptBytesMax,
  lingerMs,
  streamsMax,
} from "../../src/http/envelope_streams.ts";
import type { ThriftField } from "../../mod.ts";
import { reading, type Told } from "./reading.ts";
import { as, office, RestWorld } from "./rest_world.ts";

const path = "/v1/overlays/office/envelopes";

const everyType: readonly ThriftField[] = [
  { id: 1, type: "string", value: "hello\n\u2028" },
  { id: 2, type: "i64", value: 2n ** 62n },
  { id: 3, type: "double", value: NaN },
  { id: 4, type: "binary", value: Uint8Array.of(255, 0) },
  { id: 5, type: "list<i32>", value: [1, 2] },
  { id: 6, type: "bool", value: true },
];

Deno.test("an envelope of another node is told with its fields, in the form that the document says", async () => {
  await using world = await RestWorld.start();
  const owner = await world.overlay();
  await using other = await RestWorld.start({}, world.sim, "10.0.0.2");
  await other.done(
    other.node.overlays.add("office", { ...office, member_name: "other" }),
  );
  const reader = await reading(world, `${path}?types=chat,news`, { as: owner });
  await world.sim.advanceAsync(5_000);
  const id = other.node.overlays.publish("office", "chat", everyType);
  other.node.overlays.publish("office", "unwanted", everyType);
  const [told] = await world.done(reader.events(1));
  const { atMs, ...rest } = JSON.parse(told!.data!);
  assert.deepEqual(rest, {
    ...{ type: "chat", overlay: "office", id },
    fields: [
      { id: 1, type: "string", value: "hello\n\u2028" },
      { id: 2, type: "i64", value: "4611686018427387904" },
      { id: 3, type: "double", value: "NaN" },
      { id: 4, type: "binary", value: "/wA=" },
      { id: 5, type: "list<i32>", value: [1, 2] },
      { id: 6, type: "bool", value: true },
    ],
  });
  assert.equal(told!.event, "chat");
  assert(atMs > 0);
  const schema = openApi().paths["/v1/overlays/{overlay}/envelopes"]!["get"]!
    .responses["200"]!.content!["text/event-stream"]!.schema;
  const ajv = new Ajv2020({ strict: false });
  assert(ajv.validate(schema, JSON.parse(told!.data!)), ajv.errorsText());
  await reader.leave();
});

Deno.test("who comes back within a minute gets what it missed, and nothing twice", async () => {
  await using world = await RestWorld.start();
  const owner = await world.overlay();
  const first = await reading(world, `${path}?types=a,b`, { as: owner });
  publish(world, "a", "one");
  const [one] = await world.done(first.events(1));
  await first.leave();
  publish(world, "b", "two");
  await world.sim.advanceAsync(lingerMs - 1);
  publish(world, "a", "three");
  // The order in which types are named makes no other subscription.
  const again = await reading(world, `${path}?types=b,a`, {
    as: owner,
    headers: { "last-event-id": one!.id! },
  });
  const told = await world.done(again.events(2));
  assert.deepEqual(told.map(textOf), ["two", "three"]);
  await again.leave();
});

Deno.test("after a minute without readers the subscription ends, and who comes back is told of a gap", async () => {
  await using world = await RestWorld.start();
  const owner = await world.overlay();
  const first = await reading(world, `${path}?types=a`, { as: owner });
  publish(world, "a", "one");
  const [one] = await world.done(first.events(1));
  await first.leave();
  await world.sim.advanceAsync(lingerMs + 1);
  assert.deepEqual(world.node.overlays.subscriptions("office"), []);
  publish(world, "a", "two");
  const again = await reading(world, `${path}?types=a`, {
    as: owner,
    headers: { "last-event-id": one!.id! },
  });
  const [gap] = await world.done(again.events(1));
  assert.deepEqual(gap, { event: "gap", data: '{"missed":null}' });
  publish(world, "a", "three");
  const [three] = await world.done(again.events(1));
  assert.equal(textOf(three!), "three");
  await again.leave();
});

Deno.test("of what is too much to be kept the oldest goes, and a slow reader is told how much", async () => {
  await using world = await RestWorld.start();
  const owner = await world.overlay();
  const reader = await reading(world, `${path}?types=a`, { as: owner });
  const large = "x".repeat(10_000);
  const count = Math.ceil(keptBytesMax / large.length) + 10;
  for (let i = 0; i < count; i++) publish(world, "a", `${large}${i}`);
  await world.sim.advanceAsync(10);
  const told: Told[] = [];
  while (!textOf(told.at(-1) ?? {})?.endsWith(`x${count - 1}`)) {
    told.push(...await world.done(reader.events(1)));
  }
  const gaps = told.filter(({ event }) => event === "gap");
  const kept = told.filter(({ event }) => event === "a");
  const missed = gaps.map(({ data }) => JSON.parse(data!).missed);
  assert.equal(missed.length, 1);
  assert.equal(missed[0] + kept.length, count);
  assert(kept.length > 90 && kept.length < 110, String(kept.length));
  await reader.leave();
});

Deno.test("a member's life can be subscribed to, and an overlay that goes ends the stream", async () => {
  await using world = await RestWorld.start();
  const owner = await world.overlay();
  const types = "member_in,member_out";
  const reader = await reading(world, `${path}?types=${types}`, { as: owner });
  await using other = await RestWorld.start({}, world.sim, "10.0.0.2");
  await other.done(
    other.node.overlays.add("office", { ...office, member_name: "other" }),
  );
  await world.sim.advanceAsync(3_000);
  const [came] = await world.done(reader.events(1));
  const { type, member, fields } = JSON.parse(came!.data!);
  assert.deepEqual([type, member, fields], ["member_in", "other", []]);
  await world.ask("DELETE", "/overlays/office", { as: as.root });
  assert.deepEqual(await world.done(reader.events(1)), []);
});

Deno.test("who may only read may not subscribe, and types must be types", async () => {
  await using world = await RestWorld.start();
  const owner = await world.overlay();
  for (const who of [as.reader, as.rest]) {
    const answer = await world.ask("GET", `${path}?types=a`, { as: who });
    assert.equal(answer.status, 403);
  }
  const many = Array.from({ length: 65 }, (_, i) => `t${i}`).join(",");
  const wrong = ["", "?types=", "?types=a,,b", "?types=a%0Adata:x"];
  for (const query of [...wrong, `?types=${many}`]) {
    const { status } = await world.ask("GET", path + query, { as: owner });
    assert.equal(status, 409, query);
  }
  assert.deepEqual(world.node.overlays.subscriptions("office"), []);
});

Deno.test("there are so many subscriptions at a time, and no more than the overlay takes", async () => {
  await using world = await RestWorld.start();
  const owner = await world.overlay("office", {
    ...office,
    subscriptions_max: streamsMax + 1,
  });
  const readers = [];
  for (let i = 0; i < streamsMax; i++) {
    readers.push(await reading(world, `${path}?types=t${i}`, { as: owner }));
  }
  const full = await world.ask("GET", `${path}?types=x`, { as: owner });
  assert.equal(full.status, 503);
  await readers.pop()!.leave();
  await world.sim.advanceAsync(lingerMs + 1);
  const beyond = await world.ask("GET", `${path}?types=x,y,z`, { as: owner });
  assert.equal(beyond.status, 503);
  readers.push(await reading(world, `${path}?types=x`, { as: owner }));
  for (const reader of readers) await reader.leave();
});

Deno.test("a node that stops ends the streams of envelopes, and leaves no timer that would keep the program", async () => {
  const world = await RestWorld.start();
  const owner = await world.overlay();
  const reader = await reading(world, `${path}?types=a`, { as: owner });
  const rest = reader.events(1);
  await world.node.stop();
  assert.deepEqual(await rest, []);
  // What was under way in the network arrives.
  await world.sim.advanceAsync(1_000);
  assert.equal(world.sim.clock.timersWaiting, 0);
});

function publish({ node }: RestWorld, type: string, text: string): void {
  node.overlays.publish("office", type, [
    { id: 1, type: "string", value: text },
  ]);
}

function textOf({ data }: Told): string | undefined {
  return data === undefined ? undefined : JSON.parse(data).fields?.[0]?.value;
}
