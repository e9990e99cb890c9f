/**
 * A host's world whose clock is off, and that can stall: what a test does to one node without the others.
 *
 * A stalled world keeps what comes for it, datagrams and timers, as the kernel does for a process that is stopped, and
 * hands it over in one go. A dead one loses it, and sends nothing more: `kill -9` of a host.
 *
 * @module
 */
import type { Clock, UdpHandlers, World } from "../../src/ports/world.ts";

/** A world to break. */
export interface BreakableWorld extends World {
  /** What its clock shows beyond the others', in ms. */
  skewMs: number;
  /** Nothing happens here until `resume`. */
  stall(): void;
  /** All that was kept happens now. */
  resume(): void;
  /** Nothing happens here ever again. */
  kill(): void;
}

type State = "running" | "stalled" | "dead";

/** Wraps a host's world. */
export function breakable(world: World, skewMs = 0): BreakableWorld {
  let state: State = "running";
  const kept: (() => void)[] = [];
  const run = (what: () => void) => {
    if (state === "running") what();
    else if (state === "stalled") kept.push(what);
  };
  const broken: BreakableWorld = {
    ...world,
    skewMs,
    clock: skewed(world.clock, () => broken.skewMs, run),
    udp: {
      open(options, handlers) {
        const socket = world.udp.open(options, runBy(run, handlers));
        return {
          send: (bytes, to) => {
            if (state !== "dead") socket.send(bytes, to);
          },
          rejoin: () => socket.rejoin(),
          close: () => socket.close(),
        };
      },
    },
    stall: () => void (state = "stalled"),
    resume() {
      state = "running";
      for (const what of kept.splice(0)) what();
    },
    kill() {
      state = "dead";
      kept.length = 0;
    },
  };
  return broken;
}

function skewed(
  clock: Clock,
  skewMs: () => number,
  run: (what: () => void) => void,
): Clock {
  /** Timers that fired while the world stalled, and were forgotten before it went on. */
  const forgotten = new WeakSet<object>();
  return {
    nowMs: () => clock.nowMs() + skewMs(),
    setTimeout(fire, delayMs) {
      const timer = clock.setTimeout(
        () =>
          run(() => {
            if (!forgotten.has(timer)) fire();
          }),
        delayMs,
      ) as object;
      return timer;
    },
    clearTimeout(timer) {
      if (timer === undefined || timer === null) return;
      forgotten.add(timer as object);
      clock.clearTimeout(timer as never);
    },
  };
}

function runBy(
  run: (what: () => void) => void,
  { bound, datagram, failed }: UdpHandlers,
): UdpHandlers {
  return {
    bound: (local) => run(() => bound(local)),
    datagram: (bytes, from) => run(() => datagram(bytes, from)),
    failed: (failure) => run(() => failed(failure)),
  };
}
