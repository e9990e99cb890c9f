import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { TextLineStream } from "./text_lines.ts";

/** The command under a node's permissions, in a process of its own. */
const main = new URL("../../main.ts", import.meta.url).pathname;

/** An address for documentation, which no host has: binding is refused, and no port is taken. */
const nobodysAddress = [
  ...["--name", "a@host", "--if-addr", "192.0.2.1"],
  // Another node on this machine may have the port.
  "--no-http",
];

Deno.test("the command asks for no permission but the network's", async () => {
  for (const args of [["--help"], ["--version"], ["--prot"]]) {
    const { code, err } = await ran(["--allow-net"], args);
    assert.equal(code, args[0] === "--prot" ? 2 : 0);
    assert.doesNotMatch(err, /--allow|permission/i);
  }
});

Deno.test("a secret's file is read with the permission for it alone", async () => {
  const path = await Deno.makeTempFile();
  try {
    const secret = ["--secret", `@${path}`, "--port", "0"];
    await Deno.writeTextFile(path, "correct horse\n");
    const without = await ran(["--allow-net"], secret);
    assert.equal(without.code, 2);
    assert.equal(
      without.err,
      `error: Cannot read the secret from ${path}: run with --allow-read=${path}`,
    );

    const granted = ["--allow-net", `--allow-read=${path}`];
    const read = await ran(granted, secret);
    assert.equal(read.code, 2);
    assert.match(read.err, /^error: topologies\.gossip\.port: given 0;/);
    assert.ok(!read.err.includes("horse"));

    await Deno.writeTextFile(path, "\n");
    const empty = await ran(granted, secret);
    assert.equal(empty.code, 2);
    assert.equal(empty.err, "error: Cannot use an empty secret");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("- reads the secret from standard input", async () => {
  const args = ["--secret", "-", "--port", "0"];
  const read = await ran(["--allow-net"], args, "correct horse\n");
  assert.equal(read.code, 2);
  assert.match(read.err, /^error: topologies\.gossip\.port: given 0;/);

  const empty = await ran(["--allow-net"], args, "\r\n");
  assert.equal(empty.err, "error: Cannot use an empty secret");

  const long = await ran(["--allow-net"], args, "x".repeat(100_000));
  assert.equal(long.code, 2);
  assert.equal(
    long.err,
    "error: Cannot read the secret from standard input: it is too long",
  );
});

Deno.test("a node tells what happens, and stops cleanly when interrupted", async () => {
  const child = spawn(["--allow-net"], ["--announce", ...nobodysAddress]);
  await child.stdin.close();
  const seen: string[] = [];
  for await (const line of lines(child)) {
    seen.push(line.replace(/^\S+ {2}/, ""));
    if (line.endsWith("a@host started (gossip)")) child.kill("SIGINT");
  }
  assert.equal((await child.status).code, 0);
  assert.match(
    seen[0]!,
    /^gossip {2}socket refused: address_unavailable \(Cannot bind 192\.0\.2\.1:45892: .*\), again in \d+ ms\. this host does not own/,
  );
  assert.equal(seen[1], "a@host started (gossip)");
  assert.equal(seen.at(-1), "a@host stopped");
  await child.stderr.cancel();
});

Deno.test("--json tells one object a line", async () => {
  const child = spawn(["--allow-net"], ["--json", ...nobodysAddress]);
  await child.stdin.close();
  const seen: Record<string, unknown>[] = [];
  for await (const line of lines(child)) {
    const told = JSON.parse(line);
    assert.deepEqual(Object.keys(told).slice(0, 2), ["at", "event"]);
    seen.push(told);
    if (told.event === "node_started") child.kill("SIGTERM");
  }
  assert.equal((await child.status).code, 0);
  assert.equal(seen[0]!["event"], "socket_refused");
  assert.equal(seen[0]!["reason"], "address_unavailable");
  assert.equal(seen.at(-1)!["event"], "node_stopped");
  const [warning] = await Array.fromAsync(textLines(child.stderr));
  assert.match(warning!, /^listening only: /);
});

function spawn(permissions: readonly string[], args: readonly string[]) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, main, ...args],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function ran(
  permissions: readonly string[],
  args: readonly string[],
  input = "",
) {
  const child = spawn(permissions, args);
  const fed = feed(child.stdin, input);
  const { code, stdout, stderr } = await child.output();
  await fed;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: text(stdout), err: text(stderr) };
}

async function feed(stdin: WritableStream<Uint8Array>, input: string) {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch {
    // It left without reading to the end.
  }
}

function lines(child: Deno.ChildProcess) {
  return textLines(child.stdout);
}

function textLines(bytes: ReadableStream<Uint8Array<ArrayBuffer>>) {
  return bytes.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
}

Deno.test("an overlay whose bridge port is taken ends the command with the setting's name", async () => {
  const taken = createSocket("udp4");
  const bound = Promise.withResolvers<void>();
  taken.bind(0, "127.0.0.1", bound.resolve);
  await bound.promise;
  const { port: local_port } = taken.address();
  const port = local_port === 65_535 ? local_port - 1 : local_port + 1;
  const multicast = {
    ip: "239.255.77.77",
    // Everybody has this interface, and a way for groups over it is not needed.
    local_iface_address: "127.0.0.1",
    local_port,
  };
  const settings = { port, symmetric_key: "horse", multicast };
  const overlay = `office=${JSON.stringify(settings)}`;
  try {
    const args = ["--no-gossip", "--no-http", "--overlay", overlay];
    const { code, err } = await ran(["--allow-net"], args);
    assert.equal(code, 1);
    const refused =
      `^error: Cannot start overlay office: multicast\\.local_port ${local_port} is refused, address_in_use`;
    assert.match(err, new RegExp(refused));
    assert.doesNotMatch(err, /horse/);
  } finally {
    taken.close();
  }
});
