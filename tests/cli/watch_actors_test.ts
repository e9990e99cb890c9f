import assert from "node:assert/strict";
import type { Actors } from "../../src/cli/actor_rows.ts";
import { ClientError } from "../../src/cli/rest_client.ts";
import { pauseMsMin, watchActors } from "../../src/cli/watch_actors.ts";
import { VirtualClock } from "../../src/sim/mod.ts";
import { RestWorld, users } from "../http/rest_world.ts";
import { ran, sendTo, signalled } from "./client_world.ts";

const nothing: Actors = { actors: [], truncated: false };

const unreachable = new ClientError("nobody there", 3);
const refused = new ClientError("you may not", 1);

Deno.test("a tree is asked for four times a second at most", async () => {
  const { clock, seen, end } = watching([nothing]);
  await clock.advanceAsync(pauseMsMin * 8 - 1);
  assert.equal(pauseMsMin, 250);
  assert.equal(seen.length, 8);
  await end();
});

Deno.test("what is slow to tell its tree is asked less often, and again all the same", async () => {
  const { clock, seen, end } = watching([nothing], 100);
  await clock.advanceAsync(1_999);
  assert.equal(seen.length, 2);
  await end();
  const slower = watching([nothing], 10_000);
  await slower.clock.advanceAsync(29_999);
  assert.equal(slower.seen.length, 2, "after 5 s");
  await slower.end();
});

Deno.test("a node that was heard is waited for, until it is back", async () => {
  const { clock, seen, end } = watching([nothing, unreachable, nothing]);
  await clock.advanceAsync(2 * pauseMsMin);
  assert.deepEqual(seen, ["tree", "nobody there", "tree"]);
  await end();
});

Deno.test("a node that was never heard is not waited for", async () => {
  const { ended } = watching([unreachable]);
  await assert.rejects(ended, unreachable);
});

Deno.test("a node that comes back and refuses to tell ends it", async () => {
  const { clock, ended } = watching([nothing, unreachable, refused]);
  const told = assert.rejects(ended, refused);
  await clock.advanceAsync(2 * pauseMsMin);
  await told;
});

Deno.test("it ends at once while an answer is awaited", async () => {
  const { seen, end } = watching([nothing], Infinity);
  await end();
  assert.deepEqual(seen, []);
});

Deno.test("--json tells each actor that is new, changed or gone, and Ctrl+C ends it with 0", async () => {
  await using world = await RestWorld.start();
  await signalled(async (say) => {
    const { clock } = world.sim;
    const args = ["actors", "--watch", "--json", "--token", users.read_token];
    const running = ran(args, sendTo(world), clock);
    await clock.advanceAsync(1_000);
    await world.overlay();
    await clock.advanceAsync(1_000);
    await world.node.overlays.remove("office");
    await clock.advanceAsync(1_000);
    say("SIGINT");
    const { code, out, err } = await running;
    assert.equal(code, 0, err);
    const lines = out.map((line) => JSON.parse(line));
    const told = lines.filter(({ path }) => path === "overlays/office")
      .map(({ change }) => change);
    assert.equal(told[0], "new");
    assert.equal(told.at(-1), "gone");
    assert.equal(lines[0].change, "new");
    assert.equal(lines.filter(({ path }) => path === "identity").length, 1);
    const root = lines.findLast(({ path }) => path === "overlays");
    assert.deepEqual([root.change, root.children], ["changed", 0]);
  });
});

Deno.test("without a terminal a fresh tree is printed whenever it changed", async () => {
  await using world = await RestWorld.start();
  await signalled(async (say) => {
    const { clock } = world.sim;
    const args = ["actors", "overlays", "--watch", "--token", users.read_token];
    const running = ran(args, sendTo(world), clock);
    await clock.advanceAsync(1_000);
    await world.overlay();
    await clock.advanceAsync(1_000);
    say("SIGTERM");
    const { code, out } = await running;
    assert.equal(code, 0);
    const columns = out.filter((line) => line.startsWith("ACTOR"));
    assert(columns.length >= 2 && columns.length <= 5, out.join("\n"));
    assert.match(out[0]!, /^\d\d:\d\d:\d\d$/);
    const offices = out.filter((line) => line.startsWith("  office "));
    assert.equal(offices.length, columns.length - 1);
  });
});

/** Watches what `answers` say one after the other, the last again and again, each after a while. */
function watching(answers: readonly (Actors | ClientError)[], lookMs = 0) {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const ending = new AbortController();
  let at = 0;
  const look = async () => {
    if (lookMs === Infinity) return await new Promise<Actors>(() => {});
    if (lookMs > 0) {
      await new Promise<void>((resolve) =>
        void clock.setTimeout(resolve, lookMs)
      );
    }
    const answer = answers[Math.min(at++, answers.length - 1)]!;
    if (answer instanceof ClientError) throw answer;
    return answer;
  };
  const ended = watchActors({
    look,
    clock,
    signal: ending.signal,
    display: {
      tree: () => void seen.push("tree"),
      waiting: (why) => void seen.push(why),
      [Symbol.dispose]: () => {},
    },
  });
  const end = async () => {
    ending.abort();
    await ended;
  };
  return { clock, seen, ended, end };
}
