import assert from "node:assert/strict";
import { fromTransition } from "xstate";
import {
  ActorError,
  type ActorEvent,
  ActorExit,
  type LocalActor,
} from "../../mod.ts";
import { forEachSeed } from "../../src/sim/mod.ts";
import { atom, format, type Pid, type Term } from "../../src/wire/etf/mod.ts";
import { type Cluster, cluster, type Member } from "../support/sim_cluster.ts";
import { connecting, isMesh, told } from "../support/sim_distribution.ts";

type Own = { type: "boom"; error: Error };

/** Answers what it is asked, and keeps the rest. */
const keeper = fromTransition(
  (heard: readonly string[], event: ActorEvent | Own) => {
    switch (event.type) {
      case "boom":
        throw event.error;
      case "call":
        event.reply(event.request);
        return heard;
      case "cast":
        return [...heard, `cast ${format(event.request)}`];
      case "info":
        return [...heard, `info ${format(event.message)}`];
      default:
        return [...heard, `${event.type} ${format(event.reason)}`];
    }
  },
  [],
);

function heardBy(actor: LocalActor): readonly string[] {
  return (actor.snapshot() as { context: readonly string[] }).context;
}

/** Lets time pass until `work` has come to its end. */
async function ended<Value>({ sim }: Cluster, work: Promise<Value>) {
  let is: { value?: Value; error?: unknown } | undefined;
  work.then((value) => is = { value }, (error) => is = { error });
  for (let left = 2_000; !is; left--) {
    assert.ok(left > 0, "it never ends");
    sim.advance(10);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  if ("error" in is) throw is.error;
  return is.value as Value;
}

async function codeOf(cluster: Cluster, work: Promise<unknown>) {
  try {
    await ended(cluster, work);
    return "nothing";
  } catch (error) {
    assert.ok(error instanceof ActorError, String(error));
    return error.code;
  }
}

async function mesh(count: number, seed: number): Promise<Cluster> {
  const joined = await cluster(count, { seed }, connecting());
  assert.ok(joined.sim.runUntil(() => isMesh(joined), 20_000), "no mesh");
  return joined;
}

Deno.test("actors of one node call, tell, watch and link those of another", async () => {
  await forEachSeed(10, async (seed) => {
    await using joined = await mesh(2, seed);
    const [a, b] = joined.members as [Member, Member];
    const near = a.node.spawn("near", keeper, { trapExit: true });
    const far = b.node.spawn("far", keeper);
    const handle = a.node.actor(`far@${b.name}`);
    const answer: Term = await ended(joined, handle.call("hello"));
    assert.equal(format(answer), '<<"hello">>');
    for (let sent = 0; sent < 100; sent++) handle.send(sent);
    handle.cast("last");
    near.monitor(far);
    near.link(far);
    joined.sim.advance(1_000);
    const expected = Array.from({ length: 100 }, (_, sent) => `info ${sent}`);
    assert.deepEqual(heardBy(far), [...expected, 'cast <<"last">>']);
    far.send({ type: "boom", error: new ActorExit(atom("broken")) } as Own);
    joined.sim.advance(1_000);
    assert.deepEqual([...heardBy(near)].sort(), ["down broken", "exit broken"]);
    assert.equal(
      await codeOf(joined, a.node.actor(`no@${b.name}`).call(0)),
      "noproc",
    );
    const rpc = a.node.rpc(b.name, "erlang", "node", []);
    assert.equal(await codeOf(joined, rpc), "badrpc");
  });
});

Deno.test("what is sent to a node that is not connected connects to it first", async () => {
  await using joined = await cluster(2, { seed: 1 }, told());
  const [a, b] = joined.members as [Member, Member];
  const far = b.node.spawn("far", keeper);
  const handle = a.node.actor(`far@${b.name}`);
  handle.send(1);
  const answer = await ended(joined, handle.call(2));
  assert.equal(answer, 2);
  assert.deepEqual(heardBy(far), ["info 1"]);
  assert.ok(isMesh(joined));
  const nowhere = a.node.actor("far@x@10.0.0.99").call(0, {
    timeoutMs: 60_000,
  });
  assert.equal(await codeOf(joined, nowhere), "noconnection");
});

Deno.test("a lost node is the end of calls, links and watches, and its members leave the groups", async () => {
  await forEachSeed(5, async (seed) => {
    await using joined = await mesh(3, seed);
    const [a, b, c] = joined.members as [Member, Member, Member];
    const near = a.node.spawn("near", keeper, { trapExit: true });
    const far = b.node.spawn("far", keeper);
    const deaf = b.node.spawn("deaf", fromTransition(() => 0, 0));
    near.link(far);
    near.monitor(far);
    for (const { node } of joined.members) node.groups();
    a.node.groups().join("team", near);
    b.node.groups().join("team", far);
    joined.sim.advance(1_000);
    const members = ({ node }: Member): readonly Pid[] =>
      node.groups().members("team");
    for (const member of joined.members) {
      assert.equal(members(member).length, 2, member.name);
    }
    const call = a.node.actor(deaf.pid).call(0, { timeoutMs: 600_000 });
    const lost = codeOf(joined, call);
    joined.sim.network.partition([[a.address, c.address], [b.address]]);
    joined.sim.advance(120_000);
    assert.equal(await lost, "noconnection");
    assert.deepEqual([...heardBy(near)].sort(), [
      "down noconnection",
      "exit noconnection",
    ]);
    assert.equal(members(a).length, 1);
    assert.equal(members(c).length, 1);
    // Its own member was linked to the other, had to end, and began anew outside the group.
    assert.deepEqual(members(b), []);
    joined.sim.network.heal();
    assert.ok(joined.sim.runUntil(() => isMesh(joined), 60_000), "no mesh");
    joined.sim.advance(1_000);
    for (const member of joined.members) {
      assert.deepEqual(members(member), [near.pid], member.name);
    }
  });
});

Deno.test("a node that stops tells watchers that its actors are shut down", async () => {
  await using joined = await mesh(2, 3);
  const [a, b] = joined.members as [Member, Member];
  const near = a.node.spawn("near", keeper);
  near.monitor(b.node.spawn("far", keeper));
  joined.sim.advance(1_000);
  const stopping = b.node.stop();
  joined.sim.advance(1_000);
  await stopping;
  assert.deepEqual(heardBy(near), ["down shutdown"]);
});
