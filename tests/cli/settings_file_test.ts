import assert from "node:assert/strict";
import { TextLineStream } from "./text_lines.ts";

const main = new URL("../../main.ts", import.meta.url).pathname;

/** A node that needs no network, and whose settings hold a key. */
function file(more: object = {}, { retry = 5, port = 16_667 } = {}): string {
  return JSON.stringify(
    {
      name: "a@host",
      topologies: {},
      overlays: {
        office: {
          ip: "127.0.0.1",
          port,
          symmetric_key: "correct horse",
          redelivery_retry_every: retry,
        },
      },
      ...more,
    },
    null,
    2,
  );
}

/** Runs `use` with a file that has this text. */
async function withFile(
  text: string,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".jsonc" });
  try {
    await Deno.writeTextFile(path, text);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

function spawn(permissions: readonly string[], args: readonly string[]) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...permissions, main, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function ran(permissions: readonly string[], args: readonly string[]) {
  const { code, stdout, stderr } = await spawn(permissions, args).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: text(stdout), err: text(stderr) };
}

function linesOf(bytes: ReadableStream<Uint8Array<ArrayBuffer>>) {
  return bytes.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream())[Symbol.asyncIterator]();
}

Deno.test("check says that a file is right, or what is not, with line and column", async () => {
  await withFile(`// ours\n${file()}`, async (path) => {
    const read = [`--allow-read=${path}`];
    const right = await ran(read, ["check", path]);
    assert.equal(right.code, 0, right.err);
    assert.equal(
      right.out,
      `${path} is right. Topologies: none. Overlays: office.`,
    );
    await Deno.writeTextFile(path, '{\n  "nmae": 1,\n  "name": "correct"\n}');
    const wrong = await ran(read, ["check", path]);
    assert.deepEqual(wrong, {
      code: 1,
      out: "",
      err: `${path}:2:3 nmae: unknown setting\n` +
        `${path}:3:3 name: given "correct"; allowed: name@host, such as rookery@192.168.1.10`,
    });
    const json = await ran(read, ["check", "--json", path]);
    assert.equal(json.code, 1);
    const told = JSON.parse(json.out);
    assert.equal(told.ok, false);
    assert.deepEqual(told.problems[0], {
      line: 2,
      column: 3,
      message: "nmae: unknown setting",
    });
  });
});

Deno.test("a file that may not be read, or is not there, is wrong usage", async () => {
  await withFile(file(), async (path) => {
    for (const args of [["check", path], ["--config", path]]) {
      const without = await ran(["--allow-net"], args);
      assert.deepEqual(without, {
        code: 2,
        out: "",
        err:
          `error: Cannot read the settings from ${path}: run with --allow-read=${path}`,
      });
    }
  });
  const missing = await ran(["--allow-read"], ["check", "/nowhere/x.json"]);
  assert.equal(missing.code, 2);
  assert.match(missing.err, /Cannot read the settings .*No such file/);
});

Deno.test("options that say what the file says are wrong usage", async () => {
  await withFile(file(), async (path) => {
    const config = ["--config", path];
    for (
      const more of [["--name", "b@host"], ["--port", "1"], ["--no-gossip"]]
    ) {
      const { code, err } = await ran([`--allow-read=${path}`], [
        ...config,
        ...more,
      ]);
      assert.equal(code, 2);
      assert.match(err, /is for the file that --config names/);
    }
  });
});

Deno.test("a node is not started by a file that is wrong", async () => {
  await withFile(file().replace("16667", "0"), async (path) => {
    const granted = ["--allow-net", `--allow-read=${path}`];
    const { code, out, err } = await ran(granted, ["--config", path]);
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.equal(
      err,
      `error: ${path}:7:7 overlays.office.port: given 0; allowed: a whole number from 1 to 65535`,
    );
  });
});

Deno.test("SIGHUP applies what changed in the file, and a bad file changes nothing", async () => {
  const port = freePort();
  await withFile(file({}, { port }), async (path) => {
    const granted = ["--allow-net", `--allow-read=${path}`];
    const args = ["--config", path, "--no-http", "--json"];
    const child = spawn(granted, args);
    const out = linesOf(child.stdout);
    const err = linesOf(child.stderr);
    const told = async (event: string) => {
      for (;;) {
        const { value, done } = await out.next();
        assert(!done, `the node ended before it told ${event}`);
        const each = JSON.parse(value);
        if (each.event === event) return each;
      }
    };
    await told("overlay_started");
    // The file is followed from the same turn on in which the start is over.
    await Deno.writeTextFile(path, file({}, { port, retry: 7 }));
    let applied = await hangUp();
    while (applied.event === "settings_refused") applied = await hangUp();
    assert.deepEqual(applied.changes, {
      "overlays.office.redelivery_retry_every": "tell",
    });

    await Deno.writeTextFile(path, `${file({}, { port, retry: 8 })},`);
    const refused = await hangUp();
    assert.equal(refused.event, "settings_refused");
    assert.match(refused.problems[0].message, /^no JSON/);
    const line = file().split("\n").length;
    assert.equal(refused.problems[0].line, line);
    assert.match(
      (await err.next()).value!,
      new RegExp(`^error: ${path}:${line}:2 no JSON`),
    );

    await Deno.writeTextFile(path, file({}, { port, retry: 7 }));
    assert.deepEqual((await hangUp()).changes, {});
    child.kill("SIGINT");
    await told("node_stopped");
    assert.equal((await child.status).code, 0);
    await Promise.all([out.return?.(), err.return?.()]);

    async function hangUp() {
      child.kill("SIGHUP");
      for (;;) {
        const { value, done } = await out.next();
        assert(!done, "the node ended");
        const each = JSON.parse(value);
        if (each.event.startsWith("settings_")) return each;
      }
    }
  });
});

/** A port that was free a moment ago. */
function freePort(): number {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  return port;
}
