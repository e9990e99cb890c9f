import assert from "node:assert/strict";
import { historyMax } from "../../src/http/event_history.ts";
import { keepAliveMs, readersMax } from "../../src/http/history.ts";
import { reading, type Told } from "./reading.ts";
import { as, office, RestWorld, type Sent } from "./rest_world.ts";

Deno.test("what happens is told as it happens, with an id, a type and a value", async () => {
  await using world = await RestWorld.start();
  const reader = await reading(world, "/v1/events", { as: as.reader });
  await world.overlay();
  const [bound] = await reader.events(1);
  assert.equal(bound!.event, "overlay_socket_bound");
  assert.match(bound!.id!, /^[0-9a-f]{8}-\d+$/);
  assert.equal(JSON.parse(bound!.data!).overlay, "office");
  await reader.leave();
});

Deno.test("who comes back gets what it missed, and nothing twice", async () => {
  await using world = await RestWorld.start();
  const first = await reading(world, "/v1/events", { as: as.reader });
  await world.overlay();
  const before = await first.events(2);
  await first.leave();
  await world.ask("DELETE", "/overlays/office", { as: as.root });
  const lastId = before.at(-1)!.id!;
  const ways: [string, Sent][] = [
    ["/v1/events", { as: as.reader, headers: { "last-event-id": lastId } }],
    [`/v1/events?last_event_id=${lastId}`, { as: as.reader }],
  ];
  for (const [path, sent] of ways) {
    const again = await reading(world, path, sent);
    const events = await again.events(2);
    assert.deepEqual(events.map(({ event }) => event), [
      "overlay_started",
      "overlay_stopped",
    ]);
    await again.leave();
  }
});

Deno.test("an id of nobody gets all that is kept, and one of another life is told of a gap first", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  for (const lastId of ["00000000-3", "x", "", "99999999999999999999-1", "-"]) {
    const reader = await reading(world, "/v1/events", {
      as: as.reader,
      headers: { "last-event-id": lastId },
    });
    if (lastId === "00000000-3") {
      const [gap] = await reader.events(1);
      assert.deepEqual(gap, { event: "gap", data: '{"missed":null}' });
    }
    const [first] = await reader.events(1);
    assert(first!.id!.endsWith("-1"), `${lastId}: ${first!.id}`);
    await reader.leave();
  }
});

Deno.test("who asks for the head of a stream is no reader of it", async () => {
  await using world = await RestWorld.start();
  for (let i = 0; i <= readersMax; i++) {
    const { status } = await world.ask("HEAD", "/v1/events", { as: as.reader });
    assert.equal(status, 200);
  }
  const reader = await reading(world, "/v1/events", { as: as.reader });
  await reader.leave();
});

Deno.test("who was away too long is told how much it missed", async () => {
  await using world = await RestWorld.start();
  const before = await reading(world, "/v1/events?last_event_id=x", {
    as: as.reader,
  });
  const [first] = await before.events(1);
  await before.leave();
  await flood(world, historyMax + 100);
  const reader = await reading(world, "/v1/events", {
    as: as.reader,
    headers: { "last-event-id": first!.id! },
  });
  const [gap, next] = await reader.events(2);
  assert.equal(gap!.event, "gap");
  const missed = JSON.parse(gap!.data!).missed;
  assert(missed > 0);
  const number = ({ id }: Told) => Number(id!.split("-")[1]);
  assert.equal(number(next!), number(first!) + missed + 1);
  await reader.leave();
});

Deno.test("who does not read holds up nobody, and is told of the gap when it does", async () => {
  await using world = await RestWorld.start();
  const slow = await reading(world, "/v1/events", { as: as.reader });
  await flood(world, 3 * historyMax);
  const quick = await reading(world, "/v1/events", { as: as.reader });
  await world.ask("DELETE", "/overlays/office", { as: as.root });
  assert.equal((await quick.events(1))[0]!.event, "overlay_stopped");
  const told = await slow.events(3);
  assert(told.some(({ event }) => event === "gap"));
  await slow.leave();
  await quick.leave();
});

Deno.test("events are of the types and the overlay that are asked for", async () => {
  await using world = await RestWorld.start();
  const owner = await world.overlay();
  const own = await reading(world, "/v1/overlays/office/events", { as: owner });
  const stops = await reading(
    world,
    "/v1/events?types=overlay_stopped,node_stopped",
    { as: as.reader },
  );
  await world.overlay("other", {
    ...office,
    port: 7666,
    multicast: { ip: "239.1.2.5" },
  });
  await world.ask("DELETE", "/overlays/other", { as: as.root });
  await world.ask("PUT", "/overlays/office/quarantine_after", {
    as: owner,
    body: "9",
  });
  const [first] = await own.events(1);
  assert.equal(first!.event, "overlay_reconfigured");
  assert.equal((await stops.events(1))[0]!.event, "overlay_stopped");
  await own.leave();
  await stops.leave();
});

Deno.test("a line on which nothing happens shows that it is alive", async () => {
  await using world = await RestWorld.start();
  const reader = await reading(world, "/v1/events", { as: as.reader });
  const text = reader.text();
  await world.sim.advanceAsync(keepAliveMs);
  assert.equal(await text, ": alive\n\n");
  await reader.leave();
});

Deno.test("there is room for so many readers, and again when one leaves", async () => {
  await using world = await RestWorld.start();
  const readers = [];
  for (let i = 0; i < readersMax; i++) {
    readers.push(await reading(world, "/v1/events", { as: as.reader }));
  }
  const { status } = await world.ask("GET", "/v1/events", { as: as.reader });
  assert.equal(status, 503);
  await readers.pop()!.leave();
  readers.push(await reading(world, "/v1/events", { as: as.reader }));
  for (const reader of readers) await reader.leave();
});

Deno.test("a node that stops ends its streams with its last word", async () => {
  const world = await RestWorld.start();
  const reader = await reading(world, "/v1/events", { as: as.reader });
  const events = reader.events(100);
  await world.node.stop();
  assert.equal((await events).at(-1)!.event, "node_stopped");
});

/** Has many things happen. */
async function flood(world: RestWorld, count: number): Promise<void> {
  await world.overlay();
  for (let i = 0; i < count; i++) {
    await world.node.overlays.reconfigure("office", {
      ...office,
      quarantine_after: 10 + i % 50,
    });
  }
}
