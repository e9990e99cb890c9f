/**
 * Random trees, random trouble: whatever happens, who lives is who should, and nothing outlives its owner.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createMachine } from "xstate";
import {
  type AnyRef,
  childOf,
  childrenOf,
  type ChildSpec,
  type Intensity,
  pathOf,
  type Restart,
  restartChild,
  startChild,
  startTree,
  stopChild,
  type Strategy,
  supervisor,
  type Tree,
} from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { endOf, Trace } from "./traces.ts";

interface Worker {
  readonly restart: Restart;
}

interface Branch extends Worker {
  readonly strategy: Strategy;
  readonly intensity: Intensity;
  readonly nodes: readonly (Worker | Branch)[];
}

/** What is done to a tree; `pick` chooses among those to whom it may be done. */
interface Trouble {
  readonly kind:
    | "crash"
    | "fail"
    | "finish"
    | "crash_two"
    | "crash_supervisor"
    | "stop"
    | "restart"
    | "add"
    | "wait";
  readonly pick: number;
}

const restarts = fc.constantFrom<Restart>(
  "permanent",
  "transient",
  "temporary",
);

const { tree: trees } = fc.letrec<{ tree: Branch; node: Worker | Branch }>(
  (tie) => ({
    tree: fc.record({
      restart: restarts,
      strategy: fc.constantFrom<Strategy>(
        "one_for_one",
        "rest_for_one",
        "one_for_all",
      ),
      intensity: fc.record({
        restarts: fc.integer({ min: 0, max: 4 }),
        withinMs: fc.constant(1_000),
      }),
      nodes: fc.array(tie("node"), { maxLength: 4 }),
    }),
    node: fc.oneof(
      { maxDepth: 2 },
      fc.record({ restart: restarts }),
      tie("tree"),
    ),
  }),
);

const troubles = fc.array(
  fc.record<Trouble>({
    kind: fc.constantFrom<Trouble["kind"]>(
      "crash",
      "crash",
      "fail",
      "finish",
      "crash_two",
      "crash_supervisor",
      "stop",
      "restart",
      "add",
      "wait",
    ),
    pick: fc.nat(1_000),
  }),
  { maxLength: 25 },
);

/** A worker with a port named by its path, a port of that port's own machine, and a timer. */
function worker(trace: Trace, path: string) {
  return createMachine({
    invoke: [
      { src: trace.port(path), id: "port" },
      {
        src: createMachine({
          invoke: { src: trace.port(`${path}/nested`), id: "port" },
        }),
        id: "nested",
      },
    ],
    on: {
      boom: {
        actions: () => {
          throw new Error(`${path} boom`);
        },
      },
      finish: ".finished",
    },
    initial: "working",
    states: {
      working: { after: { 1e9: "finished" } },
      finished: { type: "final" },
    },
  });
}

function specOf(
  trace: Trace,
  node: Worker | Branch,
  id: string,
  above: string,
): ChildSpec {
  const path = above ? `${above}/${id}` : id;
  const logic = "nodes" in node
    ? logicOf(trace, node, path)
    : worker(trace, path);
  return { id, logic, restart: node.restart };
}

function logicOf(trace: Trace, branch: Branch, path: string) {
  const { strategy, intensity, nodes } = branch;
  return supervisor({
    id: path || "root",
    strategy,
    intensity,
    children: nodes.map((node, at) =>
      specOf(trace, node, String(9 - at), path)
    ),
  });
}

/** Everybody who should be looked at: supervisors, and workers in start order. */
function census(root: AnyRef) {
  const supervisors: AnyRef[] = [];
  const workers: AnyRef[] = [];
  const visit = (ref: AnyRef) => {
    const { context } = ref.getSnapshot();
    if (!context?.specs) return void workers.push(ref);
    supervisors.push(ref);
    for (const { id, restart } of context.specs as ChildSpec[]) {
      const child = childOf(ref, id);
      // Only what completed, and rests, may be missing.
      if (child) visit(child);
      else {assert.equal(
          restart,
          "transient",
          `${pathOf(ref)}/${id} is missing`,
        );}
    }
  };
  visit(root);
  return { supervisors, workers };
}

function cause(
  { root, trace, clock }: World,
  { kind, pick }: Trouble,
  serial: number,
): void {
  const { supervisors, workers } = census(root);
  const ref = workers[pick % workers.length];
  const above = supervisors[pick % supervisors.length]!;
  const specs = above.getSnapshot().context.specs as ChildSpec[];
  const spec = specs[pick % specs.length];
  switch (kind) {
    case "crash":
      return ref?.send({ type: "boom" });
    case "finish":
      return ref?.send({ type: "finish" });
    case "fail":
      return ref &&
        trace.fail.get(`${pathOf(ref)}/nested`)!(new Error("lost"));
    case "crash_two":
      return void startMurder(above, workers, pick, serial);
    case "crash_supervisor":
      return above !== root
        ? above.send({ type: "child.start", spec: undefined })
        : undefined;
    case "stop":
      return spec && void stopChild(above, spec.id);
    case "restart":
      return spec && void restartChild(above, spec.id);
    case "add": {
      const path = pathOf(above) === "root" ? "" : pathOf(above);
      const id = `added${serial}`;
      const node = { restart: "permanent" } as const;
      return void startChild(above, specOf(trace, node, id, path));
    }
    case "wait":
      return clock.advance(pick);
  }
}

/** Crashes two workers from within a step of a supervisor. */
function startMurder(
  above: AnyRef,
  workers: readonly AnyRef[],
  pick: number,
  serial: number,
): void {
  const logic = createMachine({
    entry: () => {
      workers[pick % workers.length]?.send({ type: "boom" });
      workers[(pick + 1) % workers.length]?.send({ type: "boom" });
    },
  });
  const id = `murderer${serial}`;
  above.send({
    type: "child.start",
    spec: { id, logic, restart: "temporary" },
  });
  above.send({ type: "child.stop", id });
}

interface World extends Tree {
  readonly trace: Trace;
  readonly clock: VirtualClock;
  /** Paths that started and did not end, according to the history. */
  readonly alive: Set<string>;
}

function startWorld(branch: Branch): World {
  const trace = new Trace();
  const clock = new VirtualClock();
  const alive = new Set<string>();
  const tree = startTree(logicOf(trace, branch, ""), { clock });
  for (const event of tree.lifecycle.recent()) follow(alive, event);
  tree.lifecycle.subscribe((event) => follow(alive, event));
  return { ...tree, trace, clock, alive };
}

function follow(
  alive: Set<string>,
  { type, path }: { readonly type: string; readonly path: string },
): void {
  if (type === "started") {
    assert(!alive.has(path), `${path} started twice`);
    alive.add(path);
  } else if (/stopped|completed|crashed/.test(type)) {
    assert(alive.delete(path), `${path} ended twice`);
  }
}

function assertSound(world: World): void {
  const { root, trace, clock, alive } = world;
  if (root.getSnapshot().status !== "active") {
    return assertNothingLeft(world);
  }
  const { supervisors, workers } = census(root);
  const names = workers.filter((ref) => alive.has(pathOf(ref))).map(pathOf);
  for (const ref of [...supervisors, ...workers]) {
    assert.equal(ref.getSnapshot().status, "active", pathOf(ref));
  }
  for (const ref of supervisors) {
    assert(ref.getSnapshot().context.restarts.length <= 4);
  }
  const ports = workers.filter((ref) => ref.getSnapshot().children.nested)
    .map(pathOf).flatMap((path) => [path, `${path}/nested`]);
  assert.deepEqual(trace.open.toSorted(), ports.toSorted());
  assert.equal(names.length, workers.length);
  assert.deepEqual([...alive].toSorted(), lineage(root).toSorted());
  assert.equal(clock.timersWaiting, ports.length / 2);
}

function assertNothingLeft({ trace, clock, alive }: World): void {
  assert.deepEqual(trace.open, []);
  assert.equal(clock.timersWaiting, 0);
  assert.deepEqual([...alive], []);
}

/** Paths of `ref` and all that lives under it. */
function lineage(ref: AnyRef): string[] {
  return [pathOf(ref), ...childrenOf(ref).flatMap(lineage)];
}

Deno.test("random trees survive random trouble, and leave nothing behind", () => {
  fc.assert(
    fc.property(trees, troubles, (branch, list) => {
      const world = startWorld(branch);
      assertSound(world);
      for (const [serial, trouble] of list.entries()) {
        if (world.root.getSnapshot().status !== "active") break;
        cause(world, trouble, serial);
        assertSound(world);
      }
      if (world.root.getSnapshot().status === "active") {
        const { workers } = census(world.root);
        const expected = workers.map((ref) => `-${pathOf(ref)}`).toReversed();
        world.trace.take();
        world.stop();
        const stopped = world.trace.take().split(" ").filter((entry) =>
          expected.includes(entry)
        );
        assert.deepEqual(stopped, expected);
      }
      assertNothingLeft(world);
    }),
    { numRuns: 300 },
  );
});

Deno.test("a random tree that gives up says who crashed in its chain of causes", async () => {
  await fc.assert(fc.asyncProperty(trees, troubles, async (branch, list) => {
    const world = startWorld(branch);
    for (const [serial, trouble] of list.entries()) {
      if (world.root.getSnapshot().status !== "active") break;
      cause(world, trouble, serial);
    }
    world.stop();
    const end = await endOf(world);
    if (end === "stopped") return;
    assert.match(end[0]!, /^root gave up/);
    assert(end.length >= 1);
  }));
});
