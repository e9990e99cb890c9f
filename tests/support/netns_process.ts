/**
 * A program started by a test, and what it prints, line by line.
 *
 * A test waits for a line instead of sleeping: `waitFor` resolves at the first line that
 * matches, looking after the line that matched last time, so waiting twice for the same
 * words waits for two lines. It rejects, showing what was printed, when the time is up or the
 * program ends first.
 *
 * @module
 */

/** How long `stop` lets a program end by itself after SIGTERM before SIGKILL. */
const STOP_GRACE_MS = 2_000;

/** How many of the last printed lines an error shows. */
const LINES_SHOWN_MAX = 40;

/** What to add to the environment and where to run. */
export interface SpawnOptions {
  /** Environment variables added to the test's own. */
  readonly env?: Record<string, string>;
  /** Working directory; the test's own without it. */
  readonly cwd?: string;
  /** Whether it reads what `writeLine` writes; its input is empty otherwise. */
  readonly input?: boolean;
}

interface Waiter {
  readonly matches: (line: string) => boolean;
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

/** A running program. Dispose it (`await using`) or call `stop`. */
export class RunningProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #title: string;
  readonly #lines: string[] = [];
  readonly #shown: string[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #finished: Promise<Deno.CommandStatus>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #nextLine = 0;
  #status: Deno.CommandStatus | undefined;

  /** Starts `command[0]` with the rest as its arguments. */
  constructor(command: readonly string[], options: SpawnOptions = {}) {
    const [program, ...args] = command;
    if (program === undefined) {
      throw new TypeError("Cannot start a program: the command is empty");
    }
    this.#title = command.join(" ");
    const { input = false, ...where } = options;
    this.#child = new Deno.Command(program, {
      args,
      ...where,
      stdin: input ? "piped" : "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = input ? this.#child.stdin.getWriter() : undefined;
    this.#finished = this.#follow();
  }

  /** Its process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Every line it printed to standard output so far. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** How it ended; resolves once its output has been read to the end. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#finished;
  }

  /** The next line of standard output that matches, among those printed after the previous match. */
  waitFor(
    matching: RegExp | ((line: string) => boolean),
    timeoutMs = 10_000,
  ): Promise<string> {
    const matches = matching instanceof RegExp
      ? (line: string) => line.search(matching) >= 0
      : matching;
    for (let at = this.#nextLine; at < this.#lines.length; at++) {
      const line = this.#lines[at]!;
      if (!matches(line)) continue;
      this.#nextLine = at + 1;
      return Promise.resolve(line);
    }
    if (this.#status) {
      return Promise.reject(this.#unseen(matching, "it had ended"));
    }
    return this.#wait(matches, matching, timeoutMs);
  }

  /** Writes a line to its input, if it was started with one; rejects when it has ended. */
  async writeLine(text: string): Promise<void> {
    if (!this.#input) {
      throw new TypeError(
        `Cannot write to \`${this.#title}\`: it has no input`,
      );
    }
    await this.#input.write(new TextEncoder().encode(`${text}\n`));
  }

  /** Sends a signal; nothing happens when it has already ended. */
  kill(signal: Deno.Signal = "SIGTERM"): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      if (!this.#hasEnded(error)) throw error;
    }
  }

  /** Ends it, by SIGTERM and then SIGKILL, and waits until it is gone. Safe to call twice. */
  async stop(): Promise<void> {
    this.kill("SIGTERM");
    const grace = setTimeout(() => this.kill("SIGKILL"), STOP_GRACE_MS);
    await this.#child.status;
    clearTimeout(grace);
  }

  /** Same as `stop`, and closes its output. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#input?.abort().catch(() => {});
    // A daemon it left behind may hold the pipe open: what it would still print is of no interest.
    await Promise.all(
      this.#readers.map((reader) => reader.cancel().catch(() => {})),
    );
    await this.#finished;
  }

  readonly #readers: ReadableStreamDefaultReader<string>[] = [];

  async #follow(): Promise<Deno.CommandStatus> {
    await Promise.all([
      this.#read(this.#child.stdout, (line) => this.#printed(line)),
      this.#read(this.#child.stderr, (line) => this.#shown.push(`! ${line}`)),
    ]);
    this.#status = await this.#child.status;
    for (const waiter of this.#waiters) {
      waiter.reject(new Error(`it ended with code ${this.#status.code}`));
    }
    return this.#status;
  }

  async #read(
    stream: ReadableStream<Uint8Array>,
    take: (line: string) => void,
  ): Promise<void> {
    const reader = stream.pipeThrough(
      new TextDecoderStream() as ReadableWritablePair,
    ).getReader();
    this.#readers.push(reader);
    let rest = "";
    for (
      let part = await reader.read();
      !part.done;
      part = await reader.read()
    ) {
      const lines = (rest + part.value).split("\n");
      rest = lines.pop()!;
      lines.forEach(take);
    }
    if (rest !== "") take(rest);
  }

  #printed(line: string): void {
    this.#lines.push(line);
    this.#shown.push(`  ${line}`);
    for (const waiter of this.#waiters) {
      if (!waiter.matches(line)) continue;
      this.#nextLine = this.#lines.length;
      this.#waiters.delete(waiter);
      waiter.resolve(line);
    }
  }

  async #wait(
    matches: (line: string) => boolean,
    asked: RegExp | ((line: string) => boolean),
    timeoutMs: number,
  ): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const waiter: Waiter = { matches, resolve, reject };
    const timer = setTimeout(
      () => reject(new Error(`${timeoutMs} ms passed`)),
      timeoutMs,
    );
    this.#waiters.add(waiter);
    try {
      return await promise;
    } catch (error) {
      throw this.#unseen(asked, (error as Error).message);
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  #unseen(asked: RegExp | ((line: string) => boolean), why: string): Error {
    const shown = this.#shown.slice(-LINES_SHOWN_MAX).join("\n");
    return new Error(
      `No line matching ${asked} from \`${this.#title}\`: ${why}. It printed:\n${shown}`,
    );
  }

  #hasEnded(error: unknown): boolean {
    return error instanceof Deno.errors.NotFound || error instanceof TypeError;
  }
}
