import assert from "node:assert/strict";
import { type AnyActor, createActor, createMachine } from "xstate";
import { type InspectOptions, inspectSystem } from "../../src/inspector/mod.ts";
import { sessionIdOf, startTree, supervisor } from "../../src/otp/mod.ts";
import { lamp } from "./lookers.ts";
import { asked, StreamReader } from "./site.ts";

const token = "a token that nobody guesses";

Deno.test("a program of plain XState is inspected over HTTP by one line", async () => {
  using program = inspectedProgram();
  const inspector = inspectSystem(program.actor);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    inspector,
  );
  const base = `http://127.0.0.1:${server.addr.port}/`;
  const page = await fetch(base);
  assert.match(await page.text(), /page\.js/);
  const reader = new StreamReader(await fetch(`${base}inspector/stream`));
  await reader.next();
  const { all = [] } = await reader.frame();
  assert.deepEqual(all.map(({ name }) => name), ["program", "lamp"]);
  program.actor.getSnapshot().children.lamp.send({ type: "press" });
  const { rows = [] } = await reader.frame();
  assert.deepEqual(rows.map(({ value }) => value), ["on"]);
  inspector.close();
  inspector.close();
  assert.equal((await reader.next())?.event, "bye");
  assert.equal(await reader.next(), undefined);
  await server.shutdown();
});

Deno.test("a page of another site is refused, and so is a name that another may have given us", async () => {
  using program = inspectedProgram();
  using site = siteOf(program.actor, { hosts: ["lamp.example"] });
  const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  const trials: [url: string, headers: HeadersInit, status: number][] = [
    ["http://127.0.0.1:8080", {}, 200],
    ["http://127.9.9.9:8080", {}, 200],
    ["http://[::1]:8080", {}, 200],
    ["http://localhost:8080", {}, 200],
    ["http://app.localhost:8080", {}, 200],
    ["http://lamp.example", {}, 200],
    ["http://evil.example:8080", {}, 421],
    ["http://127.0.0.1.evil.example:8080", {}, 421],
    ["http://192.0.2.7:8080", {}, 421],
    ["http://127.0.0.1:8080", { origin: "http://127.0.0.1:8080" }, 200],
    ["http://127.0.0.1:8080", { origin: "http://127.0.0.1:9090" }, 403],
    ["http://127.0.0.1:8080", { origin: "null" }, 403],
    ["http://127.0.0.1:8080", { "sec-fetch-site": "same-origin" }, 200],
    ["http://127.0.0.1:8080", { "sec-fetch-site": "same-site" }, 403],
    ["http://127.0.0.1:8080", { "sec-fetch-site": "cross-site" }, 403],
    ["http://127.0.0.1:8080", link, 403],
  ];
  for (const [url, headers, status] of trials) {
    const request = new Request(`${url}/inspector/about`, { headers });
    const answer = await site.inspector(request);
    await answer.text();
    assert.equal(answer.status, status, `${url} ${JSON.stringify(headers)}`);
  }
  const page = await site.inspector(asked("/", { headers: link }));
  assert.equal(page.status, 200);
  const body = { action: "restart", id: "x:1" };
  const posted = asked("/inspector/actions", { body, headers: link });
  assert.equal((await site.inspector(posted)).status, 403);
});

Deno.test("who opens the address with the token is logged in, and the token leaves the address", async () => {
  using program = inspectedProgram();
  using site = siteOf(program.actor, { token });
  const { inspector } = site;
  assert.equal((await inspector(asked("/"))).status, 200);
  assert.equal((await inspector(asked("/inspector/about"))).status, 401);
  const wrong = await inspector(asked("/?token=a+token+that+somebody+guesses"));
  assert.equal(wrong.status, 401);
  assert.equal(wrong.headers.get("set-cookie"), null);
  const right = await inspector(asked(`/?token=${encodeURIComponent(token)}`));
  assert.equal(right.status, 303);
  assert.equal(right.headers.get("location"), "./");
  const cookie = right.headers.get("set-cookie")!;
  assert.match(
    cookie,
    /^inspector-8080=[0-9a-f]{64}; .*HttpOnly; SameSite=Strict$/,
  );
  assert(!cookie.includes("token"));
  const headers = { cookie: `other=1; ${cookie.split(";")[0]}` };
  const about = await inspector(asked("/inspector/about", { headers }));
  assert.equal((await about.json()).login, true);
  const out = await inspector(
    asked("/inspector/logout", { headers, body: {} }),
  );
  assert.equal(out.status, 204);
  assert.match(out.headers.get("set-cookie")!, /=; .*Max-Age=0$/);
  const after = await inspector(asked("/inspector/about", { headers }));
  assert.equal(after.status, 401);
});

Deno.test("the page's form takes the token too, and nothing else", async () => {
  using program = inspectedProgram();
  using site = siteOf(program.actor, { token });
  const login = async (body: unknown) => {
    const answer = await site.inspector(asked("/inspector/login", { body }));
    return [answer.status, answer.headers.has("set-cookie")];
  };
  assert.deepEqual(await login({ token }), [204, true]);
  for (const given of [{ token: "" }, { token: 7 }, { token: `${token}!` }]) {
    assert.deepEqual(await login(given), [401, false]);
  }
  assert.deepEqual(await login({ name: "ann", password: token }), [401, false]);
  assert.deepEqual(await login("{"), [400, false]);
});

Deno.test("a cookie ends with as many newer ones as are remembered", async () => {
  using program = inspectedProgram();
  using site = siteOf(program.actor, { token });
  const cookies: string[] = [];
  for (let count = 0; count <= 64; count++) {
    const login = asked("/inspector/login", { body: { token } });
    const { headers } = await site.inspector(login);
    cookies.push(headers.get("set-cookie")!.split(";")[0]!);
  }
  const statusOf = async (cookie: string) =>
    (await site.inspector(asked("/inspector/about", { headers: { cookie } })))
      .status;
  assert.deepEqual(
    [await statusOf(cookies[0]!), await statusOf(cookies[1]!)],
    [401, 200],
  );
});

Deno.test("a token that can be guessed is a mistake", () => {
  using program = inspectedProgram();
  assert.throws(() => inspectSystem(program.actor, { token: "123" }), {
    name: "RangeError",
    message: /16 characters/,
  });
});

Deno.test("nothing is done to actors unless it is allowed, and then only where somebody supervises", async () => {
  const children = [{ id: "hall", logic: lamp }];
  const logic = supervisor({ id: "app", strategy: "one_for_one", children });
  for (const allow of [{}, { restart: true }]) {
    const tree = startTree(logic);
    const { inspector } = siteOf(tree.root, { allow });
    const act = async (ref: Parameters<typeof sessionIdOf>[0]) => {
      const body = { action: "restart", id: sessionIdOf(ref) };
      return (await inspector(asked("/inspector/actions", { body }))).status;
    };
    const { hall } = tree.root.getSnapshot().children;
    const expected = allow.restart ? [200, 409] : [403, 403];
    assert.deepEqual([await act(hall), await act(tree.root)], expected);
    assert.equal(
      tree.root.getSnapshot().children.hall === hall,
      !allow.restart,
    );
    inspector.close();
    tree.stop();
  }
});

Deno.test("a root that was given no id goes by its name in the system, or by its machine's id", async () => {
  const machine = createMachine({ id: "job" });
  const names = [
    [createActor(machine), "job"],
    [createActor(machine, { systemId: "night" }), "night"],
    [createActor(machine, { id: "tonight" }), "tonight"],
  ] as const;
  for (const [actor, name] of names) {
    actor.start();
    using site = siteOf(actor, {});
    const about = await site.inspector(asked("/inspector/about"));
    assert.equal((await about.json()).title, name);
    const stream = await site.inspector(asked("/inspector/stream"));
    const reader = new StreamReader(stream);
    await reader.next();
    const { all = [] } = await reader.frame();
    assert.deepEqual(all.map(({ name }) => name), [name]);
    actor.stop();
  }
});

Deno.test("the page is told the program's name, and no other program is to be seen", async () => {
  using program = inspectedProgram();
  for (const title of [undefined, "Lamps"]) {
    using site = siteOf(program.actor, title === undefined ? {} : { title });
    const answer = await site.inspector(asked("/inspector/about"));
    const about = await answer.json();
    assert.equal(about.title, title ?? "program");
    assert.deepEqual(about.nodes, [{ name: about.title, isSelf: true }]);
    assert.deepEqual(about.viewer, {
      name: "anyone",
      may: { restart: false, crash: false, debug: false },
    });
    const other = await site.inspector(asked("/inspector/stream?node=other"));
    assert.equal(other.status, 404);
  }
});

/** A program of plain XState: a root with a lamp. */
function inspectedProgram(): Disposable & { readonly actor: AnyActor } {
  const machine = createMachine({
    id: "program",
    invoke: { src: lamp as never, id: "lamp" },
  });
  const actor = createActor(machine, { id: "program" }).start();
  return {
    actor: actor as AnyActor,
    [Symbol.dispose]: () => void actor.stop(),
  };
}

function siteOf(
  actor: Parameters<typeof inspectSystem>[0],
  options: InspectOptions,
) {
  const inspector = inspectSystem(actor, options);
  return { inspector, [Symbol.dispose]: () => inspector.close() };
}
