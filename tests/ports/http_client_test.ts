import assert from "node:assert/strict";
import { sendRequest } from "../../src/ports/http_client.ts";

Deno.test("a request arrives as it is sent, and its answer as it is given", async () => {
  await using server = serving(async (request) => {
    const { method, url, headers } = request;
    const { pathname, search } = new URL(url);
    const told = [method, pathname + search, headers.get("authorization")];
    return Response.json([...told, await request.text()], { status: 202 });
  });
  const response = await sendRequest(
    new Request(`${server.url}/a%2Fb?c=d`, {
      ...{ method: "POST", body: "ü" },
      headers: { authorization: "Bearer x" },
    }),
  );
  assert.equal(response.status, 202);
  assert.equal(response.headers.get("content-type"), "application/json");
  const told = ["POST", "/a%2Fb?c=d", "Bearer x", "ü"];
  assert.deepEqual(await response.json(), told);
});

Deno.test("an answer without a body is one", async () => {
  await using server = serving(() => new Response(null, { status: 204 }));
  const response = await sendRequest(new Request(server.url));
  assert.deepEqual([response.status, await response.text()], [204, ""]);
});

Deno.test("an answer without end ends by the request's signal", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const leaving = new AbortController();
  const { signal } = leaving;
  const asked = sendRequest(
    new Request(`http://127.0.0.1:${port}`, { signal }),
  );
  using connection = await listener.accept();
  const bytes = new Uint8Array(4_096);
  await connection.read(bytes);
  const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  await connection.write(new TextEncoder().encode(`${head}1\r\na\r\n`));
  const reader = (await asked).body!.getReader();
  assert.equal((await reader.read()).value![0], 97);
  const next = reader.read();
  leaving.abort();
  await assert.rejects(next, /aborted/);
  assert.equal(await connection.read(bytes), null, "the connection is closed");
});

Deno.test("where nobody listens a request is rejected", async () => {
  const server = serving(() => new Response());
  await server[Symbol.asyncDispose]();
  await assert.rejects(sendRequest(new Request(server.url)), /ECONNREFUSED/);
});

/** A server on a port that was free. */
function serving(answer: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    answer,
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
