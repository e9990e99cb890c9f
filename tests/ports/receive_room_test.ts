import assert from "node:assert/strict";
import {
  fastRoundMsMax,
  largeForMs,
  ReceiveRoom,
  roundOf,
  slowRoundMsMin,
  smallRoomBytes,
} from "../../src/ports/receive_room.ts";

const full = 16_384;

/** A room whose datagrams come at a steady pace; returns what it last changed to. */
function started(bytesMax = full) {
  const room = new ReceiveRoom(bytesMax);
  let nowMs = 1_000;
  function round(roundMs: number, bytes = 200): number | undefined {
    let changed: number | undefined;
    for (let i = 0; i < roundOf; i++) {
      nowMs += roundMs / roundOf;
      changed = room.received(bytes, () => nowMs) ?? changed;
    }
    return changed;
  }
  return {
    round,
    one: (bytes: number) => room.received(bytes, () => nowMs),
    pass: (ms: number) => void (nowMs += ms),
  };
}

Deno.test("small datagrams that come fast get small arrays from their second round on", () => {
  const { round } = started();
  assert.equal(round(fastRoundMsMax / 2), undefined);
  assert.equal(round(fastRoundMsMax / 2), smallRoomBytes);
  assert.equal(round(fastRoundMsMax / 2), undefined);
});

Deno.test("when they come slowly again there is room for large ones", () => {
  const { round } = started();
  round(1);
  round(1);
  assert.equal(round((fastRoundMsMax + slowRoundMsMin) / 2), undefined);
  assert.equal(round(slowRoundMsMin * 2), full);
});

Deno.test("a datagram that fills a small array makes room for large ones, for a while", () => {
  const { round, one, pass } = started();
  round(1);
  round(1);
  assert.equal(one(smallRoomBytes), full);
  assert.equal(round(1), undefined);
  pass(largeForMs);
  // The pause counts as part of the round in which it was.
  round(1);
  assert.equal(round(1), smallRoomBytes);
});

Deno.test("room is never more than the largest datagram that is accepted", () => {
  const { round } = started(1_024);
  assert.equal(round(1), undefined);
  assert.equal(round(1), undefined);
});
