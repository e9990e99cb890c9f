/**
 * TCP under the permissions of a node: `--allow-net` is enough, and what it does not cover is refused, not thrown.
 */

import assert from "node:assert/strict";

const port = new URL("../../src/ports/real_world.ts", import.meta.url).href;

/** Listens on loopback and connects to what listens, or to port 9; prints what is told. */
const program = `
import { realWorld } from ${JSON.stringify(port)};
const { tcp } = realWorld();
const connect = (host, port) => {
  const { promise, resolve } = Promise.withResolvers();
  tcp.connect({ host, port }, {
    opened: () => resolve("opened"),
    received() {},
    drained() {},
    closed: (failure) => resolve(failure?.during + " " + failure?.code),
  });
  return promise;
};
const { promise, resolve } = Promise.withResolvers();
const listener = tcp.listen({ address: "127.0.0.1", port: 0 }, {
  listening: ({ port }) => resolve(port),
  failed: ({ during, code, message }) => {
    console.log(during + " " + code, /--allow-net/.test(message));
    resolve(9);
  },
  accepted: () => undefined,
});
const port = await promise;
console.log(await connect("127.0.0.1", port));
console.log(await connect("localhost", port));
listener.close();
await tcp.settled();
Deno.exit();
`;

async function told(permission: string): Promise<string[]> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, program);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-check", permission, file],
      env: { NO_COLOR: "1" },
    }).output();
    assert.equal(new TextDecoder().decode(stderr), "");
    return new TextDecoder().decode(stdout).trim().split("\n");
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("TCP and its imports need --allow-net and nothing else", async () => {
  assert.deepEqual(await told("--allow-net"), ["opened", "opened"]);
});

Deno.test("what Deno does not permit is refused, not thrown", async () => {
  const [listening, address, name] = await told("--allow-net=192.0.2.1");
  assert.deepEqual([listening, address], [
    "listen permission_denied true",
    "connect permission_denied",
  ]);
  assert.match(name!, /^(?:resolve|connect) permission_denied$/);
});
