import assert from "node:assert/strict";
import { fromTransition } from "xstate";
import type { ActorEvent } from "../../mod.ts";
import {
  atom,
  type Encodable,
  Float,
  ImproperList,
  tuple,
} from "../../src/wire/etf/mod.ts";
import { as, RestWorld } from "./rest_world.ts";

/** Answers every call with what `answer` makes of it. */
async function answering(answer: (request: unknown) => Encodable) {
  const world = await RestWorld.start();
  const logic = fromTransition((state: null, event: ActorEvent) => {
    if (event.type === "call") event.reply(answer(event.request));
    return state;
  }, null);
  world.node.spawn("echo", logic);
  return world;
}

Deno.test("an actor is called with JSON, and its answer comes as JSON and as a term", async () => {
  await using world = await answering((request) => request as Encodable);
  const request = { a: ["x", 1, 1.5, null, true], "": {} };
  for (const name of ["echo", `echo@${world.node.name}`]) {
    const path = `/v1/actors/${encodeURIComponent(name)}/call`;
    const { status, json } = await world.ask("POST", path, {
      as: as.root,
      json: request,
    });
    assert.equal(status, 200);
    assert.deepEqual(json.reply, request);
    assert.match(json.term, /^#\{<<"a">> => \[<<"x">>,1,1\.5,/);
  }
});

const answers: [Encodable, unknown][] = [
  [atom("ok"), "ok"],
  [tuple(atom("ok"), "x"), ["ok", "x"]],
  [new Float(1), 1],
  [2n ** 64n, "18446744073709551616"],
  [Uint8Array.of(255), "<<255>>"],
  [new Map([[1, 2]]), "#{1 => 2}"],
  [new ImproperList([1], 2), "[1|2]"],
  [new Map([[atom("__proto__"), 1]]), { ["__proto__"]: 1 }],
];

for (const [index, [answer, json]] of answers.entries()) {
  Deno.test(`a term becomes ${JSON.stringify(json)} (${index})`, async () => {
    await using world = await answering(() => answer);
    const answered = await world.ask("POST", "/v1/actors/echo/call", {
      ...{ as: as.root, json: null },
    });
    assert.deepEqual(answered.json.reply, json);
  });
}

Deno.test("an answer as deep as a term may be is answered", async () => {
  let deep: Encodable = [];
  for (let i = 0; i < 200; i++) deep = [deep];
  await using world = await answering(() => deep);
  const { status } = await world.ask("POST", "/v1/actors/echo/call", {
    ...{ as: as.root, json: 1 },
  });
  assert.equal(status, 200);
});

Deno.test("nobody, no name, an end and silence are refusals", async () => {
  await using world = await answering(() => {
    throw new Error("boom");
  });
  world.node.spawn("silent", fromTransition((state: null) => state, null));
  const call = async (name: string, sent: object = { json: 1 }) => {
    const path = `/v1/actors/${encodeURIComponent(name)}/call`;
    return (await world.ask("POST", path, { as: as.root, ...sent })).status;
  };
  assert.equal(await call("nobody"), 404);
  assert.equal(await call("@"), 409);
  assert.equal(await call("x@web@10.9.9.9"), 503);
  assert.equal(await call("echo"), 503);
  assert.equal(await call("silent"), 503);
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  assert.equal(await call("echo", { body: deep }), 409);
  assert.equal(await call("echo", { as: as.reader, json: 1 }), 403);
});
