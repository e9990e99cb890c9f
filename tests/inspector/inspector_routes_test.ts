import assert from "node:assert/strict";
import { keepAliveMs, viewersMax } from "../../src/inspector/frame_stream.ts";
import type { InspectorSource } from "../../src/inspector/source.ts";
import { type Inspected, inspected, lamp } from "./lookers.ts";
import { asked, routesOf, StreamReader, viewer } from "./site.ts";

const hall = [{ id: "hall", logic: lamp }];

Deno.test("the page's files are for everybody, at whatever address the page stands", async () => {
  using at = inspected(hall);
  const routes = routesOf(at);
  const files = {
    "": "text/html; charset=utf-8",
    "inspector/page.js": "text/javascript; charset=utf-8",
    "inspector/page.css": "text/css; charset=utf-8",
    "inspector/icon.svg": "image/svg+xml",
    "inspector/elk-worker.js": "text/javascript; charset=utf-8",
  };
  for (const mount of ["/", "/debug/", "/a/inspector/"]) {
    for (const [file, type] of Object.entries(files)) {
      const answer = await routes.respond(asked(mount + file), undefined);
      assert.equal(answer.status, 200, mount + file);
      assert.equal(answer.headers.get("content-type"), type);
      assert.match(
        answer.headers.get("content-security-policy") ?? "",
        /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
      );
      assert((await answer.bytes()).length > 100);
    }
  }
});

Deno.test("a file is sent compressed to who takes that, and not at all to who has it", async () => {
  using at = inspected(hall);
  const routes = routesOf(at);
  const ask = (headers: Readonly<Record<string, string>>) =>
    routes.respond(asked("/inspector/page.js", { headers }), undefined);
  const plain = await ask({});
  const text = await plain.text();
  for (const encoding of ["gzip", "br, gzip;q=0.5", "gzip, deflate, br"]) {
    const packed = await ask({ "accept-encoding": encoding });
    assert.equal(packed.headers.get("content-encoding"), "gzip");
    const unpacked = packed.body!.pipeThrough(new DecompressionStream("gzip"));
    assert.equal(await new Response(unpacked).text(), text);
  }
  for (const encoding of ["br", "gzip;q=0, br", "identity"]) {
    const { headers } = await ask({ "accept-encoding": encoding });
    assert.equal(headers.get("content-encoding"), null);
  }
  const etag = plain.headers.get("etag")!;
  const again = await ask({ "if-none-match": `"other", ${etag}` });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
});

Deno.test("what is asked in a wrong way, or is not there, is refused", async () => {
  using at = inspected(hall);
  const routes = routesOf(at);
  const trials: [Request, number][] = [
    [asked("/inspector/nothing"), 404],
    [asked("/nothing"), 404],
    [asked("/inspector/about/more"), 404],
    [asked("/inspector/about", { method: "DELETE" }), 405],
    [asked("/inspector/page.js", { body: {} }), 405],
    [asked("/inspector/about", { body: {} }), 405],
    [asked("/inspector/stream?node=other@10.0.0.2"), 404],
    [asked("/inspector/charts"), 404],
    [asked("/inspector/charts/unknown"), 404],
    [asked("/inspector/charts/%FF"), 404],
    [asked("/inspector/charts/lamp?format=png"), 404],
    [asked("/inspector/viewers/0123", { body: {} }), 404],
    [asked("/inspector/viewers/0123", { body: { selected: 7 } }), 400],
    [asked("/inspector/viewers/0123", { body: { log: "yes" } }), 400],
    [asked("/inspector/actions", { body: "{" }), 400],
    [asked("/inspector/actions", { body: "7" }), 400],
    [asked("/inspector/actions", { body: { action: "kill", id: "x" } }), 400],
    [asked("/inspector/actions", { body: { action: "crash", id: 7 } }), 400],
    [asked("/inspector/actions", { body: " ".repeat(5_000) }), 413],
    [asked("/inspector/actions", { body: { action: "crash", id: "x" } }), 403],
  ];
  for (const [request, status] of trials) {
    const answer = await routes.respond(request, viewer);
    const { url } = request;
    assert.equal(answer.status, status, url);
    assert.equal(
      answer.headers.get("content-type"),
      "application/problem+json",
    );
    const problem = await answer.json();
    assert.equal(problem.status, status, url);
    assert(problem.detail.length > 5 && problem.title !== "Error", url);
  }
});

Deno.test("without a viewer nothing of the program is told", async () => {
  using at = inspected(hall);
  const routes = routesOf(at);
  const requests = [
    asked("/inspector/about"),
    asked("/inspector/stream"),
    asked("/inspector/charts/lamp"),
    asked("/inspector/viewers/0123", { body: {} }),
    asked("/inspector/actions", { body: { action: "restart", id: "x:1" } }),
  ];
  for (const request of requests) {
    const answer = await routes.respond(request, undefined);
    assert.equal(answer.status, 401);
    await answer.body?.cancel();
  }
  assert.equal(at.hub.viewers, 0);
});

Deno.test("about says what is there, who looks and what they may", async () => {
  using at = inspected(hall);
  const answer = await routesOf(at).respond(asked("/inspector/about"), viewer);
  assert.deepEqual(await answer.json(), {
    version: 1,
    title: "hall@10.0.0.1",
    viewer,
    nodes: [{ name: "hall@10.0.0.1", isSelf: true }],
    login: false,
  });
});

Deno.test("a stream says hello, tells frames as they are read, and does as its viewer wishes", async () => {
  using at = inspected(hall);
  const routes = routesOf(at);
  const answer = await routes.respond(asked("/inspector/stream"), viewer);
  assert.equal(answer.headers.get("content-type"), "text/event-stream");
  const reader = new StreamReader(answer);
  const hello = await reader.next();
  assert.equal(hello?.event, "hello");
  const id: string = hello?.data.viewer;
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.equal((await reader.frame()).all?.length, 2);
  const wished = await routes.respond(
    asked(`/inspector/viewers/${id}`, { body: { selected: at.idAt("hall") } }),
    viewer,
  );
  assert.equal(wished.status, 204);
  const next = reader.frame();
  await at.pass(100);
  assert.equal((await next).detail?.id, at.idAt("hall"));
  await reader.cancel();
  assert.equal(at.hub.viewers, 0);
  const late = await routes.respond(
    asked(`/inspector/viewers/${id}`, { body: {} }),
    viewer,
  );
  assert.equal(late.status, 404);
  await late.body?.cancel();
  assert.equal(at.clock.timersWaiting, 0);
});

Deno.test("a quiet stream says now and then that it lives", async () => {
  using at = inspected(hall);
  const reader = await streamOf(at);
  await reader.next();
  await reader.frame();
  const told = reader.next();
  await at.pass(keepAliveMs);
  assert.deepEqual(await told, { event: "comment" });
  const next = reader.frame();
  at.at("hall").send({ type: "press" });
  await at.pass(100);
  assert.equal((await next).rows?.[0]?.value, "on");
  await reader.cancel();
});

Deno.test("nothing is told to who does not read, and it costs no memory", async () => {
  using at = inspected(hall);
  const reader = await streamOf(at);
  await reader.next();
  await reader.frame();
  for (let press = 0; press < 1_000; press++) {
    at.at("hall").send({ type: "press" });
    await at.pass(100);
  }
  const next = reader.frame();
  await at.pass(100);
  const { rows = [], log = [], dropped = 0 } = await next;
  assert.equal(rows.length, 1);
  assert.equal(log.length + dropped, 1_000);
  assert(log.length <= 200);
  await reader.cancel();
});

Deno.test("a farewell says why a stream ends", async () => {
  using at = inspected(hall);
  const routes = routesOf(at);
  const reader = await streamOf(at, routes);
  await reader.next();
  await reader.frame();
  const told = reader.next();
  routes.close("The node stops");
  assert.deepEqual(await told, {
    event: "bye",
    data: { reason: "The node stops" },
  });
  assert.equal(await reader.next(), undefined);
  assert.equal(at.hub.viewers, 0);
  const late = await routes.respond(asked("/inspector/stream"), viewer);
  assert.equal(late.status, 503);
});

Deno.test("there is room for so many viewers, and again when one has left", async () => {
  using at = inspected(hall);
  const routes = routesOf(at);
  const readers = [];
  for (let count = 0; count < viewersMax; count++) {
    readers.push(await streamOf(at, routes));
  }
  const refused = await routes.respond(asked("/inspector/stream"), viewer);
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "10");
  await readers.shift()?.cancel();
  readers.push(await streamOf(at, routes));
  for (const reader of readers) await reader.cancel();
  assert.equal(at.hub.viewers, 0);
});

Deno.test("charts are given in three notations, also while nobody looks", async () => {
  using at = inspected(hall);
  const routes = routesOf(at);
  const chart = async (query: string) => {
    const path = `/inspector/charts/lamp${query}`;
    const answer = await routes.respond(asked(path), viewer);
    return [answer.headers.get("content-type"), await answer.text()] as const;
  };
  const [type, text] = await chart("");
  assert.equal(type, "application/json");
  assert.equal(JSON.parse(text).id, "lamp");
  assert.deepEqual((await chart("?format=json"))[1], text);
  const [mermaidType, mermaid] = await chart("?format=mermaid");
  assert.equal(mermaidType, "text/vnd.mermaid; charset=utf-8");
  assert.match(mermaid, /^stateDiagram-v2\n/);
  const [scxmlType, scxml] = await chart("?format=scxml");
  assert.equal(scxmlType, "application/scxml+xml; charset=utf-8");
  assert.match(scxml, /<scxml /);
});

Deno.test("an action is done by who may, and its refusals are told", async () => {
  using at = inspected(hall, { deeds: { restart: true } });
  const routes = routesOf(at);
  const before = at.idAt("hall");
  const act = async (action: string, id: string, may = viewer.may) => {
    const request = asked("/inspector/actions", { body: { action, id } });
    const answer = await routes.respond(request, { ...viewer, may });
    return [answer.status, await answer.json()] as const;
  };
  const none = { restart: false, crash: false, debug: false };
  assert.equal((await act("restart", before, none))[0], 403);
  assert.equal(at.idAt("hall"), before);
  assert.deepEqual(await act("restart", before), [200, { ok: true }]);
  assert.notEqual(at.idAt("hall"), before);
  assert.equal((await act("restart", before))[0], 404);
  assert.equal((await act("crash", at.idAt("hall")))[0], 403);
  assert.equal((await act("debug", at.idAt("hall")))[0], 409);
});

Deno.test("a node that is out of reach is a refusal, and one that is lost a farewell", async () => {
  using at = inspected(hall);
  const away: InspectorSource = {
    open: () => Promise.reject(new Error("b@10.0.0.2 is out of reach")),
    chart: () => Promise.reject(new Error("b@10.0.0.2 is out of reach")),
    act: () => Promise.reject(new Error("b@10.0.0.2 is out of reach")),
  };
  const lost: InspectorSource = {
    ...away,
    open: () => ({
      wish() {},
      next: () => Promise.reject(new Error("c@10.0.0.3 is lost")),
      close() {},
    }),
  };
  const routes = routesOf(at, {
    source: (node) => node === "b" ? away : node === "c" ? lost : at.hub,
  });
  for (const path of ["stream", "charts/lamp"]) {
    const request = asked(`/inspector/${path}?node=b`);
    const answer = await routes.respond(request, viewer);
    assert.equal(answer.status, 503);
    assert.match((await answer.json()).detail, /b@10\.0\.0\.2 is out of reach/);
  }
  const answer = await routes.respond(
    asked("/inspector/stream?node=c"),
    viewer,
  );
  const reader = new StreamReader(answer);
  await reader.next();
  assert.deepEqual(await reader.next(), {
    event: "bye",
    data: { reason: "c@10.0.0.3 is lost" },
  });
  assert.equal(await reader.next(), undefined);
});

async function streamOf(
  at: Inspected,
  routes = routesOf(at),
): Promise<StreamReader> {
  const answer = await routes.respond(asked("/inspector/stream"), viewer);
  assert.equal(answer.status, 200);
  return new StreamReader(answer);
}
