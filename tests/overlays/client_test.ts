import assert from "node:assert/strict";
import { connectOverlay, OverlayError, SettingsError } from "../../mod.ts";
import { gathered, key, multicast, saying, values, Worlds } from "./worlds.ts";

Deno.test("a client is a local member, and leaves when it is closed", async () => {
  await using world = new Worlds();
  const { node, events } = await world.node("10.0.0.1", multicast());
  const client = await world.client("10.0.0.1", "printer");
  assert.equal(client.state, "connected");
  const [member] = node.overlays.members("office");
  assert.equal(member!.name, "printer");
  assert.equal(member!.ip, "127.0.0.1");
  assert.equal(member!.local, true);
  await world.done(client.close());
  await world.sim.advanceAsync(10);
  assert.deepEqual(node.overlays.members("office"), []);
  const told = events.map(({ type }) => type)
    .filter((type) => type.startsWith("member_"));
  assert.deepEqual(told, ["member_in", "member_out"]);
});

Deno.test("two clients of one host get each other's events once, and not their own", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1", multicast());
  const one = await world.client("10.0.0.1", "one");
  const other = await world.client("10.0.0.1", "other");
  const ofOne = gathered(one.subscribe(["chat"]));
  const ofOther = gathered(other.subscribe(["chat"]));
  const ofNode = gathered(node.overlays.subscribe("office", ["chat"]));
  await world.sim.advanceAsync(100);
  const id = one.publish("chat", saying("hello"));
  await world.sim.advanceAsync(30_000);
  assert.deepEqual(values(ofOne), []);
  assert.deepEqual(values(ofOther), ["hello"]);
  assert.deepEqual(values(ofNode), ["hello"]);
  assert.equal(ofOther[0]!.id, id);
});

Deno.test("a client reaches a client of another host, with two nodes between them", async () => {
  await using world = new Worlds();
  await world.node("10.0.0.1", multicast());
  await world.node("10.0.0.2", multicast());
  const near = await world.client("10.0.0.1", "near");
  const far = await world.client("10.0.0.2", "far");
  const heard = gathered(far.subscribe(["chat"]));
  await world.sim.advanceAsync(10_000);
  near.publish("chat", saying("over there?"));
  await world.sim.advanceAsync(30_000);
  assert.deepEqual(values(heard), ["over there?"]);
});

Deno.test("a client of a unicast overlay talks to the overlay's own port", async () => {
  await using world = new Worlds();
  const settings = {
    ip: "127.0.0.1",
    port: 6667,
    symmetric_key: key,
  };
  const { node } = await world.node("10.0.0.1", settings);
  const client = await world.client("10.0.0.1", "printer");
  const heard = gathered(client.subscribe(["chat"]));
  await world.sim.advanceAsync(100);
  node.overlays.publish("office", "chat", saying("hello"));
  await world.sim.advanceAsync(30_000);
  assert.deepEqual(values(heard), ["hello"]);
});

Deno.test("a client that lost its node finds it again, subscribes again, and what it published meanwhile arrives", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1", multicast());
  const client = await world.client("10.0.0.1", "printer");
  const told: string[] = [];
  client.events.subscribe(({ type }) => told.push(type));
  const heard = gathered(client.subscribe(["job"]));
  await world.sim.advanceAsync(1_000);
  await world.done(node.overlays.remove("office"));
  await world.sim.advanceAsync(10_000);
  assert.equal(client.state, "lost");
  client.publish("ready", saying("tray 2"));
  await world.done(node.overlays.add("office", multicast()));
  const ready = gathered(node.overlays.subscribe("office", ["ready"]));
  await world.sim.advanceAsync(5_000);
  assert.equal(client.state, "connected");
  assert.deepEqual(told, ["lost", "connected"]);
  assert.deepEqual(values(ready), ["tray 2"]);
  node.overlays.publish("office", "job", saying("page 1"));
  await world.sim.advanceAsync(1_000);
  assert.deepEqual(values(heard), ["page 1"]);
});

Deno.test("a node that came back before anybody noticed is subscribed at again", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1", multicast());
  const client = await world.client("10.0.0.1", "printer");
  const heard = gathered(client.subscribe(["job"]));
  await world.sim.advanceAsync(1_000);
  await world.done(node.overlays.remove("office"));
  await world.done(node.overlays.add("office", multicast()));
  await world.sim.advanceAsync(15_000);
  assert.equal(client.state, "connected");
  node.overlays.publish("office", "job", saying("page 1"));
  await world.sim.advanceAsync(1_000);
  assert.deepEqual(values(heard), ["page 1"]);
});

Deno.test("a client with another secret than the name came with is not answered", async () => {
  await using world = new Worlds();
  const { node } = await world.node("10.0.0.1", multicast());
  await world.client("10.0.0.1", "printer");
  const impostor = world.client("10.0.0.1", "printer", { secret: "another" });
  await assert.rejects(impostor, (error) => {
    assert(error instanceof OverlayError);
    assert.equal(error.reason, "unanswered");
    assert.match(error.message, /127\.0\.0\.1:6667 within 10 s: no answer/);
    assert(!Deno.inspect(error).includes("another'"));
    return true;
  });
  assert.equal(node.overlays.members("office").length, 1);
});

Deno.test("a client with another key is not understood", async () => {
  await using world = new Worlds();
  const { node, events } = await world.node("10.0.0.1", multicast());
  const stranger = world.client("10.0.0.1", "x", { symmetric_key: "other" });
  await assert.rejects(stranger, { reason: "unanswered" });
  assert.deepEqual(node.overlays.members("office"), []);
  assert(events.some(({ type }) => type === "digests_refused"));
});

Deno.test("a client in an authenticated overlay gives the overlay's name", async () => {
  await using world = new Worlds();
  const cipher = "aes-256-gcm" as const;
  await world.node("10.0.0.1", multicast({ cipher }));
  const client = await world.client("10.0.0.1", "printer", {
    cipher,
    overlay: "office",
  });
  assert.equal(client.state, "connected");
});

Deno.test("a client's local port that is taken is refused by name", async () => {
  await using world = new Worlds();
  await world.node("10.0.0.1", multicast());
  const taken = world.client("10.0.0.1", "x", { local_port: 6667 });
  await assert.rejects(taken, {
    reason: "address_in_use",
    message: /local_port 6667 is refused, address_in_use/,
  });
});

Deno.test("a client need not wait for an answer", async () => {
  await using world = new Worlds();
  const client = await world.client("10.0.0.1", "x", { answer_within: 0 });
  assert.equal(client.state, "connecting");
  await world.node("10.0.0.1", multicast());
  await world.sim.advanceAsync(2_100);
  assert.equal(client.state, "connected");
});

Deno.test("a client learns what becomes of members", async () => {
  await using world = new Worlds();
  await world.node("10.0.0.1", multicast());
  const client = await world.client("10.0.0.1", "one");
  const heard = gathered(client.subscribe(["member_in", "member_out"]));
  await world.sim.advanceAsync(100);
  const other = await world.client("10.0.0.1", "other");
  await world.done(other.close());
  await world.sim.advanceAsync(100);
  assert.deepEqual(
    heard.map(({ type, member }) => [type, member]),
    [["member_in", "other"], ["member_out", "other"]],
  );
});

const wrong: [string, object, RegExp][] = [
  ["no port", { port: undefined }, /^port: given nothing; allowed: a whole/],
  [
    "a far host",
    { host: "10.0.0.1" },
    /^host: given "10.0.0.1"; allowed: "127/,
  ],
  ["an empty key", { symmetric_key: "" }, /^symmetric_key: allowed: a text/],
  ["an unknown setting", { prot: 1 }, /^prot: unknown setting$/],
  ["no overlay", { cipher: "aes-256-gcm" }, /^overlay: .*aes-256-gcm needs$/],
];

for (const [what, more, message] of wrong) {
  Deno.test(`a client with ${what} is told what is allowed`, async () => {
    const settings = { port: 1, member_name: "x", symmetric_key: key };
    const given = { ...settings, secret: "y", ...more };
    await assert.rejects(connectOverlay(given as never), (error) => {
      assert(error instanceof SettingsError);
      assert.match(error.message, message);
      return true;
    });
  });
}
