import assert from "node:assert/strict";
import { restPage } from "../../docs/rest/generate.ts";
import { root } from "./source.ts";

Deno.test("docs/rest.md is what the routes say", () => {
  const there = Deno.readTextFileSync(new URL("docs/rest.md", root));
  assert(there === restPage(), "Write it anew: deno task rest");
});
