/**
 * The inspector of our program over a real TLS socket, asked by curl as a browser asks: the address that is printed, a
 * login, what it shows, and the end of it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { type Host, loneHost } from "../support/netns.ts";
import { program } from "../support/node_process.ts";

const ignore = needs("ip", "curl", "sh");

/** Our program over TLS; what it prints on standard error goes into a file. */
async function serving(host: Host, errors: string, args: readonly string[]) {
  const command = ["sh", "-c", `exec "$@" 2>${errors}`, "sh", ...program];
  const node = host.spawn([
    ...command,
    ...["--no-gossip", "--name", "a@127.0.0.1", "--http", "127.0.0.1:8080"],
    ...["--tls", ...args],
  ]);
  await node.waitFor(/node_started| started$/, 20_000);
  return node;
}

const origin = "https://127.0.0.1:8080";

/** Silent, whoever signed the certificate; cookies in a file, as a browser has them. */
async function curl(
  host: Host,
  jar: string,
  path: string,
  ...more: readonly string[]
) {
  const command = ["curl", "-s", "-k", "-i", "--compressed", "--max-time"];
  const cookies = ["20", "-c", jar, "-b", jar];
  const text = await host.run([...command, ...cookies, ...more, origin + path]);
  const [head = "", ...body] = text.split(/\r?\n\r?\n/);
  const status = Number(head.split(" ")[1]);
  return { status, head, body: body.join("\n\n") };
}

Deno.test({
  name: "the address that is printed logs in, over TLS, until one logs out",
  ignore,
}, async () => {
  await using host = await loneHost();
  const folder = await Deno.makeTempDir();
  try {
    const errors = `${folder}/errors`, jar = `${folder}/jar`;
    await using node = await serving(host, errors, [
      ...["--json", "--log", "debug", "--log-json"],
    ]);
    const ask = (path: string, ...more: string[]) =>
      curl(host, jar, path, ...more);
    const page = await ask("/");
    assert.equal(page.status, 200);
    assert.match(page.head, /^content-encoding: gzip\r?$/m);
    assert.match(page.body, /^<!doctype html>/i);
    assert.equal((await ask("/inspector/about")).status, 401);

    const printed = await Deno.readTextFile(errors);
    const [, token = ""] =
      /^inspector: https:\/\/127\.0\.0\.1:8080\/\?token=(\S{32,})$/m
        .exec(printed) ?? [];
    assert.notEqual(token, "", printed);
    assert.equal(printed.split(token).length, 2, "it is told once");
    const entered = await ask(`/?token=${token}`);
    assert.equal(entered.status, 303);
    assert.match(entered.head, /^location: \.\/\r?$/m);
    assert.match(
      entered.head,
      /^set-cookie: __Host-rookery-8080=.*; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure\r?$/m,
    );
    const about = JSON.parse((await ask("/inspector/about")).body);
    assert.equal(about.title, "a@127.0.0.1");
    assert.equal(about.viewer.name, "superuser");
    assert.equal(about.viewer.may.crash, false);

    await using reader = host.spawn([
      ...["curl", "-s", "-k", "-N", "-b", jar, `${origin}/inspector/stream`],
    ]);
    await reader.waitFor(/^data: \{"atMs":\d+,"all":\[/, 20_000);

    const post = ["-X", "POST", "-H", `Origin: ${origin}`];
    assert.equal((await ask("/inspector/logout", ...post)).status, 204);
    assert.equal((await ask("/inspector/about")).status, 401);
    assert(!node.lines.some((line) => line.includes(token)), "an event has it");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "who gave the superuser a password logs in by it, and no token is made",
  ignore,
}, async () => {
  await using host = await loneHost();
  const folder = await Deno.makeTempDir();
  try {
    const errors = `${folder}/errors`, jar = `${folder}/jar`;
    await using _node = await serving(host, errors, [
      ...["--superuser", "root:root-pass", "--allow-chaos"],
    ]);
    assert.match(
      await Deno.readTextFile(errors),
      /^inspector: https:\/\/127\.0\.0\.1:8080\/$/m,
    );
    const login = (password: string) =>
      curl(
        host,
        jar,
        "/inspector/login",
        "-d",
        `{"name":"root","password":"${password}"}`,
      );
    assert.equal((await login("root-path")).status, 401);
    assert.equal((await login("root-pass")).status, 204);
    const { body } = await curl(host, jar, "/inspector/about");
    assert.deepEqual(JSON.parse(body).viewer, {
      name: "root",
      may: { restart: true, crash: true, debug: true },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
