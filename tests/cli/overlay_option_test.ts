import assert from "node:assert/strict";
import { overlaysOf } from "../../src/cli/overlay_option.ts";
import { run } from "../../src/cli/program.ts";
import { UsageError } from "../../src/cli/secret_option.ts";
import { SettingsError } from "../../src/protocol/settings.ts";

const key = "correct horse battery staple";
const settings = {
  port: 6666,
  symmetric_key: key,
  secret: "hush",
  multicast: { ip: "239.1.2.3" },
};
const json = JSON.stringify(settings);

Deno.test("an overlay is a name and its settings as JSON", async () => {
  const overlays = await overlaysOf([`office=${json}`, `home=${json}`]);
  assert.deepEqual(overlays, { office: settings, home: settings });
});

Deno.test("an overlay's settings may be in a file, whose name alone is in the arguments", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, `${json}\n`);
    const overlays = await overlaysOf([`office=@${path}`]);
    assert.deepEqual(overlays, { office: settings });
  } finally {
    await Deno.remove(path);
  }
});

const wrong: [string, string, RegExp][] = [
  ["no name", json, /^--overlay takes <name>=/],
  ["an empty name", `=${json}`, /^--overlay takes <name>=/],
  ["no settings", "office", /^--overlay takes <name>=/],
  [
    "half of its JSON",
    `office=${json.slice(0, -5)}`,
    /^--overlay office: its settings are no JSON/,
  ],
  [
    "words in place of JSON",
    `office=${key}`,
    /^--overlay office: its settings are no JSON/,
  ],
  [
    "a name that no overlay has",
    `of fice=${json}`,
    /^overlays\.of fice\.settings: given "of fice"; allowed as an overlay's name/,
  ],
  [
    "a setting that there is not",
    `office=${JSON.stringify({ ...settings, prot: key })}`,
    /^overlays\.office\.prot: unknown setting$/,
  ],
  [
    "a wrong port and a wrong key",
    `office=${JSON.stringify({ ...settings, port: 0, symmetric_key: [key] })}`,
    /^overlays\.office\.port: given 0; allowed: .*\noverlays\.office\.symmetric_key: allowed: a text$/,
  ],
  [
    "a list",
    `office=${JSON.stringify([settings])}`,
    /^overlays\.office\.settings: given a list; allowed: an object/,
  ],
];

for (const [what, given, message] of wrong) {
  Deno.test(`an overlay with ${what} is refused, and its key is not told`, async () => {
    await assert.rejects(overlaysOf([given]), (error) => {
      assert(error instanceof UsageError || error instanceof SettingsError);
      assert.match(error.message, message);
      assert(!Deno.inspect(error).includes("horse"));
      assert(!error.message.includes("hush"));
      return true;
    });
  });
}

Deno.test("two overlays of one name are a mistake", async () => {
  await assert.rejects(overlaysOf([`a=${json}`, `a=${json}`]), {
    message: "--overlay a: it is there twice",
  });
});

const usage: [string, string[], RegExp][] = [
  [
    "neither Gossip nor an overlay",
    ["--no-gossip", "--no-http"],
    /give --overlay/,
  ],
  [
    "an option of Gossip without it",
    ["--no-gossip", "--announce", "--overlay", `a=${json}`],
    /--announce is about Gossip/,
  ],
  ["bad JSON", ["--overlay", `a={"symmetric_key": "${key}"`], /no JSON/],
];

for (const [what, args, message] of usage) {
  Deno.test(`${what}: wrong usage, 2`, async () => {
    const { error } = console;
    const told: string[] = [];
    console.error = (line: string) => void told.push(line);
    try {
      assert.equal(await run(args), 2);
    } finally {
      console.error = error;
    }
    assert.match(told.join("\n"), message);
    assert.doesNotMatch(told.join("\n"), /horse/);
  });
}
