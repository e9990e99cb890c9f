import assert from "node:assert/strict";
import { simulation } from "../../src/sim/mod.ts";
import { as, RestWorld, users } from "./rest_world.ts";

Deno.test("the node tells of itself", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  await world.sim.advanceAsync(5_000);
  const { json } = await world.ask("GET", "/v1/node", { as: as.reader });
  assert.equal(json.name, world.node.name);
  assert.deepEqual(json.overlays, ["office"]);
  assert.deepEqual(json.topologies, []);
  assert(json.uptime_ms >= 5_000);
});

Deno.test("topologies come, change, are debugged and go, and peers are heard in them", async () => {
  await using world = await RestWorld.start();
  await using other = await RestWorld.start(users, world.sim, "10.0.0.2");
  const add = (place: RestWorld, json: object) =>
    place.ask("POST", "/v1/topologies/lan", { as: as.root, json });
  const gossip = { multicast_addr: "233.252.1.32", announce: true };
  assert.equal((await add(world, gossip)).status, 201);
  assert.equal((await add(other, gossip)).status, 201);
  assert.equal((await add(world, gossip)).status, 409);
  await world.sim.advanceAsync(10_000);
  const { json } = await world.ask("GET", "/v1/peers", { as: as.reader });
  assert.deepEqual(
    json.peers.map(({ topology, node, state }: Record<string, string>) => [
      ...[topology, node, state],
    ]),
    [["lan", other.node.name, "heard"]],
  );
  const none = await world.ask("GET", "/v1/peers?topology=x", {
    as: as.reader,
  });
  assert.deepEqual(none.json.peers, []);
  const all = await world.ask("GET", "/v1/topologies", { as: as.reader });
  assert.deepEqual(all.json.topologies, [{ name: "lan", peers: 1 }]);

  const debug = await world.ask("PUT", "/v1/topologies/lan/debug", {
    as: as.root,
    json: true,
  });
  assert.deepEqual(debug.json, { topology: "lan", debug: true });
  await world.sim.advanceAsync(10_000);
  assert(world.events.some(({ type }) => type === "heartbeat_received"));

  const changed = await world.ask("PUT", "/v1/topologies/lan", {
    as: as.root,
    json: { ...gossip, port: 45_000 },
  });
  assert.equal(changed.status, 200);
  const gone = await world.ask("DELETE", "/v1/topologies/lan", { as: as.root });
  assert.equal(gone.status, 200);
  for (const method of ["PUT", "DELETE"]) {
    const sent = { as: as.root, ...(method === "PUT" && { json: {} }) };
    const { status } = await world.ask(method, "/v1/topologies/lan", sent);
    assert.equal(status, 404);
  }
});

Deno.test("a topology with a wrong setting is 409, and named", async () => {
  await using world = await RestWorld.start();
  const { status, json } = await world.ask("POST", "/v1/topologies/lan", {
    as: as.root,
    json: { port: 0, secret: 5 },
  });
  assert.equal(status, 409);
  const settings = json.errors.map(({ setting }: { setting: string }) =>
    setting
  );
  assert(
    settings.some((setting: string) => setting.endsWith("port")),
    settings,
  );
  assert.deepEqual(world.node.topologies.names(), []);
});

Deno.test("connections are none without a distribution, and names are looked at", async () => {
  await using world = await RestWorld.start();
  const { json } = await world.ask("GET", "/v1/connections", { as: as.reader });
  assert.deepEqual(json.connections, []);
  const connect = await world.ask("PUT", "/v1/connections/b@10.0.0.2", {
    as: as.root,
  });
  assert.deepEqual(connect.json, { node: "b@10.0.0.2", connected: false });
  const part = await world.ask("DELETE", "/v1/connections/b@10.0.0.2", {
    as: as.root,
  });
  assert.equal(part.status, 404);
  const wrong = await world.ask("PUT", "/v1/connections/b", { as: as.root });
  assert.equal(wrong.status, 409);
});

Deno.test("overlays, members and subscriptions are told as gossiperl tells them", async () => {
  await using world = await RestWorld.start();
  const owner = await world.overlay();
  const { json } = await world.ask("GET", "/v1/overlays", { as: as.reader });
  assert.deepEqual(json.overlays, [{
    name: "office",
    member_name: "office-member",
    port: 6666,
    kind: "multicast",
    members: 0,
    subscriptions: 0,
  }]);
  const twins = [
    ["/v1/overlays/office", "/configuration/office"],
    ["/v1/overlays/office/members", "/membership/office"],
    ["/v1/overlays/office/subscriptions", "/subscriptions/office"],
  ];
  for (const [ours, theirs] of twins) {
    const one = await world.ask("GET", ours!, { as: owner });
    const other = await world.ask("GET", theirs!, { as: owner });
    assert.deepEqual(one.json, other.json);
  }
});

Deno.test("the tree tells every actor, what it died of, and how often it was started again", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  world.sim.network.host("10.0.0.1").breakSockets();
  await world.sim.advanceAsync(2_000);
  const { json } = await world.ask("GET", "/v1/actors", { as: as.reader });
  const paths = json.actors.map(({ path }: { path: string }) => path);
  assert.equal(paths[0], "root");
  for (
    const path of [
      "http",
      "identity",
      "overlays/office/bridge",
      "overlays/office/members",
    ]
  ) {
    assert(paths.includes(path), path);
  }
  const parents = paths.slice(1).filter((path: string) => path.includes("/"));
  for (const path of parents) {
    const parent = path.slice(0, path.lastIndexOf("/"));
    assert(paths.indexOf(parent) < paths.indexOf(path), path);
  }
  const bridge = json.actors.find(({ path }: { path: string }) =>
    path === "overlays/office/bridge"
  );
  assert.equal(bridge.restarts, 1);
  assert.match(bridge.last_crash.reason, /./);
  const members = json.actors.find(({ path }: { path: string }) =>
    path.endsWith("/members")
  );
  assert.equal(members.restarts, 0);
  assert.equal(members.last_crash, undefined);
});

Deno.test("an actor that was started again keeps its place in the tree", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const order = async (): Promise<string[]> => {
    const { json } = await world.ask("GET", "/v1/actors", { as: as.reader });
    return json.actors.map(({ path }: { path: string }) => path);
  };
  const before = await order();
  assert.equal(world.node.restart("overlays/office/members"), "restarted");
  assert.deepEqual(await order(), before);
});

Deno.test("a part of the tree can be asked for, and no more than is wanted", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const under = await world.ask("GET", "/v1/actors?under=overlays/office", {
    as: as.reader,
  });
  const paths = under.json.actors.map(({ path }: { path: string }) => path);
  assert.equal(paths[0], "overlays/office");
  assert(paths.every((path: string) => path.startsWith("overlays/office")));
  const few = await world.ask("GET", "/v1/actors?limit=2", { as: as.reader });
  assert.equal(few.json.actors.length, 2);
  assert.equal(few.json.truncated, true);
  for (const limit of ["0", "x", "-1", "100000", "1e3"]) {
    const { status } = await world.ask("GET", `/v1/actors?limit=${limit}`, {
      as: as.reader,
    });
    assert.equal(status, 409);
  }
});

Deno.test("an actor is started afresh, at no cost to the budget", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const restart = (path: string) =>
    world.ask("POST", "/v1/actors/restart", { as: as.root, json: { path } });
  for (let i = 0; i < 10; i++) {
    const { status } = await restart("overlays/office/members");
    assert.equal(status, 202);
  }
  assert(!world.events.some(({ type }) => type === "supervisor_gave_up"));
  assert.equal((await restart("overlays/nobody")).status, 404);
  assert.equal((await restart("overlays/office/bridge/socket")).status, 409);
  assert.equal((await restart("root")).status, 409);
});

Deno.test("live is who answers, ready is whose sockets are open", async () => {
  const sim = simulation({ seed: 5 });
  const lan = { multicast_addr: "233.252.1.32", if_addr: "192.0.2.1" };
  await using world = await RestWorld.start(users, sim, "10.0.0.1", { lan });
  assert.equal((await world.ask("GET", "/livez")).status, 200);
  const { status, json } = await world.ask("GET", "/readyz");
  assert.equal(status, 503);
  assert.equal(json.detail, "Not ready: 1 refused or not yet started");
  await world.node.topologies.remove("lan");
  assert.equal((await world.ask("GET", "/readyz")).status, 200);
});

Deno.test("metrics are Prometheus' text, requests among them", async () => {
  await using world = await RestWorld.start();
  await world.ask("GET", "/livez");
  const { status, text, headers } = await world.ask("GET", "/metrics", {
    as: as.reader,
  });
  assert.equal(status, 200);
  assert.match(headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
  assert.match(text, /^# TYPE rookery_\w+ counter$/m);
  assert.match(text, /route="\/livez"/);
});
