import assert from "node:assert/strict";
import { as, RestWorld } from "./rest_world.ts";

Deno.test("a chart is told as JSON, with all its states", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const path = "/v1/chart?path=overlays/office/multicast/socket";
  const { status, json } = await world.ask("GET", path, { as: as.reader });
  assert.equal(status, 200);
  assert.equal(json.id, "socket");
  const ids = json.states.map(({ id }: { id: string }) => id);
  assert(ids.includes("socket.open"), ids.join());
});

Deno.test("a chart is told as Mermaid and as SCXML", async () => {
  await using world = await RestWorld.start();
  const ask = (format: string) =>
    world.send("GET", `/v1/chart?path=identity&format=${format}`, {
      as: as.root,
    });
  const mermaid = await world.done(ask("mermaid"));
  assert.match(mermaid.headers.get("content-type")!, /^text\/vnd\.mermaid;/);
  assert.match(await mermaid.text(), /^stateDiagram-v2\n/);
  const scxml = await world.done(ask("scxml"));
  assert.match(
    scxml.headers.get("content-type")!,
    /^application\/scxml\+xml;/,
  );
  assert.match(await scxml.text(), /<scxml /);
});

Deno.test("whoever is no machine has no chart, and who is not there neither", async () => {
  await using world = await RestWorld.start();
  for (
    const [query, detail] of [
      ["path=http/server", /no machine/],
      ["path=http/nobody", /no such actor/],
      ["", /no such actor/],
    ] as const
  ) {
    const answer = await world.ask("GET", `/v1/chart?${query}`, {
      as: as.reader,
    });
    assert.equal(answer.status, 404);
    assert.match(answer.json.detail, detail);
  }
  const path = "/v1/chart?path=identity&format=png";
  const { status } = await world.ask("GET", path, { as: as.reader });
  assert.equal(status, 409);
  const nobody = await world.ask("GET", path, { as: as.nobody });
  assert.equal(nobody.status, 401);
});
