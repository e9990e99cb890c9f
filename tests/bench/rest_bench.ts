/**
 * REST while 1,000 clients of the bridge say something once a second: `GET /membership` of all of them, and the news of their
 * coming told to 100 readers of events. And how long a node takes from its launch to its first heartbeat.
 *
 * Node, clients and askers are processes of their own in a namespace.
 *
 * @module
 */
import { needs } from "../support/needs.ts";
import { type Host, loneHost, type RunningProcess } from "../support/netns.ts";
import { program } from "../support/node_process.ts";
import type { Row } from "./table.ts";

const port = 6_666, localPort = 6_667, httpPort = 8_080;
const password = "bench-password";
const token = "bench-token-of-at-least-32-characters";
const clients = 1_000, digestsPerSecond = 1_000;
const readers = 100, askers = 8;
const membershipSeconds = 8;
/** Longer than both measurements, which run one after the other meanwhile. */
const senderSeconds = 20;
const patienceMs = 60_000;
const starts = 9;

/** Measures; nothing where there is no `ip`. */
export async function run(): Promise<readonly Row[]> {
  if (needs("ip")) return [];
  await using host = await loneHost();
  return [...await asked(host), ...await started(host)];
}

async function asked(host: Host): Promise<readonly Row[]> {
  await using node = host.spawn([
    ...deno("--v8-flags=--max-semi-space-size=8", "rest_node.ts"),
    ...[String(port), String(httpPort), password, token],
  ]);
  await node.waitFor(/^ready/, patienceMs);
  await using reading = host.spawn([
    ...deno("rest_asker.ts"),
    ...["fanout", String(httpPort), token, String(clients), String(readers)],
  ]);
  await reading.waitFor(/^reading/, patienceMs);
  await using sender = host.spawn([
    ...deno("--allow-ffi", "digest_sender.ts"),
    ...[localPort, clients, digestsPerSecond, senderSeconds].map(String),
  ]);
  const fanout = await figuresOf(reading, /^perSecond/);
  await using asking = host.spawn([
    ...deno("rest_asker.ts"),
    ...["membership", String(httpPort), password],
    ...[membershipSeconds, askers].map(String),
  ]);
  const membership = await figuresOf(asking, /^perSecond/);
  const { sent, acked } = await figuresOf(sender, /^sent/);
  const list = `GET /membership, ${askers} askers`;
  const news = `${clients} events to ${readers} readers`;
  return [
    row(`${list}: members in an answer`, membership["members"]),
    row(`${list}: answers`, membership["perSecond"], "/s"),
    row(`${list}: median`, membership["p50"], "ms"),
    row(`${list}: 99 % within`, membership["p99"], "ms"),
    row(`${news}: told`, fanout["perSecond"], "/s"),
    row(`${news}: median`, fanout["p50"], "ms"),
    row(`${news}: 99 % within`, fanout["p99"], "ms"),
    row(`${news}: never came`, fanout["missing"]),
    row(`digests sent meanwhile, at ${digestsPerSecond}/s`, sent),
    row("of those lost", sent! - acked!),
  ];
}

/** From the launch of the program to its first heartbeat, and of Deno alone. */
async function started(host: Host): Promise<readonly Row[]> {
  const ours: number[] = [], empty: number[] = [];
  const command = [
    ...[...program, "--json", "--debug", "--announce"],
    ...["--name", "a@127.0.0.1"],
  ];
  for (let start = 0; start < starts; start++) {
    ours.push(await untilPrinted(host, command, /"heartbeat_sent"/));
    const alone = [Deno.execPath(), "eval", "console.log('here')"];
    empty.push(await untilPrinted(host, alone, /^here/));
  }
  const [whole, without] = [median(ours), median(empty)];
  return [
    row(`launch of a node, until its first heartbeat`, whole, "ms"),
    row("launch of a script that prints one line", without, "ms"),
    row("the difference", whole - without, "ms"),
  ];
}

async function untilPrinted(
  host: Host,
  command: readonly string[],
  line: RegExp,
): Promise<number> {
  const launchedAtMs = performance.now();
  await using process = host.spawn(command);
  await process.waitFor(line, patienceMs);
  return performance.now() - launchedAtMs;
}

/** `<name> <number>` pairs of a line. */
async function figuresOf(
  process: RunningProcess,
  line: RegExp,
): Promise<Readonly<Record<string, number>>> {
  const text = await process.waitFor(line, patienceMs);
  const pairs = text.matchAll(/([a-zA-Z]\w*) (-?\d+(?:\.\d+)?)/g);
  return Object.fromEntries(
    [...pairs].map(([, name, value]) => [name, Number(value)]),
  );
}

function row(name: string, value = NaN, unit = ""): Row {
  return { name, value, unit };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function deno(...args: readonly string[]): readonly string[] {
  const script = new URL(args.at(-1)!, import.meta.url).pathname;
  return [Deno.execPath(), "run", "--allow-net", ...args.slice(0, -1), script];
}
