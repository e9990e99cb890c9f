import assert from "node:assert/strict";
import { readSecret, UsageError } from "../../src/cli/secret_option.ts";

Deno.test("a secret may be given as it is", async () => {
  assert.equal(await readSecret("s3cret"), "s3cret");
  assert.equal(await readSecret("line\n"), "line\n");
  assert.equal(await readSecret("--"), "--");
});

const files: [string, string, string][] = [
  ["its text", "s3cret", "s3cret"],
  ["all but one line break at its end", "s3cret\n", "s3cret"],
  ["all but one line break of Windows", "s3cret\r\n", "s3cret"],
  ["all lines but the last break", "a\nb\n\n", "a\nb\n"],
  ["spaces too", " s3cret ", " s3cret "],
  ["UTF-8", "schön 🦜\n", "schön 🦜"],
];

for (const [what, content, secret] of files) {
  Deno.test(`a secret in a file is ${what}`, async () => {
    assert.equal(await inFile(content), secret);
  });
}

for (const content of ["", "\n", "\r\n"]) {
  const shown = JSON.stringify(content);
  Deno.test(`a file with ${shown} holds no secret`, async () => {
    await assert.rejects(inFile(content), {
      constructor: UsageError,
      message: "Cannot use an empty secret",
    });
  });
}

Deno.test("a file that is too long was meant for something else", async () => {
  assert.equal((await inFile("x".repeat(65_536))).length, 65_536);
  await assert.rejects(inFile("x".repeat(65_537)), /it is too long$/);
});

Deno.test("a directory holds no secret", async () => {
  await assert.rejects(readSecret("@/"), UsageError);
});

async function inFile(content: string): Promise<string> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, content);
    return await readSecret(`@${path}`);
  } finally {
    await Deno.remove(path);
  }
}
