/**
 * Digests answered end to end by a node's bridge on loopback, in a namespace of its own, for clients in their own
 * process; and what 10,000 members cost.
 *
 * The node and the clients come before other work of the machine, as far as it lets them; what is left of that work is
 * why each rate is tried five times, and the median counts.
 *
 * @module
 */
import { needs } from "../support/needs.ts";
import { type Host, loneHost } from "../support/netns.ts";
import type { RunningProcess } from "../support/netns_process.ts";
import type { Row } from "./table.ts";

const lossAllowed = 0.001;
const trials = 5;
const secondsPerTrial = 2;
const port = 6_666, localPort = 6_667;
const crowd = 10_000;
/** Of all of the crowd's changes: as long as its silences in `memory`. */
const changesMsMax = 60_000;

const kinds = [
  {
    name: "1 client",
    clients: 1,
    ackBytesMax: 1_024,
    target: 13_500,
    rates: [4_500, 9_000, 13_500, 18_000],
  },
  {
    name: "100 clients",
    clients: 100,
    ackBytesMax: 1_024,
    target: 8_000,
    rates: [2_400, 8_000, 12_000, 16_000],
  },
  {
    name: "100 clients, all in each ack",
    clients: 100,
    ackBytesMax: 60_000,
    target: 2_400,
    rates: [800, 2_400, 4_800, 7_200],
  },
] as const;

/** How nodes are started: V8's young generation may become twice as large by default. */
const starts = [
  { how: "deno task start", flags: ["--v8-flags=--max-semi-space-size=8"] },
  { how: "deno run", flags: [] },
] as const;

interface Trial {
  readonly loss: number;
  /** In the quietest trial. */
  readonly lossLeast?: number;
  readonly perSecond: number;
  readonly cores: number;
}

/** Measures; nothing where there is no `ip`. */
export async function run(): Promise<readonly Row[]> {
  if (needs("ip")) return [];
  await using host = await loneHost();
  const rows: Row[] = [];
  for (const kind of kinds) rows.push(...await answered(host, kind));
  for (const start of starts) rows.push(...await memory(host, start));
  return rows;
}

async function answered(
  host: Host,
  { name, clients, ackBytesMax, target, rates }: typeof kinds[number],
): Promise<readonly Row[]> {
  await using node = await startNode(host, [ackBytesMax]);
  const tried = (rate: number) => tryRate(host, node, clients, rate);
  await tried(target); // Compiles what is busy.
  const rows: Row[] = [];
  let highest = 0;
  let highestInQuiet = 0;
  let best = 0;
  let cores = 0;
  for (const rate of rates) {
    const { loss, lossLeast = loss, perSecond, cores: busy } = await tried(
      rate,
    );
    rows.push({
      name: `${name}, lost at ${rate}/s`,
      value: loss * 100,
      unit: "%",
    });
    best = Math.max(best, perSecond);
    if (lossLeast <= lossAllowed) highestInQuiet = rate;
    if (loss > lossAllowed) continue;
    highest = rate;
    cores = busy;
  }
  const twice = await tried(2 * target);
  best = Math.max(best, twice.perSecond);
  const share = twice.perSecond / best * 100;
  return [
    {
      name: `${name}, highest rate tried with < 0.1 % lost`,
      value: highest,
      unit: "/s",
    },
    {
      name: `${name}, the same in the quietest of ${trials} trials`,
      value: highestInQuiet,
      unit: "/s",
    },
    { name: `${name}, the node's cores at that rate`, value: cores, unit: "" },
    {
      name: `${name}, answered at ${2 * target}/s sent`,
      value: twice.perSecond,
      unit: "/s",
    },
    {
      name: `${name}, that as a part of the most answered`,
      value: share,
      unit: "%",
    },
    ...rows,
  ];
}

/** The median of several trials by loss. */
async function tryRate(
  host: Host,
  node: RunningProcess,
  clients: number,
  rate: number,
): Promise<Trial> {
  const all: Trial[] = [];
  while (all.length < trials) {
    const before = await cpuSeconds(node);
    await using sender = host.spawn(first(
      ...deno("--allow-ffi", "digest_sender.ts"),
      ...[localPort, clients, rate, secondsPerTrial].map(String),
    ));
    const [sent, acked, tookMs] = numbersIn(
      await sender.waitFor(/^sent/, 60_000),
    ) as [number, number, number];
    all.push({
      loss: 1 - acked / sent,
      perSecond: acked / tookMs * 1_000,
      cores: (await cpuSeconds(node) - before) / tookMs * 1_000,
    });
  }
  all.sort((a, b) => a.loss - b.loss);
  return { ...all[trials >> 1]!, lossLeast: all[0]!.loss };
}

/** A crowd of remote members: heard once, then silent until nobody is left. */
async function memory(
  host: Host,
  { how, flags }: { readonly how: string; readonly flags: readonly string[] },
): Promise<readonly Row[]> {
  await using node = await startNode(host, [1_024, 10, 2, 10], flags);
  const idleMb = await rssMb(node);
  await using sender = host.spawn([
    ...deno("--allow-ffi", "digest_sender.ts"),
    ...[port, crowd, crowd / 4, 4, "bench-secret"].map(String),
  ]);
  await sender.waitFor(/^sent/, 60_000);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const [members = 0] = await countsOf(node);
  const crowdMb = await rssMb(node);
  const steps: number[] = [];
  const untilMs = performance.now() + changesMsMax;
  for (let left = members; left > 0 && performance.now() < untilMs;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const [now = 0, ...stepsMs] = await countsOf(node);
    steps.push(...stepsMs);
    left = now;
  }
  steps.sort((a, b) => b - a);
  const whileDropped = "while all of them fall silent and are dropped";
  const rows: readonly Row[] = [
    { name: "members in one overlay", value: members, unit: "" },
    {
      name: "memory of a node with an empty overlay (RSS)",
      value: idleMb,
      unit: "MB",
    },
    {
      name: "what those members add to it",
      value: crowdMb - idleMb,
      unit: "MB",
    },
    {
      name: `99 % of steps ${whileDropped} are shorter than`,
      value: steps[Math.floor(steps.length / 100)] ?? 0,
      unit: "ms",
    },
    { name: `longest step ${whileDropped}`, value: steps[0] ?? 0, unit: "ms" },
  ];
  return rows.map((row) => ({ ...row, name: `${how}: ${row.name}` }));
}

async function startNode(
  host: Host,
  args: readonly number[],
  flags: readonly string[] = [],
): Promise<RunningProcess> {
  const node = host.spawn(first(
    ...deno(...flags, "digest_node.ts"),
    ...[port, ...args].map(String),
  ));
  await node.waitFor(/^ready/);
  return node;
}

/** Members, and how long steps took in ms. */
async function countsOf(node: RunningProcess): Promise<readonly number[]> {
  node.kill("SIGUSR2");
  return numbersIn(await node.waitFor(/^members/));
}

/** Puts a program before all others of the machine; where that is forbidden, it runs as any other. */
function first(...command: readonly string[]): readonly string[] {
  const script =
    'chrt -f 1 true && exec chrt -f 1 "$0" "$@" 2>&1; exec "$0" "$@" 2>&1';
  return ["sh", "-c", `{ ${script}; } 2>/dev/null`, ...command];
}

function deno(...args: readonly string[]): readonly string[] {
  const script = new URL(args.at(-1)!, import.meta.url).pathname;
  return [Deno.execPath(), "run", "--allow-net", ...args.slice(0, -1), script];
}

/** Processor time that the process has used, user and system. */
async function cpuSeconds({ pid }: RunningProcess): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function rssMb({ pid }: RunningProcess): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return numbersIn(status.match(/VmRSS.*/)![0])[0]! / 1_024;
}

function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(/\d+(?:\.\d+)?/g)].map(Number);
}
