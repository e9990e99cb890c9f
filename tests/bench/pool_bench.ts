/**
 * What members of a pool cost: to start, in memory, for each event and to stop, with 1,000 and with
 * 10,000 of them, while nobody looks and while one of them is inspected. The members are real peers.
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
import {
  type AnyRef,
  childOf,
  membersOf,
  pool,
  startTree,
  type Tree,
} from "../../src/otp/mod.ts";
import { type Row, table } from "./table.ts";

const few = 1_000;
const many = 10_000;
const rounds = 11;
const eventsPerRound = 20_000;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Measures. */
export function run(): Promise<readonly Row[]> {
  return Promise.resolve([
    ...memory(),
    ...lives(),
    ...heartbeats("heartbeat to a member", () => () => {}),
    ...heartbeats("heartbeat to a member, one inspected", inspectOne),
  ]);
}

/** A pool of peers under an owner, as in a topology. */
interface Crowd {
  readonly tree: Tree;
  readonly pool: AnyRef;
  readonly names: readonly string[];
}

function makeCrowd(size: number): Crowd {
  const src = pool<PeerEvent, PeerInput>({ logic: peerMachine });
  const tree = startTree(createMachine({ invoke: { src, id: "crowd" } }));
  const names = Array.from({ length: size }, (_, at) => `n${at}@10.0.0.1`);
  return { tree, pool: childOf(tree.root, "crowd")!, names };
}

function startMembers({ pool, names }: Crowd): void {
  for (const node of names) {
    const input: PeerInput = {
      node,
      address: "10.0.0.1",
      heardAtMs: 0,
      silence: { silentAfterMs: 15_000, forgottenAfterMs: 60_000 },
    };
    pool.send({ type: "pool.start", id: node, input });
  }
}

function stopMembers({ pool, names }: Crowd): void {
  for (const id of names) pool.send({ type: "pool.stop", id });
}

/** Heartbeats to one member after the other. */
function beat({ pool, names }: Crowd): void {
  for (let sent = 0; sent < eventsPerRound; sent++) {
    const id = names[sent % names.length]!;
    const event: PeerEvent = {
      type: "heartbeat.received",
      address: "10.0.0.1",
      atMs: sent,
    };
    pool.send({ type: "pool.send", id, event });
  }
}

/** Looks at what one member is told and becomes; returns what ends that. */
function inspectOne({ pool, names }: Crowd): () => void {
  const watched = membersOf(pool).get(names[0]!);
  let seen = 0;
  const inspection = pool.system.inspect(
    ({ actorRef }: { readonly actorRef: unknown }) => {
      if (actorRef === watched) seen++;
    },
  );
  return () => {
    if (seen === 0) throw new Error("The inspected member was never seen");
    inspection.unsubscribe();
  };
}

function memory(): Row[] {
  const bytesEach = Array.from({ length: 3 }, () => {
    const crowd = makeCrowd(many);
    collectGarbage();
    const before = Deno.memoryUsage().heapUsed;
    startMembers(crowd);
    collectGarbage();
    const bytes = Deno.memoryUsage().heapUsed - before;
    crowd.tree.stop();
    return bytes / many;
  });
  const value = median(bytesEach) / 1_000;
  return [{ name: `memory of a member of ${many}`, value, unit: "kB" }];
}

/** Start and stop, each of one crowd of many against several of few, so that both make as many members. */
function lives(): Row[] {
  const times = { start: { few: [], many: [] }, stop: { few: [], many: [] } };
  const live = (size: "few" | "many") => {
    const each = size === "few" ? few : many;
    const crowds = Array.from({ length: many / each }, () => makeCrowd(each));
    const note = (what: "start" | "stop", act: (crowd: Crowd) => void) => {
      collectGarbage();
      const ms = elapsed(() => crowds.forEach(act));
      (times[what][size] as number[]).push(ms * 1_000 / many);
    };
    note("start", startMembers);
    note("stop", stopMembers);
    for (const { tree } of crowds) tree.stop();
  };
  interleave(live);
  const all = median(times.start.many) * many / 1_000;
  return [
    { name: `start of ${many} members`, value: all, unit: "ms" },
    ...compare("start of a member", times.start),
    ...compare("stop of a member", times.stop),
  ];
}

function heartbeats(name: string, watch: (crowd: Crowd) => () => void): Row[] {
  const crowds = { few: makeCrowd(few), many: makeCrowd(many) };
  const times: Times = { few: [], many: [] };
  Object.values(crowds).forEach(startMembers);
  const ends = Object.values(crowds).map(watch);
  interleave((size) => {
    const ms = elapsed(() => beat(crowds[size]));
    times[size].push(ms * 1_000 / eventsPerRound);
  });
  for (const end of ends) end();
  for (const { tree } of Object.values(crowds)) tree.stop();
  return compare(name, times);
}

/** Times in µs, one a round. */
type Times = Record<"few" | "many", number[]>;

/** Both sizes in turn, round by round: what disturbs one disturbs both. */
function interleave(measure: (size: "few" | "many") => void): void {
  for (let round = 0; round < rounds; round++) {
    measure(round % 2 ? "few" : "many");
    measure(round % 2 ? "many" : "few");
  }
}

function compare(name: string, times: Times): Row[] {
  const [ofFew, ofMany] = [median(times.few), median(times.many)];
  return [
    { name: `${name} of ${few}`, value: ofFew, unit: "µs" },
    { name: `${name} of ${many}`, value: ofMany, unit: "µs" },
    { name: `${name}, ${many} to ${few}`, value: ofMany / ofFew, unit: "" },
  ];
}

function elapsed(act: () => void): number {
  const before = performance.now();
  act();
  return performance.now() - before;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

if (import.meta.main) console.log(table(await run()));
