import assert from "node:assert/strict";
import { type Node, startNode } from "../../src/node.ts";
import type { NodeEvent } from "../../src/node_events.ts";
import type { World } from "../../src/ports/world.ts";
import { reasonOf } from "../../src/protocol/reason.ts";
import { simulation } from "../../src/sim/mod.ts";
import { group, start, typesOf } from "./nodes.ts";

const settings = { name: "a@host", ...group({ announce: true }) };

Deno.test("stopping closes every socket, forgets every timer, and is the last thing told", async () => {
  const { sim, node, events } = await start(settings);
  sim.advance(10_000);
  await node.stop();
  assert.deepEqual(sim.network.openSockets(), []);
  const { type, ...rest } = events.at(-1)!;
  assert.equal(type, "node_stopped");
  assert.deepEqual(rest, { atMs: sim.clock.nowMs(), node: "a@host" });
  const before = events.length;
  sim.advance(100_000);
  assert.equal(events.length, before);
  assert.equal(sim.clock.timersWaiting, 0);
  assert.deepEqual(node.peers(), []);
  await node.closed;
});

Deno.test("who is connected to a node that stops hears it at once, and its place at EPMD is free", async () => {
  const sim = simulation({ seed: 1 });
  const connecting = (name: string) => ({
    name,
    topologies: {},
    distribution: { cookie: "monster" },
  });
  const here = { sim, address: "10.0.0.2" };
  const stays = await start(connecting("a@10.0.0.1"), { sim });
  const epmd = await start(connecting("epmd@10.0.0.2"), here);
  const leaves = await start(connecting("b@10.0.0.2"), here);
  assert.ok(typesOf(leaves.events).includes("epmd_registered"));
  const connected = stays.node.connect("b@10.0.0.2");
  sim.advance(1_000);
  assert.equal(await connected, true);
  await leaves.node.stop();
  sim.advance(100);
  const down = stays.events.at(-1);
  assert.ok(down?.type === "node_down");
  assert.equal(down.reason, "connection_closed");
  assert.deepEqual(stays.node.nodes(), []);
  const again = await start(connecting("b@10.0.0.2"), here);
  assert.ok(typesOf(again.events).includes("epmd_registered"));
  assert.ok(!typesOf(again.events).includes("epmd_refused"));
  for (const { node } of [again, epmd, stays]) await node.stop();
  sim.advance(10);
  assert.deepEqual(sim.network.openSockets(), []);
});

Deno.test("stopping twice stops once", async () => {
  const { node, events } = await start(settings);
  await Promise.all([node.stop(), node.stop()]);
  await node.stop();
  const stops = typesOf(events).filter((type) => type === "node_stopped");
  assert.equal(stops.length, 1);
});

Deno.test("await using stops a node", async () => {
  const sim = simulation({ seed: 1 });
  {
    await using started = (await start(settings, { sim })).node;
    assert.equal(started.name, "a@host");
    assert.equal(sim.network.openSockets().length, 1);
  }
  assert.deepEqual(sim.network.openSockets(), []);
});

Deno.test("a node may be stopped by what it tells", async () => {
  const { sim, node, events } = await start({
    name: "a@host",
    ...group({ announce: true, debug: true }),
  });
  node.events.subscribe(({ type }) => {
    if (type === "heartbeat_sent") void node.stop();
  });
  sim.advance(6_000);
  await node.closed;
  assert.deepEqual(sim.network.openSockets(), []);
  assert.equal(sim.clock.timersWaiting, 0);
  const stops = typesOf(events).filter((type) => type === "node_stopped");
  assert.equal(stops.length, 1);
});

Deno.test("an iteration ends after stop, with what it was told before", async () => {
  const { node } = await start(settings);
  const seen: string[] = [];
  const reading = (async () => {
    for await (const { type } of node.events) seen.push(type);
  })();
  await node.stop();
  await reading;
  assert.deepEqual(seen, ["node_stopped"]);
  for await (const _event of node.events) assert.fail("nothing follows");
});

Deno.test("an iteration may be left", async () => {
  const { sim, node } = await start({
    ...settings,
    ...group({ announce: true, debug: true }),
  });
  const reading = (async () => {
    for await (const { type } of node.events) return type;
  })();
  sim.advance(6_000);
  assert.equal(await reading, "heartbeat_sent");
  await node.stop();
});

Deno.test("who stops listening hears nothing more", async () => {
  const { sim, node } = await start({
    name: "a@host",
    ...group({ announce: true, debug: true }),
  });
  let heard = 0;
  const stop = node.events.subscribe(() => void heard++);
  sim.advance(6_000);
  assert.ok(heard > 0);
  stop();
  const before = heard;
  sim.advance(6_000);
  assert.equal(heard, before);
  await node.stop();
});

Deno.test("a listener that throws is dropped, and the node goes on", async () => {
  const sim = simulation({ seed: 1 });
  let heard = 0;
  const starting = startNode(settings, sim.host("10.0.0.1"), () => {
    heard++;
    throw new Error("not my day");
  });
  sim.advance(10);
  const node = await starting;
  assert.equal(heard, 1);
  const told: string[] = [];
  node.events.subscribe(() => {
    throw new Error("nor mine");
  });
  node.events.subscribe(({ type }) => void told.push(type));
  await node.stop();
  assert.deepEqual(told, ["node_stopped"]);
});

Deno.test("a node is stopped while it starts by its signal, and nothing is left", async () => {
  const sim = simulation({ seed: 1 });
  const world = sim.host("10.0.0.1");
  let asked = 0;
  // An EPMD that takes the connection and says nothing: the start waits for it.
  const silent = world.tcp.listen({ address: "0.0.0.0", port: 4369 }, {
    listening: () => {},
    failed: () => assert.fail("the port is free"),
    accepted() {
      asked++;
      return {
        received: () => {},
        drained: () => {},
        closed: () => void asked--,
      };
    },
  });
  const ending = new AbortController();
  const events: NodeEvent[] = [];
  const distribution = { cookie: "monster" };
  const starting = startNode(
    { ...settings, distribution },
    world,
    (event) => events.push(event),
    ending.signal,
  );
  const rejected = assert.rejects(starting, { message: "enough" });
  sim.advance(1_000);
  assert.equal(asked, 1);
  assert.ok(!typesOf(events).includes("node_started"));
  ending.abort(new Error("enough"));
  await rejected;
  sim.advance(10);
  assert.equal(asked, 0);
  assert.equal(typesOf(events).at(-1), "node_stopped");
  silent.close();
  assert.deepEqual(sim.network.openSockets(), []);
  assert.equal(sim.clock.timersWaiting, 0);
});

Deno.test("a signal that was given before lets nothing start, and one that comes late does nothing", async () => {
  const sim = simulation({ seed: 1 });
  const ending = new AbortController();
  const starting = startNode(
    settings,
    sim.host("10.0.0.1"),
    () => {},
    ending.signal,
  );
  sim.advance(10);
  await using node = await starting;
  ending.abort(new Error("enough"));
  sim.advance(10_000);
  assert.equal(sim.network.openSockets().length, 1);
  await assert.rejects(
    startNode(settings, sim.host("10.0.0.2"), () => {}, ending.signal),
    { message: "enough" },
  );
  assert.equal(sim.network.openSockets().length, 1);
  assert.equal(node.name, "a@host");
});

Deno.test("when the root gives up, closed rejects with the chain of causes, and iterations end", async () => {
  const { sim, node, events } = await start(settings);
  const reading = Array.fromAsync(node.events);
  const host = sim.network.host("10.0.0.1");
  const gaveUp = () =>
    events.some((event) =>
      event.type === "supervisor_gave_up" && event.actor === "root"
    );
  while (!gaveUp()) {
    assert.equal(host.breakSockets(), 1, "there is no socket to break");
    sim.advance(1);
  }
  const error = await node.closed.then(() => undefined, (error) => error);
  assert.match(
    reasonOf(error),
    /^root gave up: topologies .*: topologies gave up: gossip .*: topologies\/gossip gave up: socket .*: Cannot receive/,
  );
  const read = await reading;
  assert.equal(read.at(-1)?.type, events.at(-1)?.type);
  await node.stop();
  assert.ok(!typesOf(events).includes("node_stopped"), "it failed before");
  assert.deepEqual(sim.network.openSockets(), []);
  assert.equal(sim.clock.timersWaiting, 0);
});

Deno.test("a world that cannot be opened rejects the start with the cause", async () => {
  const sim = simulation({ seed: 1 });
  const world: World = {
    ...sim.host("10.0.0.1"),
    udp: {
      open: () => {
        throw new Error("no network at all");
      },
    },
  };
  const events: NodeEvent[] = [];
  await assert.rejects(
    startNode(settings, world, (event) => events.push(event)),
    (error) => {
      assert.match(reasonOf(error), /^root gave up: .*no network at all$/);
      return true;
    },
  );
  assert.ok(typesOf(events).includes("supervisor_gave_up"));
  assert.equal(sim.clock.timersWaiting, 0);
});

Deno.test("a crash while the node makes its name is mended, and gives one name", async () => {
  const sim = simulation({ seed: 1 });
  const host = sim.network.host("10.0.0.1");
  const events: NodeEvent[] = [];
  let node: Node | undefined;
  const starting = startNode(
    group(),
    sim.host("10.0.0.1"),
    (event) => events.push(event),
  ).then((started) => node = started);
  assert.equal(host.breakSockets(), 1);
  await sim.advanceAsync(10);
  await starting;
  const crashed = events.filter(({ type }) => type === "actor_crashed");
  assert.deepEqual(
    crashed.map((event) => "actor" in event && event.actor),
    ["identity/udp", "identity"],
  );
  assert.match(node!.name, /^rookery-[0-9a-f]{8}@10\.0\.0\.1$/);
  await node!.stop();
});
