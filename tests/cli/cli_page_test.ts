import assert from "node:assert/strict";
import { ran } from "./client_world.ts";

const page = await Deno.readTextFile(
  new URL("../../docs/cli.md", import.meta.url),
);

/** Options of others: of `deno` itself. */
const foreign = ["--allow-net", "--allow-read", "--global"];

Deno.test("docs/cli.md names every command and every option, and no others", async () => {
  const help = await helpOf();
  const commands = [...section(help, "Commands").matchAll(/^ {2}([a-z]+) /gm)]
    .map(([, name]) => name!);
  assert(commands.length >= 9, commands.join());
  const known = new Set(optionsIn(section(help, "Options")));
  for (const command of commands) {
    assert(
      page.includes(`| \`${command}\``),
      `${command} is not in docs/cli.md`,
    );
    const text = await helpOf(command);
    assert.match(text, /\nExit codes: 0 /, command);
    assert.match(text, /\nExample:\n {2}deno run /, command);
    for (const option of optionsIn(section(text, "Options"))) known.add(option);
  }
  const named = new Set(optionsIn(page));
  for (const option of known) {
    assert(named.has(option), `${option} is not in docs/cli.md`);
  }
  for (const option of named) {
    assert(known.has(option) || foreign.includes(option), option);
  }
});

async function helpOf(...command: readonly string[]): Promise<string> {
  const { code, out } = await ran(
    [...command, "--help"],
    () => Promise.reject(new Error("nobody is asked")),
  );
  assert.equal(code, 0);
  return out.join("\n");
}

/** One part of a help text, which ends with an empty line. */
function section(help: string, title: string): string {
  const [, part] = help.split(`\n${title}:\n`);
  assert(part, `${title} are not in the help`);
  return part.split("\n\n")[0]!;
}

function optionsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) =>
    option
  );
}
