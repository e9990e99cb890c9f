/**
 * Our side of the tests beside BEAM nodes: `beam_driver.ts`, a program of the library's users, on a host of a test's
 * own and under `--allow-net` alone. A test hands it functions to run there:
 *
 * ```ts
 * await using ours = await Ours.start(lan.host(1), { name: "ours" });
 * const names = await ours.run(({ node }) => node.nodes().map(({ node }) => node));
 * ```
 *
 * A function goes there as its text: it may use what it is given and nothing around it.
 *
 * @module
 */

// Fetches what the program imports along with what the tests import: where it runs there is no network.
import type { Scope } from "./beam_driver.ts";
import "./beam_driver.ts";
import { cookie } from "./beam.ts";
import type { Host, RunningProcess } from "./netns.ts";
import { patienceMs, Transcript } from "./node_process.ts";
import type { NodeSettings } from "../../mod.ts";

/** What can be sent as JSON. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** What to start. */
export interface OursOptions {
  /** Its name before the `@`; the host's address is the rest. */
  readonly name?: string;
  /** Its distribution, besides the cookie of all tests. */
  readonly distribution?: Partial<NonNullable<NodeSettings["distribution"]>>;
  /** Its topologies: none without it. */
  readonly topologies?: NodeSettings["topologies"];
}

const driver = new URL("beam_driver.ts", import.meta.url).pathname;

/** A running node of ours. */
export class Ours implements AsyncDisposable {
  /** The program. */
  readonly process: RunningProcess;
  /** Its full name. */
  readonly node: string;
  readonly #transcript: Transcript;
  #lastId = 0;

  /** Starts a node; `start` also waits for it. */
  constructor(host: Host, options: OursOptions = {}) {
    const { name = "ours", distribution = {}, topologies = {} } = options;
    this.node = `${name}@${host.address}`;
    const settings = {
      name: this.node,
      topologies,
      distribution: { cookie, ...distribution },
    };
    this.process = host.spawn([
      ...[Deno.execPath(), "run", "--allow-net", driver],
      JSON.stringify(settings),
    ], { input: true });
    this.#transcript = new Transcript(this.process);
  }

  /** Starts a node and waits until it can be connected to. */
  static async start(host: Host, options: OursOptions = {}): Promise<Ours> {
    const ours = new Ours(host, options);
    await ours.ready();
    return ours;
  }

  /** Waits until it can be connected to. */
  async ready(): Promise<void> {
    await this.#said(({ ready }) => ready === this.node);
  }

  /** Runs this function there, and returns what it returned. */
  async run<Args extends Json[], Result>(
    work: (scope: Scope, ...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result> {
    const id = ++this.#lastId;
    await this.process.writeLine(
      JSON.stringify({ id, work: `${work}`, args }),
    );
    const said = await this.#said((said) => said.id === id);
    if (said.error !== undefined) {
      throw new Error(`${this.node}: ${work}\n${said.error}`);
    }
    return said.ok as Result;
  }

  /** The first event of the node of this type, with these fields, that has answered no question yet. */
  async told(
    type: string,
    fields: Readonly<Record<string, unknown>> = {},
    timeoutMs = patienceMs,
  ): Promise<Said> {
    const wanted = Object.entries({ type, ...fields });
    const { event } = await this.#said(({ event }) => {
      const told = (event ?? {}) as Said;
      return wanted.every(([field, value]) => told[field] === value);
    }, timeoutMs);
    return event as Said;
  }

  /** The next thing that this inbox heard, as one line of text, that matches and has answered no question yet. */
  async got(
    inbox: string,
    matching: RegExp,
    timeoutMs = patienceMs,
  ): Promise<string> {
    const said = await this.#said(
      (said) => said.inbox === inbox && matching.test(`${said.heard}`),
      timeoutMs,
    );
    return `${said.heard}`;
  }

  /** Every event of the node so far. */
  get events(): readonly Said[] {
    return this.process.lines.map(parsed).flatMap(({ event }) =>
      event === undefined ? [] : [event as Said]
    );
  }

  /** Lets what it said so far answer no more questions. */
  forget(): void {
    this.#transcript.forget();
  }

  /** Kills it, and waits until it is gone. */
  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.process.status;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.process[Symbol.asyncDispose]();
  }

  async #said(
    matches: (said: Said) => boolean,
    timeoutMs?: number,
  ): Promise<Said> {
    const line = await this.#transcript.line(
      (line) => matches(parsed(line)),
      timeoutMs,
    );
    return parsed(line);
  }
}

/** One line of what it says. */
export type Said = Readonly<Record<string, unknown>>;

function parsed(line: string): Said {
  return JSON.parse(line);
}
