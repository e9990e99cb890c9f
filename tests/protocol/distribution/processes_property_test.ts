import assert from "node:assert/strict";
import fc from "fast-check";
import { Atom } from "../../../src/wire/etf/mod.ts";
import { JoinedNetwork, type Scribe } from "./joined_ledgers.ts";
import { pair, ProcessModel } from "./process_model.ts";

const nodes = 3, processes = 9;

/** Something that one of the first `count` processes does, or that is done to the network. */
function stepOf(count: number) {
  const a = fc.nat(count - 1), b = fc.nat(count - 1);
  return fc.oneof(
    { weight: 4, arbitrary: does(["link"], { a, b }) },
    { weight: 3, arbitrary: does(["unlink"], { a, b }) },
    { weight: 3, arbitrary: does(["watch"], { a, b }) },
    {
      weight: 1,
      arbitrary: does(["end"], {
        a,
        reason: fc.constantFrom("normal", "boom", "shutdown"),
      }),
    },
    {
      weight: 2,
      arbitrary: does(["cut", "heal"], {
        a: fc.nat(nodes - 1),
        b: fc.nat(nodes - 1),
      }),
    },
  );
}

function does<Verb extends string, Rest extends Record<string, unknown>>(
  verbs: readonly Verb[],
  rest: { [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> },
): fc.Arbitrary<Rest & { does: Verb }> {
  return fc.tuple(fc.constantFrom(...verbs), fc.record(rest)).map((
    [verb, others],
  ) => ({ ...others as Rest, does: verb }));
}

type Step = ReturnType<typeof stepOf> extends fc.Arbitrary<infer Value> ? Value
  : never;

/** Nodes that are all connected, and processes on them in turn; every third traps exits. */
function start() {
  const network = new JoinedNetwork();
  const all = Array.from(
    { length: nodes },
    (_, at) => network.node(`n${at}@h`),
  );
  all.forEach((a, at) =>
    all.slice(at + 1).forEach((b) => network.connect(a, b))
  );
  const traps = Array.from({ length: processes }, (_, at) => at % 4 === 0);
  const scribes = traps.map((trap, at) =>
    all[at % nodes]!.spawn(`p${at}`, trap)
  );
  return { network, all, scribes, model: new ProcessModel(traps, nodes) };
}

type World = ReturnType<typeof start>;

/** Does a step in the real world; says whether it could be done. */
function act({ network, all, scribes, model }: World, step: Step): boolean {
  if (step.does === "cut" || step.does === "heal") {
    const [a, b] = [all[step.a]!, all[step.b]!];
    if (a === b || a.ledger.lines.isUp(b.name) !== (step.does === "cut")) {
      return false;
    }
    if (step.does === "cut") network.disconnect(a, b);
    else network.connect(a, b);
    return true;
  }
  const one = scribes[step.a]!;
  if (one.endedWith() !== undefined) return false;
  if (step.does === "end") {
    one.end(new Atom(step.reason));
    return true;
  }
  const other = scribes[step.b]!;
  if (!model.reaches(step.a, step.b)) return false;
  const { ledger } = one.node;
  const effects = step.does === "link"
    ? ledger.link(one.process, other.pid)
    : step.does === "unlink"
    ? ledger.unlink(one.process, other.pid)
    : ledger.monitor(one.process, other.pid)[1];
  one.node.do(effects);
  return true;
}

function actInModel(model: ProcessModel, step: Step): void {
  switch (step.does) {
    case "end":
      return model.end(step.a, step.reason);
    default:
      return model[step.does](step.a, step.b);
  }
}

/** Links as both ends know them; a link that only one end knows makes it fail. */
function linksOf(scribes: readonly Scribe[]): readonly string[] {
  const keys = new Map(scribes.map(({ pid }, at) => [keyOf(pid), at]));
  const found = scribes.flatMap(({ process }, at) =>
    [...process.links.values()].map(({ other, unlinking }) => {
      assert.equal(unlinking, 0, "every undoing was acknowledged");
      return pair(at, keys.get(keyOf(other))!);
    })
  ).sort();
  const once = [...new Set(found)];
  assert.deepEqual(found, once.flatMap((link) => [link, link]));
  return once;
}

function keyOf({ node, id, serial }: Scribe["pid"]): string {
  return `${id}.${serial}@${node}`;
}

/** Whom each is watched by, as often as it is, told by both ends. */
function watchesAgree(scribes: readonly Scribe[]): void {
  const ends = { by: [] as string[], of: [] as string[] };
  for (const { process, pid } of scribes) {
    for (const { by } of process.watchers.values()) {
      ends.of.push(`${keyOf(by)} ${keyOf(pid)}`);
    }
    for (const { target } of process.watching.values()) {
      ends.by.push(`${keyOf(pid)} ${keyOf(target as Scribe["pid"])}`);
    }
  }
  assert.deepEqual(ends.by.sort(), ends.of.sort());
}

Deno.test("links and monitors of three nodes do what a world without distance does", () => {
  fc.assert(
    fc.property(
      fc.array(stepOf(processes), { maxLength: 60, size: "max" }),
      (steps) => {
        const world = start();
        const { network, scribes, model } = world;
        for (const step of steps) {
          if (!act(world, step)) continue;
          network.settle();
          actInModel(model, step);
          for (const [at, scribe] of scribes.entries()) {
            const expected = model.heard[at]!.splice(0).sort();
            const heard = [...scribe.heard()].sort();
            // What one hears in the moment in which it ends depends on the order.
            if (model.ended[at] === undefined) {
              assert.deepEqual(heard, expected, `heard by p${at}`);
            }
            assert.equal(scribe.endedWith(), model.ended[at], `end of p${at}`);
          }
          assert.deepEqual(linksOf(scribes), model.links());
          watchesAgree(scribes);
        }
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("however messages cross, in the end both sides know the same links and monitors", () => {
  const delivery = fc.record({
    does: fc.constant("deliver" as const),
    which: fc.nat(),
  });
  fc.assert(
    fc.property(
      fc.array(fc.oneof(stepOf(4), delivery), {
        maxLength: 120,
        size: "max",
      }),
      (steps) => {
        const world = start();
        const { network, scribes, model } = world;
        for (const step of steps) {
          if (step.does === "deliver") {
            network.deliverOne((count) => step.which % Math.max(count, 1));
            continue;
          }
          if (!act(world, step)) continue;
          // Of the model only who reaches whom is asked.
          if (step.does === "cut" || step.does === "heal") {
            actInModel(model, step);
          }
        }
        network.settle();
        const living = scribes.filter(({ process }) =>
          process.links.size + process.watching.size + process.watchers.size > 0
        );
        for (const { endedWith } of living) {
          assert.equal(endedWith(), undefined);
        }
        linksOf(scribes);
        watchesAgree(scribes);
      },
    ),
    { numRuns: 1_000 },
  );
});

Deno.test("however links and their undoing cross, both ends agree in the end", () => {
  const verb = fc.constantFrom(...["link", "unlink", "deliver"] as const);
  const one = fc.record({ verb, at: fc.nat(1) });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40, size: "max" }), (steps) => {
      const { network, scribes } = start();
      const ends = [scribes[0]!, scribes[1]!];
      for (const { verb, at } of steps) {
        const { process, node: { ledger } } = ends[at]!;
        const { pid } = ends[1 - at]!;
        if (verb === "deliver") network.deliverOne((count) => at % count);
        else scribes[at]!.node.do(ledger[verb](process, pid));
      }
      network.settle();
      linksOf(ends);
    }),
    { numRuns: 1_000 },
  );
});
