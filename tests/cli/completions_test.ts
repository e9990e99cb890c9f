import assert from "node:assert/strict";
import { shells } from "../../src/cli/completions.ts";
import { needs } from "../support/needs.ts";
import { ran } from "./client_world.ts";

const nobody = () => Promise.reject(new Error("nobody is asked"));

for (const shell of shells) {
  Deno.test(`the script for ${shell} knows commands and their options`, async () => {
    const { code, out } = await ran(["completions", shell], nobody);
    assert.equal(code, 0);
    const script = out.join("\n");
    for (const word of ["members", "doctor", "insecure", "multicast-addr"]) {
      assert(script.includes(word), word);
    }
  });
}

Deno.test({
  name: "bash completes a command, and its options behind it",
  ignore: needs("bash"),
}, async () => {
  const { out } = await ran(["completions", "bash"], nobody);
  const words = async (...typed: readonly string[]) => {
    const line = `COMP_WORDS=(${typed.map((word) => `'${word}'`).join(" ")})`;
    const steps = [`COMP_CWORD=${typed.length - 1}`, "_rookery"];
    const shown = 'echo "${COMPREPLY[@]}"';
    const script = [...out, line, ...steps, shown].join("\n");
    const { stdout } = await new Deno.Command("bash", { args: ["-c", script] })
      .output();
    return new TextDecoder().decode(stdout).trim();
  };
  assert.equal(await words("rookery", "mem"), "members");
  assert.equal(await words("rookery", "members", "--us"), "--user");
  assert.equal(await words("rookery", "--multicast-a"), "--multicast-addr");
});

Deno.test("a shell without a script is wrong usage", async () => {
  const { code, err } = await ran(["completions", "tcsh"], nobody);
  assert.equal(code, 2);
  assert.equal(err, "error: shell: allowed: bash, zsh, fish");
});
