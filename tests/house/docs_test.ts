import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import {
  anchorsOf,
  type Document,
  documents,
  examplesOf,
  linksOf,
} from "./documents.ts";
import { filesUnder, root } from "./source.ts";

const all = documents();

Deno.test("every link in a document leads somewhere", () => {
  const dead = all.flatMap((document) =>
    linksOf(document).filter((link) => !leadsSomewhere(document, link))
      .map((link) => `${document.path}: ${link}`)
  );
  assert.deepEqual(dead, []);
});

Deno.test("every document that the code names is there", () => {
  const named = filesUnder(["actors", "src", "tests", "docs/charts"])
    .flatMap((path) => {
      const text = Deno.readTextFileSync(new URL(path, root));
      return [...text.matchAll(/\bdocs\/[\w./-]+\.md\b/g)]
        .map(([target]) => ({ path, target }));
    });
  assert(named.length > 0);
  assert.deepEqual(named.filter(({ target }) => !isThere(target)), []);
});

Deno.test("every example in a document has right types", async () => {
  const examples = all.flatMap(examplesOf)
    .filter(({ language }) => /^(ts|typescript)\b/.test(language));
  assert(examples.length > 0);
  const folder = await Deno.makeTempDir();
  try {
    const files = examples.map(({ code, place }) => {
      const file = `${folder}/${place.replace(/\W/g, "_")}.ts`;
      Deno.writeTextFileSync(file, `${code}\nexport {};\n`);
      return file;
    });
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--config", configPath(), ...files],
      stdout: "null",
      stderr: "piped",
      env: { NO_COLOR: "1" },
    }).output();
    assert(success, new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("examples that are not run are few, since they can grow old", () => {
  const unrun = all.flatMap(examplesOf)
    .filter(({ language }) => /^ts\b.*\bignore\b/.test(language));
  assert(unrun.length <= 4, unrun.map(({ place }) => place).join("\n"));
});

Deno.test("examples in documents are run with those in the code", () => {
  const { command } = config.tasks.examples;
  for (const path of ["README.md", "docs/", "mod.ts", "src/"]) {
    assert(command.includes(path), path);
  }
});

Deno.test("every decision has a number of its own and says what was rejected", () => {
  const decisions = all.filter(({ path }) =>
    path.startsWith("docs/decisions/")
  );
  const numbers = decisions.map(({ path }) => /\/(\d{4})-/.exec(path)?.[1]);
  assert.equal(new Set(numbers).size, decisions.length, numbers.join(" "));
  for (const { path, text } of decisions) {
    const number = Number(/\/(\d{4})-/.exec(path)![1]);
    assert(text.startsWith(`# ${number}. `), path);
    assert(/^## (Decided|Rejected)$/m.test(text), path);
  }
});

function leadsSomewhere(from: Document, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === ""
    ? from.path
    : new URL(path, new URL(from.path, root)).href.slice(root.href.length);
  if (!isThere(target)) return false;
  if (anchor === undefined) return true;
  const document = all.find(({ path }) => path === target);
  return document !== undefined && anchorsOf(document).includes(anchor);
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(new URL(path, root));
    return true;
  } catch {
    return false;
  }
}

function configPath(): string {
  return new URL("deno.json", root).pathname;
}
