import assert from "node:assert/strict";
import { CommandLog } from "../../src/cli/command_log.ts";
import { offerLogControl } from "../../src/log_control.ts";
import { logLevelsMax } from "../../src/protocol/logging_settings.ts";
import { as, RestWorld } from "./rest_world.ts";

const path = "/v1/log/levels";

Deno.test("levels that are set over REST hold at once, and are told as they were set", async () => {
  await using world = await RestWorld.start();
  using logged = lines(world);
  const before = await world.ask("GET", path, { as: as.root });
  assert.deepEqual(before.json, { level: "off", levels: {} });
  const restart = () =>
    world.ask("POST", "/v1/actors/restart", {
      as: as.root,
      json: { path: "topologies" },
    });
  await restart();
  assert.deepEqual(logged.taken(), []);
  const levels = { topologies: "debug", http: "off" };
  const set = await world.ask("PUT", path, {
    as: as.root,
    json: { level: "error", levels },
  });
  assert.deepEqual(set.json, { level: "error", levels });
  await restart();
  assert.match(logged.taken().join("\n"), /topologies/);
  const again = await world.ask("GET", path, { as: as.root });
  assert.deepEqual(again.json, set.json);
  // All anew: what is not said is not kept.
  const off = await world.ask("PUT", path, {
    as: as.root,
    json: { level: "off" },
  });
  assert.deepEqual(off.json, { level: "off", levels: {} });
  await restart();
  assert.deepEqual(logged.taken(), []);
});

Deno.test("no such level, too many of them, or another user change nothing", async () => {
  await using world = await RestWorld.start();
  using _ = lines(world);
  const many = Array.from({ length: logLevelsMax + 1 }, (_, i) => [i, "info"]);
  const wrong = [
    { level: "loud" },
    { levels: { http: 3 } },
    { levels: { "": "info" } },
    { levels: Object.fromEntries(many) },
    { format: "json" },
    [],
  ];
  for (const json of wrong) {
    const { status } = await world.ask("PUT", path, { as: as.root, json });
    assert.equal(status, 409, JSON.stringify(json));
  }
  for (const who of [as.rest, as.reader]) {
    for (const method of ["GET", "PUT"]) {
      const sent = { as: who, json: method === "PUT" ? {} : undefined };
      assert.equal((await world.ask(method, path, sent)).status, 403);
    }
  }
  const after = await world.ask("GET", path, { as: as.root });
  assert.deepEqual(after.json, { level: "off", levels: {} });
});

Deno.test("a program that keeps no log says so", async () => {
  await using world = await RestWorld.start();
  for (const [method, json] of [["GET", undefined], ["PUT", {}]] as const) {
    const { status } = await world.ask(method, path, { as: as.root, json });
    assert.equal(status, 404);
  }
});

/** The lines that the command logs of a node from now on. */
function lines({ node }: RestWorld) {
  const { error } = console;
  const written: string[] = [];
  console.error = (line: string) => void written.push(line);
  const log = new CommandLog(undefined);
  log.follow(node);
  offerLogControl(node, log);
  return {
    taken: () => written.splice(0),
    [Symbol.dispose]() {
      log[Symbol.dispose]();
      console.error = error;
    },
  };
}
