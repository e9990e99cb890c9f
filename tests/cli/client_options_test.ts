import assert from "node:assert/strict";
import { ran } from "./client_world.ts";

const mistakes: [string, readonly string[], RegExp][] = [
  ["a URL that is none", ["--url", "10.0.0.1:8080"], /^error: --url takes/],
  ["another scheme", ["--url", "ftp://10.0.0.1"], /^error: --url takes/],
  [
    "a password in a URL",
    ["--url", "http://root:horse@10.0.0.1"],
    /^error: --url takes .* no credentials$/,
  ],
  ["a user without a password", ["--user", "horse"], /^error: --user takes/],
  ["a token of two words", ["--token", "horse x"], /^error: --token takes/],
  [
    "a user and a token",
    ["--user", "a:horse", "--token", "horse"],
    /^error: --user and --token are two ways/,
  ],
  [
    "a file that is not there",
    ["--user", "@/nowhere/user"],
    /^error: Cannot read the secret from \/nowhere\/user/,
  ],
];

for (const [what, args, message] of mistakes) {
  Deno.test(`${what} is told without what is secret, and leaves with 2`, async () => {
    const { code, err } = await ran(
      ["overlays", ...args],
      () => Promise.reject(new Error("nobody is asked")),
    );
    assert.equal(code, 2);
    assert.match(err, message);
    assert.doesNotMatch(err, /horse/);
  });
}

Deno.test("who asks is said as the options say it, and where", async () => {
  const seen: (string | null | boolean | undefined)[][] = [];
  const asking = async (...args: readonly string[]) => {
    const { code } = await ran(["overlays", ...args], (request, options) => {
      const authorization = request.headers.get("authorization");
      seen.push([request.url, authorization, options?.insecure]);
      return Promise.resolve(new Response('{"overlays": []}'));
    });
    assert.equal(code, 0);
  };
  await asking();
  await asking("--user", "ü:a:b", "--url", "https://[::1]:9/", "--insecure");
  await asking("--token", "abc", "--url", "http://proxy/node");
  const basic = new TextEncoder().encode("ü:a:b").toBase64();
  assert.deepEqual(seen, [
    ["http://127.0.0.1:8080/v1/overlays", null, false],
    ["https://[::1]:9/v1/overlays", `Basic ${basic}`, true],
    ["http://proxy/node/v1/overlays", "Bearer abc", false],
  ]);
});
