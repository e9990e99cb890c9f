/**
 * Real BEAM nodes on hosts of a test's own: `beam_peer.exs` on Debian's Erlang and Elixir, under its own EPMD (one per
 * network namespace, started by the VM as usual), told what to do in Elixir.
 *
 * ```ts
 * await using lan = await segment(2);
 * await using beam = await Beam.start(lan.host(0), { name: "a" });
 * assert.equal(await beam.eval("1 + 1"), "2");
 * ```
 *
 * A VM takes about a second to boot: the steps of one test share theirs.
 *
 * @module
 */
import type { Host, RunningProcess } from "./netns.ts";
import { patienceMs, Transcript } from "./node_process.ts";

/** The cookie of every cluster in these tests that says nothing else. */
export const cookie = "biscuit";

/** Which node to start. */
export interface BeamOptions {
  /** Its name before the `@`; the host's address is the rest. */
  readonly name?: string;
  /** Its cookie. */
  readonly cookie?: string;
  /** More options of `erl`, e.g. `-hidden` or `-kernel net_ticktime 8`. */
  readonly erl?: string;
  /** The script it runs, in place of `beam_peer.exs`, and what follows on its command line. */
  readonly script?: readonly string[];
}

const script = new URL("beam_peer.exs", import.meta.url).pathname;

/** A running BEAM node. */
export class Beam implements AsyncDisposable {
  /** The VM: killing this kills all of it. */
  readonly process: RunningProcess;
  /** Its full name. */
  readonly node: string;
  readonly #transcript: Transcript;
  #lastId = 0;

  /** Starts a node; `start` also waits for it. */
  constructor(host: Host, options: BeamOptions = {}) {
    this.node = `${options.name ?? "beam"}@${host.address}`;
    // One scheduler that does not spin: several of these share a machine.
    const flags = `+S 1:1 +sbwt none ${options.erl ?? ""}`;
    this.process = host.spawn([
      ...["elixir", "--name", this.node],
      ...["--cookie", options.cookie ?? cookie, "--erl", flags],
      ...(options.script ?? [script]),
    ], { input: true, env: { ERL_CRASH_DUMP_SECONDS: "0" } });
    this.#transcript = new Transcript(this.process);
  }

  /** Starts a node and waits until it is one. */
  static async start(host: Host, options: BeamOptions = {}): Promise<Beam> {
    const beam = new Beam(host, options);
    await beam.ready();
    return beam;
  }

  /** Waits until it is a node. */
  async ready(): Promise<void> {
    await this.#said({ ready: `:"${this.node}"` });
  }

  /**
   * What this Elixir expression comes to, as `inspect` shows it.
   *
   * Every expression is evaluated in a process of its own, so that one that waits holds up no other.
   *
   * @throws What the expression raised, exited with or threw; or that it took too long.
   */
  async eval(expression: string, timeoutMs = patienceMs): Promise<string> {
    const id = ++this.#lastId;
    const code = new TextEncoder().encode(expression).toBase64();
    await this.process.writeLine(`${id} ${code}`);
    const said = await this.#said({ id }, timeoutMs);
    if (said.ok === undefined) {
      throw new Error(`${this.node}: ${expression}\n${said.error}`);
    }
    return `${said.ok}`;
  }

  /** The same, and how long it took as the VM saw it, in ms. */
  async timed(
    expression: string,
    timeoutMs?: number,
  ): Promise<{ readonly value: string; readonly tookMs: number }> {
    const shown = await this.eval(
      `{us, value} = :timer.tc(fn -> ${expression} end); "#{us} #{Peer.show(value)}"`,
      timeoutMs,
    );
    const [us, ...words] = (JSON.parse(shown) as string).split(" ");
    return { value: words.join(" "), tookMs: Number(us) / 1_000 };
  }

  /** Asks again until the expression comes to this: for what a VM only does in its own time. */
  async until(
    expression: string,
    wanted: string,
    timeoutMs = patienceMs,
  ): Promise<void> {
    await this.eval(
      `wanted = ${JSON.stringify(wanted)}
      Enum.find_value(Stream.cycle([nil]), fn _ ->
        if Peer.show(${expression}) == wanted, do: true, else: Process.sleep(20) && nil
      end)`,
      timeoutMs,
    );
  }

  /** Starts an inbox: a registered process that tells what it gets. */
  async inbox(name: string): Promise<void> {
    await this.eval(`Inbox.start(:${name})`);
  }

  /** What this expression comes to in an inbox's own process. */
  in(inbox: string, expression: string): Promise<string> {
    return this.eval(`Inbox.run(:${inbox}, fn -> ${expression} end)`);
  }

  /** The next message to this inbox that matches and has answered no question yet. */
  async got(
    inbox: string,
    matching: RegExp,
    timeoutMs = patienceMs,
  ): Promise<string> {
    const line = await this.#transcript.line((line) => {
      const said = parsed(line);
      return said.inbox === inbox && matching.test(`${said.message}`);
    }, timeoutMs);
    return `${parsed(line).message}`;
  }

  /** Every message that came to this inbox so far. */
  messages(inbox: string): readonly string[] {
    return this.process.lines.map(parsed).filter((said) => said.inbox === inbox)
      .map(({ message }) => `${message}`);
  }

  /** Lets what it said so far answer no more questions. */
  forget(): void {
    this.#transcript.forget();
  }

  /** Kills the VM, and waits until it is gone. */
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
    fields: Readonly<Record<string, unknown>>,
    timeoutMs?: number,
  ): Promise<Said> {
    const wanted = Object.entries(fields);
    const line = await this.#transcript.line((line) => {
      const said = parsed(line);
      return wanted.every(([field, value]) => said[field] === value);
    }, timeoutMs);
    return parsed(line);
  }
}

type Said = Readonly<Record<string, unknown>>;

/** What a line says; nothing, where the VM itself prints something else. */
function parsed(line: string): Said {
  return line.startsWith("{") ? JSON.parse(line) : {};
}
