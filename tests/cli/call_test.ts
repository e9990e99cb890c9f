import assert from "node:assert/strict";
import { fromTransition } from "xstate";
import type { ActorEvent } from "../../mod.ts";
import { atom, type Encodable, tuple } from "../../src/wire/etf/mod.ts";
import { RestWorld } from "../http/rest_world.ts";
import { asked, root } from "./client_world.ts";

async function echoing() {
  const world = await RestWorld.start();
  const logic = fromTransition((state: null, event: ActorEvent) => {
    if (event.type === "call") {
      event.reply(tuple(atom("ok"), event.request as Encodable));
    }
    return state;
  }, null);
  world.node.spawn("echo", logic);
  return world;
}

Deno.test("an actor's answer is printed as a term, or as JSON", async () => {
  await using world = await echoing();
  const args = ["call", "echo", '["x", 1]', ...root];
  assert.deepEqual(await asked(world, ...args), {
    ...{ code: 0, out: ['{ok,[<<"x">>,1]}'], err: "" },
  });
  const json = await asked(world, ...args, "--json");
  assert.deepEqual(json.out, ['["ok",["x",1]]']);
  const bare = await asked(world, "call", "echo", "--json", ...root);
  assert.deepEqual(bare.out, ['["ok",null]']);
});

Deno.test("an actor that is not there is told of with 1, a request that is no JSON with 2", async () => {
  await using world = await echoing();
  const nobody = await asked(world, "call", "nobody", ...root);
  assert.equal(nobody.code, 1);
  assert.match(nobody.err, /^error: Cannot call nobody/);
  const wrong = await asked(world, "call", "echo", "{x", ...root);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /^error: Cannot use the request: that is no JSON/);
});
