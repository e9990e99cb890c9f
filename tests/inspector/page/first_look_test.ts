import assert from "node:assert/strict";
import { firstLook } from "../../../src/inspector/page/first_look.ts";
import { emptyMoment } from "../../../src/inspector/page/world.ts";
import { momentOf, rowOf } from "./rows.ts";

const root = rowOf("root", undefined, { kind: "supervisor" });
const quiet = [
  root,
  rowOf("identity", "root"),
  rowOf("members", "root"),
  rowOf("crowd", "members", { kind: "pool" }),
  rowOf("member", "crowd", { tags: ["troubled"] }),
];
const ours = [
  rowOf("actors", "root", { kind: "supervisor" }),
  rowOf("counter", "actors"),
  rowOf("lights", "actors"),
];

Deno.test("who is in trouble is looked at first", () => {
  const oven = rowOf("oven", "actors", { tags: ["troubled"] });
  const crashed = rowOf("door", "actors", {
    crash: { atMs: 1, causes: ["jammed"] },
  });
  assert.equal(
    firstLook(momentOf(...quiet, ...ours, crashed, oven)),
    "oven",
  );
  assert.equal(firstLook(momentOf(...quiet, ...ours, crashed)), "door");
});

Deno.test("then the user's own, then any machine that is not one of a crowd", () => {
  assert.equal(firstLook(momentOf(...quiet, ...ours)), "counter");
  assert.equal(firstLook(momentOf(...quiet)), "identity");
  const moving = rowOf("oven", "actors", { value: "baking" });
  const still = rowOf("clock", "actors", { value: {} });
  const known = momentOf(...quiet, ...ours, still, moving);
  assert.equal(firstLook(known), "oven", "with states, which a chart shows");
});

Deno.test("whoever is there is better than nobody", () => {
  assert.equal(firstLook(momentOf(root)), "root");
  assert.equal(firstLook(emptyMoment), undefined);
});
