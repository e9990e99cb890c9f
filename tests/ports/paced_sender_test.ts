import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import {
  PacedSender,
  SENDS_WAITING_MAX,
  type WaitingSend,
} from "../../src/ports/paced_sender.ts";
import { WaitingQueue } from "../../src/ports/waiting_queue.ts";
import type { NetworkFailure } from "../../src/ports/world.ts";

const TO = { address: "127.0.0.1", port: 1 };

function datagram(number: number): WaitingSend {
  return { bytes: new Uint8Array([number & 0xff, number >> 8]), to: TO };
}

function numberOf({ bytes }: WaitingSend): number {
  return bytes[0]! | bytes[1]! << 8;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** A sender whose platform completes each send in a microtask, as Deno does. */
function start(): {
  sender: PacedSender;
  transmitted: number[];
  told: NetworkFailure[];
} {
  const transmitted: number[] = [];
  const told: NetworkFailure[] = [];
  const sender = new PacedSender({
    transmit(send, sent) {
      transmitted.push(numberOf(send));
      queueMicrotask(sent);
    },
    overloaded: (failure) => told.push(failure),
  });
  return { sender, transmitted, told };
}

async function turns(until: () => boolean): Promise<void> {
  while (!until()) {
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}

Deno.test("a sender holds back until it starts, then sends in order", async () => {
  const { sender, transmitted } = start();
  for (const number of numbers(0, 10)) sender.send(datagram(number));
  assert.deepEqual(transmitted, []);
  sender.start();
  await turns(() => transmitted.length === 10);
  assert.deepEqual(transmitted, numbers(0, 10));
});

Deno.test("a sender gives way to the event loop after every few", async () => {
  const { sender, transmitted } = start();
  sender.start();
  for (const number of numbers(0, 50)) sender.send(datagram(number));
  const atTurns: number[] = [];
  await turns(() => atTurns.push(transmitted.length) > 5);
  for (const [index, count] of atTurns.entries()) {
    assert(count <= 2 * (index + 2), `${atTurns}`);
  }
  sender.stop();
});

Deno.test("when too many wait the oldest go, and every one of them is told", async () => {
  const { sender, transmitted, told } = start();
  const sent = SENDS_WAITING_MAX + 100;
  for (const number of numbers(0, sent)) sender.send(datagram(number));
  sender.start();
  await turns(() => transmitted.length === SENDS_WAITING_MAX);
  assert.deepEqual(transmitted, numbers(100, sent));
  assert.deepEqual(told.map(({ code, count }) => [code, count]), [[
    "overloaded",
    100,
  ]]);
});

Deno.test("a long burst is told as it begins and as it ends", async () => {
  const { sender, transmitted, told } = start();
  const flood = () => {
    for (const number of numbers(0, SENDS_WAITING_MAX + 10)) {
      sender.send(datagram(number));
    }
  };
  flood();
  await Promise.resolve();
  flood();
  sender.start();
  await turns(() => transmitted.length === SENDS_WAITING_MAX);
  await turns(() => told.length === 2);
  assert.deepEqual(told.map(({ count }) => count), [
    10,
    SENDS_WAITING_MAX + 10,
  ]);
});

Deno.test("a stopped sender sends no more and tells nothing", async () => {
  const { sender, transmitted, told } = start();
  for (const number of numbers(0, SENDS_WAITING_MAX + 10)) {
    sender.send(datagram(number));
  }
  sender.start();
  sender.stop();
  sender.send(datagram(1));
  let turnsTaken = 0;
  await turns(() => ++turnsTaken > 5);
  assert.deepEqual([transmitted.length, told.length], [1, 0]);
});

Deno.test("a queue keeps order and its bound through many turns", () => {
  const queue = new WaitingQueue<WaitingSend>(5);
  let next = 0;
  let expected = 0;
  for (let round = 0; round < 100; round++) {
    for (let pushed = 0; pushed < 4; pushed++) {
      if (queue.push(datagram(next++))) expected++;
    }
    for (let taken = 0; taken < 3; taken++) {
      assert.equal(numberOf(queue.take()!), expected++);
    }
    assert(queue.length <= 5);
  }
  queue.clear();
  assert.deepEqual([queue.length, queue.take()], [0, undefined]);
});

Deno.test("answers to what one turn received leave in one turn", async () => {
  const { sender, transmitted } = start();
  sender.start();
  for (const number of numbers(0, 50)) {
    sender.received();
    sender.send(datagram(number));
  }
  const atTurns: number[] = [];
  await turns(() => atTurns.push(transmitted.length) > 1);
  assert.deepEqual(transmitted, numbers(0, 50));
  assert.equal(atTurns.at(-1), 50);
  sender.stop();
});
