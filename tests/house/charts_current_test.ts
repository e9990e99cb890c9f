import assert from "node:assert/strict";
import { drawings } from "../../docs/charts/generate.ts";
import { readDiagram } from "../inspector/mermaid_grammar.ts";
import { root } from "./source.ts";

const folder = new URL("docs/charts/", root);

Deno.test("the charts in docs/charts are those of the machines", async () => {
  const pages = await drawings();
  const there = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".md"));
  const old = [...new Set([...there, ...pages.keys()])].filter((name) =>
    !there.includes(name) ||
    Deno.readTextFileSync(new URL(name, folder)) !== pages.get(name)
  );
  assert.deepEqual(old, [], "Draw them anew: deno task charts");
});

Deno.test("every chart can be drawn", async () => {
  for (const [name, text] of await drawings()) {
    const diagrams = [...text.matchAll(/^```mermaid\n([^]*?)^```/gm)];
    assert.equal(diagrams.length, name === "README.md" ? 0 : 1, name);
    for (const [, diagram] of diagrams) readDiagram(diagram!);
  }
});
