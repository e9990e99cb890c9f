import assert from "node:assert/strict";
import { RestWorld } from "../http/rest_world.ts";
import { asked, root } from "./client_world.ts";

const hello = JSON.stringify([{ text: "hello", string: 1 }]);

Deno.test("who subscribes in the overlay gets what is published", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const subscription = world.node.overlays.subscribe("office", ["chat"]);
  const args = ["publish", "office", "chat", hello, "--json", ...root];
  const { code, out, err } = await asked(world, ...args);
  assert.equal(code, 0, err);
  const { id } = JSON.parse(out.join(""));
  for await (const event of subscription) {
    assert.deepEqual([event.id, event.type], [id, "chat"]);
    assert.deepEqual(event.fields, [{ id: 1, type: "string", value: "hello" }]);
    break;
  }
  const told = await asked(world, ...args.filter((arg) => arg !== "--json"));
  assert.match(told.out.join(""), /^published chat as \S+$/);
  const bare = await asked(world, "publish", "office", "ping", ...root);
  assert.equal(bare.code, 0, bare.err);
});

const mistakes: [string, string, number, RegExp][] = [
  ["fields that are no JSON", "[{", 2, /^error: Cannot use the fields: /],
  ["fields that are no list", "1", 1, /^error: allowed: a list of at most/],
  ["a field of no type", '[{"a": 1, "real": 1}]', 1, /^error: field 0: /],
];

for (const [what, fields, status, message] of mistakes) {
  Deno.test(`${what} are told, and leave with ${status}`, async () => {
    await using world = await RestWorld.start();
    await world.overlay();
    const args = ["publish", "office", "chat", fields, ...root];
    const { code, err } = await asked(world, ...args);
    assert.equal(code, status);
    assert.match(err, message);
  });
}
