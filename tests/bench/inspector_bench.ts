/**
 * What the inspector costs an event: nothing while nobody looks, and little while somebody does. The actors are a pool of real
 * peers under an owner, as in a topology; each heartbeat is an event to the pool and one to a member.
 *
 * Systems that differ in who looks take turns in one process, round by round, so that what disturbs one disturbs all. Frames
 * are made as often as they would be if the time that passes were the node's: every 100 ms.
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
const rounds = 45;
const warmUpRounds = 5;
const eventsPerRound = 5_000;
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
function look({ hub, pool }: Crowd, isSelecting: boolean) {
  const viewing = hub!.open();
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
  const crowds = {
    left: makeCrowd(true),
    viewer: makeCrowd(true),
    never: makeCrowd(false),
    selecting: makeCrowd(true),
    control: makeCrowd(false),
  };
  // Somebody looked, and left.
  const leave = look(crowds.left, true);
  beat(crowds.left, eventsPerRound);
  await leave();
  const ends = [look(crowds.viewer, false), look(crowds.selecting, true)];
  const names = Object.keys(crowds) as (keyof typeof crowds)[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = -warmUpRounds; round < rounds; round++) {
    // Each comes first as often as last.
    const order = shifted(names, round + warmUpRounds);
    for (const name of order) {
      const us = await timeOf(crowds[name]);
      if (round >= 0) times.get(name)!.push(us);
    }
  }
  for (const end of ends) {
    if (await end() < 2) throw new Error("A viewer was told nothing");
  }
  for (const { tree } of Object.values(crowds)) tree.stop();
  const more = (what: string, name: keyof typeof crowds): Row => {
    const value = (ratio(times.get(name)!, times.get("never")!) - 1) * 100;
    return { name: `heartbeat, ${what}`, value, unit: "% more" };
  };
  return [
    {
      name: "heartbeat, never inspected",
      value: median(times.get("never")!),
      unit: "µs",
    },
    more("never inspected either: the noise", "control"),
    more("nobody looks any more", "left"),
    more("somebody looks", "viewer"),
    more("somebody looks and selected a member", "selecting"),
  ];
}

/** µs of one heartbeat, with what the inspector does of it later. */
async function timeOf(crowd: Crowd): Promise<number> {
  const before = performance.now();
  beat(crowd, eventsPerRound);
  crowd.clock.pass(performance.now() - before);
  // The reader takes its frame.
  await null;
  return (performance.now() - before) * 1_000 / eventsPerRound;
}

function shifted<T>(list: readonly T[], by: number): T[] {
  return list.map((_, at) => list[(at + by) % list.length]!);
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
