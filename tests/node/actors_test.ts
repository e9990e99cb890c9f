import assert from "node:assert/strict";
import { createMachine, fromTransition, sendTo } from "xstate";
import {
  ActorError,
  type ActorEvent,
  ActorExit,
  type Node,
} from "../../mod.ts";
import type { Simulation } from "../../src/sim/mod.ts";
import {
  atom,
  format,
  type Pid,
  toTerm,
  tuple,
} from "../../src/wire/etf/mod.ts";
import { start } from "./nodes.ts";

type Own = { type: "add"; by: number } | { type: "boom"; error: unknown };

/** Counts, answers with its count, and throws what it is told to. */
const counter = fromTransition(
  (count: number, event: ActorEvent | Own) => {
    if (event.type === "add") return count + event.by;
    if (event.type === "boom") throw event.error;
    if (event.type === "cast") return count + Number(event.request);
    if (event.type === "call") event.reply(count);
    return count;
  },
  ({ input }: { input: number }) => input ?? 0,
);

/** Keeps what it hears. */
const keeper = fromTransition(
  (heard: readonly ActorEvent[], event: ActorEvent) => [...heard, event],
  [],
);

async function alone(): Promise<{ sim: Simulation; node: Node }> {
  return await start({ name: "a@10.0.0.1", topologies: {} });
}

/** What a keeper heard, in words. */
function heardBy(actor: { snapshot(): unknown }): readonly string[] {
  const { context } = actor.snapshot() as { context: readonly ActorEvent[] };
  return context.map((event) =>
    "reason" in event ? `${event.type} ${format(event.reason)}` : event.type
  );
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "nothing";
  } catch (error) {
    assert.ok(error instanceof ActorError, String(error));
    return error.code;
  }
}

Deno.test("an actor is sent events, called, told, and looked at", async () => {
  const { node } = await alone();
  const actor = node.spawn("counter", counter, { input: 5 });
  actor.send({ type: "add", by: 2 } as Own);
  assert.equal(await actor.call("how many?"), 7);
  const handle = node.actor("counter@10.0.0.1");
  assert.equal(handle.cast(3), true);
  assert.equal(await handle.call("how many?"), 10);
  assert.equal(await node.actor(actor.pid).call(0), 10);
  assert.equal((actor.snapshot() as { context: number }).context, 10);
  await node.stop();
});

Deno.test("what local actors are sent is what others would be: terms", async () => {
  const { node } = await alone();
  const actor = node.spawn("keeper", keeper);
  node.actor("keeper@a@10.0.0.1").send({ name: ["ada", 1.5] });
  const { context } = actor.snapshot() as { context: readonly ActorEvent[] };
  assert.deepEqual(context, [
    { type: "info", message: toTerm({ name: ["ada", 1.5] }) },
  ]);
  assert.throws(
    () => node.actor(actor.pid).send(new Date() as never),
    TypeError,
  );
  assert.throws(() => node.actor(actor.pid).send(2 ** 60), RangeError);
  await node.stop();
});

Deno.test("after a crash there is another pid under the same name, and the old one is nobody", async () => {
  const { node } = await alone();
  const actor = node.spawn("counter", counter, { input: 1 });
  const before = actor.pid;
  actor.send({ type: "boom", error: new Error("boom") } as Own);
  assert.notDeepEqual(actor.pid, before);
  assert.equal(await actor.call(0), 1);
  assert.equal(await codeOf(node.actor(before).call(0)), "noproc");
  await node.stop();
});

Deno.test("watchers are told of a crash in terms that Elixir can read", async () => {
  const { node } = await alone();
  const actor = node.spawn("counter", counter);
  const crashed = node.actor(actor.pid).monitor();
  actor.send({ type: "boom", error: new Error("boom") } as Own);
  const { reason } = await crashed.down;
  const text = format(reason);
  assert.match(text, /^\{\{rookery_crash,<<"Error: boom">>\},\[<<"at /);
  const exited = node.actor(actor.pid).monitor();
  actor.send({ type: "boom", error: new ActorExit(tuple(1, 2)) } as Own);
  assert.equal(format((await exited.down).reason), "{1,2}");
  const stopped = node.actor("counter@10.0.0.1").monitor();
  assert.equal(actor.stop(), true);
  assert.equal(format((await stopped.down).reason), "shutdown");
  assert.equal(actor.stop(), false);
  await node.stop();
});

Deno.test("a crash takes linked actors along, and tells those that trap exits", async () => {
  const { node } = await alone();
  const [first, second] = ["first", "second"].map((name) =>
    node.spawn(name, counter)
  ) as [ReturnType<Node["spawn"]>, ReturnType<Node["spawn"]>];
  const trapping = node.spawn("trapping", keeper, { trapExit: true });
  first.link(second);
  trapping.link(first);
  const before = second.pid;
  first.send({ type: "boom", error: new ActorExit(atom("broken")) } as Own);
  assert.notDeepEqual(second.pid, before, "it had to end, and began anew");
  assert.deepEqual(heardBy(trapping), ["exit broken"]);
  const between = second.pid;
  first.send({ type: "boom", error: new Error("again") } as Own);
  assert.deepEqual(second.pid, between, "the next is linked to nobody");
  await node.stop();
});

Deno.test("exit ends another actor, unless it traps exits", async () => {
  const { node } = await alone();
  const one = node.spawn("one", counter, { restart: "temporary" });
  const two = node.spawn("two", keeper, { trapExit: true });
  two.exit(one, atom("enough"));
  assert.equal(one.snapshot(), undefined);
  const pid = two.pid;
  node.spawn("three", counter).exit(two, "why not");
  assert.deepEqual(heardBy(two), ['exit <<"why not">>']);
  assert.deepEqual(two.pid, pid);
  await node.stop();
});

Deno.test("an actor watches others, and can stop doing so", async () => {
  const { node } = await alone();
  const watcher = node.spawn("watcher", keeper);
  const [one, two] = ["one", "two"].map((name) => node.spawn(name, counter));
  watcher.monitor(one!);
  watcher.demonitor(watcher.monitor(two!.pid));
  watcher.monitor({ name: "nobody", node: node.name });
  one!.stop();
  two!.stop();
  assert.deepEqual(heardBy(watcher), ["down noproc", "down shutdown"]);
  await node.stop();
});

Deno.test("calls fail with what is wrong, and in time", async () => {
  const { sim, node } = await alone();
  const silent = node.spawn("silent", keeper);
  assert.equal(await codeOf(node.actor("nobody@10.0.0.1").call(0)), "noproc");
  const slow = codeOf(silent.call(0, { timeoutMs: 1_000 }));
  const begunMs = sim.clock.nowMs();
  sim.advance(1_200);
  assert.equal(await slow, "timeout");
  assert.ok(sim.clock.nowMs() - begunMs >= 1_000);
  const ended = codeOf(silent.call(0));
  silent.stop();
  assert.equal(await ended, "exit");
  const far = node.actor("server@b@10.0.0.9");
  assert.equal(await codeOf(far.call(0)), "noconnection");
  assert.equal(format((await far.monitor().down).reason), "noconnection");
  await assert.rejects(silent.call(0, { timeoutMs: -1 }), RangeError);
  await node.stop();
});

Deno.test("who waits when the node stops is told so", async () => {
  const { node } = await alone();
  const silent = node.spawn("silent", keeper);
  const handle = node.actor(silent.pid);
  const [call, watch] = [codeOf(handle.call(0)), handle.monitor().down];
  await node.stop();
  assert.equal(await call, "exit");
  assert.equal(format((await watch).reason), "shutdown");
  assert.equal(await codeOf(handle.call(0)), "stopped");
  assert.throws(() => node.spawn("late", counter), { code: "stopped" });
});

Deno.test("only the first answer counts, and it may come later", async () => {
  const { node } = await alone();
  const actor = node.spawn("keeper", keeper);
  const call = actor.call("question");
  const { context } = actor.snapshot() as { context: readonly ActorEvent[] };
  const [asked] = context;
  assert.ok(asked?.type === "call");
  await Promise.resolve();
  asked.reply("first");
  asked.reply("second");
  assert.equal(format(await call), '<<"first">>');
  assert.throws(() => asked.reply(Symbol("no") as never), TypeError);
  await node.stop();
});

Deno.test("a name is of one actor, and none that OTP uses", async () => {
  const { node } = await alone();
  const actor = node.spawn("counter", counter);
  const refused = (name: string, code: string) =>
    assert.throws(() => node.spawn(name, counter), { code });
  refused("counter", "taken");
  refused("net_kernel", "taken");
  for (const name of ["", "a/b", "a@b", "constructor", "__proto__", "ä"]) {
    refused(name, "badname");
  }
  actor.stop();
  assert.equal(await node.spawn("counter", counter, { input: 3 }).call(0), 3);
  node.groups("scope");
  refused("scope", "taken");
  assert.throws(() => node.groups("counter"), { code: "taken" });
  await node.stop();
});

Deno.test("who completes, or crashes and is temporary, leaves its name to others", async () => {
  const { node } = await alone();
  const brief = createMachine({
    initial: "waiting",
    states: { waiting: { on: { cast: "done" } }, done: { type: "final" } },
  });
  const actor = node.spawn("brief", brief, { restart: "transient" });
  const ended = node.actor(actor.pid).monitor();
  node.actor(actor.pid).cast(0);
  assert.equal(format((await ended.down).reason), "normal");
  assert.equal(actor.snapshot(), undefined);
  const again = node.spawn("brief", counter, { restart: "temporary" });
  again.send({ type: "boom", error: "thrown text" } as Own);
  assert.equal(again.snapshot(), undefined);
  assert.ok(node.spawn("brief", counter));
  await node.stop();
});

Deno.test("an actor that cannot start is told to who spawns it, and does no harm to others", async () => {
  const { node } = await alone();
  const other = node.spawn("other", counter, { input: 4 });
  const broken = fromTransition(() => 0, (): number => {
    throw new Error("no");
  });
  assert.throws(() => node.spawn("broken", broken), /gave up/);
  assert.equal(await other.call(0), 4);
  assert.ok(node.spawn("broken", counter));
  await node.stop();
});

Deno.test("actors outlive the supervisor that gave up over one of them", async () => {
  const { node } = await alone();
  const steady = node.spawn("steady", counter, { input: 6 });
  const shaky = node.spawn("shaky", counter, { input: 1 });
  const before = steady.pid;
  for (let crash = 0; crash < 4; crash++) {
    shaky.send({ type: "boom", error: new Error("boom") } as Own);
  }
  assert.notDeepEqual(steady.pid, before, "it was started with the supervisor");
  assert.equal(await steady.call(0), 6);
  assert.equal(await shaky.call(0), 1);
  await node.stop();
});

Deno.test("a machine answers within its own chart", async () => {
  const { node } = await alone();
  const machine = createMachine({
    types: {} as { events: ActorEvent },
    initial: "idle",
    states: {
      idle: {
        on: {
          call: {
            actions: ({ event }) => event.reply("idle"),
            target: "asked",
          },
        },
      },
      asked: {
        on: { call: { actions: ({ event }) => event.reply("asked") } },
      },
    },
  });
  const actor = node.spawn("machine", machine);
  const answers = [await actor.call(0), await actor.call(0)].map((answer) =>
    format(answer)
  );
  assert.deepEqual(answers, ['<<"idle">>', '<<"asked">>']);
  await node.stop();
});

Deno.test("a text says where an actor is, or why that is not clear", async () => {
  const { node } = await alone();
  const { name } = node;
  const address = { name: "x", node: name };
  assert.deepEqual(node.actor("x@10.0.0.1").address, address);
  assert.deepEqual(node.actor("x@a@10.0.0.1").address, address);
  assert.deepEqual(node.actor(address).address, address);
  const refused = (target: string, code: string) =>
    assert.throws(() => node.actor(target), { code });
  refused("x@10.0.0.2", "noconnection");
  refused("x", "badname");
  refused("@b@c", "badname");
  refused("x@b@", "badname");
  await node.stop();
});

Deno.test("local actors join groups and leave them when they end", async () => {
  const { node } = await alone();
  const groups = node.groups();
  const [one, two] = ["one", "two"].map((name) => node.spawn(name, counter));
  const changes: string[] = [];
  const stop = groups.watch(({ type, members }) => {
    changes.push(`${type} ${members.length}`);
  });
  groups.join("team", [one!, two!]);
  groups.join("team", one!);
  const pids = (): readonly Pid[] => groups.members("team");
  assert.deepEqual(pids(), [one!.pid, two!.pid, one!.pid]);
  assert.deepEqual(groups.localMembers("team"), pids());
  assert.deepEqual(groups.groups().map((group) => format(group)), [
    '<<"team">>',
  ]);
  one!.stop();
  assert.deepEqual(pids(), [two!.pid]);
  assert.equal(groups.leave("team", two!), true);
  assert.equal(groups.leave("team", two!), false);
  assert.deepEqual(changes, ["joined 2", "joined 1", "left 2", "left 1"]);
  stop();
  assert.throws(() => groups.join("team", one!), { code: "noproc" });
  await node.stop();
});

Deno.test("a child of an actor is not an actor of the node", async () => {
  const { node } = await alone();
  const child = fromTransition((heard: number) => heard + 1, 0);
  const parent = createMachine({
    invoke: { src: child, id: "child" },
    on: { cast: { actions: sendTo("child", { type: "poke" }) } },
  });
  const actor = node.spawn("parent", parent);
  const before = actor.pid;
  assert.equal(node.actor("parent@10.0.0.1").cast(1), true);
  assert.deepEqual(actor.pid, before);
  await node.stop();
});
