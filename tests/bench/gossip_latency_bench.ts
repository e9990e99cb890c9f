/**
 * How soon a peer is heard: from the announcement of a libcluster peer on another host to our
 * `peer_heard`, and from the start of a second node of ours to the first node's `peer_heard`.
 *
 * Clocks are those of one machine, read in whole milliseconds.
 *
 * @module
 */
import { ElixirPeer } from "../interop/elixir_peer.ts";
import { needs } from "../support/needs.ts";
import { segment, type SegmentHost } from "../support/netns.ts";
import { NodeProcess, type Told } from "../support/node_process.ts";
import type { Row } from "./table.ts";

const rounds = 9;
const group = "233.252.1.32";
const driver = new URL("latency_node.ts", import.meta.url).pathname;

/** Measures; nothing where there is no `ip`. */
export async function run(): Promise<readonly Row[]> {
  if (needs("ip")) return [];
  await using lan = await segment(2);
  const rows: Row[] = [];
  if (!needs("erl", "elixir")) {
    const name = "libcluster peer announces, to peer_heard";
    rows.push(
      ...rowsOf(name, await announcedToHeard(lan.host(0), lan.host(1))),
    );
  }
  const { launched, started } = await startedToHeard(lan.host(0), lan.host(1));
  rows.push(...rowsOf("second node: startNode, to peer_heard", started));
  rows.push(
    ...rowsOf("second node: launch of the process, to peer_heard", launched),
  );
  return rows;
}

/** Each announcement comes to a node that never heard the name. */
async function announcedToHeard(
  a: SegmentHost,
  b: SegmentHost,
): Promise<number[]> {
  const names = Array.from(
    { length: rounds },
    (_, round) => `ex${round}@${b.address}`,
  );
  await using node = NodeProcess.start(a, ["--name", `a@${a.address}`]);
  await node.told("node_started");
  const times: number[] = [];
  for (const name of names) {
    await using peer = await ElixirPeer.start(b, [
      ...["--node", name, "--group", group, "--silent"],
    ]);
    const atMs = await peer.announce();
    times.push(toldAtMs(await node.told("peer_heard", { node: name })) - atMs);
  }
  return times;
}

async function startedToHeard(a: SegmentHost, b: SegmentHost) {
  const launched: number[] = [];
  const started: number[] = [];
  await using node = NodeProcess.start(a, ["--name", `a@${a.address}`]);
  await node.told("node_started");
  for (let round = 0; round < rounds; round++) {
    const name = `b${round}@${b.address}`;
    const launchedAtMs = Date.now();
    await using second = b.spawn([
      ...[Deno.execPath(), "run", "--allow-net", driver, name],
    ]);
    const line = await second.waitFor(/^starting/);
    const heardAtMs = toldAtMs(await node.told("peer_heard", { node: name }));
    launched.push(heardAtMs - launchedAtMs);
    started.push(heardAtMs - Number(line.split(" ")[1]));
  }
  return { launched, started };
}

function toldAtMs({ at }: Told): number {
  return Date.parse(at);
}

function rowsOf(name: string, times: readonly number[]): readonly Row[] {
  const sorted = times.toSorted((a, b) => a - b);
  const unit = "ms";
  return [
    {
      name: `${name}, median of ${times.length}`,
      value: sorted[sorted.length >> 1]!,
      unit,
    },
    { name: `${name}, slowest`, value: sorted.at(-1)!, unit },
  ];
}
