import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import {
  HANDLED_A_TURN_MAX,
  Inbox,
  TOGETHER_MAX,
  WAITING_MAX,
} from "../../src/ports/inbox.ts";

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

Deno.test("what is taken in is handled in order, in a later turn", async () => {
  const handled: number[] = [];
  const inbox = new Inbox<number>((items) => handled.push(...items));
  for (const item of numbers(3)) inbox.push(item);
  assert.deepEqual(handled, []);
  await nextTurn();
  assert.deepEqual(handled, [0, 1, 2]);
});

Deno.test("no turn handles more than it may hold", async () => {
  const handled: number[] = [];
  const inbox = new Inbox<number>((items) => handled.push(...items));
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
  const inbox = new Inbox<number>((items) => handled.push(...items));
  const all = numbers(WAITING_MAX + 5);
  for (const item of all) inbox.push(item);
  assert.deepEqual(handled, all.slice(0, 5));
  while (handled.length < all.length) await nextTurn();
  assert.deepEqual(handled, all);
});

Deno.test("what was taken in while another was handled comes after it", async () => {
  const handled: string[] = [];
  const inbox = new Inbox<string>((items) => {
    handled.push(...items);
    if (items.includes("first")) inbox.push("third");
  });
  inbox.push("first");
  inbox.push("second");
  await nextTurn();
  assert.deepEqual(handled, ["first", "second", "third"]);
});

Deno.test("a few are handed over together", async () => {
  const sizes: number[] = [];
  const inbox = new Inbox<number>(({ length }) => sizes.push(length));
  for (const item of numbers(TOGETHER_MAX * 2 + 3)) inbox.push(item);
  await nextTurn();
  assert.deepEqual(sizes, [TOGETHER_MAX, TOGETHER_MAX, 3]);
});

Deno.test("a cleared inbox hands out nothing after what it is handing out", async () => {
  const handled: number[] = [];
  const inbox = new Inbox<number>((items) => {
    handled.push(...items);
    inbox.clear();
  });
  const all = numbers(TOGETHER_MAX + 1);
  for (const item of all) inbox.push(item);
  await nextTurn();
  await nextTurn();
  assert.deepEqual(handled, all.slice(0, TOGETHER_MAX));
});

Deno.test("what throws leaves the rest for the next turn", async () => {
  const handled: number[] = [];
  const inbox = new Inbox<number>((items) => {
    if (items.includes(0)) throw new Error("bad item");
    handled.push(...items);
  });
  const thrown = new Promise((resolve) =>
    globalThis.addEventListener("error", (event) => {
      event.preventDefault();
      resolve(event.message);
    }, { once: true })
  );
  const all = numbers(TOGETHER_MAX + 2);
  for (const item of all) inbox.push(item);
  assert.match(String(await thrown), /bad item/);
  await nextTurn();
  assert.deepEqual(handled, all.slice(TOGETHER_MAX));
});
