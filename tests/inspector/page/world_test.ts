import assert from "node:assert/strict";
import fc from "fast-check";
import type { ActorRow, Frame } from "../../../src/inspector/frame.ts";
import {
  apply,
  emptyMoment,
  idAt,
  lineageOf,
  type Moment,
  pathIn,
} from "../../../src/inspector/page/world.ts";
import { momentOf, rowOf, treeText } from "./rows.ts";

const office = momentOf(
  rowOf("root"),
  rowOf("overlays", "root"),
  rowOf("socket", "overlays"),
  rowOf("udp", "socket"),
  rowOf("http", "root"),
);

Deno.test("the first frame makes the tree, in its order", () => {
  assert.equal(treeText(office), "root(overlays(socket(udp)) http)");
});

Deno.test("a row that changed replaces the one before, and families stay as they are", () => {
  const next = apply(office, {
    atMs: 2,
    rows: [rowOf("socket", "overlays", { value: "open" })],
  });
  assert.equal(next.actors.get("socket")?.value, "open");
  assert.equal(next.children, office.children);
  assert.equal(office.actors.get("socket")?.value, undefined);
});

Deno.test("a new actor comes last in its family, and one that is gone leaves it", () => {
  const next = apply(office, {
    atMs: 2,
    rows: [rowOf("bridge", "overlays")],
    gone: ["udp"],
  });
  assert.equal(treeText(next), "root(overlays(socket bridge) http)");
});

Deno.test("an actor that was started again takes its predecessor's place, with what is under it", () => {
  const next = apply(office, {
    atMs: 2,
    rows: [
      rowOf("overlays2", "root", { name: "overlays" }),
      rowOf("socket2", "overlays2", { name: "socket" }),
    ],
    gone: ["overlays", "socket", "udp"],
  });
  assert.equal(treeText(next), "root(overlays(socket) http)");
  assert.equal(idAt(next, "overlays/socket"), "socket2");
});

Deno.test("a frame with all actors replaces whatever was known", () => {
  const next = apply(office, { atMs: 2, all: [rowOf("other")] });
  assert.equal(treeText(next), "other");
});

Deno.test("an actor whose parent is unknown stands at the root", () => {
  assert.equal(treeText(momentOf(rowOf("a", "nobody"))), "a");
});

Deno.test("facts stay until others are told", () => {
  const facts = { overlays: [], topologies: [], connections: [] };
  const told = apply(emptyMoment, { atMs: 1, facts });
  assert.equal(apply(told, { atMs: 2 }).facts, facts);
  assert.equal(apply(told, { atMs: 2 }).atMs, 2);
});

Deno.test("paths leave the root out, as otp's do", () => {
  assert.equal(pathIn(office, "root"), "root");
  assert.equal(pathIn(office, "overlays"), "overlays");
  assert.equal(pathIn(office, "udp"), "overlays/socket/udp");
  assert.deepEqual(lineageOf(office, "socket"), ["root", "overlays", "socket"]);
});

Deno.test("whoever is at a path is found by it", () => {
  for (const id of office.actors.keys()) {
    assert.equal(idAt(office, pathIn(office, id)), id);
  }
  assert.equal(idAt(office, "overlays/nobody"), undefined);
});

Deno.test("rows that are each other's parents do not hang the page", () => {
  const circle = momentOf(rowOf("a", "b"), rowOf("b", "a"));
  assert.deepEqual(lineageOf(circle, "a"), ["b", "a"]);
  assert.equal(circle.actors.size, 2);
});

Deno.test("families always hold just the actors that there are, whatever frames come", () => {
  const id = fc.integer({ min: 0, max: 12 }).map(String);
  const row = fc.tuple(id, fc.option(id, { nil: undefined }), id)
    .map(([id, parent, name]): ActorRow => rowOf(id, parent, { name }));
  const frame: fc.Arbitrary<Frame> = fc.record({
    atMs: fc.nat(),
    all: fc.option(fc.array(row, { maxLength: 12 }), {
      nil: undefined,
      freq: 8,
    }),
    rows: fc.array(row, { maxLength: 6 }),
    gone: fc.array(id, { maxLength: 6 }),
  }).map(({ all, ...rest }) => all ? { ...rest, all } : rest);
  fc.assert(fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
    let moment: Moment = emptyMoment;
    for (const frame of frames) moment = apply(moment, frame);
    const members = [...moment.children.values()].flat();
    assert.deepEqual(members.toSorted(), [...moment.actors.keys()].toSorted());
    for (const parent of moment.children.keys()) {
      assert(parent === undefined || moment.actors.has(parent));
    }
  }));
});
