import assert from "node:assert/strict";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import {
  type HttpLimits,
  httpLimits,
  httpNetworkOf,
} from "../../src/ports/http_server.ts";
import type {
  Endpoint,
  HttpCertificate,
  HttpHandlers,
} from "../../src/ports/world.ts";

/** Limits that a test can wait for. */
const quick: HttpLimits = {
  ...httpLimits,
  headersMsMax: 300,
  requestMsMax: 600,
  idleMsMax: 300,
  closingMsMax: 200,
};

for (const tls of [undefined, "self_signed"] as const) {
  const scheme = tls ? "HTTPS" : "HTTP";

  Deno.test(`${scheme}: a request comes whole, and its answer goes back`, async () => {
    await using server = await serving({ tls });
    const text = await server.ask(
      "POST /a?b=c HTTP/1.1\r\nHost: localhost\r\nX-Thing: 1\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
    );
    assert.match(text, /^HTTP\/1\.1 201 /);
    const told = JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4));
    assert.deepEqual(told, {
      method: "POST",
      url: `${scheme.toLowerCase()}://localhost/a?b=c`,
      thing: "1",
      body: "hello",
      from: "127.0.0.1",
    });
  });

  Deno.test(`${scheme}: who never says anything, or half of it, loses the connection`, async () => {
    await using server = await serving({ tls, limits: quick });
    const halves = [
      "",
      "GET / HTTP/1.1\r\n",
      "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ",
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf",
    ];
    const answers = await Promise.all(halves.map((half) => server.ask(half)));
    for (const answer of answers) assert.doesNotMatch(answer, /HTTP\/1.1 2/);
  });

  Deno.test(`${scheme}: a connection that asks nothing more is ended`, async () => {
    await using server = await serving({ tls, limits: quick });
    const answer = await server.ask(
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    );
    assert.match(answer, /^HTTP\/1\.1 200 /);
  });

  Deno.test(`${scheme}: beyond the most connections there is none`, async () => {
    const limits = { ...httpLimits, connectionsMax: 2 };
    await using server = await serving({ tls, limits });
    const held = [await server.open(), await server.open()];
    assert.equal(
      await server.ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
      "",
    );
    const over = new Promise((resolve) => held[0]!.once("close", resolve));
    held[0]!.destroy();
    await over;
    const last =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert.match(await server.askUntilAnswered(last), /^HTTP\/1\.1 200 /);
    held[1]!.destroy();
  });

  Deno.test(`${scheme}: one address does not get every connection`, async () => {
    const limits = { ...httpLimits, connectionsPerAddressMax: 1 };
    await using server = await serving({ tls, limits });
    const held = await server.open();
    assert.equal(
      await server.ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
      "",
    );
    held.destroy();
  });
}

Deno.test("a request without one host, or with what is none, is refused", async () => {
  await using server = await serving({});
  const heads = [
    "GET / HTTP/1.1\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
    "GET / HTTP/1.1\r\nHost: a@b\r\n",
    "GET / HTTP/1.1\r\nHost: a/b\r\n",
    "GET / HTTP/1.1\r\nHost: \r\n",
    "GET http://other/ HTTP/1.1\r\nHost: a\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n",
    "TRACE / HTTP/1.1\r\nHost: a\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n",
    "NONSENSE\r\n",
  ];
  for (const head of heads) {
    const answer = await server.ask(`${head}Connection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 4\d\d /, JSON.stringify(head));
  }
});

Deno.test("a header that is too large is refused", async () => {
  await using server = await serving({});
  const large = "x".repeat(20_000);
  const answer = await server.ask(
    `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${large}\r\n\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 431 /);
});

Deno.test("who sends more than is read gets the answer all the same", async () => {
  await using server = await serving({
    respond: () => Promise.resolve(new Response("no", { status: 413 })),
  });
  const body = "x".repeat(4_000_000);
  const answer = await server.ask(
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  assert.match(answer, /^HTTP\/1\.1 413 /);
  assert.match(answer, /connection: close/i);
});

Deno.test("a body is read no faster than it is asked for", async () => {
  let asked = 0;
  const done = Promise.withResolvers<void>();
  await using server = await serving({
    async respond(request) {
      const reader = request.body!.getReader();
      asked += (await reader.read()).value!.length;
      await done.promise;
      await reader.cancel();
      return new Response("enough");
    },
  });
  const body = "x".repeat(8_000_000);
  const asking = server.ask(
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  const socket = await server.open();
  socket.destroy();
  assert(asked < 1_000_000, `${asked} bytes`);
  done.resolve();
  assert.match(await asking, /enough/);
});

Deno.test("a stream goes on until its reader leaves", async () => {
  const left = Promise.withResolvers<void>();
  await using server = await serving({
    respond: () =>
      Promise.resolve(
        new Response(
          new ReadableStream({
            start: (controller) =>
              controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
            cancel: () => left.resolve(),
          }),
          { headers: { "content-type": "text/event-stream" } },
        ),
      ),
  });
  const socket = await server.open();
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  let text = "";
  for await (const chunk of socket) {
    text += chunk;
    if (text.includes("data: 1\n\n")) break;
  }
  socket.destroy();
  await left.promise;
});

Deno.test("a stream that is never read does not fill the memory", async () => {
  let pulled = 0;
  const chunk = new Uint8Array(65_536);
  const left = Promise.withResolvers<void>();
  await using server = await serving({
    respond: () =>
      Promise.resolve(
        new Response(
          new ReadableStream({
            pull(controller) {
              pulled += chunk.length;
              controller.enqueue(chunk);
              // Nobody reads: the system's own buffers are all that fills.
              assert(pulled < 64_000_000, "it is read without end");
            },
            cancel: () => left.resolve(),
          }),
          { headers: { "content-type": "text/event-stream" } },
        ),
      ),
  });
  const socket = await server.open();
  socket.pause();
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  for (let same = 0, last = -1; same < 20; last = pulled) {
    same = pulled > 0 && pulled === last ? same + 1 : 0;
    await server.turn();
  }
  socket.destroy();
  await left.promise;
});

Deno.test("an answer that fails costs its connection and nothing else", async () => {
  let isFirst = true;
  await using server = await serving({
    respond() {
      if (!isFirst) return Promise.resolve(new Response("fine"));
      isFirst = false;
      return Promise.reject(new Error("a mistake"));
    },
  });
  const head = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  assert.equal(await server.ask(head), "");
  assert.match(await server.ask(head), /fine/);
});

Deno.test("a server that closes answers what is under way, and then is gone", async () => {
  const begun = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const server = await serving({
    respond() {
      begun.resolve();
      return answer.promise;
    },
  });
  const asking = server.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const idle = await server.open();
  await begun.promise;
  const closing = server[Symbol.asyncDispose]();
  answer.resolve(new Response("just in time"));
  assert.match(await asking, /just in time/);
  idle.destroy();
  await closing;
});

Deno.test("a server that closes does not wait for ever", async () => {
  const begun = Promise.withResolvers<void>();
  const server = await serving({
    limits: quick,
    respond() {
      begun.resolve();
      return new Promise(() => {});
    },
  });
  const asking = server.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await begun.promise;
  await server[Symbol.asyncDispose]();
  assert.equal(await asking, "");
});

for (const tls of [undefined, "self_signed"] as const) {
  const scheme = tls ? "HTTPS" : "HTTP";

  Deno.test(`${scheme}: a server that closes does not wait for who says nothing, or half of it`, async () => {
    // A TLS handshake may take far longer than an end.
    const limits = { ...httpLimits, closingMsMax: 200 };
    const server = await serving({ tls, limits });
    const silent = connectTcp({ host: "127.0.0.1", port: server.local.port });
    silent.on("error", () => {});
    const silentEnds = new Promise((resolve) => silent.once("close", resolve));
    await new Promise((resolve) => silent.once("connect", resolve));
    const half = await server.open();
    half.on("error", () => {});
    const halfEnds = new Promise((resolve) => half.once("close", resolve));
    half.write("GET / HTTP/1.1\r\nHost: a");
    const beganAtMs = performance.now();
    await server[Symbol.asyncDispose]();
    const tookMs = performance.now() - beganAtMs;
    assert(tookMs < limits.headersMsMax / 2, `its end took ${tookMs} ms`);
    await Promise.all([silentEnds, halfEnds]);
  });
}

Deno.test("a port that is taken, and a pair that is none, are told", async () => {
  await using server = await serving({});
  const taken = await refusalOf({ port: server.local.port });
  assert.equal(taken, "address_in_use");
  const { Secret } = await import("../../src/wire/secret.ts");
  const tls = { cert: "x", key: new Secret("y") };
  assert.equal(await refusalOf({ tls }), "certificate_refused");
  assert.equal(
    await refusalOf({ address: "192.0.2.1" }),
    "address_unavailable",
  );
});

Deno.test("the self-signed certificate is ECDSA with SHA-256, names the host, and stays the same", async () => {
  await using server = await serving({ tls: "self_signed" });
  assert.match(server.fingerprint!, /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  await using again = await serving({ tls: "self_signed" });
  assert.equal(again.fingerprint, server.fingerprint);
  const { selfSigned } = await import("../../src/ports/self_signed.ts");
  const { X509Certificate } = await import("node:crypto");
  const { cert } = await selfSigned("127.0.0.1");
  const certificate = new X509Certificate(cert);
  assert.equal(certificate.publicKey.asymmetricKeyType, "ec");
  assert.match(certificate.subjectAltName ?? "", /IP Address:127\.0\.0\.1/);
  const client = connectTls({
    host: "127.0.0.1",
    port: server.local.port,
    ca: cert,
    rejectUnauthorized: true,
  });
  await new Promise((resolve, reject) => {
    client.once("secureConnect", resolve);
    client.once("error", reject);
  });
  client.destroy();
});

/** What a server of a test is made of. */
interface Serving {
  readonly tls?: HttpCertificate | undefined;
  readonly limits?: HttpLimits;
  readonly address?: string;
  readonly port?: number;
  readonly respond?: HttpHandlers["respond"];
}

/** A server on a port of the system's choice. */
async function serving({ tls, limits = httpLimits, respond = echo }: Serving) {
  const network = httpNetworkOf(limits);
  const bound = Promise.withResolvers<[Endpoint, string | undefined]>();
  const options = { address: "127.0.0.1", port: 0, ...(tls && { tls }) };
  const listener = network.listen(options, {
    listening: (local, fingerprint) => bound.resolve([local, fingerprint]),
    respond,
    failed: ({ message }) => bound.reject(new Error(message)),
  });
  const [local, fingerprint] = await bound.promise;
  const { port } = local;
  const open = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = tls
        ? connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false })
        : connectTcp({ host: "127.0.0.1", port });
      socket.once(tls ? "secureConnect" : "connect", () => resolve(socket));
      socket.once("error", reject);
    });
  const ask = async (text: string) => {
    let answer = "";
    try {
      const socket = await open();
      socket.on("error", () => {});
      const over = new Promise((resolve) => socket.once("close", resolve));
      socket.on("data", (chunk) => answer += chunk);
      if (text !== "") socket.write(text);
      await over;
    } catch {
      // Refused before it could be asked.
    }
    return answer;
  };
  return {
    local,
    fingerprint,
    open,
    ask,
    /** Asks again while there is no room. */
    async askUntilAnswered(text: string): Promise<string> {
      for (let tries = 0; tries < 1_000; tries++) {
        const answer = await ask(text);
        if (answer !== "") return answer;
      }
      return "";
    },
    /** Lets what waits in the runtime happen. */
    turn: async () => (await open()).destroy(),
    async [Symbol.asyncDispose]() {
      listener.close();
      await network.settled();
    },
  };
}

async function echo(
  request: Request,
  { address: from }: { readonly address: string },
): Promise<Response> {
  const { method, url, headers } = request;
  const thing = headers.get("x-thing");
  const body = await request.text();
  const status = method === "POST" ? 201 : 200;
  return Response.json({ method, url, thing, body, from }, { status });
}

function refusalOf(options: Serving): Promise<string> {
  const network = httpNetworkOf(httpLimits);
  return new Promise((resolve, reject) => {
    const { address = "127.0.0.1", port = 0, tls } = options;
    const listener = network.listen(
      { address, port, ...(tls && { tls }) },
      {
        listening: () => reject(new Error("it listens")),
        respond: echo,
        failed({ code }) {
          listener.close();
          resolve(code);
        },
      },
    );
  });
}
