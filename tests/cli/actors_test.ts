import assert from "node:assert/strict";
import { RestWorld, users } from "../http/rest_world.ts";
import { asked, ran } from "./client_world.ts";

const token = ["--token", users.read_token];

Deno.test("the tree is indented, each actor below its parent", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  world.sim.network.host("10.0.0.1").breakSockets();
  await world.sim.advanceAsync(2_000);
  const { code, out, err } = await asked(world, "actors", ...token);
  assert.equal(code, 0, err);
  assert.match(out[0]!, /^ACTOR +STATE +RESTARTS +LAST CRASH$/);
  const at = out.findIndex((line) => /^overlays /.test(line));
  assert(at > 0);
  assert.match(out[at + 1]!, /^ {2}office /);
  const bridge = out.slice(at).find((line) => /^ {4}bridge /.test(line));
  assert.match(bridge!, /^ {4}bridge +\S+ +1 +\S/);
});

Deno.test("a part of the tree begins with its own root", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const part = await asked(world, "actors", "overlays/office", ...token);
  assert.match(part.out[1]!, /^overlays\/office /);
  assert(part.out.slice(2).every((line) => line.startsWith("  ")));
  const { out } = await asked(world, "actors", "overlays", "--json", ...token);
  const actors = JSON.parse(out.join(""));
  assert.equal(actors[0].path, "overlays");
});

Deno.test("a part that there is not leaves with 1, and says so", async () => {
  await using world = await RestWorld.start();
  const { code, out, err } = await asked(world, "actors", "nope", ...token);
  assert.deepEqual([code, out, err], [1, [], "error: There is no such actor"]);
});

Deno.test("what a stranger says in place of a tree moves no cursor", async () => {
  const actor = {
    ...{ path: "a\u001b[2J", state: "x\ny", tags: [], children: 0 },
    ...{ restarts: 0, last_crash: { at_ms: 0, reason: "\u009b2J" } },
  };
  const answer = JSON.stringify({ actors: [actor], truncated: true });
  for (const more of [[], ["--json"]]) {
    const { code, out } = await ran(
      ["actors", ...more],
      () => Promise.resolve(new Response(answer)),
    );
    assert.equal(code, 0);
    // deno-lint-ignore no-control-regex -- these are what must not be there
    assert.doesNotMatch(out.join(""), /[\u0000-\u001f\u007f-\u009f]/);
  }
});

Deno.test("an answer of another form, or that is no JSON, leaves with 3", async () => {
  for (const answer of ["{}", "<html>", "", '{"actors": 1}']) {
    const { code, err } = await ran(
      ["actors"],
      () => Promise.resolve(new Response(answer)),
    );
    assert.equal(code, 3);
    assert.match(err, /^error: (The answer|Cannot ask the node)/);
  }
  const refused = await ran(
    ["actors"],
    () => Promise.resolve(new Response("no", { status: 502 })),
  );
  assert.equal(refused.code, 3);
});
