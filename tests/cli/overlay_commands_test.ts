import assert from "node:assert/strict";
import { RestWorld, users } from "../http/rest_world.ts";
import { asked, root } from "./client_world.ts";

Deno.test("overlays are a table, or JSON", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const table = await asked(world, "overlays", ...root);
  assert.deepEqual(table, {
    code: 0,
    out: [
      "NAME    KIND       OWN NAME       PORT  MEMBERS  SUBSCRIPTIONS",
      "office  multicast  office-member  6666  0        0",
    ],
    err: "",
  });
  const json = await asked(world, "overlays", "--json", ...root);
  assert.deepEqual(JSON.parse(json.out.join("")), [{
    ...{ name: "office", kind: "multicast", member_name: "office-member" },
    ...{ port: 6666, members: 0, subscriptions: 0 },
  }]);
});

Deno.test("members are a table with the node itself first, or JSON", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const token = ["--token", users.read_token];
  const { code, out } = await asked(world, "members", "office", ...token);
  assert.equal(code, 0);
  assert.match(out[0]!, /^NAME {11}STATE {6}ADDRESS +PORT {2}HEARD$/);
  assert.match(
    out[1]!,
    /^office-member {2}reachable {2}[\d.]+ +\d+ +\d{4}-\d\d-\d\dT[\d:]+Z$/,
  );
  const json = await asked(world, "members", "office", "--json", ...token);
  const [first] = JSON.parse(json.out.join(""));
  assert.equal(first.name, "office-member");
  assert.equal(first.state, "reachable");
});

Deno.test("what the node refuses is told in its words, and leaves with 1", async () => {
  await using world = await RestWorld.start();
  const missing = await asked(world, "members", "no body/x", ...root);
  assert.deepEqual(missing, {
    code: 1,
    out: [],
    err: "error: There is no such overlay",
  });
  const nobody = await asked(world, "overlays");
  assert.equal(nobody.code, 1);
  assert.match(nobody.err, /^error: .* \(give --user or --token\)$/);
  const guess = await asked(world, "overlays", "--user", "root:guessed");
  assert.equal(guess.code, 1);
  assert.doesNotMatch(guess.err, /guessed/);
});
