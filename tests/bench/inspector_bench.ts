/**
 * What the inspector costs an event: nothing while nobody looks, and little while somebody does. The actors are a pool of real
 * peers under an owner, as in a topology; each heartbeat is an event to the pool and one to a member.
 *
 * Who looks and who does not take turns in one process, round by round, so that what disturbs one disturbs all. Frames are
 * made as often as of a node that is as busy as can be: after every 100 ms of its own work.
 *
 * @module
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createMachine } from "xstate";
import {
  type PeerEvent,
  type PeerInput,
  peerMachine,
} from "../../actors/peer.ts";
import { flushMs, Hub } from "../../src/inspector/hub.ts";
import {
  type AnyRef,
  childOf,
  membersOf,
  pool,
  sessionIdOf,
  startTree,
  type Tree,
} from "../../src/otp/mod.ts";
import type { Clock } from "../../src/ports/world.ts";
import { type Row, table } from "./table.ts";

const members = 1_000;
const rounds = 11;
const warmUpRounds = 2;
const partsPerRound = 50;
const eventsPerPart = 1_000;
const hourFlushes = 3_600_000 / flushMs;
const hourEventsPerFlush = 30;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Measures. */
export async function run(): Promise<readonly Row[]> {
  return [...await costs(), ...await memory()];
}

/** A pool of peers under an owner, and a hub that has all of them in view. */
interface Crowd {
  readonly tree: Tree;
  readonly pool: AnyRef;
  readonly clock: BusyClock;
  readonly hub: Hub | undefined;
}

/** A clock that goes while its own crowd is busy, so that the others' turns make no frames of it. */
class BusyClock implements Clock {
  #nowMs = 0;
  #due = { fire: () => {}, atMs: Infinity };

  nowMs(): number {
    return this.#nowMs;
  }

  setTimeout(fire: () => void, delayMs: number): void {
    this.#due = { fire, atMs: this.#nowMs + delayMs };
  }

  clearTimeout(): void {
    this.#due.atMs = Infinity;
  }

  /** Lets time pass, and fires what is due then. */
  pass(ms: number): void {
    this.#nowMs += ms;
    if (this.#due.atMs <= this.#nowMs) this.#due.fire();
  }
}

function makeCrowd(isKnown: boolean): Crowd {
  const src = pool<PeerEvent, PeerInput>({ logic: peerMachine });
  const tree = startTree(createMachine({ invoke: { src, id: "crowd" } }));
  const crowd = childOf(tree.root, "crowd")!;
  for (let at = 0; at < members; at++) {
    const input: PeerInput = {
      node: `n${at}@10.0.0.1`,
      address: "10.0.0.1",
      heardAtMs: 0,
      silence: { silentAfterMs: 15_000, forgottenAfterMs: 60_000 },
    };
    crowd.send({ type: "pool.start", id: `n${at}`, input });
  }
  const clock = new BusyClock();
  const hub = isKnown ? new Hub(tree.root, { clock }) : undefined;
  return { tree, pool: crowd, clock, hub };
}

/** Somebody who looks, and reads each frame as soon as it is there; returns what ends that and tells how many it read. */
function look({ hub, pool, clock }: Crowd, isSelecting: boolean) {
  const viewing = hub!.open();
  // Members come to be seen a few at a time.
  while (hub!.watched < members) clock.pass(0);
  if (isSelecting) {
    viewing.wish({ selected: sessionIdOf(membersOf(pool).get("n7")!) });
  }
  let frames = 0;
  const read = async () => {
    while (await viewing.next() !== undefined) frames++;
  };
  const over = read();
  return async () => {
    viewing.close();
    await over;
    return frames;
  };
}

function beat({ pool }: Crowd, count: number): void {
  for (let sent = 0; sent < count; sent++) {
    const event: PeerEvent = {
      type: "heartbeat.received",
      address: "10.0.0.1",
      atMs: sent,
    };
    pool.send({ type: "pool.send", id: `n${sent % members}`, event });
  }
}

async function costs(): Promise<Row[]> {
  // In this order, so that neither kind has the older heap.
  const [never, left, leftToo, neverToo] = [false, true, true, false]
    .map(makeCrowd);
  const times = {
    never: [] as number[],
    left: [] as number[],
    viewer: [] as number[],
    selecting: [] as number[],
  };
  for (let round = -warmUpRounds; round < rounds; round++) {
    const us = {
      never: await timeOf(never!) + await timeOf(neverToo!),
      left: 0,
      viewer: 0,
      selecting: 0,
    };
    // The same two in every way to be looked at; what opening a page costs is not counted.
    for (const crowd of [left!, leftToo!]) {
      us.left += await timeOf(crowd);
      for (const name of ["viewer", "selecting"] as const) {
        const leave = look(crowd, name === "selecting");
        us[name] += await timeOf(crowd);
        if (await leave() < 2) throw new Error("A viewer was told nothing");
      }
    }
    if (round < 0) continue;
    for (const name of names) times[name].push(us[name] / 2);
  }
  for (const { tree } of [never!, left!, leftToo!, neverToo!]) tree.stop();
  const more = (what: string, name: Name, base: Name): Row => {
    const value = (ratio(times[name], times[base]) - 1) * 100;
    return { name: `heartbeat, ${what}`, value, unit: "% more" };
  };
  return [
    {
      name: "heartbeat, never inspected",
      value: median(times.never),
      unit: "µs",
    },
    more("nobody looks any more", "left", "never"),
    more("somebody looks", "viewer", "left"),
    more("somebody looks and selected a member", "selecting", "left"),
  ];
}

const names = ["never", "left", "viewer", "selecting"] as const;

type Name = typeof names[number];

/** µs of one heartbeat, with the frames that are made of them. */
async function timeOf(crowd: Crowd): Promise<number> {
  let busyMs = 0;
  for (let part = 0; part < partsPerRound; part++) {
    const before = performance.now();
    beat(crowd, eventsPerPart);
    crowd.clock.pass(performance.now() - before);
    // The reader takes its frame.
    await null;
    busyMs += performance.now() - before;
  }
  return busyMs * 1_000 / (partsPerRound * eventsPerPart);
}

/** An hour of a viewer who sees everything, in frames. */
async function memory(): Promise<Row[]> {
  const crowd = makeCrowd(true);
  const leave = look(crowd, true);
  const pass = async (flushes: number) => {
    for (let flush = 0; flush < flushes; flush++) {
      beat(crowd, hourEventsPerFlush);
      crowd.clock.pass(flushMs);
      await null;
    }
  };
  await pass(1_000);
  collectGarbage();
  const before = Deno.memoryUsage().heapUsed;
  await pass(hourFlushes);
  collectGarbage();
  const grown = Deno.memoryUsage().heapUsed - before;
  await leave();
  crowd.tree.stop();
  const events = hourFlushes * hourEventsPerFlush / 1_000_000;
  const name = `heap that an hour of ${
    events.toFixed(2)
  } million heartbeats adds`;
  return [{ name, value: grown / 1_000, unit: "kB" }];
}

/** How many times as long, round by round: the median of the pairs. */
function ratio(times: readonly number[], base: readonly number[]): number {
  return median(times.map((time, round) => time / base[round]!));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

if (import.meta.main) console.log(table(await run()));
