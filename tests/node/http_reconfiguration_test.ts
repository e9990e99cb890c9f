import assert from "node:assert/strict";
import {
  type HttpSettings,
  type Node,
  type NodeEvent,
  startNode,
} from "../../mod.ts";
import { type Simulation, simulation } from "../../src/sim/mod.ts";
import { HttpPorts } from "../support/http_ports.ts";

const root = { username: "root", password: "one" };

/** A node on a simulated host, and the ports of that host. */
interface Place extends AsyncDisposable {
  readonly sim: Simulation;
  readonly ports: HttpPorts;
  readonly node: Node;
  readonly events: readonly NodeEvent[];
  /** Gives the HTTP server settings, and moves time until it has them. */
  take(settings?: HttpSettings): Promise<void>;
  /** The status that somebody gets who asks for the node. */
  status(password: string, where?: string): Promise<number>;
}

async function place(http?: HttpSettings): Promise<Place> {
  const sim = simulation({ seed: 9 });
  const ports = new HttpPorts();
  const events: NodeEvent[] = [];
  const starting = startNode(
    { name: "a@10.0.0.1", topologies: {}, ...(http && { http }) },
    { ...sim.host("10.0.0.1"), http: ports },
    (event) => events.push(event),
  );
  const node = await done(sim, starting);
  return {
    ...{ sim, ports, node, events },
    take: (settings) => done(sim, node.reconfigureHttp(settings)),
    async status(password, where = ports.open()[0]!) {
      const request = new Request("http://127.0.0.1/v1/node", {
        headers: { authorization: `Basic ${btoa(`root:${password}`)}` },
      });
      const response = await done(sim, ports.ask(where, request));
      await response.body?.cancel();
      return response.status;
    },
    async [Symbol.asyncDispose]() {
      await node.stop();
      assert.deepEqual(ports.open(), [], "ports left open");
    },
  };
}

/** Moves time, in small steps, until the promise settles. */
async function done<T>(sim: Simulation, promise: Promise<T>): Promise<T> {
  let isOver = false;
  promise.then(() => isOver = true, () => isOver = true);
  for (let step = 0; step < 1_000 && !isOver; step++) {
    await sim.advanceAsync(step === 0 ? 0 : 10);
  }
  return await promise;
}

Deno.test("users, hosts and origins hold for the next request, on the same socket", async () => {
  await using at = await place({ superuser: root });
  const { ports, node, events } = at;
  assert.equal(await at.status("one"), 200);
  const listened = events.length;
  await at.take({ superuser: { ...root, password: "two" }, hosts: ["web"] });
  assert.equal(await at.status("one"), 401);
  assert.equal(await at.status("two"), 200);
  const asked = (init?: RequestInit) =>
    node.http!.fetch(new Request("http://web/livez", init));
  assert.equal((await asked()).status, 200);
  const origin = { headers: { origin: "https://ops.example" } };
  assert.equal((await asked(origin)).status, 403);
  await at.take({ hosts: ["web"], origins: ["https://ops.example"] });
  assert.equal((await asked(origin)).status, 200);
  assert.equal(await at.status("two"), 401);
  assert.deepEqual(events.slice(listened), [], "it was bound anew");
  assert.deepEqual(ports.open(), ["127.0.0.1:8080"]);
});

Deno.test("another address, port or certificate is bound in place of the old one", async () => {
  await using at = await place({ superuser: root });
  await at.take({ superuser: root, port: 9_000 });
  assert.deepEqual(at.ports.open(), ["127.0.0.1:9000"]);
  assert.equal(await at.status("one"), 200);
  await at.take({ superuser: root, port: 9_000, tls: true });
  assert.deepEqual(at.ports.open(), ["127.0.0.1:9000s"]);
  await at.take({ superuser: root, address: "::1", port: 9_000 });
  assert.deepEqual(at.ports.open(), ["::1:9000"]);
  const told = at.events.filter(({ type }) => type === "http_listening");
  assert.equal(told.length, 4);
});

for (
  const [what, wrong] of [
    ["an address that is taken", { port: 9_000 }],
    ["a certificate that is none", { tls: { cert: "wrong", key: "x" } }],
  ] as const
) {
  Deno.test(`${what} is refused, and all is as it was`, async () => {
    await using at = await place({ superuser: root, port: 8_080 });
    at.ports.take("127.0.0.1:9000");
    const password = "two";
    const taking = at.take({ superuser: { ...root, password }, ...wrong });
    await assert.rejects(taking, {
      name: "HttpError",
      message: /^Cannot serve HTTP on 127\.0\.0\.1.*: refused, \w+ \(/,
    });
    const open = at.ports.open().filter((where) => !where.endsWith("9000"));
    assert.deepEqual(open, ["127.0.0.1:8080"]);
    assert.equal(await at.status("one", open[0]), 200);
    assert.equal(await at.status("two", open[0]), 401);
    // And nobody tries the refused one again.
    await at.sim.advanceAsync(60_000);
    const refused = at.events.filter(({ type }) => type === "http_refused");
    assert.equal(refused.length, 1);
    at.ports.release("127.0.0.1:9000");
  });
}

Deno.test("a server that comes while the node runs knows since when it runs, and that it is ready", async () => {
  await using at = await place();
  assert.equal(at.node.http, undefined);
  const startedAtMs = at.sim.clock.nowMs();
  await at.sim.advanceAsync(5_000);
  await at.take({ superuser: root });
  assert.equal(await at.status("one"), 200);
  const asked = async (path: string) => {
    const headers = { authorization: `Basic ${btoa("root:one")}` };
    const url = `http://127.0.0.1${path}`;
    return await done(
      at.sim,
      at.node.http!.fetch(new Request(url, { headers })),
    );
  };
  assert.equal((await asked("/readyz")).status, 200);
  const { started_at_ms } = await (await asked("/v1/node")).json();
  assert(started_at_ms <= startedAtMs);
  await at.take();
  assert.equal(at.node.http, undefined);
  assert.deepEqual(at.ports.open(), []);
  await at.take();
});

Deno.test("a server whose first address is refused is none", async () => {
  await using at = await place();
  at.ports.take("127.0.0.1:8080");
  await assert.rejects(at.take({ port: 8_080 }), { reason: "address_in_use" });
  assert.equal(at.node.http, undefined);
  at.ports.release("127.0.0.1:8080");
  await at.take({ port: 8_080 });
  assert.deepEqual(at.ports.open(), ["127.0.0.1:8080"]);
});

Deno.test("readers of events are told to the end when the server goes, and wrong settings change nothing", async () => {
  await using at = await place({ superuser: root });
  await assert.rejects(at.take({ port: 0 }), {
    name: "SettingsError",
    message: /^http\.port: given 0; allowed/,
  });
  // What was given for a secret is not repeated.
  const tokens = { read_token: "too short", inspector_token: "too short" };
  await assert.rejects(at.take(tokens), (error: Error) => {
    assert.match(error.message, /read_token: allowed[^]*inspector_token: allo/);
    return !error.message.includes("too short");
  });
  assert.equal(await at.status("one"), 200);
  const headers = { authorization: `Basic ${btoa("root:one")}` };
  const url = "http://127.0.0.1/v1/events";
  const response = await done(
    at.sim,
    at.node.http!.fetch(new Request(url, { headers })),
  );
  const text = response.text();
  await at.take();
  assert.equal(await done(at.sim, text), "");
});

Deno.test("who reads events has to show again who it is when others may ask, and goes on where it was", async () => {
  await using at = await place({ superuser: root });
  const read = (password: string, lastId?: string) => {
    const headers = new Headers({
      authorization: `Basic ${btoa(`root:${password}`)}`,
      ...(lastId !== undefined && { "last-event-id": lastId }),
    });
    const url = "http://127.0.0.1/v1/events?last_event_id=x";
    const asked = at.node.http!.fetch(new Request(url, { headers }));
    return done(at.sim, asked);
  };
  const text = (await read("one")).text();
  await at.take({ superuser: root, hosts: ["web"] });
  await at.take({ superuser: { ...root, password: "two" }, hosts: ["web"] });
  const told = await done(at.sim, text);
  const ids = [...told.matchAll(/^id: (.*)$/gm)].map(([, id]) => id);
  assert((await read("one")).status === 401);
  const again = await read("two", ids.at(-1));
  const reader = again.body!.pipeThrough(new TextDecoderStream()).getReader();
  await done(at.sim, at.node.topologies.add("late", {}));
  const { value } = await done(at.sim, reader.read());
  assert.match(value!, /event: socket_bound/);
  assert.doesNotMatch(value!, /event: (gap|node_started)/);
  await reader.cancel();
});

Deno.test("changes wait for each other, and a node that stops meanwhile refuses them", async () => {
  await using at = await place({ port: 8_080 });
  const ports = [8_081, 8_082, 8_083];
  const taking = ports.map((port) => at.node.reconfigureHttp({ port }));
  await done(at.sim, Promise.all(taking));
  assert.deepEqual(at.ports.open(), ["127.0.0.1:8083"]);
  const late = at.node.reconfigureHttp({ port: 9_999 });
  const [stopped, refused] = await Promise.allSettled([at.node.stop(), late]);
  assert.equal(stopped.status, "fulfilled");
  assert(refused.status === "rejected");
  assert.equal(refused.reason.reason, "stopped");
  await assert.rejects(at.node.reconfigureHttp({}), { reason: "stopped" });
});
