import assert from "node:assert/strict";
import { createMachine } from "xstate";
import { actOn } from "../../src/inspector/actor_deeds.ts";
import { pool, sessionIdOf, startTree } from "../../src/otp/mod.ts";
import { inspected, lamp, traceOf } from "./lookers.ts";

const all = { restart: true, crash: true };

Deno.test("a supervised actor is started afresh, at no cost to the budget", async () => {
  using at = inspected([{ id: "hall", logic: lamp }], { deeds: all });
  for (let time = 0; time < 20; time++) {
    const id = at.idAt("hall");
    assert.deepEqual(at.hub.act({ action: "restart", id }), { ok: true });
    assert.notEqual(at.idAt("hall"), id);
  }
  const looker = at.look();
  await at.pass(0);
  const { all: rows = [] } = looker.take()[0] ?? {};
  assert.deepEqual(rows.map(({ name }) => name), ["root", "hall"]);
});

Deno.test("an actor that is made to crash is judged as if it had crashed by itself", async () => {
  using at = inspected([{ id: "hall", logic: lamp }], { deeds: all });
  const looker = at.look();
  await at.pass(100);
  looker.take();
  const id = at.idAt("hall");
  assert.deepEqual(at.hub.act({ action: "crash", id }), { ok: true });
  await at.pass(100);
  const [frame] = looker.take();
  assert.equal(traceOf(frame?.lifecycle), "!hall ~hall +hall");
  assert.deepEqual(frame?.lifecycle?.[0]?.causes, [
    "Somebody made hall crash",
  ]);
  const again = at.hub.act({ action: "crash", id });
  assert.equal(!again.ok && again.code, "missing");
});

Deno.test("a member of a pool can be made to crash, and cannot be started afresh", () => {
  using at = inspected([{ id: "lamps", logic: pool({ logic: lamp }) }], {
    deeds: all,
  });
  at.at("lamps").send({ type: "pool.start", id: "7", input: undefined });
  const id = at.idAt("lamps/7");
  const outcome = at.hub.act({ action: "restart", id });
  assert.equal(!outcome.ok && outcome.code, "unsupervised");
  assert.deepEqual(at.hub.act({ action: "crash", id }), { ok: true });
  assert.equal(at.at("lamps/7"), undefined);
});

Deno.test("what nobody would judge is not made to crash", () => {
  const inner = { src: lamp as never, id: "inner" };
  const tree = startTree(createMachine({ invoke: inner }));
  const ids = [tree.root, tree.root.getSnapshot().children.inner]
    .map(sessionIdOf);
  for (const id of ids) {
    const outcome = actOn(tree.root, { action: "crash", id }, all);
    assert.equal(!outcome.ok && outcome.code, "unsupervised");
  }
  assert.equal(tree.root.getSnapshot().status, "active");
  tree.stop();
});

Deno.test("nothing is done to actors unless the host allows it", () => {
  using at = inspected([{ id: "hall", logic: lamp }]);
  const id = at.idAt("hall");
  const codes = (["restart", "crash", "debug"] as const).map((action) => {
    const outcome = at.hub.act({ action, id });
    return !outcome.ok && outcome.code;
  });
  assert.deepEqual(codes, ["forbidden", "forbidden", "unsupported"]);
  assert.equal(at.idAt("hall"), id);
});

Deno.test("debugging is the host's matter, by the actor's path", () => {
  const paths: string[] = [];
  using at = inspected([{ id: "hall", logic: lamp }], {
    deeds: {
      debug(path) {
        paths.push(path);
        return { ok: true };
      },
    },
  });
  const id = at.idAt("hall");
  assert.deepEqual(at.hub.act({ action: "debug", id }), { ok: true });
  assert.deepEqual(paths, ["hall"]);
});
