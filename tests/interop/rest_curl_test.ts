/**
 * Our program's REST over a real TLS socket, asked by curl as gossiperl's users ask: their command as it is in their notes,
 * and every row of the API.
 *
 * @module
 */
import assert from "node:assert/strict";
import { checkAnswer } from "../http/conformance.ts";
import { needs } from "../support/needs.ts";
import { type Host, loneHost } from "../support/netns.ts";
import { NodeProcess } from "../support/node_process.ts";

const ignore = needs("ip", "curl", "sh");

const users = [
  "--rest-user",
  "rest:rest-pass",
  "--superuser",
  "root:root-pass",
];

/** The command, in which host, credentials and nothing else are changed. */
const command = `curl -i -k -u $REST_USER:$REST_PASS \\
  -X POST \\
  -H 'Contetnt-Type: application/json; charset=utf-8' -d '{
  "multicast": {
    "ip": "224.0.0.251",
    "ttl": 4,
    "local_iface_address": "0.0.0.0"
  },
  "port": 6666,
  "symmetric_key": "v3JElaRswYgxOt4b"
}' https://127.0.0.1:8080/overlays/gossiper_overlay_remote`;

Deno.test({
  name: "the command of gossiperl's users works as it is, over TLS",
  ignore,
}, async () => {
  await using host = await loneHost();
  await using node = await serving(host, ["--http", "127.0.0.1:8080", "--tls"]);
  const env = { REST_USER: "rest", REST_PASS: "rest-pass" };
  const text = await host.run(["sh", "-c", command], { env });
  assert.match(text, /^HTTP\/1\.1 201 Created/);
  const { token, operation, overlay } = JSON.parse(
    text.slice(text.indexOf("{")),
  );
  assert.match(text, new RegExp(`^x-session-token: ${token}\r?$`, "im"));
  assert.match(token, /^[0-9a-f]{64}$/);
  assert.equal(operation, "add_overlay");
  assert.equal(overlay, "gossiper_overlay_remote");
  await node.told("overlay_started", { overlay });

  const again = await host.run(["sh", "-c", command], { env });
  assert.match(again, /^HTTP\/1\.1 409 Conflict/);
  assert.doesNotMatch(again, /v3JElaRswYgxOt4b/);
});

Deno.test(
  { name: "every row of gossiperl's API answers curl", ignore },
  async () => {
    await using host = await loneHost();
    await using _node = await serving(host, [
      "--http",
      "127.0.0.1:8080",
      "--tls",
    ]);
    const rest = "rest:rest-pass";
    const root = "root:root-pass";
    const settings = {
      member_name: "office-member",
      port: 6666,
      symmetric_key: "correct horse",
      multicast: { ip: "224.0.0.251" },
    };
    const ask = (method: string, path: string, user: string, json?: unknown) =>
      curl(host, method, path, user, json);
    const added = await ask("POST", "/overlays/office", rest, settings);
    const owner = `office:${added.json.token}`;
    const rows: [string, string, string, number, unknown?][] = [
      ["GET", "/overlays", rest, 200],
      ["PUT", "/overlays/office", owner, 200, settings],
      ["PUT", "/overlays/office/quarantine_after", owner, 202, 9],
      ["PUT", "/overlays/office/port", owner, 409, 9],
      ["GET", "/configuration/office", owner, 200],
      ["GET", "/membership/office", owner, 200],
      ["GET", "/subscriptions/office", owner, 200],
      ["GET", "/statistics/office/1m", owner, 200],
      ["GET", "/statistics/office/2m", owner, 412],
      ["POST", "/digest/office", owner, 202, {
        chat: [{ text: "x", string: 1 }],
      }],
      ["GET", "/tokens", root, 200],
      ["POST", "/reconfigure", root, 200],
      ["GET", "/tokens", rest, 401],
      ["GET", "/membership/nobody", owner, 404],
      ["PATCH", "/overlays/office", owner, 405],
      ["POST", "/overlays/office", rest, 409, settings],
      ["DELETE", "/overlays/office", owner, 202],
      ["GET", "/livez", "", 200],
      ["GET", "/readyz", "", 200],
      ["GET", "/openapi.json", "", 200],
      ["GET", "/docs", "", 200],
      ["GET", "/metrics", root, 200],
    ];
    assert.equal(added.status, 201);
    for (const [method, path, user, status, json] of rows) {
      const answer = await ask(method, path, user, json);
      assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    }
  },
);

Deno.test(
  { name: "a stream of events reaches curl as things happen", ignore },
  async () => {
    await using host = await loneHost();
    await using _node = await serving(host, [
      "--http",
      "127.0.0.1:8080",
      "--tls",
    ]);
    const stream = [...base, "-N", "-u", "rest:rest-pass"];
    await using reader = host.spawn([
      ...stream,
      `${url}/v1/events?last_event_id=x`,
    ]);
    await reader.waitFor(/^event: node_started/, 20_000);
    await curl(host, "POST", "/overlays/office", "rest:rest-pass", {
      port: 6666,
      symmetric_key: "correct horse",
      multicast: { ip: "224.0.0.251" },
    });
    await reader.waitFor(/^event: overlay_started/, 20_000);
  },
);

Deno.test({
  name:
    "without a word about it REST is on loopback, with passwords that were made up",
  ignore,
}, async () => {
  await using host = await loneHost();
  await using one = NodeProcess.start(host, ["--no-gossip"]);
  const first = await one.told("http_listening");
  assert.deepEqual([first["scheme"], first["address"], first["port"]], [
    ...["http", "127.0.0.1"],
    8_080,
  ]);
  await using other = NodeProcess.start(host, ["--no-gossip"]);
  const second = await other.told("http_listening");
  assert.equal(second["port"], 8_081, "the next free one");
});

Deno.test({
  name: "an address that others reach takes TLS, or a word that it shall not",
  ignore,
}, async () => {
  await using host = await loneHost();
  const args = ["--no-gossip", "--http", "0.0.0.0:8080"];
  await using refused = NodeProcess.start(host, args);
  assert.equal((await refused.process.status).code, 2);
  await using insecure = NodeProcess.start(host, [...args, "--insecure-http"]);
  const told = await insecure.told("http_listening");
  assert.equal(told["scheme"], "http");
});

/** A node that serves. */
async function serving(host: Host, args: readonly string[]) {
  const node = NodeProcess.start(host, ["--no-gossip", ...users, ...args]);
  await node.told("http_listening", { scheme: "https" });
  return node;
}

const url = "https://127.0.0.1:8080";

/** Silent, whoever signed the certificate. */
const base = ["curl", "-s", "-k", "--max-time", "20"];

async function curl(
  host: Host,
  method: string,
  path: string,
  user: string,
  json?: unknown,
) {
  const text = await host.run([
    ...base,
    ...["-i", "-X", method],
    ...(user === "" ? [] : ["-u", user]),
    ...(json === undefined ? [] : ["-d", JSON.stringify(json)]),
    url + path,
  ]);
  const [head = "", ...rest] = text.split(/\r?\n\r?\n/);
  const [line = "", ...lines] = head.split(/\r?\n/);
  const headers = new Headers(
    lines.map((header): [string, string] => {
      const at = header.indexOf(":");
      return [header.slice(0, at), header.slice(at + 1).trim()];
    }),
  );
  const isJson = headers.get("content-type")?.includes("json") ?? false;
  const body = rest.join("\n\n");
  const status = Number(line.split(" ")[1]);
  const answer = { status, headers, text, json: isJson && JSON.parse(body) };
  checkAnswer(method, path, answer);
  return answer;
}
