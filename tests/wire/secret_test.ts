import assert from "node:assert/strict";
import { format, inspect } from "node:util";
import { Secret } from "../../src/wire/secret.ts";

const text = "correct horse battery staple";
const secret = new Secret(text);

const showings: Record<string, () => string> = {
  "a template": () => `${secret}`,
  "an addition": () => "" + secret,
  "String": () => String(secret),
  "JSON": () => JSON.stringify({ secret, nested: [secret] }),
  "Deno's printer": () => Deno.inspect({ secret, nested: [[[secret]]] }),
  "Deno's printer with everything": () =>
    Deno.inspect(secret, { showHidden: true, getters: true, depth: 9 }),
  "Node's printer": () => inspect(secret, { showHidden: true, depth: 9 }),
  "a format string": () =>
    format("%s %o %O %j", secret, secret, secret, secret),
  "an error's message": () => new Error(`Cannot use ${secret}`).message,
  "a printed error": () =>
    Deno.inspect(new Error(`${secret}`, { cause: secret })),
  "its entries": () => JSON.stringify(Object.entries({ ...secret })),
  "its own keys": () => Reflect.ownKeys(secret).join(),
  "a structured clone": () => Deno.inspect(structuredClone({ ...secret })),
};

for (const [where, show] of Object.entries(showings)) {
  Deno.test(`a secret does not show in ${where}`, () => {
    const shown = show();
    assert.ok(!shown.includes("horse"), shown);
  });
}

Deno.test("a secret does not show on the console", () => {
  const lines: string[] = [];
  const { log, error } = console;
  console.log = console.error = (...args) => void lines.push(format(...args));
  try {
    console.log(secret, "%s", secret);
    console.error({ secret });
  } finally {
    Object.assign(console, { log, error });
  }
  assert.ok(!lines.join().includes("horse"));
});

Deno.test("a secret that is shown says protected", () => {
  assert.equal(`${secret}`, "protected");
  assert.equal(JSON.stringify({ secret }), '{"secret":"protected"}');
  assert.equal(Deno.inspect(secret), "protected");
  assert.equal(inspect(secret), "protected");
});

Deno.test("a secret is revealed to whoever asks by name", () => {
  assert.equal(secret.reveal(), text);
});
