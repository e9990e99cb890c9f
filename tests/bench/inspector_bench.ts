/**
 * What the inspector costs an event: nothing while nobody looks, and little while somebody does. The actors are a pool of real
 * peers under an owner, as in a topology; each heartbeat is an event to the pool and one to a member.
 *
 * Who looks and who does not take turns in one process, round by round, so that what disturbs one disturbs all. Frames are
 * made as often as of a node that is as busy as can be: after every 100 ms of its own work.
 *
 * @module
 */
import { cpuUsage } from "node:process";
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
const rounds = 12;
const warmUpRounds = 2;
const partsPerRound = 40;
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

/** Somebody who looks, and reads each frame as soon as it is there; returns what ends that. */
function look(
  { hub, pool, clock }: Crowd,
  isSelecting: boolean,
): () => Promise<void> {
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
    if (frames < 2) throw new Error("A viewer was told nothing");
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
    .map(makeCrowd) as [Crowd, Crowd, Crowd, Crowd];
  for (const crowd of [left, leftToo]) await timeOf(crowd, watched);
  const apart = await compare({
    never: [never, neverToo],
    left: [left, leftToo],
  }, () => alone);
  // The same actors in every way to be looked at.
  const ways = { alone, watched, selected };
  const crowds = { alone: [left], watched: [left], selected: [left] };
  const together = await compare(crowds, (name) => ways[name]);
  for (const { tree } of [never, left, leftToo, neverToo]) tree.stop();
  const more = (what: string, value: number): Row => ({
    name: `heartbeat, ${what}`,
    value: (value - 1) * 100,
    unit: "% more",
  });
  return [
    {
      name: "heartbeat, never inspected",
      value: median(apart.never),
      unit: "µs",
    },
    more("nobody looks any more", ratio(apart.left, apart.never)),
    more("somebody looks", ratio(together.watched, together.alone)),
    more(
      "somebody looks and selected a member",
      ratio(together.selected, together.alone),
    ),
  ];
}

/** A way to be looked at, which begins and ends outside what is measured. */
type Way = (crowd: Crowd) => () => Promise<void>;

const alone: Way = () => () => Promise.resolve();
const watched: Way = (crowd) => look(crowd, false);
const selected: Way = (crowd) => look(crowd, true);

/** µs of a heartbeat for each name, one a round, in turn. */
async function compare<Name extends string>(
  crowds: Readonly<Record<Name, readonly Crowd[]>>,
  wayOf: (name: Name) => Way,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(crowds) as Name[];
  const times = Object.fromEntries(
    names.map((name) => [name, []]),
  ) as unknown as Record<Name, number[]>;
  for (let round = -warmUpRounds; round < rounds; round++) {
    // Each comes after each of the others equally often.
    for (const name of round % 2 ? names : names.toReversed()) {
      let us = 0;
      for (const crowd of crowds[name]) us += await timeOf(crowd, wayOf(name));
      if (round >= 0) times[name].push(us / crowds[name].length);
    }
  }
  return times;
}

/** µs of a processor for one heartbeat, with the frames that are made of them and the garbage that is collected. */
async function timeOf(crowd: Crowd, way: Way): Promise<number> {
  const leave = way(crowd);
  collectGarbage();
  const before = busyUs();
  for (let part = 0; part < partsPerRound; part++) {
    const began = busyUs();
    beat(crowd, eventsPerPart);
    crowd.clock.pass((busyUs() - began) / 1_000);
    // The reader takes its frame.
    await null;
  }
  const us = (busyUs() - before) / (partsPerRound * eventsPerPart);
  await leave();
  return us;
}

/** The processors' time that the process has had, in µs: unlike the wall's, it does not count who else had them. */
function busyUs(): number {
  const { user, system } = cpuUsage();
  return user + system;
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
