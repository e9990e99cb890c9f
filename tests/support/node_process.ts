/**
 * A node as its user starts it, `main.ts` under plain `--allow-net`, on a host of a test's own.
 *
 * A test waits for what the node tells. The order in which it asks does not matter, and each telling
 * answers one question: asking twice for the same event waits for it to happen twice.
 *
 * ```ts
 * await using node = NodeProcess.start(lan.host(0), ["--name", "a@10.77.0.1"]);
 * await node.told("node_started");
 * const { address } = await node.told("peer_heard", { node: "b@10.77.0.2" });
 * ```
 *
 * @module
 */

// Fetches what the program imports along with what the tests import: where it runs there is no network.
import "../../src/cli/program.ts";
import type { Host, RunningProcess, SpawnOptions } from "./netns.ts";

/** One line of `--json`. */
export interface Told {
  /** When, in ISO 8601. */
  readonly at: string;
  /** What happened, e.g. `peer_heard`. */
  readonly event: string;
  /** What the event carries. */
  readonly [field: string]: unknown;
}

/** Long enough for two busy cores; what is waited for usually comes within half a second. */
export const patienceMs = 20_000;

const main = new URL("../../main.ts", import.meta.url).pathname;

/** The command that runs our program, without a permission other than the network. */
export const program: readonly string[] = [
  Deno.execPath(),
  "run",
  "--allow-net",
  main,
];

/** A program's lines, each of which answers one question. */
export class Transcript {
  readonly #process: RunningProcess;
  readonly #answered = new Set<number>();

  /** Asks `process`, which nobody else may be asking. */
  constructor(process: RunningProcess) {
    this.#process = process;
  }

  /** Lets what was printed so far answer no more questions. */
  forget(): void {
    for (const index of this.#process.lines.keys()) this.#answered.add(index);
  }

  /** The first line that matches and has answered no question yet. */
  async line(
    matches: (line: string) => boolean,
    timeoutMs = patienceMs,
  ): Promise<string> {
    const giveUpAtMs = performance.now() + timeoutMs;
    while (true) {
      const { lines } = this.#process;
      const found = lines.findIndex((line, index) =>
        !this.#answered.has(index) && matches(line)
      );
      if (found >= 0) {
        this.#answered.add(found);
        return lines[found]!;
      }
      await this.#process.waitFor(matches, giveUpAtMs - performance.now());
    }
  }
}

/** A running node. */
export class NodeProcess implements AsyncDisposable {
  /** The program behind it. */
  readonly process: RunningProcess;
  readonly #transcript: Transcript;

  /** Use `NodeProcess.start`. */
  constructor(process: RunningProcess) {
    this.process = process;
    this.#transcript = new Transcript(process);
  }

  /** Starts a node on `host`. */
  static start(
    host: Host,
    args: readonly string[] = [],
    options: SpawnOptions = {},
  ): NodeProcess {
    return new NodeProcess(
      host.spawn([...program, "--json", ...args], options),
    );
  }

  /** Everything it has told so far. */
  get events(): readonly Told[] {
    return this.process.lines.map(parsed);
  }

  /** The first event of this kind, with these fields, that has answered no question yet. */
  async told(
    event: string,
    fields: Readonly<Record<string, unknown>> = {},
    timeoutMs = patienceMs,
  ): Promise<Told> {
    const wanted = Object.entries({ event, ...fields });
    const line = await this.#transcript.line((line) => {
      const told = parsed(line);
      return wanted.every(([field, value]) => told[field] === value);
    }, timeoutMs);
    return parsed(line);
  }

  /** Lets what it told so far answer no more questions. */
  forget(): void {
    this.#transcript.forget();
  }

  /** Interrupts it, and waits for its end. */
  async interrupt(): Promise<Deno.CommandStatus> {
    this.process.kill("SIGINT");
    return await this.process.status;
  }

  /** Ends it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.process[Symbol.asyncDispose]();
  }
}

function parsed(line: string): Told {
  return JSON.parse(line);
}
