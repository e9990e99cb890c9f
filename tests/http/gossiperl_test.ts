import assert from "node:assert/strict";
import { offerReread } from "../../src/reconfiguration.ts";
import {
  as,
  basic,
  holder,
  key,
  office,
  RestWorld,
  users,
} from "./rest_world.ts";

Deno.test("GET /overlays lists them", async () => {
  await using world = await RestWorld.start();
  const none = await world.ask("GET", "/overlays", { as: as.rest });
  assert.equal(none.status, 200);
  assert.deepEqual(Object.keys(none.json).sort(), [
    "operation",
    "overlays",
    "timestamp",
  ]);
  assert.deepEqual(none.json.overlays, []);
  assert.equal(none.json.operation, "overlays");
  assert.equal(none.json.timestamp, seconds(world));
  await world.overlay();
  const { json } = await world.ask("GET", "/overlays", { as: as.rest });
  assert.deepEqual(json.overlays, ["office"]);
});

Deno.test("POST /overlays/:overlay starts one, and gives its token twice", async () => {
  await using world = await RestWorld.start();
  const { status, json, headers } = await world.ask(
    "POST",
    "/overlays/office",
    {
      as: as.rest,
      json: office,
    },
  );
  assert.equal(status, 201);
  assert.match(json.token, /^[0-9a-f]{64}$/);
  assert.equal(headers.get("x-session-token"), json.token);
  assert.equal(json.operation, "add_overlay");
  assert.equal(json.overlay, "office");
  assert.deepEqual(world.node.overlays.names(), ["office"]);
});

Deno.test("the body is JSON whatever its type is said to be", async () => {
  const types: Record<string, string>[] = [
    { "contetnt-type": "application/json; charset=utf-8" },
    { "content-type": "application/x-www-form-urlencoded" },
    { "content-type": "text/plain" },
    { "content-type": "application/json" },
  ];
  for (const headers of types) {
    await using world = await RestWorld.start();
    const { status } = await world.ask("POST", "/overlays/office", {
      ...{ as: as.rest, json: office, headers },
    });
    assert.equal(status, 201);
  }
});

Deno.test("a wrong setting is 409, named, with what was given and what is allowed", async () => {
  await using world = await RestWorld.start();
  const { status, json } = await world.ask("POST", "/overlays/office", {
    as: as.rest,
    json: { ...office, quarantine_after: 0 },
  });
  assert.equal(status, 409);
  assert.deepEqual(json.errors, [{
    setting: "quarantine_after",
    detail: "given 0; allowed: a whole number from 1 to 31536000",
    given: "0",
    allowed: "a whole number from 1 to 31536000",
  }]);
  assert.deepEqual(world.node.overlays.names(), []);
});

Deno.test("an unknown setting is 409, and named", async () => {
  await using world = await RestWorld.start();
  const { status, json } = await world.ask("POST", "/overlays/office", {
    as: as.rest,
    json: { ...office, prot: 1 },
  });
  assert.equal(status, 409);
  assert.deepEqual(json.errors, [{
    setting: "prot",
    detail: "unknown setting",
  }]);
});

Deno.test("an overlay that is there is 409, and stays as it was", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  const { status, json } = await world.ask("POST", "/overlays/office", {
    as: as.rest,
    json: { ...office, port: 7777 },
  });
  assert.equal(status, 409);
  assert.match(json.detail, /it is there already/);
  const { json: configuration } = await world.ask(
    "GET",
    "/configuration/office",
    {
      as: token,
    },
  );
  assert.equal(configuration.configuration.port, 6666);
});

Deno.test("a rack that is none of the racks is 412", async () => {
  await using world = await RestWorld.start();
  const { status } = await world.ask("POST", "/overlays/office", {
    as: as.rest,
    json: {
      ip: "10.0.0.1",
      port: 6666,
      symmetric_key: key,
      rack_name: "left",
      racks: { right: ["10.0.0.2"] },
    },
  });
  assert.equal(status, 412);
  assert.deepEqual(world.node.overlays.names(), []);
});

Deno.test("a start that fails for a taken port is 409, leaves nothing behind, and shows no key", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  const { status, text } = await world.ask("POST", "/overlays/other", {
    as: as.rest,
    json: {
      ...office,
      port: 7666,
      multicast: { ip: "239.1.2.4", local_port: 6667 },
    },
  });
  assert.equal(status, 409);
  assert(!text.includes(key));
  assert.deepEqual(world.node.overlays.names(), ["office"]);
  const ports = world.sim.network.openSockets().map(({ port }) => port);
  assert.deepEqual(ports.sort(), [6666, 6667]);
  const { json } = await world.ask("GET", "/tokens", { as: as.root });
  assert.equal(json.tokens.length, 1);
  assert.equal(
    (await world.ask("GET", "/membership/office", { as: token })).status,
    200,
  );
});

Deno.test("what is no JSON is 400, and is not repeated", async () => {
  await using world = await RestWorld.start();
  const bodies = [
    "",
    "{",
    `{"symmetric_key":"${key}"`,
    "nonsense",
    '{"a":1}}',
    "\uFEFF",
  ];
  for (const body of bodies) {
    const answer = await world.ask("POST", "/overlays/office", {
      as: as.rest,
      body,
    });
    assert.equal(answer.status, 400, body);
    assert(!answer.text.includes("horse"));
  }
  const body = new Uint8Array([0x22, 0xff, 0x22]);
  const { status } = await world.ask("POST", "/overlays/office", {
    as: as.rest,
    body,
  });
  assert.equal(status, 400);
});

Deno.test("a body of more than 1 MiB is 413, announced or not", async () => {
  await using world = await RestWorld.start();
  const body = " ".repeat(1_048_577);
  const announced: Record<string, string>[] = [
    {},
    { "content-length": "1048577" },
  ];
  for (const headers of announced) {
    const { status } = await world.ask("POST", "/overlays/office", {
      ...{ as: as.rest, body, headers },
    });
    assert.equal(status, 413);
  }
  const fits = JSON.stringify(office).padEnd(1_048_576);
  const { status } = await world.ask("POST", "/overlays/office", {
    as: as.rest,
    body: fits,
  });
  assert.equal(status, 201);
});

Deno.test("PUT of all settings puts them in force, and those left out back", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay("office", {
    ...office,
    quarantine_after: 7,
  });
  const { status, json } = await world.ask("PUT", "/overlays/office", {
    as: token,
    json: { ...office, max_quarantined: 3 },
  });
  assert.equal(status, 200);
  assert.deepEqual(json, {
    overlay: "office",
    operation: "reconfigure_overlay",
    timestamp: seconds(world),
  });
  const { quarantine_after, max_quarantined } = world.node.overlays.settings(
    "office",
  );
  assert.deepEqual([quarantine_after, max_quarantined], [20, 3]);
});

Deno.test("PUT of what may not change is 409, and nothing else changes either", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  for (const change of [{ port: 7000 }, { member_name: "other" }]) {
    const { status, json } = await world.ask("PUT", "/overlays/office", {
      as: token,
      json: { ...office, ...change, quarantine_after: 7 },
    });
    assert.equal(status, 409);
    assert.deepEqual(
      json.errors.map(({ setting }: { setting: string }) => setting),
      Object.keys(change),
    );
  }
  assert.equal(world.node.overlays.settings("office").quarantine_after, 20);
});

Deno.test("PUT of one setting is 202, and names it", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  const { status, json } = await world.ask(
    "PUT",
    "/overlays/office/quarantine_after",
    {
      as: token,
      body: "7",
    },
  );
  assert.equal(status, 202);
  assert.equal(json.property, "quarantine_after");
  assert.equal(json.operation, "reconfigure_overlay");
  const settings = world.node.overlays.settings("office");
  assert.equal(settings.quarantine_after, 7);
  assert.equal(settings.symmetric_key.reveal(), key);
  assert.equal(settings.secret.reveal(), "hush-a-bye");
});

Deno.test("PUT of one setting that is wrong, unknown or fixed is 409", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  const wrong = [["port", "7000"], ["quarantine_after", '"x"'], [
    "nonsense",
    "1",
  ], ["__proto__", "{}"]];
  for (const [setting, body] of wrong) {
    const { status, text } = await world.ask(
      "PUT",
      `/overlays/office/${setting}`,
      {
        as: token,
        body: body!,
      },
    );
    assert.equal(status, 409, `${setting}: ${text}`);
  }
});

Deno.test("DELETE says goodbye, and its token is worth nothing then", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  const { status, json } = await world.ask("DELETE", "/overlays/office", {
    as: token,
  });
  assert.equal(status, 202);
  assert.deepEqual(json.overlays, []);
  assert.equal(json.operation, "remove_overlay");
  assert.deepEqual(world.sim.network.openSockets(), []);
  await world.overlay();
  const again = await world.ask("GET", "/membership/office", { as: token });
  assert.equal(again.status, 401);
});

Deno.test("GET /configuration tells every setting and no secret", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  const { status, json, text } = await world.ask(
    "GET",
    "/configuration/office",
    { as: token },
  );
  assert.equal(status, 200);
  const { configuration } = json;
  assert.equal(configuration.symmetric_key, "protected");
  assert.equal(configuration.secret, "protected");
  assert.equal(configuration.member_name, "office-member");
  assert.deepEqual(configuration.multicast, {
    ip: "239.1.2.3",
    ttl: 4,
    local_iface_address: "0.0.0.0",
    local_port: 6667,
  });
  assert.equal(configuration.incoming_data_buffer_size, 16_777_216);
  for (const hidden of [key, "hush-a-bye"]) assert(!text.includes(hidden));
});

Deno.test("GET /configuration of a unicast overlay says that multicast is off", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay("office", {
    ip: "10.0.0.1",
    port: 6666,
    symmetric_key: key,
  });
  const { json } = await world.ask("GET", "/configuration/office", {
    as: token,
  });
  assert.equal(json.configuration.multicast, "off");
  assert.deepEqual(json.configuration.racks, { default: [] });
});

Deno.test("GET /membership lists ourselves first, and then the others", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  await using other = await RestWorld.start(users, world.sim, "10.0.0.2");
  await other.overlay("office", { ...office, member_name: "other-member" });
  await world.sim.advanceAsync(5_000);
  const { status, json } = await world.ask("GET", "/membership/office", {
    as: token,
  });
  assert.equal(status, 200);
  assert.deepEqual(json.membership.map(({ name }: { name: string }) => name), [
    "office-member",
    "other-member",
  ]);
  const [us, them] = json.membership;
  assert.deepEqual(us, {
    name: "office-member",
    state: "reachable",
    ip: "0.0.0.0",
    port: 6666,
    heartbeat: json.timestamp,
  });
  assert.equal(them.state, "reachable");
  assert.equal(them.ip, "10.0.0.2");
  assert(json.timestamp - them.heartbeat <= 3);
});

Deno.test("GET /subscriptions lists who wants what", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  world.node.overlays.subscribe("office", ["chat"]);
  const { status, json } = await world.ask("GET", "/subscriptions/office", {
    as: token,
  });
  assert.equal(status, 200);
  assert.deepEqual(json.subscriptions, [{
    event_type: "chat",
    member_name: "office-member",
    origin: "office-member",
    heartbeat: json.timestamp,
  }]);
});

Deno.test("GET /statistics answers every window, and 412 any other", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  await world.sim.advanceAsync(5_000);
  for (
    const window of ["total", "1d", "12h", "6h", "3h", "1h", "30m", "10m", "1m"]
  ) {
    const { status, json } = await world.ask(
      "GET",
      `/statistics/office/${window}`,
      { as: token },
    );
    assert.equal(status, 200);
    assert.deepEqual([json.overlay, json.window, json.enabled], [
      "office",
      window,
      true,
    ]);
    assert(JSON.parse(json.statistics)["digest-out"].sum_packets > 0);
  }
  for (const window of ["2d", "__proto__", "constructor"]) {
    const { status } = await world.ask("GET", `/statistics/office/${window}`, {
      as: token,
    });
    assert.equal(status, 412);
  }
});

Deno.test("POST /digest reaches those who subscribe", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  const subscription = world.node.overlays.subscribe("office", ["chat"]);
  const { status, json } = await world.ask("POST", "/digest/office", {
    as: token,
    json: {
      chat: [
        { text: "hello", string: 1 },
        { at: 5, i64: 2 },
        { large: "9007199254740993", i64: 3 },
        { raw: btoa("raw"), binary: 4 },
        { yes: true, bool: 5 },
        { names: ["a", "b"], "list<string>": 6 },
      ],
    },
  });
  assert.equal(status, 202);
  assert.deepEqual(json, { status: "ok" });
  for await (const { type, fields } of subscription) {
    assert.equal(type, "chat");
    assert.deepEqual(fields.map(({ id, value }) => [id, value]), [
      [1, "hello"],
      [2, 5],
      [3, 9_007_199_254_740_993n],
      // On the wire bytes are a text, if they can be.
      [4, "raw"],
      [5, true],
      [6, ["a", "b"]],
    ]);
    break;
  }
});

Deno.test("POST /digest with a recipient goes to that address, and to nobody else", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay("office", {
    ip: "10.0.0.1",
    port: 6666,
    symmetric_key: key,
  });
  await using other = await RestWorld.start(users, world.sim, "10.0.0.2");
  await other.overlay("office", {
    ip: "10.0.0.2",
    port: 6666,
    symmetric_key: key,
  });
  const there = other.node.overlays.subscribe("office", ["chat"]);
  const here = world.node.overlays.subscribe("office", ["chat"]);
  const heardHere: unknown[] = [];
  const listening = (async () => {
    for await (const event of here) heardHere.push(event);
  })();
  const { status } = await world.ask("POST", "/digest/office", {
    as: token,
    json: {
      chat: [{ text: "just you", string: 1 }],
      recipient_ip: "10.0.0.2",
      recipient_port: 6666,
    },
  });
  assert.equal(status, 202);
  const next = there[Symbol.asyncIterator]().next();
  const { value } = await world.done(next);
  assert.equal(value!.fields[0]!.value, "just you");
  here.close();
  await listening;
  assert.deepEqual(heardHere, []);
});

Deno.test("a digest that is none is 409, and never code", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  const wrong: unknown[] = [
    {},
    [],
    7,
    null,
    "chat",
    { chat: {} },
    { chat: [7] },
    { chat: [{}] },
    { chat: [{ text: "x" }] },
    { chat: [{ text: "x", strong: 1 }] },
    { chat: [{ text: 7, string: 1 }] },
    { chat: [{ text: "x", string: 1, more: 2 }] },
    { chat: [{ text: "x", string: 1.5 }] },
    { chat: [{ text: "x", string: 70_000 }] },
    { chat: [{ a: "x", string: 1 }, { b: "y", string: 1 }] },
    { chat: [{ raw: "not base64!", binary: 1 }] },
    { chat: [], talk: [] },
    { chat: [], recipient_ip: "10.0.0.2" },
    { chat: [], recipient_port: 5 },
    { chat: [], recipient_ip: "nowhere", recipient_port: 5 },
    { chat: [], recipient_ip: "239.1.2.3", recipient_port: 5 },
    { digest: [] },
    { member_in: [] },
    { chat: [{ text: "x".repeat(60_000), string: 1 }] },
  ];
  for (const json of wrong) {
    const answer = await world.ask("POST", "/digest/office", {
      as: token,
      json,
    });
    assert.equal(answer.status, 409, JSON.stringify(json).slice(0, 100));
  }
});

Deno.test("GET /tokens gives the superuser all of them, and POST /reconfigure says there is no file", async () => {
  await using world = await RestWorld.start();
  const token = await world.overlay();
  const { status, json } = await world.ask("GET", "/tokens", { as: as.root });
  assert.equal(status, 200);
  assert.deepEqual(json.tokens, [{ office: token["x-session-token"] }]);
  assert.equal(json.operation, "tokens");
  const reconfigured = await world.ask("POST", "/reconfigure", { as: as.root });
  assert.equal(reconfigured.status, 200);
});

Deno.test("POST /reconfigure is 202 when the file is in force, and 500 with line and column when it is wrong", async () => {
  await using world = await RestWorld.start();
  const problem = {
    line: 3,
    column: 5,
    message: "port: given 0; allowed: more",
  };
  offerReread(
    world.node,
    () => Promise.resolve({ ok: true, changes: new Map() }),
  );
  const good = await world.ask("POST", "/reconfigure", { as: as.root });
  assert.equal(good.status, 202);
  offerReread(
    world.node,
    () => Promise.resolve({ ok: false, problems: [problem] }),
  );
  const bad = await world.ask("POST", "/reconfigure", { as: as.root });
  assert.equal(bad.status, 500);
  assert.equal(bad.json.errors[0].setting, "port");
  assert.equal(bad.json.detail, "3:5 port: given 0; allowed: more");
});

Deno.test("a token is taken in the header, and as an overlay's password", async () => {
  await using world = await RestWorld.start();
  const headers = await world.overlay();
  const token = headers["x-session-token"]!;
  const ways = [headers, basic("office", token), {
    authorization: `Bearer ${token}`,
  }];
  for (const way of ways) {
    const { status } = await world.ask("GET", "/membership/office", {
      as: way,
    });
    assert.equal(status, 200);
  }
  const wrong = [
    basic("other", token),
    basic("office", "x"),
    holder(`${token}0`),
    as.nobody,
    as.rest,
  ];
  for (const way of wrong) {
    const { status, headers } = await world.ask("GET", "/membership/office", {
      ...{ as: way, from: "10.0.0.9" },
    });
    assert.equal(status, 401);
    assert.match(headers.get("www-authenticate")!, /^Basic realm=/);
  }
});

Deno.test("an overlay that is not there is 404, another method 405 with those that are allowed", async () => {
  await using world = await RestWorld.start();
  const about = [
    "/membership/x",
    "/configuration/x",
    "/subscriptions/x",
    "/statistics/x/1m",
  ];
  for (const path of about) {
    assert.equal((await world.ask("GET", path, { as: as.rest })).status, 404);
  }
  for (
    const [method, path] of [["PUT", "/overlays/x"], [
      "PUT",
      "/overlays/x/port",
    ], ["POST", "/digest/x"]] as const
  ) {
    const { status } = await world.ask(method, path, {
      as: as.rest,
      body: "{}",
    });
    assert.equal(status, 404);
  }
  const { status, headers } = await world.ask("PATCH", "/overlays/office", {
    body: "{}",
  });
  assert.equal(status, 405);
  assert.equal(headers.get("allow"), "POST, PUT, DELETE");
  assert.equal((await world.ask("DELETE", "/overlays")).status, 405);
  assert.equal((await world.ask("GET", "/nowhere")).status, 404);
});

Deno.test("where no such user is configured it is 412", async () => {
  await using world = await RestWorld.start({});
  for (const who of [as.nobody, as.rest]) {
    const { status } = await world.ask("GET", "/tokens", { as: as.nobody });
    assert.equal(status, 412, JSON.stringify(who));
  }
  assert.equal((await world.ask("GET", "/overlays")).status, 412);
  assert.equal(
    (await world.ask("POST", "/overlays/a", { body: "{}" })).status,
    412,
  );
  assert.equal((await world.ask("GET", "/v1/node")).status, 412);
});

/** Now, as gossiperl tells time. */
function seconds(world: RestWorld): number {
  return Math.floor(world.sim.clock.nowMs() / 1_000);
}
