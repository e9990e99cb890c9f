/**
 * Somebody who looks and does not read, over a real socket: a tab in the background, a laptop that was closed.
 *
 * @module
 */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { eventsOf, type StreamEvent } from "../../src/cli/event_stream.ts";
import type { ActorRow, Frame } from "../../src/inspector/frame.ts";
import { flushMs } from "../../src/inspector/hub.ts";
import {
  apply,
  emptyMoment,
  type Moment,
} from "../../src/inspector/page/world.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { Program } from "../support/browser_program.ts";

/** Lamps, each of which is in every frame: some 320 kB of them. */
const crowd = 2_000;

/** Frames that come while nobody reads, 25 MB: the sockets hold 10 MB of them at most (Linux's `tcp_wmem` and `tcp_rmem`). */
const rounds = 80;

/** A viewer, and what it has seen so far. */
class Viewer {
  moment: Moment = emptyMoment;
  bytes = 0;
  readonly #events: AsyncGenerator<StreamEvent, void, void>;

  private constructor(body: ReadableStream) {
    this.#events = eventsOf(body);
  }

  static async open({ address }: Program): Promise<Viewer> {
    const { body } = await fetch(`${address}inspector/stream`);
    return new Viewer(body!);
  }

  /** Reads the next frame. */
  async read(): Promise<Frame> {
    while (true) {
      const { value, done } = await this.#events.next();
      assert(!done, "the stream has ended");
      if (value.type !== "frame") continue;
      const frame: Frame = JSON.parse(value.data);
      this.moment = apply(this.moment, frame);
      this.bytes += value.data.length;
      return frame;
    }
  }

  /** Hangs up. */
  async close(): Promise<void> {
    await this.#events.return();
  }
}

Deno.test("whoever does not read for long costs no memory, and then sees at once how things are", async () => {
  const clock = new VirtualClock();
  await using program = new Program({ crowd, clock, treeClock: clock });
  const slow = await Viewer.open(program);
  const quick = await Viewer.open(program);
  await passUntil(clock, Promise.all([slow.read(), quick.read()]));

  for (let round = 0; round < rounds; round++) {
    for (let number = 0; number < crowd; number++) {
      program.tellMember(number, { type: "press" });
    }
    await passUntil(clock, quick.read());
  }
  // One that others have not seen, so that the last frame can be told.
  program.at("lamp").send({ type: "press" });
  await passUntil(clock, quick.read());

  const isTold = (viewer: Viewer) =>
    rowOf(viewer.moment, "lamp")?.value === "on";
  assert(isTold(quick));
  while (!isTold(slow)) await passUntil(clock, slow.read());
  assert.deepEqual(rowsOf(slow.moment), rowsOf(quick.moment));
  assert.equal(rowOf(slow.moment, "lamp7")?.value, "off");
  assert(slow.bytes < quick.bytes / 2, `${slow.bytes} of ${quick.bytes} bytes`);
  await slow.close();
  await quick.close();
});

/** Lets time pass until that is done: actors are found in turns, and frames are told after pauses. */
async function passUntil(
  clock: VirtualClock,
  done: Promise<unknown>,
): Promise<void> {
  let isDone = false;
  done.finally(() => isDone = true);
  while (!isDone) {
    clock.advance(flushMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
}

function rowsOf({ actors }: Moment): readonly ActorRow[] {
  return [...actors.values()];
}

function rowOf(moment: Moment, name: string): ActorRow | undefined {
  return rowsOf(moment).find((row) => row.name === name);
}
