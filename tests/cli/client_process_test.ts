/**
 * The commands that ask a node, in processes of their own, against a real node: with no permission but the network's.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type HttpListening, type Node, startNode } from "../../mod.ts";
import { TextLineStream } from "./text_lines.ts";
import { users } from "../http/rest_world.ts";

const main = new URL("../../main.ts", import.meta.url).pathname;

const root = ["--user", "root:root-password"];

Deno.test("a node with a certificate of its own is asked only with --insecure", async () => {
  await using served = await Served.start(true);
  const { url } = served;
  const careful = await asked("overlays", "--url", url, ...root);
  assert.equal(careful.code, 3);
  assert.match(careful.err, /certificate.*--insecure/);
  const where = ["--url", url, "--insecure", "--json", ...root];
  assert.deepEqual(await asked("overlays", ...where), {
    ...{ code: 0, out: "[]", err: "" },
  });
  const named = where.with(1, url.replace("127.0.0.1", "localhost"));
  assert.equal((await asked("overlays", ...named)).code, 0);
});

Deno.test("a node is asked without TLS, and nobody there is told with 3", async () => {
  const served = await Served.start(false);
  const where = ["--url", served.url, "--token", users.read_token, "--json"];
  try {
    const { code, out, err } = await asked("overlays", ...where);
    assert.deepEqual({ code, out, err }, { code: 0, out: "[]", err: "" });
  } finally {
    await served[Symbol.asyncDispose]();
  }
  const { code, err } = await asked("overlays", ...where);
  assert.equal(code, 3);
  assert.match(err, /^error: Cannot ask the node at http:.*is it running/);
});

Deno.test("a subscription over TLS tells what happened, and ends by Ctrl+C with 0", async () => {
  await using served = await Served.start(true);
  await served.node.overlays.add("office", {
    ...{ port: freePort(), symmetric_key: "correct horse" },
    ...{ ip: "127.0.0.1", racks: { default: ["127.0.0.1"] } },
  });
  const where = ["--url", served.url, "--insecure", ...root];
  const child = spawn("subscribe", "office", "--history", ...where);
  const lines = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream())[Symbol.asyncIterator]();
  const { value } = await lines.next();
  assert.match(value!, /^\d\d:\d\d:\d\d\.\d{3} {2}overlay_/);
  child.kill("SIGINT");
  assert.equal((await child.status).code, 0);
  await lines.return?.();
  await child.stderr.cancel();
});

/** A node that serves REST on a port that was free. */
class Served implements AsyncDisposable {
  readonly node: Node;
  readonly url: string;

  private constructor(node: Node, url: string) {
    this.node = node;
    this.url = url;
  }

  static async start(tls: boolean): Promise<Served> {
    const listening = Promise.withResolvers<HttpListening>();
    const node = await startNode(
      {
        topologies: {},
        // Without a port it takes one that is free.
        http: { ...users, tls },
      },
      undefined,
      (event) => {
        if (event.type === "http_listening") listening.resolve(event);
      },
    );
    const { scheme, port } = await listening.promise;
    return new Served(node, `${scheme}://127.0.0.1:${port}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node.stop();
  }
}

function spawn(...args: readonly string[]) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-net", main, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function asked(...args: readonly string[]) {
  const { code, stdout, stderr } = await spawn(...args).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: text(stdout), err: text(stderr) };
}

/** A port that nobody has at this moment. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
