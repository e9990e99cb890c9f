import assert from "node:assert/strict";
import fc from "fast-check";
import { sessionMsMax, sessionsMax } from "../../src/http/sessions.ts";
import { keepAliveMs } from "../../src/inspector/frame_stream.ts";
import { as, basic, holder, office, RestWorld, users } from "./rest_world.ts";

const token = "inspector-token-of-at-least-32-characters";

/** Sent by a page of our own. */
const own = {
  origin: "http://127.0.0.1:8080",
  "sec-fetch-site": "same-origin",
};

function started(more: object = {}): Promise<RestWorld> {
  return RestWorld.start({ ...users, inspector_token: token, ...more });
}

/** Asks for what is the inspector's own, and in no OpenAPI document. */
async function asked(
  world: RestWorld,
  ...sent: Parameters<RestWorld["send"]>
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await world.done(world.send(...sent));
  const { status, headers } = response;
  return { status, headers, text: await response.text() };
}

/** Logs in; gives the headers by which a browser goes on. */
async function cookieOf(world: RestWorld, json: unknown, from = "127.0.0.1") {
  const sent = { json, headers: own, from };
  const response = await world.done(
    world.send("POST", "/inspector/login", sent),
  );
  assert.equal(response.status, 204, await response.text());
  return { cookie: pairOf(response) };
}

function pairOf({ headers }: Response): string {
  return headers.get("set-cookie")!.split(";")[0]!;
}

async function about(world: RestWorld, headers: Record<string, string>) {
  const response = await world.done(
    world.send("GET", "/inspector/about", { headers }),
  );
  const text = await response.text();
  // deno-lint-ignore no-explicit-any -- a test looks into it
  const json: any = JSON.parse(text);
  return { status: response.status, headers: response.headers, json };
}

Deno.test("the page is for everybody, and has nothing of the node in it", async () => {
  await using world = await started();
  for (const method of ["GET", "HEAD"]) {
    // Unpacking the page takes real time, of which the simulated world knows nothing.
    const response = await world.send(method, "/");
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type")!, /^text\/html/);
    assert.match(
      response.headers.get("content-security-policy")!,
      /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
    );
    assert.equal(response.headers.get("x-frame-options"), "DENY");
    assert(!(await response.text()).includes(world.node.name));
  }
});

Deno.test("a program that wants JSON gets what it got before there was a page", async () => {
  await using world = await started();
  const answer = await world.ask("GET", "/", {
    headers: { accept: "application/json" },
  });
  assert.equal(answer.status, 404);
});

Deno.test("nobody sees anything of the node without a login, and no browser asks for a password in our place", async () => {
  await using world = await started();
  const paths: [string, string][] = [
    ["GET", "/inspector/about"],
    ["GET", "/inspector/stream"],
    ["GET", "/inspector/charts/socket"],
    ["POST", "/inspector/viewers/x"],
    ["POST", "/inspector/actions"],
  ];
  const shown = [{}, basic("root", "wrong"), { cookie: "rookery-8080=x" }];
  for (const [method, path] of paths) {
    for (const headers of shown) {
      const answer = await asked(world, method, path, { headers });
      assert.equal(answer.status, 401, path);
      assert.equal(answer.headers.get("www-authenticate"), "Rookery");
    }
  }
});

Deno.test("who logs in is known by a cookie that no script reads and no other site sends", async () => {
  await using world = await started();
  const json = { name: "root", password: "root-password" };
  const response = await world.done(
    world.send("POST", "/inspector/login", { json, headers: own }),
  );
  const [pair, ...attributes] = response.headers.get("set-cookie")!.split("; ");
  assert.match(pair!, /^rookery-8080=[0-9a-f]{64}$/);
  assert.deepEqual(attributes, [
    ...["Path=/", "HttpOnly", "SameSite=Strict"],
    `Max-Age=${sessionMsMax / 1_000}`,
  ]);
  const { status, json: known } = await about(world, { cookie: pair! });
  assert.equal(status, 200);
  assert.deepEqual(known, {
    version: 1,
    title: world.node.name,
    viewer: {
      name: "root",
      may: { restart: true, crash: false, debug: true },
    },
    nodes: [{ name: world.node.name, isSelf: true }],
    login: true,
  });
});

Deno.test("over TLS the cookie is for TLS, and for this host alone", async () => {
  await using world = await started();
  const base = "https://node.example:8443";
  const response = await world.done(world.send("POST", "/inspector/login", {
    json: { token: users.read_token },
    base,
    headers: { origin: base },
  }));
  const set = response.headers.get("set-cookie")!;
  assert.match(set, /^__Host-rookery-8443=[0-9a-f]{64}; Path=\/;.*; Secure$/);
});

Deno.test("who may read may look, and the superuser may do something as well", async () => {
  await using world = await started();
  const nothing = { restart: false, crash: false, debug: false };
  const logins: [unknown, string, object][] = [
    [{ name: "rest", password: "rest-password" }, "rest", nothing],
    [{ token: users.read_token }, "reader", nothing],
    [{ token }, "root", { restart: true, crash: false, debug: true }],
  ];
  for (const [login, name, may] of logins) {
    const { json } = await about(world, await cookieOf(world, login));
    assert.deepEqual(json.viewer, { name, may });
  }
  const { json } = await about(world, as.reader);
  assert.deepEqual(json.viewer, { name: "reader", may: nothing });
});

Deno.test("the token of an overlay is for that overlay", async () => {
  await using world = await started();
  const { "x-session-token": secret = "" } = await world.overlay(
    "office",
    office,
  );
  const refused = await asked(world, "POST", "/inspector/login", {
    json: { token: secret },
    headers: own,
  });
  assert.equal(refused.status, 403);
  assert.equal((await about(world, holder(secret))).status, 403);
});

Deno.test("a login that is none is refused, and does not repeat what was given", async () => {
  await using world = await started();
  const bodies: unknown[] = [
    ...[{}, [], null, 1, { name: "root" }, { token: 1 }],
    { name: "root", password: "hush-hush", more: 1 },
    { token: "hush-hush".repeat(1_000) },
  ];
  for (const json of bodies) {
    const answer = await asked(world, "POST", "/inspector/login", {
      ...{ json, headers: own },
    });
    assert.equal(answer.status, 400);
    assert(!answer.text.includes("hush"));
  }
  const text = await asked(world, "POST", "/inspector/login", {
    ...{ body: "hush-hush", headers: own },
  });
  assert.equal(text.status, 400);
  assert(!text.text.includes("hush"));
});

Deno.test("who guesses is slowed here as anywhere, and by what was failed elsewhere", async () => {
  await using world = await started();
  const from = "10.0.0.66";
  const guess = (json: unknown) =>
    asked(world, "POST", "/inspector/login", { json, headers: own, from });
  for (let i = 0; i < 3; i++) {
    const { status } = await guess({ name: "root", password: `guess ${i}` });
    assert.equal(status, 401);
  }
  for (let i = 0; i < 2; i++) {
    const sent = { as: basic("root", `guess ${i}`), from };
    assert.equal((await world.ask("GET", "/tokens", sent)).status, 401);
  }
  const slowed = await guess({ name: "root", password: "root-password" });
  assert.equal(slowed.status, 429);
  assert.equal(slowed.headers.get("retry-after"), "1");
  await world.sim.advanceAsync(1_000);
  assert.equal(
    (await about(world, await cookieOf(world, { token }, from))).status,
    200,
  );
});

Deno.test("the address that was printed logs in and leaves the token out of the address", async () => {
  await using world = await started();
  const enter = (path: string, headers = {}) =>
    world.done(world.send("GET", path, { headers }));
  const response = await enter(`/?token=${token}`, {
    "sec-fetch-site": "none",
    "sec-fetch-mode": "navigate",
  });
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), "./");
  assert.equal(response.headers.get("referrer-policy"), "no-referrer");
  const { json } = await about(world, { cookie: pairOf(response) });
  assert.equal(json.viewer.name, "root");

  const wrong = await enter("/?token=wrong");
  assert.equal(wrong.status, 303, "the page asks who it is");
  assert.equal(wrong.headers.get("set-cookie"), null);
  const linked = await enter(`/?token=${token}`, {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
  });
  assert.equal(linked.status, 303);
  assert.equal(linked.headers.get("set-cookie"), null, "a page may not log in");
});

Deno.test("links of other sites use up nobody's attempts", async () => {
  await using world = await started();
  const headers = {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
  };
  for (let i = 0; i < 20; i++) {
    await world.done(world.send("GET", `/?token=${i}`, { headers }));
  }
  await cookieOf(world, { name: "root", password: "root-password" });
});

Deno.test("the token of the address opens nothing else", async () => {
  await using world = await started();
  const headers = { authorization: `Bearer ${token}` };
  assert.equal((await world.ask("GET", "/tokens", { headers })).status, 401);
});

Deno.test("no other page asks as the person who is logged in, not even one that may ask REST or is on this host", async () => {
  await using world = await started({ origins: ["https://ops.example"] });
  const cookie = await cookieOf(world, { token });
  const foreign: Record<string, string>[] = [
    { origin: "https://ops.example", "sec-fetch-site": "cross-site" },
    { origin: "http://127.0.0.1:3000", "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
    { origin: "null" },
  ];
  const paths: [string, string][] = [
    ["GET", "/inspector/about"],
    ["GET", "/inspector/stream"],
    ["POST", "/inspector/actions"],
    ["POST", "/inspector/viewers/x"],
    ["POST", "/inspector/login"],
    ["POST", "/inspector/logout"],
  ];
  for (const [method, path] of paths) {
    for (const headers of foreign) {
      const response = await world.done(
        world.send(method, path, { headers: { ...cookie, ...headers } }),
      );
      const what = `${method} ${path} ${JSON.stringify(headers)}`;
      assert.equal(response.status, 403, what);
      await response.body?.cancel();
    }
  }
  assert.equal((await about(world, cookie)).status, 200, "still logged in");
});

Deno.test("a server before ours may end TLS", async () => {
  const origin = "https://ops.example";
  await using world = await started({
    hosts: ["ops.example"],
    origins: [origin],
  });
  const sent = {
    ...{ json: { token }, base: "http://ops.example" },
    headers: { origin, "sec-fetch-site": "same-origin" },
  };
  const response = await world.done(
    world.send("POST", "/inspector/login", sent),
  );
  assert.equal(response.status, 204);
});

Deno.test("who logs out is known no more, and what was being told ends", async () => {
  await using world = await started();
  const cookie = await cookieOf(world, { token });
  const stream = await world.done(
    world.send("GET", "/inspector/stream", { headers: cookie }),
  );
  assert.equal(stream.headers.get("content-type"), "text/event-stream");
  const told = stream.text();
  const { status, headers } = await world.done(
    world.send("POST", "/inspector/logout", { headers: { ...cookie, ...own } }),
  );
  assert.equal(status, 204);
  assert.match(headers.get("set-cookie")!, /^rookery-8080=; .*Max-Age=0/);
  assert.match(
    await world.done(told),
    /^event: bye\ndata: .*session has ended/m,
  );
  assert.equal((await about(world, cookie)).status, 401);
});

Deno.test("whoever still looks when the node ends is told so", async () => {
  await using world = await started();
  const cookie = await cookieOf(world, { token });
  const stream = await world.done(
    world.send("GET", "/inspector/stream", { headers: cookie }),
  );
  const told = stream.text();
  await world.node.stop();
  assert.match(await told, /^event: bye\ndata: .*HTTP server has ended/m);
});

Deno.test("a session ends after a week, and those used longest ago where there are too many", async () => {
  await using world = await started();
  const first = await cookieOf(world, { token });
  const second = await cookieOf(world, { token });
  for (let i = 2; i < sessionsMax; i++) await cookieOf(world, { token });
  assert.equal((await about(world, first)).status, 200);
  await cookieOf(world, { token });
  assert.equal((await about(world, second)).status, 401);
  assert.equal((await about(world, first)).status, 200);
  await world.sim.advanceAsync(sessionMsMax);
  assert.equal((await about(world, first)).status, 401);
});

Deno.test("who may only read logs nobody out who may do more, however often they log in", async () => {
  await using world = await started();
  const root = await cookieOf(world, { token });
  const reader = { token: users.read_token };
  const first = await cookieOf(world, reader);
  for (let i = 0; i < sessionsMax; i++) await cookieOf(world, reader);
  assert.equal((await about(world, root)).status, 200);
  assert.equal((await about(world, first)).status, 401);
});

Deno.test("whose password is changed is logged out, and nobody else", async () => {
  await using world = await started();
  const root = await cookieOf(world, {
    name: "root",
    password: "root-password",
  });
  const rest = await cookieOf(world, {
    name: "rest",
    password: "rest-password",
  });
  await world.done(world.node.reconfigureHttp({
    ...{ ...users, inspector_token: token },
    superuser: { username: "root", password: "another" },
  }));
  assert.equal((await about(world, root)).status, 401);
  assert.equal((await about(world, rest)).status, 200);
});

Deno.test("what is being told ends with what was shown for it, by a session or with the request itself", async () => {
  await using world = await started();
  const cookie = await cookieOf(world, {
    name: "root",
    password: "root-password",
  });
  const told = [];
  for (const headers of [cookie, as.root, as.rest]) {
    const stream = await world.done(
      world.send("GET", "/inspector/stream", { headers }),
    );
    assert.equal(stream.status, 200);
    told.push(stream.text());
  }
  await world.done(world.node.reconfigureHttp({
    ...{ ...users, inspector_token: token },
    superuser: { username: "root", password: "another" },
  }));
  await world.sim.advanceAsync(keepAliveMs + 1_000);
  const [bySession, byPassword, other] = told;
  for (const text of [bySession!, byPassword!]) {
    assert.match(await text, /^event: bye\ndata: .*session has ended/m);
  }
  await world.node.stop();
  assert.match(await other!, /^event: bye\ndata: .*HTTP server has ended/m);
});

Deno.test("whatever is asked is answered, and by no mistake of ours", async () => {
  await using world = await started({ superuser: null });
  const cookie = await cookieOf(world, { token });
  const word = fc.constantFrom(
    ...["login", "logout", "about", "stream", "viewers", "charts", "actions"],
    ...["page.js", "", "..", "%", "%2e%2e", "inspector", "\u{1f600}"],
  );
  const text = fc.oneof(
    fc.json(),
    fc.string(),
    fc.constantFrom('{"__proto__":1}', '{"action":"restart","id":"x:0"}'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"),
      fc.array(word, { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("node", "format", "token"), fc.string()),
      text,
      fc.constantFrom({}, cookie, { cookie: "rookery-8080=; =;;rookery-8080" }),
      async (method, words, query, body, headers) => {
        const path = `/inspector/${words.join("/")}?${new URLSearchParams(
          query,
        )}`;
        const hasBody = method !== "GET" && method !== "HEAD";
        // From an address of its own, so that nobody is slowed by the others' logins.
        const sent = { headers, ...(hasBody && { body }), from: body };
        const response = await world.send(method, path, sent);
        await response.body?.cancel();
        assert(response.status < 500 || response.status === 503, path);
      },
    ),
    { numRuns: 300 },
  );
  assert(!world.events.some(({ type }) => type === "http_failed"));
});

Deno.test("a node may have no inspector", async () => {
  await using world = await RestWorld.start(
    users,
    undefined,
    undefined,
    undefined,
    {
      inspector: false,
    },
  );
  assert.equal((await world.ask("GET", "/")).status, 404);
  assert.equal((await world.ask("GET", "/inspector/about")).status, 404);
});

Deno.test("nobody but the superuser restarts an actor, and nobody makes one crash unless the settings allow it", async () => {
  for (const allow_chaos of [false, true]) {
    await using world = await RestWorld.start(
      ...[users, undefined, undefined, undefined, { allow_chaos }] as const,
    );
    const id = await rowOf(world, "http");
    const act = async (who: Record<string, string>, action: string) => {
      const sent = { as: who, json: { action, id } };
      return (await world.done(world.send("POST", "/inspector/actions", sent)))
        .status;
    };
    for (const action of ["restart", "crash", "debug"]) {
      assert.equal(await act(as.reader, action), 403);
      assert.equal(await act(as.rest, action), 403);
    }
    assert.equal(await act(as.root, "debug"), 409);
    assert.equal(await act(as.root, "crash"), allow_chaos ? 200 : 403);
    const crashed = world.events.some(({ type }) => type === "actor_crashed");
    assert.equal(crashed, allow_chaos);
  }
});

/** The id of the actor of that name, as the first frame tells it. */
async function rowOf(world: RestWorld, name: string): Promise<string> {
  const response = await world.done(
    world.send("GET", "/inspector/stream", { as: as.reader }),
  );
  const reader = response.body!.pipeThrough(new TextDecoderStream())
    .getReader();
  let text = "";
  while (!text.includes("event: frame")) {
    text += (await world.done(reader.read())).value;
  }
  await reader.cancel();
  const { all } = JSON.parse(/event: frame\ndata: (.*)\n/.exec(text)![1]!);
  return all.find((row: { name: string }) => row.name === name).id;
}
