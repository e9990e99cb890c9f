/**
 * A libcluster node on a host of a test's own: the Elixir script `tests/support/gossip_peer.exs`.
 *
 * @module
 */
import type { Host, RunningProcess } from "../support/netns.ts";
import { Transcript } from "../support/node_process.ts";

const script = new URL("../support/gossip_peer.exs", import.meta.url).pathname;

/** What a peer prints at its end: when that was. */
const atMsPattern = / (\d+)$/;

/** A running peer. */
export class ElixirPeer implements AsyncDisposable {
  /** The program behind it. */
  readonly process: RunningProcess;
  readonly #transcript: Transcript;

  /** Starts a peer with the options of the script. */
  constructor(host: Host, args: readonly string[]) {
    // One scheduler that does not spin: several of these share a machine with what is measured.
    const command = ["elixir", "--erl", "+S 1:1 +sbwt none", script];
    this.process = host.spawn([...command, ...args]);
    this.#transcript = new Transcript(this.process);
  }

  /** Starts a peer and waits until its socket is open. */
  static async start(host: Host, args: readonly string[]): Promise<ElixirPeer> {
    const peer = new ElixirPeer(host, args);
    await peer.ready();
    return peer;
  }

  /** Waits until its socket is open. */
  async ready(): Promise<void> {
    await this.printed("ready");
  }

  /** Sends one heartbeat; returns when it went out, in ms since the epoch. */
  announce(): Promise<number> {
    this.process.kill("SIGUSR2");
    return this.printed("announced");
  }

  /** Waits for a heartbeat of `node`; returns when it came, in ms since the epoch. */
  heard(node: string): Promise<number> {
    return this.printed(`heard ${node}`);
  }

  /** Waits for a line that begins with these words; returns its time, in ms since the epoch. */
  async printed(words: string): Promise<number> {
    const line = await this.#transcript.line((line) =>
      line.startsWith(`${words} `)
    );
    return Number(atMsPattern.exec(line)?.[1]);
  }

  /** Lets what it printed so far answer no more questions. */
  forget(): void {
    this.#transcript.forget();
  }

  /** Ends it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.process[Symbol.asyncDispose]();
  }
}
