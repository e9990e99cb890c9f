import assert from "node:assert/strict";
import { RestWorld, users } from "../http/rest_world.ts";
import { asked, ran } from "./client_world.ts";

const token = ["--token", users.read_token];

Deno.test("a chart is Mermaid, SCXML or JSON", async () => {
  await using world = await RestWorld.start();
  const chart = (...more: readonly string[]) =>
    asked(world, "chart", "identity", ...more, ...token);
  const mermaid = await chart();
  assert.equal(mermaid.code, 0, mermaid.err);
  assert.equal(mermaid.out[0], "stateDiagram-v2");
  assert(mermaid.out.some((line) => line.includes('"known"')));
  assert.deepEqual(await chart("--format", "mermaid"), mermaid);
  const scxml = await chart("--format", "scxml");
  assert.match(scxml.out.join("\n"), /<scxml [^]*<\/scxml>$/);
  const json = await chart("--format", "json");
  assert.equal(JSON.parse(json.out.join("")).id, "identity");
  assert.deepEqual(await chart("--json"), json);
});

Deno.test("who has no chart is told with 1, and a format that is none is wrong usage", async () => {
  await using world = await RestWorld.start();
  const missing = await asked(world, "chart", "nobody", ...token);
  assert.deepEqual(missing, {
    ...{ code: 1, out: [], err: "error: There is no such actor" },
  });
  const port = await asked(world, "chart", "http/server", ...token);
  assert.match(port.err, /^error: It is no machine/);
  const format = await asked(world, "chart", "http", "--format", "png");
  assert.equal(format.code, 2);
  assert.match(format.err, /Allowed choices are mermaid, scxml, json/);
});

Deno.test("what a stranger says in place of a chart moves no cursor", async () => {
  const { code, out } = await ran(
    ["chart", "x"],
    () => Promise.resolve(new Response("stateDiagram-v2\n\u001b[2J\u009b")),
  );
  assert.equal(code, 0);
  assert.deepEqual(out, ["stateDiagram-v2", "\\u001b[2J\\u009b"]);
});
