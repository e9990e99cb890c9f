import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import pageConfig from "../../src/inspector/page/deno.json" with {
  type: "json",
};
import { documents } from "./documents.ts";
import { root } from "./source.ts";

const all = documents();
const tasks: Readonly<Record<string, unknown>> = config.tasks;

Deno.test("every command that a document names is a task", () => {
  const named = all.flatMap(({ path, text }) =>
    [...text.matchAll(/\bdeno(?:@[\d.]+)? task ([\w:-]+)/g)]
      .map(([, task]) => ({ path, task: task! }))
  );
  assert(named.length > 0);
  assert.deepEqual(named.filter(({ task }) => !(task in tasks)), []);
});

Deno.test("the README says how to start and how to test", () => {
  const readme = all.find(({ path }) => path === "README.md")?.text ?? "";
  for (const task of ["start", "test"]) {
    assert(readme.includes(`npx -y deno@2.9.6 task ${task}`), task);
  }
});

for (
  const [name, { imports }, lockFile] of [
    ["the project", config, "deno.lock"],
    ["the inspector's page", pageConfig, "src/inspector/page/deno.lock"],
  ] as const
) {
  Deno.test(`every dependency of ${name} is pinned to one version`, () => {
    const loose = Object.values(imports)
      .filter((target) =>
        !/^(npm|jsr):(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/.test(target)
      );
    assert.deepEqual(loose, []);
  });

  Deno.test(`the lock file of ${name} knows every dependency`, () => {
    const lock = JSON.parse(Deno.readTextFileSync(new URL(lockFile, root)));
    const known = Object.keys(lock.specifiers);
    assert.deepEqual(
      Object.values(imports).filter((target) => !known.includes(target)),
      [],
    );
  });
}

Deno.test("the inspector's page has the versions that the project has", () => {
  const ours: Readonly<Record<string, string>> = config.imports;
  const others = Object.entries(pageConfig.imports)
    .filter(([name, target]) => name in ours && ours[name] !== target);
  assert.deepEqual(others, []);
});

Deno.test("the changelog has a part on this version", () => {
  const text = Deno.readTextFileSync(new URL("CHANGELOG.md", root));
  assert(text.includes(`\n## [${config.version}]`));
});

Deno.test("every export that is published is checked for documentation", () => {
  const command = config.tasks.doc.command;
  for (const target of Object.values(config.exports)) {
    assert(command.includes(target.slice("./".length)), target);
  }
});
