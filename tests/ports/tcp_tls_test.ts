/**
 * TLS of the real port against itself: who trusts whom. The certificates are made by openssl for each run.
 */

import assert from "node:assert/strict";
import { tcpNetwork } from "../../src/ports/tcp.ts";
import type { TlsOptions } from "../../src/ports/world.ts";
import { Secret } from "../../src/wire/secret.ts";
import { needs } from "../support/needs.ts";
import { bytes, isExactly, pattern, TcpBench, text } from "./tcp_bench.ts";

interface Identity {
  readonly cert: string;
  readonly key: string;
}

interface Certificates {
  readonly ca: string;
  readonly server: Identity;
  readonly client: Identity;
  /** Signed by nobody but itself. */
  readonly stranger: Identity;
}

const extensions =
  "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:FALSE\n";

async function openssl(folder: string, command: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", {
    args: command.split(" "),
    cwd: folder,
    stderr: "piped",
    stdout: "null",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

async function makeCertificates(): Promise<Certificates> {
  const folder = await Deno.makeTempDir();
  try {
    const read = (name: string) => Deno.readTextFile(`${folder}/${name}`);
    const key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    const alone = `req -x509 -days 2 ${key}`;
    await Deno.writeTextFile(`${folder}/ext`, extensions);
    await openssl(folder, `${alone} -keyout ca.key -out ca.pem -subj /CN=CA`);
    for (const name of ["server", "client"]) {
      await openssl(
        folder,
        `req ${key} -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`,
      );
      await openssl(
        folder,
        `x509 -req -days 2 -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile ext -out ${name}.pem`,
      );
    }
    await openssl(
      folder,
      `${alone} -keyout stranger.key -out stranger.pem -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1`,
    );
    const identity = async (name: string) => ({
      cert: await read(`${name}.pem`),
      key: await read(`${name}.key`),
    });
    return {
      ca: await read("ca.pem"),
      server: await identity("server"),
      client: await identity("client"),
      stranger: await identity("stranger"),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

let made: Promise<Certificates> | undefined;

function tlsTest(
  name: string,
  run: (bench: TcpBench, made: Certificates) => Promise<void>,
): void {
  Deno.test({ name, ignore: needs("openssl") }, async () => {
    await using bench = new TcpBench({
      client: tcpNetwork,
      server: tcpNetwork,
      address: "127.0.0.1",
    });
    await run(bench, await (made ??= makeCertificates()));
  });
}

/** Connects to a listener: what the client is told first, whom the listener accepts. */
async function meet(
  bench: TcpBench,
  listen: TlsOptions | undefined,
  tls: TlsOptions | undefined,
  host = "127.0.0.1",
) {
  const listening = await bench.listening({ tls: listen });
  const client = bench.connect({ host, port: listening.local.port, tls });
  return { listening, client };
}

tlsTest(
  "a server whose certificate fits is taken, and bytes go both ways",
  async (bench, { ca, server }) => {
    const key = new Secret(server.key);
    const { listening, client } = await meet(
      bench,
      { ...server, key, verify: "peer" },
      { ca, verify: "peer" },
    );
    const all = pattern(3_000_000);
    client.socket.write(all);
    await bench.until(() => listening.accepted.length > 0);
    const peer = listening.accepted[0]!;
    peer.socket.write(all);
    await bench.until(() =>
      peer.bytesReceived === all.length && client.bytesReceived === all.length
    );
    assert(isExactly(peer, all) && isExactly(client, all));
    client.socket.write(bytes("the end"));
    client.socket.close();
    await bench.told(peer, "closed");
    assert(text(peer).endsWith("the end"));
  },
);

tlsTest(
  "a server is refused whose authority or name is another",
  async (bench, { ca, server, stranger }) => {
    const trials: [Identity, TlsOptions][] = [
      [stranger, { ca, verify: "peer" }],
      [server, { ca, verify: "peer", serverName: "other.example" }],
      [server, { ca: stranger.cert, verify: "peer" }],
      [server, { verify: "peer" }],
    ];
    for (const [identity, tls] of trials) {
      const { client } = await meet(
        bench,
        { ...identity, verify: "none" },
        tls,
      );
      await bench.told(client, "closed tls certificate_refused");
      assert.equal(client.told.length, 1);
    }
  },
);

tlsTest(
  "a name is checked as it is asked for, and an address too",
  async (bench, { ca, server }) => {
    const listen: TlsOptions = { ...server, verify: "none" };
    for (const host of ["localhost", "127.0.0.1"]) {
      const { client } = await meet(
        bench,
        listen,
        { ca, verify: "peer" },
        host,
      );
      await bench.told(client, "opened");
    }
  },
);

tlsTest("with verify none everybody is taken", async (bench, { stranger }) => {
  const { client } = await meet(
    bench,
    { ...stranger, verify: "none" },
    { verify: "none", serverName: "any.example" },
  );
  await bench.told(client, "opened");
});

tlsTest(
  "a listener takes clients whose certificate it trusts, and no others",
  async (bench, { ca, server, client, stranger }) => {
    const listen: TlsOptions = {
      ...server,
      ca,
      verify: "peer",
      requireClientCertificate: true,
    };
    const connect: TlsOptions = { ca, verify: "peer" };
    const known = await meet(bench, listen, { ...connect, ...client });
    await bench.until(() => known.listening.accepted.length === 1);
    for (const other of [{}, stranger]) {
      const { listening, client } = await meet(bench, listen, {
        ...connect,
        ...other,
      });
      await bench.until(() => client.told.some((what) => /closed/.test(what)));
      assert.deepEqual(listening.accepted, []);
    }
  },
);

tlsTest(
  "a listener that requires a certificate and verifies none takes any certificate, but needs one",
  async (bench, { ca, server, stranger }) => {
    const listen: TlsOptions = {
      ...server,
      verify: "none",
      requireClientCertificate: true,
    };
    const connect: TlsOptions = { ca, verify: "peer" };
    const any = await meet(bench, listen, { ...connect, ...stranger });
    await bench.until(() => any.listening.accepted.length === 1);
    const none = await meet(bench, listen, connect);
    await bench.until(() =>
      none.client.told.some((what) => /closed/.test(what))
    );
    assert.deepEqual(none.listening.accepted, []);
  },
);

tlsTest(
  "keys and certificates that are none are refused before anything is tried",
  async (bench, { ca, server, client }) => {
    const wrong: TlsOptions[] = [
      { verify: "peer" },
      { ...server, key: "no key", verify: "peer" },
      { ...server, cert: "no certificate", verify: "peer" },
      { cert: server.cert, key: client.key, verify: "peer" },
      { ...server, ca: "no authority", verify: "peer" },
    ];
    for (const tls of wrong) {
      const listening = bench.listen({ tls });
      await bench.told(listening, "failed tls certificate_refused");
      assert(!listening.failures[0]!.message.includes("no key"));
      if (!("cert" in tls)) continue;
      const dialed = bench.connect({ port: 9, tls: { ca, ...tls } });
      await bench.told(dialed, "closed tls certificate_refused");
    }
  },
);

tlsTest(
  "who speaks no TLS is not accepted, and no server of TLS",
  async (bench, { ca, server }) => {
    const stranger = await meet(
      bench,
      { ...server, verify: "none" },
      undefined,
    );
    stranger.client.socket.write(bytes("GET / HTTP/1.1\r\n\r\n"));
    await bench.until(() =>
      stranger.client.told.some((what) => /closed/.test(what))
    );
    assert.deepEqual(stranger.listening.accepted, []);
    const plain = await meet(bench, undefined, { ca, verify: "peer" });
    await bench.until(() => plain.listening.accepted.length > 0);
    plain.listening.accepted[0]!.socket.write(bytes("220 welcome\r\n"));
    await bench.told(plain.client, "closed tls unknown");
  },
);
