import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import {
  HANDLED_A_TURN_MAX,
  Inbox,
  WAITING_MAX,
} from "../../src/ports/inbox.ts";

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

Deno.test("what is taken in is handled in order, in a later turn", async () => {
  const handled: number[] = [];
  const inbox = new Inbox<number>((item) => handled.push(item));
  for (const item of numbers(3)) inbox.push(item);
  assert.deepEqual(handled, []);
  await nextTurn();
  assert.deepEqual(handled, [0, 1, 2]);
});

Deno.test("no turn handles more than it may hold", async () => {
  const handled: number[] = [];
  const inbox = new Inbox<number>((item) => handled.push(item));
  const all = numbers(HANDLED_A_TURN_MAX * 2 + 1);
  for (const item of all) inbox.push(item);
  await nextTurn();
  assert.deepEqual(handled, all.slice(0, HANDLED_A_TURN_MAX));
  await nextTurn();
  await nextTurn();
  assert.deepEqual(handled, all);
});

Deno.test("a full inbox handles the oldest at once, and loses nothing", async () => {
  const handled: number[] = [];
  const inbox = new Inbox<number>((item) => handled.push(item));
  const all = numbers(WAITING_MAX + 5);
  for (const item of all) inbox.push(item);
  assert.deepEqual(handled, all.slice(0, 5));
  while (handled.length < all.length) await nextTurn();
  assert.deepEqual(handled, all);
});

Deno.test("what was taken in while another was handled comes after it", async () => {
  const handled: string[] = [];
  const inbox = new Inbox<string>((item) => {
    handled.push(item);
    if (item === "first") inbox.push("third");
  });
  inbox.push("first");
  inbox.push("second");
  await nextTurn();
  assert.deepEqual(handled, ["first", "second", "third"]);
});

Deno.test("a cleared inbox hands out nothing more, even from within", async () => {
  const handled: number[] = [];
  const inbox = new Inbox<number>((item) => {
    handled.push(item);
    inbox.clear();
  });
  inbox.push(1);
  inbox.push(2);
  await nextTurn();
  await nextTurn();
  assert.deepEqual(handled, [1]);
});

Deno.test("what throws leaves the rest for the next turn", async () => {
  const handled: number[] = [];
  const inbox = new Inbox<number>((item) => {
    if (item === 0) throw new Error("bad item");
    handled.push(item);
  });
  const thrown = new Promise((resolve) =>
    globalThis.addEventListener("error", (event) => {
      event.preventDefault();
      resolve(event.message);
    }, { once: true })
  );
  for (const item of numbers(3)) inbox.push(item);
  assert.match(String(await thrown), /bad item/);
  await nextTurn();
  assert.deepEqual(handled, [1, 2]);
});
