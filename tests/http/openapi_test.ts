import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Validator } from "@seriousme/openapi-schema-validator";
import { openApi } from "../../src/http/openapi.ts";
import { routes } from "../../src/http/routes.ts";
import { RestWorld } from "./rest_world.ts";

Deno.test("the document is a valid OpenAPI 3.1 document", async () => {
  const copy = JSON.parse(JSON.stringify(openApi()));
  const { valid, errors } = await new Validator().validate(copy);
  assert(valid, JSON.stringify(errors, null, 2));
});

Deno.test("every route is in it, under a name of its own", () => {
  const { paths } = openApi();
  const operations = Object.values(paths).flatMap(Object.values);
  assert.equal(operations.length, routes.length);
  const names = operations.map(({ operationId }) => operationId);
  assert.equal(new Set(names).size, names.length);
  for (const { method, path } of routes) {
    const template = path.replace(/:(\w+)/g, "{$1}");
    assert(paths[template]?.[method.toLowerCase()], `${method} ${path}`);
  }
});

Deno.test("it is served, to everybody", async () => {
  await using world = await RestWorld.start();
  const { status, json } = await world.ask("GET", "/openapi.json");
  assert.equal(status, 200);
  assert.deepEqual(json, JSON.parse(JSON.stringify(openApi())));
});

Deno.test("the page for people asks nobody for anything, and its policy lets it do nothing", async () => {
  await using world = await RestWorld.start();
  const { status, headers, text } = await world.ask("GET", "/docs");
  assert.equal(status, 200);
  assert.match(headers.get("content-type")!, /^text\/html/);
  const sources = [
    ...text.matchAll(/(?:src|href|action|url)\s*[=(]\s*"?([^"\s>)]+)/g),
  ]
    .map(([, source]) => source);
  assert.deepEqual(sources, ["/openapi.json"]);
  assert.doesNotMatch(text, /<script|<img|<iframe|<link|@import|\son\w+=/i);
  const style = /<style>([^]*?)<\/style>/.exec(text)![1]!;
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = headers.get("content-security-policy")!;
  assert(policy.startsWith(`default-src 'none'; style-src 'sha256-${hash}';`));
  for (const { operation, path } of routes) {
    assert(text.includes(path.replace(/:(\w+)/g, "{$1}")), operation);
  }
});
