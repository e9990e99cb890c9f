/**
 * What most tests beside BEAM nodes begin with: one of theirs and one of ours, on two hosts, connected.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Beam, type BeamOptions } from "../support/beam.ts";
import { Ours, type OursOptions } from "../support/beam_ours.ts";
import { type Segment, segment } from "../support/netns.ts";

/** Two nodes that are connected. */
export interface Pair extends AsyncDisposable {
  /** Their segment: ours on host 0, theirs on host 1. */
  readonly lan: Segment;
  /** Theirs. */
  readonly beam: Beam;
  /** Ours. */
  readonly ours: Ours;
  /** Our name, as an atom in Elixir. */
  readonly us: string;
}

/** Starts them, and has theirs connect. */
export async function connected(
  theirOptions: BeamOptions = {},
  ourOptions: OursOptions = {},
): Promise<Pair> {
  await using made = new AsyncDisposableStack();
  const lan = made.use(await segment(2));
  const [beam, ours] = await Promise.all([
    Beam.start(lan.host(1), theirOptions),
    Ours.start(lan.host(0), ourOptions),
  ]);
  made.use(beam);
  made.use(ours);
  const us = `:"${ours.node}"`;
  assert.equal(await beam.eval(`Node.connect(${us})`), "true");
  await ours.told("node_up", { node: beam.node });
  const stack = made.move();
  return {
    lan,
    beam,
    ours,
    us,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Has ours spawn an actor called `counter`, which tells its pid when it is asked. */
export async function spawnCounter(ours: Ours): Promise<void> {
  await ours.run(({ node, actors }) => {
    const counter = node.spawn("counter", actors.counter(() => counter.pid));
  });
}

/** No actor of this node crashed but those that a test made crash. */
export function assertUnharmed(ours: Ours): void {
  const harm = ours.events.filter(({ type, actor }) =>
    type === "supervisor_gave_up" ||
    (type === "actor_crashed" && !`${actor}`.startsWith("actors/"))
  );
  assert.deepEqual(harm, []);
}
