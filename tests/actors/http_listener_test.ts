import assert from "node:assert/strict";
import { type AnyActorLogic, createActor, SimulatedClock } from "xstate";
import {
  httpListenerMachine,
  type HttpListenerNews,
} from "../../actors/http_listener.ts";
import { type AnyRef, fromPort } from "../../src/otp/mod.ts";
import { backoffMsMax } from "../../src/protocol/backoff.ts";

Deno.test("a listener that is granted its port serves, and says where", () => {
  const { listener, servers, news } = started();
  assert.deepEqual(servers.map(({ port }) => port), [8_080]);
  assert.deepEqual(listener.getSnapshot().value, { open: "binding" });
  servers[0]!.up({ type: "http.bound", address: "127.0.0.1", port: 8_080 });
  assert.deepEqual(listener.getSnapshot().value, { open: "serving" });
  assert.deepEqual(news, [
    { type: "http.bound", address: "127.0.0.1", port: 8_080 },
  ]);
});

Deno.test("a port that is taken is passed over at once, up to the last, and then all are tried anew", () => {
  const { listener, servers, news, clock } = started();
  const taken = {
    type: "http.refused",
    reason: "address_in_use",
    message: "taken",
  };
  for (let i = 0; i < 3; i++) servers.at(-1)!.up(taken);
  assert.deepEqual(servers.map(({ port }) => port), [8_080, 8_081, 8_082]);
  assert.equal(listener.getSnapshot().value, "backoff");
  assert.deepEqual(news.map(({ type }) => type), ["http.refused"]);
  clock.increment(backoffMsMax);
  assert.equal(servers.at(-1)!.port, 8_080);
  assert.deepEqual(servers.map(({ isOpen }) => isOpen), [
    ...[false, false, false],
    true,
  ]);
});

Deno.test("any other refusal waits, longer each time", () => {
  const { servers, news, clock } = started();
  for (let i = 0; i < 4; i++) {
    servers.at(-1)!.up({
      ...{ type: "http.refused", reason: "permission_denied", message: "no" },
    });
    clock.increment(backoffMsMax);
  }
  assert.deepEqual(servers.map(({ port }) => port), Array(5).fill(8_080));
  const waits = news.map((told) =>
    told.type === "http.refused" ? told.retryInMs : 0
  );
  assert.deepEqual(waits, [250, 500, 1_000, 2_000]);
});

Deno.test("a server that is lost while it serves is opened again", () => {
  const { listener, servers, clock } = started();
  servers[0]!.up({ type: "http.bound", address: "127.0.0.1", port: 8_080 });
  servers[0]!.up({ type: "http.refused", reason: "unknown", message: "lost" });
  assert.equal(listener.getSnapshot().value, "backoff");
  assert.equal(servers[0]!.isOpen, false);
  clock.increment(backoffMsMax);
  assert.deepEqual(listener.getSnapshot().value, { open: "binding" });
});

interface Server {
  readonly port: number;
  readonly up: (event: object) => void;
  isOpen: boolean;
}

/** A listener for three ports, whose servers a test plays. */
function started() {
  const servers: Server[] = [];
  const server = fromPort<never, { readonly port: number }, object>(
    ({ input: { port }, up }) => {
      const opened: Server = { port, up, isOpen: true };
      servers.push(opened);
      return { [Symbol.dispose]: () => void (opened.isOpen = false) };
    },
  );
  const machine = httpListenerMachine.provide({
    actors: { server: server as AnyActorLogic },
  });
  const clock = new SimulatedClock();
  const listener = createActor(machine, {
    clock,
    input: {
      ports: { first: 8_080, last: 8_082 },
      ambient: { nowMs: () => clock.now(), random: () => 0.5 },
    },
  });
  const news: HttpListenerNews[] = [];
  (listener as AnyRef).on("*", (told: HttpListenerNews) => news.push(told));
  listener.start();
  return { listener, servers, news, clock };
}
