import assert from "node:assert/strict";
import { OverlayError, SettingsError, startNode } from "../../mod.ts";
import {
  gathered,
  key,
  multicast,
  saying,
  secret,
  values,
  Worlds,
} from "./worlds.ts";

Deno.test("two overlays of one node have nothing to do with each other", async () => {
  await using world = new Worlds();
  const { node, events } = await world.node("10.0.0.1", multicast());
  const home = multicast({ port: 7777, symmetric_key: "other" });
  await world.done(node.overlays.add("home", home));
  assert.deepEqual(node.overlays.names(), ["office", "home"]);
  const client = await world.client("10.0.0.1", "x");
  assert.equal(node.overlays.members("office").length, 1);
  assert.equal(node.overlays.members("home").length, 0);
  await world.done(client.close());
  assert.equal(await world.done(node.overlays.remove("home")), true);
  assert.equal(await world.done(node.overlays.remove("home")), false);
  assert.deepEqual(node.overlays.names(), ["office"]);
  const told = events.filter(({ type }) =>
    type === "overlay_started" || type === "overlay_stopped"
  ).map((told) => [told.type, "overlay" in told && told.overlay]);
  assert.deepEqual(told, [
    ["overlay_started", "office"],
    ["overlay_started", "home"],
    ["overlay_stopped", "home"],
  ]);
});

Deno.test("a name that is taken is refused, and the overlay stays", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1", multicast());
  await assert.rejects(node.overlays.add("office", multicast()), {
    name: "OverlayError",
    reason: "exists",
    message: "Cannot start overlay office: it is there already",
  });
  assert.deepEqual(node.overlays.names(), ["office"]);
});

Deno.test("what there is not is an error", async () => {
  await using world = new Worlds();
  const { node: { overlays } } = await world.node("10.0.0.1");
  const missing = { reason: "missing", message: "There is no overlay x" };
  assert.throws(() => overlays.members("x"), missing);
  assert.throws(() => overlays.subscribe("x", ["chat"]), missing);
  assert.throws(() => overlays.publish("x", "chat", []), missing);
  await assert.rejects(overlays.reconfigure("x", multicast()), missing);
});

Deno.test("of an overlay whose bridge port is taken nothing is left", async () => {
  await using world = new Worlds();
  await world.node("10.0.0.1", multicast());
  const { node, events } = await world.node("10.0.0.1");
  const before = world.sim.network.openSockets();
  await assert.rejects(world.done(node.overlays.add("office", multicast())), {
    name: "OverlayError",
    reason: "address_in_use",
    message:
      /^Cannot start overlay office: multicast\.local_port 6667 is refused, address_in_use/,
  });
  assert.deepEqual(node.overlays.names(), []);
  assert.deepEqual(world.sim.network.openSockets(), before);
  assert(!events.some(({ type }) => type === "overlay_started"));
  const elsewhere = multicast({
    multicast: { ip: "239.1.2.3", local_port: 7000 },
  });
  await world.done(node.overlays.add("office", elsewhere));
});

Deno.test("an overlay waits for a route, and has started meanwhile", async () => {
  await using world = new Worlds();
  world.sim.network.host("10.0.0.1").refuseJoins("no_route");
  const { node, events } = await world.node("10.0.0.1", multicast());
  const refused = events.find(({ type }) => type === "overlay_socket_refused");
  assert(refused && "reason" in refused && refused.reason === "no_route");
  world.sim.network.host("10.0.0.1").refuseJoins(null);
  await world.sim.advanceAsync(60_000);
  assert(
    events.some((told) =>
      told.type === "overlay_socket_bound" && told.socket === "multicast"
    ),
  );
  assert.deepEqual(node.overlays.names(), ["office"]);
});

Deno.test("an overlay that is removed while it starts is not there, and whoever waits is told", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1");
  const adding = node.overlays.add("office", multicast());
  adding.catch(() => {});
  assert.equal(await world.done(node.overlays.remove("office")), true);
  await assert.rejects(adding, { reason: "missing" });
  await world.done(node.overlays.add("office", multicast()));
});

Deno.test("a node that is stopped while an overlay starts tells whoever waits", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1");
  const adding = node.overlays.add("office", multicast());
  adding.catch(() => {});
  await node.stop();
  await assert.rejects(adding, { reason: "stopped" });
  await assert.rejects(node.overlays.add("office", multicast()), OverlayError);
});

Deno.test("removing and stopping say goodbye to the nodes of the overlay", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1", multicast());
  const one = await world.node("10.0.0.2", multicast());
  const other = await world.node("10.0.0.3", multicast());
  await world.sim.advanceAsync(10_000);
  assert.equal(node.overlays.members("office").length, 2);
  await world.done(one.node.overlays.remove("office"));
  await world.sim.advanceAsync(100);
  assert.equal(node.overlays.members("office").length, 1);
  await other.node.stop();
  await world.sim.advanceAsync(100);
  assert.equal(node.overlays.members("office").length, 0);
});

Deno.test("an event reaches subscribers here and there, with its fields and once", async () => {
  await using world = new Worlds();
  const one = await world.node("10.0.0.1", multicast());
  const other = await world.node("10.0.0.2", multicast());
  const { overlays } = one.node;
  const here = gathered(overlays.subscribe("office", ["chat"]));
  const there = gathered(other.node.overlays.subscribe("office", ["chat"]));
  await world.sim.advanceAsync(10_000);
  const fields = [
    { id: 1, type: "string", value: "hi" },
    { id: 2, type: "list<i32>", value: [1, 2] },
  ] as const;
  const id = overlays.publish("office", "chat", fields);
  await world.sim.advanceAsync(30_000);
  for (const events of [here, there]) {
    assert.equal(events.length, 1);
    assert.deepEqual(events[0]!.fields, fields);
    assert.equal(events[0]!.type, "chat");
    assert.equal(events[0]!.id, id);
  }
});

Deno.test("leaving the loop ends one subscription, and another to the same type goes on", async () => {
  await using world = new Worlds();
  const { node: { overlays } } = await world.node("10.0.0.1", multicast());
  const kept = overlays.subscribe("office", ["chat"]);
  const all = gathered(kept);
  const first = (async () => {
    for await (const event of overlays.subscribe("office", ["chat"])) {
      return event;
    }
  })();
  overlays.publish("office", "chat", saying("1"));
  assert.deepEqual(values([(await first)!]), ["1"]);
  overlays.publish("office", "chat", saying("2"));
  await world.sim.advanceAsync(10);
  assert.deepEqual(values(all), ["1", "2"]);
  kept.close();
  overlays.publish("office", "chat", saying("3"));
  await world.sim.advanceAsync(10);
  assert.deepEqual(values(all), ["1", "2"]);
});

const unfit: [string, string, unknown[], RegExp][] = [
  ["gossiperl's own type", "digestAck", [], /the type is gossiperl's own/],
  ["a built-in event", "member_in", [], /the type is gossiperl's own/],
  ["no type", "", [], /1 to 255 bytes/],
  [
    "a field that does not fit",
    "chat",
    [{ id: 1, type: "i32", value: "x" }],
    /field 1: i32 takes/,
  ],
  [
    "more than a datagram takes",
    "chat",
    saying("x".repeat(20_000)) as never,
    /its envelope has \d+ bytes, and \d+ are allowed/,
  ],
];

for (const [what, type, fields, message] of unfit) {
  Deno.test(`${what} is not published, and nothing crashes`, async () => {
    await using world = new Worlds();
    const { node, events } = await world.node("10.0.0.1", multicast());
    assert.throws(
      () => node.overlays.publish("office", type, fields as never),
      { message },
    );
    assert(!events.some(({ type }) => type === "actor_crashed"));
  });
}

Deno.test("keys and secrets are in no event, error or inspection", async () => {
  await using world = new Worlds();
  const { node, events } = await world.node("10.0.0.1", multicast());
  await world.node("10.0.0.2", multicast({ secret: "another secret" }));
  const client = await world.client("10.0.0.1", "x");
  client.publish("chat", saying("hello"));
  await world.sim.advanceAsync(10_000);
  const errors = await Promise.allSettled([
    node.overlays.add("x", multicast({ secret: [secret] as never })),
    node.overlays.add("x", multicast({ port: key as never, prot: 1 } as never)),
    node.overlays.reconfigure("office", multicast({ port: 1 })),
    world.done(node.overlays.add("x", multicast())),
  ]);
  const shown = Deno.inspect([events, errors, node, client], {
    depth: 100,
    iterableLimit: Infinity,
    showHidden: true,
  });
  const printed = JSON.stringify(events) + shown;
  for (const hidden of [secret, "another secret", "x's own"]) {
    assert(!printed.includes(hidden), hidden);
  }
  // A key given where a port belongs is not known to be one.
  assert(!JSON.stringify(events).includes(key));
});

Deno.test("an interface is asked for its address, and nobody for a permission", async () => {
  await using world = new Worlds();
  const unicast = { iface: "eth0", port: 6667, symmetric_key: key };
  const { node } = await world.node("10.0.0.1");
  await assert.rejects(node.overlays.add("office", unicast), (error) => {
    assert(error instanceof SettingsError);
    assert.equal(
      error.message,
      'iface: given "eth0"; its address may not be asked for: give ip, or run with --allow-sys=networkInterfaces',
    );
    return true;
  });
  const asked: string[] = [];
  const knowing = await startNode({ topologies: {} }, {
    ...world.sim.host("10.0.0.2"),
    interfaceAddress(name) {
      asked.push(name);
      return name === "eth0"
        ? { address: "10.0.0.2" }
        : { refused: "not_there" };
    },
  });
  try {
    await world.done(knowing.overlays.add("office", unicast));
    assert.deepEqual(asked, ["eth0"]);
    const bound = world.sim.network.openSockets().map((open) => open.address);
    assert.deepEqual(bound, ["10.0.0.2"]);
    const other = { ...unicast, iface: "eth7" };
    await assert.rejects(knowing.overlays.add("other", other), {
      message:
        'iface: given "eth7"; allowed: an interface of this host that has an address',
    });
  } finally {
    await knowing.stop();
  }
});

Deno.test("overlays outlive a crash of the supervisor they live under", async () => {
  await using world = new Worlds();
  const { node, events } = await world.node("10.0.0.1", multicast());
  const heard = gathered(node.overlays.subscribe("office", ["chat"]));
  // More failures than the supervisors below the root take.
  for (let i = 0; i < 16; i++) {
    world.sim.network.host("10.0.0.1").breakSockets();
    await world.sim.advanceAsync(0);
  }
  assert(
    events.some((told) =>
      told.type === "supervisor_gave_up" && told.actor === "overlays"
    ),
  );
  await world.sim.advanceAsync(1_000);
  node.overlays.publish("office", "chat", saying("still here"));
  assert.equal((await world.client("10.0.0.1", "x")).state, "connected");
  assert.deepEqual(values(heard), ["still here"]);
});
