import assert from "node:assert/strict";
import { TextLineStream } from "./text_lines.ts";

const main = new URL("../../main.ts", import.meta.url).pathname;

/** An address for documentation, which no host has: binding is refused, and no port is taken. */
const node = [
  ...["--name", "a@host", "--if-addr", "192.0.2.1", "--no-http"],
  ...["--announce", "--secret", "correct horse"],
];

Deno.test("the log goes to standard error, and leaves what is told on standard output as it is", async () => {
  const { events, logged } = await run([
    ...["--json", "--log", "warning", "--log", "node=info", "--log-json"],
    ...node,
  ]);
  for (const event of events) {
    assert.deepEqual(Object.keys(event).slice(0, 2), ["at", "event"]);
    assert(!("category" in event));
  }
  const entries = logged.map((line) => JSON.parse(line));
  const brief = entries.map(({ level, category, event }) =>
    `${level} ${category} ${event}`
  );
  assert.equal(brief[0], "warning topologies/gossip/socket socket_refused");
  assert(brief.includes("info node node_started"));
  assert(brief.includes("info node node_stopped"));
  assert(!logged.join("").includes("horse"));
});

Deno.test("without --log nothing is logged", async () => {
  const { events, logged } = await run(["--json", ...node]);
  assert.equal(events.at(-1)?.event, "node_stopped");
  assert.deepEqual(logged, []);
});

/** Runs a node until it has started; what it told, and what else it printed. */
async function run(args: readonly string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-net", main, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const logged = Array.fromAsync(linesOf(child.stderr));
  const events: Record<string, unknown>[] = [];
  for await (const line of linesOf(child.stdout)) {
    const event = JSON.parse(line);
    events.push(event);
    if (event.event === "node_started") child.kill("SIGINT");
  }
  assert.equal((await child.status).code, 0);
  return { events, logged: await logged };
}

function linesOf(bytes: ReadableStream<Uint8Array<ArrayBuffer>>) {
  return bytes.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
}
