import assert from "node:assert/strict";
import { startNode } from "../../mod.ts";
import { realWorld } from "../../src/ports/real_world.ts";
import { as, office, RestWorld, users } from "./rest_world.ts";

Deno.test("2,000 requests at once are all answered, and no member is lost meanwhile", async () => {
  await using world = await RestWorld.start();
  const owner = await world.overlay();
  await using other = await RestWorld.start(users, world.sim, "10.0.0.2");
  await other.overlay("office", { ...office, member_name: "other-member" });
  await world.sim.advanceAsync(5_000);
  const paths = ["/membership/office", "/configuration/office", "/v1/actors"];
  for (let round = 0; round < 5; round++) {
    const asking = Array.from({ length: 400 }, (_, i) => {
      const path = paths[i % paths.length]!;
      return world.send("GET", path, { as: i % 3 === 2 ? as.reader : owner });
    });
    await world.sim.advanceAsync(3_000);
    const statuses = (await Promise.all(asking)).map(({ status }) => status);
    assert.deepEqual(new Set(statuses), new Set([200]));
  }
  const quarantined = world.events.filter(({ type }) =>
    type === "member_quarantine"
  );
  assert.deepEqual(quarantined, []);
});

Deno.test("a node in the real world serves 2,000 at once on the next free port, and has stopped within two seconds, streams and all", async () => {
  const ports: number[] = [];
  const start = () =>
    startNode({ topologies: {}, http: users }, realWorld(), (event) => {
      if (event.type === "http_listening") ports.push(event.port);
    });
  const first = await start();
  const second = await start();
  assert.equal(ports.length, 2);
  assert.notEqual(ports[1], ports[0]);
  const url = `http://127.0.0.1:${ports[1]}`;
  const alive = await fetch(`${url}/livez`);
  assert.equal(alive.status, 200);
  await alive.body?.cancel();
  const all = Array.from({ length: 2_000 }, async () => {
    const answer = await fetch(`${url}/v1/node`, { headers: as.reader });
    await answer.body?.cancel();
    return answer.status;
  });
  assert.deepEqual(new Set(await Promise.all(all)), new Set([200]));
  const stream = await fetch(`${url}/v1/events`, { headers: as.reader });
  assert.equal(stream.status, 200);
  const beganAtMs = performance.now();
  await second.stop();
  await first.stop();
  assert(performance.now() - beganAtMs < 4_000);
  assert.match(await stream.text(), /event: node_stopped/);
});
