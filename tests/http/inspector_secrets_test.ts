/**
 * Whoever may look sees the contexts and inputs of all actors, and none of the secrets that a node was given or learned.
 */
import assert from "node:assert/strict";
import { fromTransition } from "xstate";
import { type NodeSettings, Secret } from "../../mod.ts";
import type { ActorRow, Frame } from "../../src/inspector/frame.ts";
import { as, office, RestWorld, users } from "./rest_world.ts";

const secrets = {
  cookie: "the-cookie-of-the-cluster",
  gossip: "the-secret-of-the-topology",
  key: "correct horse battery staple",
  secret: "hush-a-bye",
  token: "inspector-token-of-at-least-32-characters",
  read_token: users.read_token,
  root: "root-password",
  rest: "rest-password",
  own: "what-an-actor-of-ours-keeps",
};

const keeper = fromTransition((kept: object) => kept, {
  password: new Secret(secrets.own),
  open: "shown",
});

Deno.test("no secret is in any row, context or input of any actor", async () => {
  const settings: NodeSettings = {
    name: "a@10.0.0.1",
    distribution: { cookie: secrets.cookie },
    overlays: { office },
  };
  const topologies = { gossip: { secret: secrets.gossip, announce: true } };
  const http = { ...users, inspector_token: secrets.token };
  await using world = await RestWorld.start(
    ...[http, undefined, undefined, topologies, settings] as const,
  );
  await using other = await RestWorld.start(
    users,
    world.sim,
    "10.0.0.2",
    topologies,
    {
      ...settings,
      overlays: { office: { ...office, member_name: "another" } },
      name: "b@10.0.0.2",
    },
  );
  assert(await world.done(world.node.connect(other.node.name)));
  world.node.spawn("keeper", keeper);
  await world.sim.advanceAsync(10_000);
  assert.equal(world.node.overlays.members("office").length, 1);

  const response = await world.done(
    world.send("GET", "/inspector/stream", { as: as.reader }),
  );
  const reader = response.body!.pipeThrough(new TextDecoderStream())
    .getReader();
  let seen = "";
  const read = async () => {
    seen += (await world.done(reader.read(), 3_000)).value;
  };
  while (!seen.includes('"all":')) await read();
  const viewer = /"viewer":"(\w+)"/.exec(seen)![1]!;
  const all: readonly ActorRow[] = rowsIn(seen);
  assert(all.length > 30, `${all.length} actors`);
  for (const { id } of all) {
    const path = `/inspector/viewers/${viewer}`;
    const sent = { as: as.reader, json: { selected: id } };
    const { status } = await world.done(world.send("POST", path, sent));
    assert.equal(status, 204);
    while (!seen.includes(`"detail":{"id":"${id}"`)) await read();
  }
  await reader.cancel();
  assert(seen.includes('"password":"protected","open":"shown"'));
  for (const [name, secret] of Object.entries(secrets)) {
    const at = seen.indexOf(secret);
    assert(at < 0, `${name}: …${seen.slice(at - 300, at + 50)}`);
  }
});

function rowsIn(text: string): readonly ActorRow[] {
  const frame: Frame = JSON.parse(/^data: (\{.*"all":.*)$/m.exec(text)![1]!);
  return frame.all!;
}
