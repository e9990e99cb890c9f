import assert from "node:assert/strict";
import { format } from "node:util";
import { up, type UpOptions } from "../../src/cli/up.ts";

/** An address for documentation, which no host has: binding is refused, and no port is taken. */
const nowhere = { name: "a@host", ifAddr: "192.0.2.1", http: false } as const;

Deno.test("a node that only listens says so beside what happens", async () => {
  const { code, out, err } = await interrupted(nowhere);
  assert.equal(code, 0);
  assert.equal(out.length, 3);
  assert.match(out[1]!, /a@host started \(gossip\)$/);
  assert.match(out[2]!, /a@host stopped$/);
  assert.equal(err.length, 1);
  assert.match(err[0]!, /^listening only: .*--announce/);
});

Deno.test("a node that announces needs no such advice", async () => {
  const { err } = await interrupted({ ...nowhere, announce: true });
  assert.deepEqual(err, []);
});

Deno.test("quiet prints nothing, as JSON neither", async () => {
  for (const json of [false, true]) {
    const { code, out, err } = await interrupted({
      ...nowhere,
      quiet: true,
      json,
    });
    assert.equal(code, 0);
    assert.deepEqual([...out, ...err], []);
  }
});

Deno.test("after the end no signal is listened to", async () => {
  const { listening } = await interrupted(nowhere);
  assert.deepEqual([...listening], []);
});

Deno.test("who is interrupted while it starts ends at once, and well", async () => {
  const { code, out, err, listening } = await interrupted(nowhere, "starting");
  assert.equal(code, 0);
  assert(!out.some((line) => / started /.test(line)), out.join("\n"));
  assert.deepEqual(err, []);
  assert.deepEqual([...listening], []);
});

/** Runs the command, which is interrupted once it has started, or before. */
async function interrupted(
  options: UpOptions,
  when: "started" | "starting" = options.quiet ? "starting" : "started",
) {
  const out: string[] = [];
  const err: string[] = [];
  const listening = new Map<string, () => void>();
  const { log, error } = console;
  const { addSignalListener, removeSignalListener } = Deno;
  console.log = (...texts) => {
    const line = format(...texts);
    out.push(line);
    if (when === "started" && / started /.test(line)) {
      queueMicrotask(() => listening.get("SIGINT")!());
    }
  };
  console.error = (...texts) => void err.push(format(...texts));
  Deno.addSignalListener = (signal, handler) => {
    listening.set(signal, handler);
    if (when === "starting" && signal === "SIGINT") queueMicrotask(handler);
  };
  Deno.removeSignalListener = (signal) => void listening.delete(signal);
  try {
    return { code: await up(options), out, err, listening };
  } finally {
    Object.assign(console, { log, error });
    Object.assign(Deno, { addSignalListener, removeSignalListener });
  }
}
