/**
 * The Erlang distribution between a BEAM node and ours, beside the same between two BEAM nodes: calls, small and large
 * messages each way, and connecting. The program on a BEAM node is the same whoever is at the other end.
 *
 * Each is measured in turns, so that whatever else the machine does is shared; what counts are the ratios.
 *
 * @module
 */
import { Beam } from "../support/beam.ts";
import { Ours } from "../support/beam_ours.ts";
import { needs } from "../support/needs.ts";
import { segment } from "../support/netns.ts";
import type { Row } from "./table.ts";

const rounds = 5;
const callsForMs = 1_500;
const smallBytes = 100;
const smallCount = 100_000;
const largeBytes = 1_000_000;
const largeCount = 100;
const connectsEach = 9;
const patienceMs = 120_000;

const program = new URL("../support/beam_bench.exs", import.meta.url).pathname;

/** Something measured three ways: `rate` is how often a second, or how long in ms. */
interface Measure {
  readonly name: string;
  readonly unit: string;
  /** In Elixir, to the node of this name, whoever that is. */
  readonly elixir: (node: string) => string;
  /** From ours, if that differs from its opposite. */
  readonly ours?: (ours: Ours, node: string) => Promise<number>;
}

const measures: readonly Measure[] = [
  ...[1, 64].map((outstanding): Measure => ({
    name: `calls, ${outstanding} outstanding`,
    unit: "/s",
    elixir: (node) => `Bench.calls(${node}, ${outstanding}, ${callsForMs})`,
    ours: (ours, node) => calls(ours, node, outstanding),
  })),
  {
    name: `messages of ${smallBytes} bytes`,
    unit: "/s",
    elixir: (node) => `Bench.sends(${node}, ${smallBytes}, ${smallCount})`,
    ours: (ours, node) => sends(ours, node, smallBytes, smallCount),
  },
  {
    name: "messages of 1 MB",
    unit: "/s",
    elixir: (node) => `Bench.sends(${node}, ${largeBytes}, ${largeCount})`,
    ours: (ours, node) => sends(ours, node, largeBytes, largeCount),
  },
  {
    name: "connecting, median",
    unit: "ms",
    elixir: (node) => `Bench.connects(${node}, ${connectsEach})`,
  },
];

/** Measures; nothing where there is no BEAM. */
export async function run(): Promise<readonly Row[]> {
  if (needs("ip", "erl", "elixir")) return [];
  await using lan = await segment(3);
  const started = await Promise.all([
    Beam.start(lan.host(1), { name: "a" }),
    Beam.start(lan.host(2), { name: "b" }),
    Ours.start(lan.host(0)),
  ]);
  await using a = started[0];
  await using b = started[1];
  await using ours = started[2];
  for (const beam of [a, b]) {
    await beam.eval(
      `Code.require_file(${JSON.stringify(program)}); Bench.serve()`,
    );
  }
  await ours.run(({ node, actors }) => {
    node.spawn("echo", actors.echo);
    node.spawn("sink", actors.sink);
  });
  const rows: Row[] = [];
  for (const { name, unit, elixir, ours: fromOurs } of measures) {
    const [toBeam, toOurs, fromUs]: [number[], number[], number[]] = [
      [],
      [],
      [],
    ];
    for (let round = 0; round < rounds; round++) {
      toBeam.push(await measured(a, elixir(`:"${b.node}"`)));
      toOurs.push(await measured(a, elixir(`:"${ours.node}"`)));
      if (fromOurs) fromUs.push(await fromOurs(ours, b.node));
    }
    rows.push(...compared(name, unit, "BEAM to BEAM", toBeam));
    rows.push(...compared(name, unit, "BEAM to ours", toOurs, toBeam));
    if (fromOurs) {
      rows.push(...compared(name, unit, "ours to BEAM", fromUs, toBeam));
    }
  }
  return rows;
}

async function measured(beam: Beam, expression: string): Promise<number> {
  return Number(await beam.eval(expression, patienceMs));
}

/** The median, and what it is of another's. */
function compared(
  name: string,
  unit: string,
  between: string,
  values: readonly number[],
  base?: readonly number[],
): readonly Row[] {
  const value = median(values);
  const row = { name: `${name}: ${between}`, value, unit };
  if (!base) return [row];
  const share = { name: `${row.name}, ratio`, value: value / median(base) };
  return [row, { ...share, unit: "" }];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** `Bench.calls`, from ours. */
function calls(ours: Ours, to: string, outstanding: number): Promise<number> {
  return ours.run(
    async ({ node, etf }, to, outstanding, forMs) => {
      const echo = node.actor({ name: "echo", node: to });
      const ping = etf.atom("ping");
      const beganMs = performance.now();
      let count = 0;
      await Promise.all(Array.from({ length: outstanding }, async () => {
        do {
          await echo.call(ping);
          count++;
        } while (performance.now() - beganMs < forMs);
      }));
      return count / (performance.now() - beganMs) * 1_000;
    },
    to,
    outstanding,
    callsForMs,
  );
}

/** `Bench.sends`, from ours. */
function sends(
  ours: Ours,
  to: string,
  bytes: number,
  count: number,
): Promise<number> {
  return ours.run(
    async ({ node, etf }, to, bytes, count) => {
      const sink = node.actor({ name: "sink", node: to });
      const message = etf.tuple(
        etf.atom("data"),
        new Uint8Array(bytes).fill(7),
      );
      const ask = { timeoutMs: 60_000 };
      await sink.call(etf.atom("count"), ask);
      const beganMs = performance.now();
      for (let sent = 0; sent < count; sent++) {
        // Told that it waits, this waits too.
        if (!sink.send(message)) {
          await new Promise((done) => setTimeout(done));
        }
      }
      const arrived = await sink.call(etf.atom("count"), ask);
      if (arrived !== count) throw new Error(`${arrived} of ${count} arrived`);
      return count / (performance.now() - beganMs) * 1_000;
    },
    to,
    bytes,
    count,
  );
}
