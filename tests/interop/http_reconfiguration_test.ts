/**
 * A settings file that changes the HTTP server of a running program, asked by curl: over the very server that it replaces.
 *
 * @module
 */
import assert from "node:assert/strict";
import { certificates } from "../support/beam_tls.ts";
import { needs } from "../support/needs.ts";
import { type Host, loneHost } from "../support/netns.ts";
import { NodeProcess, program } from "../support/node_process.ts";

const ignore = needs("ip", "curl", "openssl");

Deno.test({
  name:
    "a certificate that was renewed, another port and another password take the place of the old, and the one who asks for it is answered",
  ignore,
}, async () => {
  await using host = await loneHost();
  await using one = await certificates(["127.0.0.1"]);
  await using other = await certificates(["127.0.0.1"]);
  const folder = await Deno.makeTempDir({ prefix: "rookery-http-" });
  const path = `${folder}/node.json`;
  await using _ = {
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
  const write = async (
    certificate: typeof one,
    port: number,
    password: string,
  ) => {
    await Deno.writeTextFile(`${folder}/cert.pem`, certificate.cert);
    await Deno.writeTextFile(`${folder}/key.pem`, certificate.key);
    const file = {
      ...{ name: "a@host", topologies: {}, rest_ip: "127.0.0.1" },
      rest_port: port,
      rest_ssl: {
        certfile: `${folder}/cert.pem`,
        keyfile: `${folder}/key.pem`,
      },
      superuser: { username: "root", password },
    };
    await Deno.writeTextFile(path, JSON.stringify(file));
  };
  await write(one, 8_080, "first");
  const reads = `--allow-read=${folder}`;
  const [deno = "", run = "", ...rest] = program;
  await using node = new NodeProcess(
    host.spawn([deno, run, reads, ...rest, "--json", "--config", path]),
  );
  await node.told("node_started");
  const reconfigure = (from: typeof one, port: number, password: string) =>
    status(host, from.folder, `root:${password}`, port, "/reconfigure", "POST");
  const asked = (from: typeof one, port: number, password: string) =>
    status(host, from.folder, `root:${password}`, port, "/v1/node");
  assert.equal(await asked(one, 8_080, "first"), 200);

  await write(other, 8_080, "first");
  assert.equal(await reconfigure(one, 8_080, "first"), 202);
  assert.equal(await asked(other, 8_080, "first"), 200);
  assert.equal(
    await asked(one, 8_080, "first"),
    0,
    "it is not trusted any more",
  );

  await write(other, 8_090, "second");
  assert.equal(await reconfigure(other, 8_080, "first"), 202);
  assert.equal(await asked(other, 8_090, "second"), 200);
  assert.equal(await asked(other, 8_090, "first"), 401);
  assert.equal(await asked(other, 8_080, "second"), 0, "nobody listens there");

  // A port that is taken, and a certificate that is none: nothing changes, the password neither.
  await using taker = NodeProcess.start(host, [
    "--no-gossip",
    "--http",
    "127.0.0.1:8095",
  ]);
  await taker.told("http_listening");
  await write(other, 8_095, "third");
  assert.equal(await reconfigure(other, 8_090, "second"), 500);
  await write({ ...other, cert: "none" }, 8_090, "third");
  assert.equal(await reconfigure(other, 8_090, "second"), 500);
  await Deno.remove(`${folder}/cert.pem`);
  assert.equal(await reconfigure(other, 8_090, "second"), 500);
  assert.equal(await asked(other, 8_090, "second"), 200);
  assert.equal((await node.interrupt()).code, 0);
});

/** The status of an answer; 0 if there is none, or from somebody whom the authority in `folder` did not sign. */
async function status(
  host: Host,
  folder: string,
  user: string,
  port: number,
  path: string,
  method = "GET",
): Promise<number> {
  const text = await host.run([
    ...["sh", "-c", '"$@" || true', "sh"],
    ...["curl", "-s", "--max-time", "20", "--cacert", `${folder}/ca.pem`],
    ...["-o", "/dev/null", "-w", "%{http_code}", "-u", user, "-X", method],
    `https://127.0.0.1:${port}${path}`,
  ]);
  return Number(text.trim());
}
