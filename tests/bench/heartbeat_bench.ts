/**
 * Heartbeats handled end to end by a node on loopback in a namespace of its own, from a sender in its
 * own process; the loss at each rate; and what starting and idling costs.
 *
 * @module
 */
import { needs } from "../support/needs.ts";
import { type Host, loneHost } from "../support/netns.ts";
import type { Row } from "./table.ts";

const names = 1_000;
const secondsPerRate = 3;
const rates = [2_000, 4_000, 8_000, 12_000, 16_000, 20_000, 24_000];
const lossAllowed = 0.001;
const startsMeasured = 5;

/** Measures; nothing where there is no `ip`. */
export async function run(): Promise<readonly Row[]> {
  if (needs("ip")) return [];
  await using host = await loneHost();
  return [
    ...await heartbeats(host, "plain"),
    ...await heartbeats(host, "secret"),
    ...await startUp(host),
  ];
}

async function heartbeats(host: Host, kind: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let best = 0;
  for (const rate of rates) {
    const loss = await lossAt(host, kind, rate);
    if (loss <= lossAllowed) best = rate;
    const name = `${kind} heartbeats from ${names} names, lost at ${rate}/s`;
    rows.push({ name, value: loss * 100, unit: "%" });
    if (loss > 0.2) break;
  }
  const name = `${kind} heartbeats, highest rate with at most 0.1 % lost`;
  return [{ name, value: best, unit: "/s" }, ...rows];
}

async function lossAt(host: Host, kind: string, rate: number): Promise<number> {
  await using node = host.spawn(deno("heartbeat_node.ts", kind));
  await node.waitFor(/^ready/);
  await using sender = host.spawn(
    deno("heartbeat_sender.ts", kind, rate, secondsPerRate, names),
  );
  const sent = numberIn(await sender.waitFor(/^sent/, 60_000));
  let handled = -1;
  // What still waits in the kernel is handled too: ask until the count stands still.
  for (let before = -2; before !== handled;) {
    before = handled;
    node.kill("SIGUSR2");
    handled = numberIn(await node.waitFor(/^handled/));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return 1 - handled / sent;
}

async function startUp(host: Host): Promise<readonly Row[]> {
  const main = new URL("../../main.ts", import.meta.url).pathname;
  const startsMs: number[] = [];
  const emptyMs: number[] = [];
  let rssMb = 0;
  for (let i = 0; i < startsMeasured; i++) {
    const command = [Deno.execPath(), "run", "--allow-net"];
    const emptyAt = performance.now();
    await host.run([Deno.execPath(), "eval", "0"]);
    emptyMs.push(performance.now() - emptyAt);
    const startedAt = performance.now();
    await using node = host.spawn([...command, main, "--json"]);
    await node.waitFor(/node_started/);
    startsMs.push(performance.now() - startedAt);
    const status = await Deno.readTextFile(`/proc/${node.pid}/status`);
    rssMb = numberIn(status.match(/VmRSS.*/)![0]) / 1_024;
  }
  return [
    {
      name: "start of a node until node_started",
      value: median(startsMs),
      unit: "ms",
    },
    {
      name: "an empty Deno script, for comparison",
      value: median(emptyMs),
      unit: "ms",
    },
    { name: "memory of an idle node (RSS)", value: rssMb, unit: "MB" },
  ];
}

function deno(script: string, ...args: readonly unknown[]): readonly string[] {
  const path = new URL(script, import.meta.url).pathname;
  return [Deno.execPath(), "run", "--allow-net", path, ...args.map(String)];
}

function numberIn(text: string): number {
  return Number(text.match(/\d+/)![0]);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
