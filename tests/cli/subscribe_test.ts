import assert from "node:assert/strict";
import type { HttpClient } from "../../src/ports/http_client.ts";
import { patienceMs } from "../../src/cli/resumed_events.ts";
import { as, RestWorld } from "../http/rest_world.ts";
import { ran, root, sendTo, signalled } from "./client_world.ts";

Deno.test("what happens is told in lines, only of the types that are wanted", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const types = ["overlay_reconfigured", "overlay_stopped"];
  const args = ["office", ...types, "--count", "2"];
  const { code, out, err } = await subscribed(world, args);
  assert.equal(code, 0, err);
  assert.equal(out.length, 2);
  assert.match(out[0]!, /^\d\d:\d\d:\d\d\.\d{3} {2}overlay_reconfigured$/);
  assert.match(out[1]!, /^\d\d:\d\d:\d\d\.\d{3} {2}overlay_stopped$/);
});

Deno.test("--json tells one object a line", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const args = ["office", "--json", "--count", "1"];
  const { code, out } = await subscribed(world, args);
  assert.equal(code, 0);
  const { type, overlay } = JSON.parse(out[0]!);
  assert.deepEqual([type, overlay], ["overlay_reconfigured", "office"]);
});

Deno.test("envelopes of one's own types are told with their fields", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const publish = () => {
    world.node.overlays.publish("office", "chat", [
      { id: 1, type: "string", value: "hello\u001b" },
      { id: 2, type: "list<i64>", value: [2n ** 62n, 1] },
    ]);
  };
  const args = ["office", "chat", "news", "--count", "1"];
  const { code, out, err } = await subscribed(world, args, { publish });
  assert.equal(code, 0, err);
  const told =
    /^\d\d:\d\d:\d\d\.\d{3} {2}chat {2}id=\S+ 1:string="(.*)" 2:list<i64>=(.*)$/
      .exec(out[0]!);
  assert.equal(told?.[1], String.raw`hello\u001b`);
  assert.equal(told?.[2], '["4611686018427387904",1]');
});

Deno.test("a node's own events and envelopes are not asked for together", async () => {
  await using world = await RestWorld.start();
  const args = ["subscribe", "office", "member_in", "chat", ...root];
  const { code, err } = await ran(args, sendTo(world));
  assert.equal(code, 2);
  assert.match(err, /^error: member_in: .* one by one$/);
});

Deno.test("a node that ended the stream is asked again for a minute, and then told of with 3", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const { code, err } = await subscribed(world, ["office"], { stops: true });
  assert.equal(code, 3);
  const [lost, error, ...more] = err.split("\n");
  assert.equal(lost, "lost: the node ended the stream; asking again");
  assert.match(error!, /^error: No more is heard of the node: /);
  assert.deepEqual(more, []);
});

Deno.test("Ctrl+C ends it with 0, and nothing is listened to after it", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  await signalled(async (say) => {
    const args = ["subscribe", "office", ...root];
    const opened = Promise.withResolvers<void>();
    const send = sendTo(world);
    const running = ran(args, async (request) => {
      const response = await send(request);
      opened.resolve();
      return response;
    });
    await world.done(opened.promise);
    await world.sim.advanceAsync(0);
    say("SIGINT");
    const { code, err } = await world.done(running);
    assert.deepEqual({ code, err }, { code: 0, err: "" });
  });
});

Deno.test("a count that is none is wrong usage", async () => {
  await using world = await RestWorld.start();
  for (const count of ["0", "x", "-1", "1.5"]) {
    const args = ["subscribe", "office", `--count=${count}`];
    assert.equal((await ran(args, sendTo(world))).code, 2);
  }
});

/** Subscribes, publishes, has the overlay reconfigured and removed, and if `stops` the node stopped. */
async function subscribed(
  world: RestWorld,
  args: readonly string[],
  { publish = () => {}, stops = false } = {},
) {
  const opened = Promise.withResolvers<void>();
  const send = sendTo(world);
  const open: HttpClient = async (request) => {
    const response = await send(request);
    opened.resolve();
    return response;
  };
  const all = ["subscribe", ...args, ...root];
  const running = ran(all, open, world.sim.clock);
  await world.done(Promise.race([opened.promise, running]));
  publish();
  await world.ask("PUT", "/overlays/office/quarantine_after", {
    as: as.root,
    json: 9,
  });
  await world.ask("DELETE", "/overlays/office", { as: as.root });
  if (stops) {
    await world.done(world.node.stop());
    await world.sim.advanceAsync(patienceMs + 10_000);
  }
  return await world.done(running);
}
