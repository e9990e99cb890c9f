/**
 * A node of ours that does what it is told, for `beam_ours.ts`: settings as JSON on the command line, functions by lines
 * on standard input, what they return and what the node tells by lines of JSON on standard output.
 *
 * The end of its input is its end.
 *
 * @module
 */
import { type Node, type NodeSettings, startNode } from "../../mod.ts";
import * as etf from "../../src/wire/etf/mod.ts";
import * as actors from "./beam_actors.ts";

/** What a function that runs here may use. */
export interface Scope {
  /** The node. */
  readonly node: Node;
  /** Erlang terms. */
  readonly etf: typeof etf;
  /** Logic to spawn. */
  readonly actors: typeof actors;
  /** What functions leave for later ones. */
  readonly kept: Map<string, unknown>;
}

interface Command {
  readonly id: number;
  readonly work: string;
  readonly args: readonly unknown[];
}

if (import.meta.main) {
  const settings: NodeSettings = JSON.parse(Deno.args[0]!);
  const node = await startNode(settings, undefined, (event) => say({ event }));
  say({ ready: node.name });
  const scope: Scope = { node, etf, actors, kept: new Map() };
  for await (const line of lines(Deno.stdin.readable)) {
    perform(scope, JSON.parse(line));
  }
  Deno.exit(0);
}

async function perform(scope: Scope, { id, work, args }: Command) {
  try {
    // A test's own function: its text is the only way here.
    const run = new Function(`return (${work});`)();
    say({ id, ok: await run(scope, ...args) ?? null });
  } catch (error) {
    say({ id, error: `${error}` });
  }
}

async function* lines(
  input: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  let rest = "";
  for await (
    const part of input.pipeThrough(
      new TextDecoderStream() as ReadableWritablePair<string>,
    )
  ) {
    const whole = (rest + part).split("\n");
    rest = whole.pop()!;
    yield* whole;
  }
}

function say(fields: object) {
  console.log(JSON.stringify(fields));
}
