import assert from "node:assert/strict";
import { as, office, RestWorld, users } from "./rest_world.ts";

Deno.test("on plain HTTP only addresses, localhost and our own names are taken", async () => {
  await using world = await RestWorld.start({
    ...users,
    hosts: ["Mine.Example"],
  });
  const ask = async (base: string) =>
    (await world.ask("GET", "/livez", { base })).status;
  const ours = [
    ...["http://127.0.0.1:8080", "http://10.1.2.3", "http://[::1]:8080"],
    ...["http://localhost", "http://a.localhost:1", "http://mine.example"],
    // The browser has compared the name with the certificate.
    "https://attacker.example:8080",
  ];
  for (const base of ours) assert.equal(await ask(base), 200, base);
  const others = [
    ...["http://attacker.example:8080", "http://localhost.attacker.example"],
    ...["http://127.0.0.1.attacker.example", "http://mine.example.org"],
  ];
  for (const base of others) assert.equal(await ask(base), 421, base);
});

Deno.test("a page of another origin may not ask, whoever the browser is logged in as", async () => {
  await using world = await RestWorld.start();
  const foreign = [
    { origin: "https://attacker.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1:9999" },
    { origin: "https://127.0.0.1:8080" },
    { "sec-fetch-site": "cross-site" },
  ] as Record<string, string>[];
  for (const headers of foreign) {
    const { status } = await world.ask("POST", "/overlays/office", {
      ...{ as: as.rest, json: office, headers },
    });
    assert.equal(status, 403, JSON.stringify(headers));
  }
  assert.deepEqual(world.node.overlays.names(), []);
  const own = await world.ask("POST", "/overlays/office", {
    as: as.rest,
    json: office,
    headers: {
      origin: "http://127.0.0.1:8080",
      "sec-fetch-site": "same-origin",
    },
  });
  assert.equal(own.status, 201);
});

Deno.test("a link to us may be followed, and nothing be sent by it", async () => {
  await using world = await RestWorld.start();
  const headers = {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
  };
  assert.equal((await world.ask("GET", "/docs", { headers })).status, 200);
  const { status } = await world.ask("POST", "/overlays/office", {
    ...{ as: as.rest, json: office, headers },
  });
  assert.equal(status, 403);
});

Deno.test("no page may read an answer, unless its origin is in the settings", async () => {
  const origin = "https://ops.example";
  await using closed = await RestWorld.start();
  const refused = await closed.ask("OPTIONS", "/v1/node", {
    headers: { origin },
  });
  assert.equal(refused.status, 403);
  assert.equal(refused.headers.get("access-control-allow-origin"), null);

  await using world = await RestWorld.start({ ...users, origins: [origin] });
  const asked = await world.ask("OPTIONS", "/v1/node", { headers: { origin } });
  assert.equal(asked.status, 204);
  assert.equal(asked.headers.get("access-control-allow-origin"), origin);
  assert.match(asked.headers.get("access-control-allow-methods")!, /GET/);
  const { status, headers } = await world.ask("GET", "/v1/node", {
    as: as.reader,
    headers: { origin },
  });
  assert.equal(status, 200);
  assert.equal(headers.get("access-control-allow-origin"), origin);
  assert.equal(headers.get("access-control-allow-credentials"), null);
  assert.equal(headers.get("vary"), "origin");
  const other = await world.ask("GET", "/v1/node", {
    as: as.reader,
    headers: { origin: "https://else.example" },
  });
  assert.equal(other.status, 403);
  assert.equal(other.headers.get("access-control-allow-origin"), null);
});

Deno.test("every answer bears the security headers, refusals and mistakes too", async () => {
  await using world = await RestWorld.start();
  const answers = [
    await world.ask("GET", "/livez"),
    await world.ask("GET", "/docs"),
    await world.ask("GET", "/nowhere"),
    await world.ask("PATCH", "/overlays"),
    await world.ask("GET", "/overlays"),
    await world.ask("GET", "/livez", { base: "http://attacker.example" }),
    await world.ask("GET", "/v1/actors?limit=x", { as: as.root }),
  ];
  for (const { headers, status } of answers) {
    assert.equal(headers.get("cache-control"), "no-store", String(status));
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.match(
      headers.get("content-security-policy")!,
      /^default-src 'none';/,
    );
    assert.match(
      headers.get("content-security-policy")!,
      /frame-ancestors 'none'/,
    );
  }
});

Deno.test("a mistake of ours is 500, an event, and says nothing of what it is", async () => {
  await using world = await RestWorld.start();
  world.node.overlays.names = () => {
    throw new Error("the cause, which is nobody's business");
  };
  const { status, text } = await world.ask("GET", "/v1/node", { as: as.root });
  assert.equal(status, 500);
  assert(!text.includes("nobody's business"));
  const told = world.events.find(({ type }) => type === "http_failed");
  assert.match(JSON.stringify(told), /GET \/v1\/node.*nobody's business/);
});
