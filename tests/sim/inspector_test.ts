/**
 * One node of a cluster looks at the actors of another, over the distribution: in a simulated network, as a browser asks.
 */
import assert from "node:assert/strict";
import { fromTransition } from "xstate";
import type { NodeSettings } from "../../mod.ts";
import type { ActorRow, Frame } from "../../src/inspector/frame.ts";
import { type Logic, pool } from "../../src/otp/mod.ts";
import { type Simulation, simulation } from "../../src/sim/mod.ts";
import { as, RestWorld, users } from "../http/rest_world.ts";
import { told } from "../support/sim_distribution.ts";

/** Two nodes that are connected: `a`, which is asked, and `b`. */
class Pair implements AsyncDisposable {
  private constructor(
    readonly sim: Simulation,
    readonly a: RestWorld,
    readonly b: RestWorld,
  ) {}

  static async start(
    ofB: NodeSettings = {},
    ofA: NodeSettings = {},
  ): Promise<Pair> {
    const sim = simulation({ seed: 11 });
    const node = (name: string, address: string, more: NodeSettings) =>
      RestWorld.start(users, sim, address, {}, {
        ...{ ...told({ net_ticktime: 20 }), ...more },
        name: `${name}@${address}`,
      });
    const a = await node("a", "10.0.0.1", ofA);
    const b = await node("b", "10.0.0.2", ofB);
    const pair = new Pair(sim, a, b);
    assert(await a.done(a.node.connect(b.node.name)));
    return pair;
  }

  /** Asks `a` about `b`. */
  async ask(method: string, path: string, json?: unknown) {
    const target = `${path}${path.includes("?") ? "&" : "?"}node=${b_}`;
    const sent = { as: as.root, ...(json !== undefined && { json }) };
    const response = await this.a.done(this.a.send(method, target, sent));
    const { status } = response;
    return { status, text: await response.text() };
  }

  /** Looks at `b` through `a`. */
  async look(): Promise<Look> {
    const path = `/inspector/stream?node=${b_}`;
    const response = await this.a.done(
      this.a.send("GET", path, { as: as.root }),
    );
    assert.equal(response.status, 200, "it can be looked at");
    return new Look(this.a, response.body!.getReader());
  }

  /** Where the actor of `b` is that answers those who look. */
  get deskState(): string | undefined {
    return [...this.b.node.tree()]
      .find(({ path }) => path === "distribution/inspector")?.state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const world of [this.a, this.b]) await world.node.stop();
    assert.deepEqual(this.sim.network.openSockets(), [], "sockets left open");
    this.sim.advance(1_000);
    assert.equal(this.sim.clock.timersWaiting, 0, "timers left behind");
  }
}

const b_ = "b@10.0.0.2";

/** Turns of 10 ms in which a node that says nothing more is taken for lost, and then some. */
const turnsMax = 4_000;

/** A stream of frames as a browser reads it. */
class Look {
  readonly #world: RestWorld;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(
    world: RestWorld,
    reader: ReadableStreamDefaultReader<Uint8Array>,
  ) {
    this.#world = world;
    this.#reader = reader;
  }

  /** The next event's type and data. */
  async next(): Promise<readonly [type: string, data: unknown]> {
    while (!this.#text.includes("\n\n")) {
      const { done, value } = await this.#world.done(
        this.#reader.read(),
        turnsMax,
      );
      assert(!done, "it goes on");
      this.#text += this.#decoder.decode(value, { stream: true });
    }
    const end = this.#text.indexOf("\n\n");
    const event = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 2);
    const type = /^event: (.*)$/m.exec(event)?.[1] ?? "comment";
    const data = /^data: (.*)$/m.exec(event)?.[1];
    return [type, data === undefined ? undefined : JSON.parse(data)];
  }

  /** By which id it says what it wants to see. */
  async viewer(): Promise<string> {
    while (true) {
      const [type, data] = await this.next();
      if (type === "hello") return (data as { readonly viewer: string }).viewer;
      assert.equal(type, "comment");
    }
  }

  /** The next frame that has what is looked for. */
  async frame(isIt: (frame: Frame) => boolean = () => true): Promise<Frame> {
    for (let left = 1_000; left > 0; left--) {
      const [type, data] = await this.next();
      if (type === "frame" && isIt(data as Frame)) return data as Frame;
      assert.notEqual(type, "bye", JSON.stringify(data));
    }
    throw new Error("There is no such frame");
  }

  /** Why it ends. */
  async end(): Promise<string> {
    for (let left = 10_000; left > 0; left--) {
      const [type, data] = await this.next();
      if (type === "bye") return (data as { readonly reason: string }).reason;
    }
    throw new Error("It does not end");
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
  }
}

function named(rows: readonly ActorRow[] | undefined, name: string): ActorRow {
  const row = rows?.find((row) => row.name === name);
  assert(row, `there is no ${name}`);
  return row;
}

const idle = fromTransition((count: number) => count + 1, 0);

Deno.test("a node shows the actors of another: their tree, their charts, what is selected, and facts", async () => {
  await using pair = await Pair.start();
  const { a, b } = pair;
  b.node.spawn("counter", idle);
  const about = await pair.ask("GET", "/inspector/about");
  assert.deepEqual(JSON.parse(about.text).nodes, [
    { name: a.node.name, isSelf: true },
    { name: b.node.name, isSelf: false },
  ]);
  assert.equal(pair.deskState, "quiet");
  const look = await pair.look();
  const viewer = await look.viewer();
  const { all, lifecycle } = await look.frame();
  assert.equal(pair.deskState, "watched");
  const counter = named(all, "counter");
  assert(lifecycle!.some(({ path }) => path === "actors/counter"));
  const wished = await pair.ask("POST", `/inspector/viewers/${viewer}`, {
    selected: counter.id,
  });
  assert.equal(wished.status, 204);
  const { detail } = await look.frame(({ detail }) => detail !== undefined);
  assert.equal(detail!.id, counter.id);
  const { facts } = await look.frame(({ facts }) =>
    facts?.connections[0] !== undefined
  ).catch(() => ({ facts: undefined }));
  assert.equal(facts?.connections[0]?.node, a.node.name);
  const { chart } = named(all, "listener");
  const drawn = await pair.ask("GET", `/inspector/charts/${chart}`);
  assert.equal(JSON.parse(drawn.text).id, "listener");
  assert.equal((await pair.ask("GET", "/inspector/charts/none")).status, 404);
  await look.close();
  await pair.sim.advanceAsync(20_000);
  assert.equal(pair.deskState, "quiet", "nobody looks any more");
});

Deno.test("what happens on the other node is seen as it happens, and its actors are started afresh from here", async () => {
  await using pair = await Pair.start();
  const counter = pair.b.node.spawn("counter", idle);
  const look = await pair.look();
  const before = named((await look.frame()).all, "counter");
  counter.send({ type: "tick" });
  const { log } = await look.frame(({ log = [] }) =>
    log.some(({ type }) => type === "tick")
  );
  assert(log!.some(({ to }) => to === before.id));
  const act = (action: string, id: string) =>
    pair.ask("POST", "/inspector/actions", { action, id });
  const done = await act("restart", before.id);
  assert.equal(done.status, 200, done.text);
  const { gone, rows } = await look.frame(({ gone = [] }) =>
    gone.includes(before.id)
  );
  assert(gone!.includes(before.id));
  assert.notEqual(named(rows, "counter").id, before.id);
  assert.equal((await act("restart", before.id)).status, 404);
  assert.equal(
    (await act("crash", named(rows, "counter").id)).status,
    403,
    "not without --allow-chaos",
  );
  await look.close();
});

Deno.test("another node's actors crash from here only if the settings of both allow it", async () => {
  for (const [ofA, ofB] of [[false, true], [true, false], [true, true]]) {
    await using pair = await Pair.start(
      { allow_chaos: ofB! },
      { allow_chaos: ofA! },
    );
    pair.b.node.spawn("counter", idle);
    const look = await pair.look();
    const { id } = named((await look.frame()).all, "counter");
    const action = { action: "crash", id };
    const { status } = await pair.ask("POST", "/inspector/actions", action);
    const isAllowed = ofA! && ofB!;
    assert.equal(status, isAllowed ? 200 : 403);
    const { events } = pair.b;
    const crashed = events.some(({ type }) => type === "actor_crashed");
    assert.equal(crashed, isAllowed);
    await look.close();
  }
});

Deno.test("5,000 actors of another node come whole", async () => {
  await using pair = await Pair.start();
  const crowd = pair.b.node.spawn("crowd", pool({ logic: idle }) as Logic);
  for (let i = 0; i < 5_000; i++) {
    crowd.send({ type: "pool.start", id: `m${i}`, input: undefined } as {
      type: string;
    });
  }
  const look = await pair.look();
  const { all } = await look.frame();
  assert(all!.length > 5_000, `${all!.length} rows`);
  named(all, "m4999");
  await look.close();
});

Deno.test("a node that stops is seen to, and can be looked at no more", async () => {
  await using pair = await Pair.start();
  const look = await pair.look();
  await look.frame();
  const stopped = pair.b.node.stop();
  assert.match(await look.end(), /^(?:b@10.0.0.2 is out of reach|There is)/);
  await stopped;
  await pair.sim.advanceAsync(1_000);
  assert.equal((await pair.ask("GET", "/inspector/stream")).status, 404);
  const { text } = await pair.ask("GET", "/inspector/about");
  assert.equal(JSON.parse(text).nodes.length, 1);
});

Deno.test("a node out of reach is told to be so; it forgets who looked, and can be looked at again later", async () => {
  await using pair = await Pair.start();
  const { a, sim } = pair;
  const look = await pair.look();
  await look.frame();
  sim.network.partition([["10.0.0.1"], ["10.0.0.2"]]);
  assert.match(await look.end(), /^b@10.0.0.2 is out of reach: .* no answer/);
  await sim.advanceAsync(20_000);
  assert.equal(pair.deskState, "quiet");
  assert.equal((await pair.ask("GET", "/inspector/stream")).status, 404);
  sim.network.heal();
  assert(await a.done(a.node.connect(b_)));
  const again = await pair.look();
  assert((await again.frame()).all!.length > 0);
  await again.close();
});

Deno.test("a node that wants no inspector says so", async () => {
  await using pair = await Pair.start({ inspector: false });
  assert.equal(pair.deskState, undefined);
  const { status, text } = await pair.ask("GET", "/inspector/stream");
  assert.equal(status, 503);
  assert.match(
    JSON.parse(text).detail,
    /b@10.0.0.2 has no inspector: it is no/,
  );
});

Deno.test("an inspector's actor that is started afresh is a process again, and who looked goes on", async () => {
  await using pair = await Pair.start();
  const look = await pair.look();
  const { all } = await look.frame();
  const { id } = named(all, "inspector");
  const { status } = await pair.ask("POST", "/inspector/actions", {
    action: "restart",
    id,
  });
  // The answer goes with who would have given it.
  assert.equal(status, 503);
  const { rows } = await look.frame(({ gone = [] }) => gone.includes(id));
  assert.notEqual(named(rows, "inspector").id, id);
  await look.close();
});
