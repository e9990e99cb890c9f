/**
 * The program on a terminal of its own, with nothing in the environment that would hush a question of Deno's. Needs
 * `script` (util-linux).
 *
 * @module
 */
import type { Host, RunningProcess } from "./netns.ts";
import { program } from "./node_process.ts";

/** What Deno says when it wants a permission. */
export const question = /requests|allow\?|prompt/i;

// deno-lint-ignore no-control-regex -- colours and cursor movements begin with it
const decoration = /\u001b\[[0-9;?]*[A-Za-z]|\r/g;

/** A text without colours and cursor movements. */
export function plain(text: string): string {
  return text.replaceAll(decoration, "");
}

/**
 * Runs the program on a terminal of 120 columns and 40 rows, whose lines are its standard output and standard error;
 * `permissions` are beside the network's.
 */
export function onTerminal(
  host: Host,
  args: readonly string[],
  permissions: readonly string[] = [],
): RunningProcess {
  const words = [...program.slice(0, -1), ...permissions, program.at(-1)!];
  const quoted = [...words, ...args]
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const command = `stty columns 120 rows 40; exec ${quoted.join(" ")}`;
  const unset = ["NO_COLOR", "DENO_NO_PROMPT", "CI"].flatMap((
    name,
  ) => ["-u", name]);
  return host.spawn([
    ...["env", ...unset, "TERM=xterm-256color", "SHELL=/bin/sh"],
    ...["script", "--quiet", "--return", "--command", command, "/dev/null"],
  ]);
}

/** The process on the terminal of `script`. */
export async function childOf({ pid }: RunningProcess): Promise<number> {
  const children = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  return Number(children.trim().split(" ")[0]);
}

/** The exit code; a program that still runs when the time is up, perhaps waiting for an answer, is shown. */
export async function endOf(
  { status, lines }: RunningProcess,
  msMax: number,
): Promise<number> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(
        new Error(`It still runs after ${msMax} ms:\n${lines.join("\n")}`),
      ),
    msMax,
  );
  try {
    return (await Promise.race([status, tooLate])).code;
  } finally {
    clearTimeout(timer);
  }
}
