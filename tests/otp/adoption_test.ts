import assert from "node:assert/strict";
import { createActor, createMachine } from "xstate";
import {
  childrenOf,
  isSupervised,
  lifecycle,
  pool,
  rootOf,
  sessionIdOf,
  startTree,
  supervisor,
  systemIdOf,
} from "../../src/otp/mod.ts";

const leaf = createMachine({
  on: {
    boom: {
      actions: () => {
        throw new Error("boom");
      },
    },
  },
});
const branch = createMachine({
  invoke: { src: leaf, id: "leaf" },
  on: { "xstate.error.actor.*": {} },
});

Deno.test("of a system that runs already, the actors that its machines hold are known from then on", () => {
  const root = createActor(
    createMachine({
      invoke: [{ src: branch, id: "left" }, { src: branch, id: "right" }],
    }),
  ).start();
  const right = root.getSnapshot().children["right"]!;
  assert.deepEqual(childrenOf(root), []);
  const history = lifecycle(right);
  const names = (ref: Parameters<typeof childrenOf>[0]): string[] =>
    childrenOf(ref).flatMap((child) => [child.id, ...names(child)]);
  assert.deepEqual(names(root), ["left", "leaf", "right", "leaf"]);
  childrenOf(right)[0]!.send({ type: "boom" });
  root.stop();
  assert.deepEqual(
    history.recent().map(({ type, path }) => `${type} ${path}`),
    [
      "crashed right/leaf",
      "stopped left/leaf",
      "stopped left",
      "stopped right",
      `stopped ${root.id}`,
    ],
  );
});

Deno.test("an actor knows its root, its id, its name, and whether a supervisor has it", () => {
  const tree = startTree(supervisor({
    id: "app",
    strategy: "one_for_one",
    children: [
      { id: "branch", logic: branch },
      { id: "pool", logic: pool({ logic: leaf }) },
    ],
  }));
  const [left, crowd] = childrenOf(tree.root);
  crowd!.send({ type: "pool.start", id: "a", input: undefined });
  const [inner] = childrenOf(left!);
  const [member] = childrenOf(crowd!);
  const all = [tree.root, left!, inner!, crowd!, member!];
  assert.deepEqual(all.map(rootOf), all.map(() => tree.root));
  assert.equal(new Set(all.map(sessionIdOf)).size, all.length);
  assert.deepEqual(all.map(systemIdOf), [
    ...[undefined, "branch", undefined, "pool", undefined],
  ]);
  assert.deepEqual(all.map(isSupervised), [false, true, false, true, false]);
  tree.stop();
});
