import assert from "node:assert/strict";
import type { Scope } from "../../src/http/route.ts";
import { routes } from "../../src/http/routes.ts";
import { as, basic, office, RestWorld } from "./rest_world.ts";

/** Who may do what is of which scope; whoever is not listed may not. */
const allowed: Readonly<Record<Scope, readonly string[]>> = {
  public: ["nobody", "rest", "root", "reader", "owner", "other"],
  read: ["rest", "root", "reader"],
  rest_user: ["rest", "root"],
  superuser: ["root"],
  overlay: ["root", "owner"],
  overlay_read: ["rest", "root", "reader", "owner"],
};

for (const { method, path, scope, tag, body } of routes) {
  Deno.test(`${method} ${path} is for whom it says`, async () => {
    await using world = await RestWorld.start();
    const owner = await world.overlay("office");
    const other = await world.overlay("other", {
      ...office,
      port: 7666,
      multicast: { ip: "239.1.2.9" },
    });
    const target = path.replace(":overlay", "office").replace(":window", "1m")
      .replace(":setting", "quarantine_after").replace(":node", "a@b")
      .replace(":topology", "nowhere");
    const everybody = { ...as, owner, other };
    // Removing the overlay ends its token: those who may come last.
    const inOrder = Object.entries(everybody).sort(([one], [two]) =>
      Number(allowed[scope].includes(one)) -
      Number(allowed[scope].includes(two))
    );
    for (const [name, who] of inOrder) {
      if (!world.node.overlays.names().includes("office")) break;
      const sent = { as: who, ...(body && { body: "[]" }), from: name };
      const isStream = path.endsWith("/events");
      const response = isStream
        ? await world.done(world.send(method, target, sent))
        : await world.ask(method, target, sent);
      const { status } = response;
      if (response instanceof Response) await response.body?.cancel();
      const what = `${name}: ${status}`;
      if (allowed[scope].includes(name)) {
        assert(![401, 403, 412].includes(status), what);
      } else if (tag === "gossiperl" || name === "nobody") {
        assert.equal(status, 401, what);
      } else {
        assert.equal(status, 403, what);
      }
    }
  });
}

Deno.test("credentials that are nearly right are wrong", async () => {
  const nearly = [
    basic("rest", "rest-passwor"),
    basic("rest", "rest-password "),
    basic("rest", "REST-password"),
    basic("rest", ""),
    basic("", "rest-password"),
    basic("root", "rest-password"),
    basic("rest", "root-password"),
    basic("", ""),
    { authorization: "Basic" },
    { authorization: "Basic !!!" },
    { authorization: `Basic ${btoa("nocolon")}` },
    { authorization: `Basic ${btoa("\xff:\xfe")}` },
    { authorization: "Digest abc" },
    { authorization: "Bearer " },
    { authorization: "Bearer x" },
    { "x-session-token": "" },
    { "x-session-token": "protected" },
    { "x-session-token": "undefined" },
  ];
  await using world = await RestWorld.start();
  for (const [index, who] of nearly.entries()) {
    const { status } = await world.ask("GET", "/overlays", {
      as: who as Record<string, string>,
      from: `10.1.0.${index}`,
    });
    assert.equal(status, 401, JSON.stringify(who));
  }
  const right = await world.ask("GET", "/overlays", { as: as.rest });
  assert.equal(right.status, 200);
});

Deno.test("who guesses is slowed, others are not, nor who was let in before from the same address", async () => {
  await using world = await RestWorld.start();
  const guess = (password: string, from: string) =>
    world.ask("GET", "/overlays", { as: basic("rest", password), from });
  assert.equal((await guess("rest-password", "10.0.0.66")).status, 200);
  for (let i = 0; i < 5; i++) {
    assert.equal((await guess(`guess ${i}`, "10.0.0.66")).status, 401);
  }
  const slowed = await guess("guess 6", "10.0.0.66");
  assert.equal(slowed.status, 429);
  assert.equal(slowed.headers.get("retry-after"), "1");
  const elsewhere = await guess("rest-password", "10.0.0.67");
  assert.equal(elsewhere.status, 200);
  assert.equal((await guess("rest-password", "10.0.0.66")).status, 200);
  const asRoot = (from: string) =>
    world.ask("GET", "/tokens", { as: as.root, from });
  assert.equal((await asRoot("10.0.0.66")).status, 429);
  await world.sim.advanceAsync(1_000);
  assert.equal((await asRoot("10.0.0.66")).status, 200);
  const told = world.events.filter(({ type }) => type === "logins_refused");
  assert.deepEqual(told.map(({ atMs: _, ...rest }) => rest), [
    { type: "logins_refused", address: "10.0.0.66", failures: 5 },
  ]);
});

Deno.test("who shows nothing fails no login", async () => {
  await using world = await RestWorld.start();
  for (let i = 0; i < 20; i++) {
    assert.equal((await world.ask("GET", "/overlays")).status, 401);
  }
  assert.equal(
    (await world.ask("GET", "/overlays", { as: as.rest })).status,
    200,
  );
});

Deno.test("no answer and no event repeats a password", async () => {
  await using world = await RestWorld.start();
  const texts: string[] = [];
  for (const { method, path, body } of routes) {
    if (path.endsWith("/events")) continue;
    const sent = {
      as: basic("rest", "the-wrong-one"),
      ...(body && { json: office }),
    };
    texts.push((await world.ask(method, path, sent)).text);
  }
  texts.push(JSON.stringify(world.events));
  for (const hidden of ["the-wrong-one", "rest-password", "horse", "hush"]) {
    assert(!texts.some((text) => text.includes(hidden)), hidden);
  }
});
