import assert from "node:assert/strict";
import { format } from "node:util";
import config from "../../deno.json" with { type: "json" };
import { run } from "../../src/cli/program.ts";

Deno.test("--help tells every option and leaves with 0", async () => {
  const { code, out, err } = await ran("--help");
  assert.equal(code, 0);
  assert.equal(err, "");
  const options = [
    "--name <name@host>",
    "--multicast-addr <address>",
    "--port <port>",
    "--if-addr <address>",
    "--multicast-if <address>",
    "--multicast-ttl <hops>",
    "--broadcast-only",
    "--secret <secret>",
    "--announce",
    "--cookie <cookie>",
    "--hidden",
    "--dist-port <port>",
    "--epmd-port <port>",
    "--net-ticktime <seconds>",
    "--connect <name@host>",
    "--debug",
    "--json",
    "--quiet",
    "--version",
    "--help",
  ];
  for (const option of options) {
    assert.ok(out.includes(option), `${option} is not in the help`);
  }
  assert.match(out, /Examples:\n {2}deno run --allow-net --allow-read=/);
});

Deno.test("up is what is done without a command", async () => {
  assert.deepEqual(await ran("up", "--help"), await ran("--help"));
});

Deno.test("--version tells the version and leaves with 0", async () => {
  assert.deepEqual(await ran("--version"), {
    code: 0,
    out: config.version,
    err: "",
  });
});

Deno.test("`help call` is `call --help`", async () => {
  assert.deepEqual(await ran("help", "call"), await ran("call", "--help"));
  assert.deepEqual(await ran("help"), await ran("--help"));
});

const mistakes: [string, readonly string[], RegExp][] = [
  ["an unknown option", ["--prot", "1"], /^error: unknown option '--prot'/],
  ["a word too many", ["up", "now"], /^error: too many arguments/],
  [
    "a command that there is not",
    ["chekc", "x"],
    /^error: there is no command "chekc": there are up, check, .*actors/,
  ],
  ["an option without its value", ["--port"], /argument missing/],
  ["a port that is no number", ["--port", "x"], /It must be a whole number\./],
  ["a port with a sign", ["--port=-1"], /It must be a whole number\./],
  ["a port with an exponent", ["--port", "1e3"], /It must be a whole number\./],
  [
    "a port that there is not",
    ["--port", "65536"],
    /^error: topologies\.gossip\.port: given 65536; allowed: a whole number from 1 to 65535$/,
  ],
  [
    "a TTL that no socket takes",
    ["--multicast-ttl", "0"],
    /^error: topologies\.gossip\.multicast_ttl: given 0; allowed: a whole number from 1 to 255$/,
  ],
  ["a name without a host", ["--name", "a"], /^error: name: given "a"; /],
  [
    "a group that is none",
    ["--multicast-addr", "224.0.0.1", "--multicast-addr", "10.0.0.1"],
    /^error: topologies\.gossip\.multicast_addr: given \["224\.0\.0\.1", "10\.0\.0\.1"\]; /,
  ],
  [
    "an empty secret",
    ["--secret", ""],
    /^error: topologies\.gossip\.secret: allowed: a text that is not empty$/,
  ],
  [
    "a secret file that is not there",
    ["--secret", "@/nowhere/secret"],
    /^error: Cannot read the secret from \/nowhere\/secret: .*No such file/,
  ],
];

for (const [what, args, message] of mistakes) {
  Deno.test(`${what} is told, and leaves with 2`, async () => {
    const { code, out, err } = await ran(...args);
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(err, message);
  });
}

Deno.test("several mistakes are a line each", async () => {
  const { code, err } = await ran("--port", "0", "--if-addr", "x");
  assert.equal(code, 2);
  const lines = err.split("\n");
  assert.equal(lines.length, 2);
  for (const line of lines) assert.match(line, /^error: topologies\.gossip\./);
});

Deno.test("a mistake beside a secret does not repeat it", async () => {
  const { err } = await ran(
    ...["--secret", "correct horse", "--multicast-addr", "10.0.0.1"],
  );
  assert.ok(!err.includes("horse"), err);
});

/** Runs the command in this process; what it prints is caught. */
async function ran(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const { log, error } = console;
  console.log = (...texts) => void out.push(format(...texts));
  console.error = (...texts) => void err.push(format(...texts));
  try {
    const code = await run(args);
    return { code, out: out.join("\n"), err: err.join("\n") };
  } finally {
    Object.assign(console, { log, error });
  }
}
