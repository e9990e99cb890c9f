/**
 * A simulated node, and the command line that asks it; what is printed is caught.
 *
 * @module
 */
import assert from "node:assert/strict";
import { format } from "node:util";
import { run } from "../../src/cli/program.ts";
import { realClock } from "../../src/ports/clock.ts";
import type { HttpClient } from "../../src/ports/http_client.ts";
import type { Clock } from "../../src/ports/world.ts";
import type { RestWorld } from "../http/rest_world.ts";

/** The superuser of the node. */
export const root: readonly string[] = ["--user", "root:root-password"];

/** What came of a command. */
export interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: string;
}

/** Runs a command, whose requests `send` answers. */
export async function ran(
  args: readonly string[],
  send: HttpClient,
  clock: Clock = realClock,
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const { log, error } = console;
  console.log = (...texts) => void out.push(...format(...texts).split("\n"));
  console.error = (...texts) => void err.push(format(...texts));
  try {
    const code = await run(args, send, clock);
    return { code, out, err: err.join("\n") };
  } finally {
    Object.assign(console, { log, error });
  }
}

/** Has the operator say these by signals, while `during` runs; what is listened to then must have ended. */
export async function signalled<Value>(
  during: (say: (signal: Deno.Signal) => void) => Promise<Value>,
): Promise<Value> {
  const { addSignalListener, removeSignalListener } = Deno;
  const listening = new Map<Deno.Signal, () => void>();
  Deno.addSignalListener = (signal, hear) => void listening.set(signal, hear);
  Deno.removeSignalListener = (signal) => void listening.delete(signal);
  try {
    const value = await during((signal) => listening.get(signal)!());
    assert.deepEqual([...listening], []);
    return value;
  } finally {
    Object.assign(Deno, { addSignalListener, removeSignalListener });
  }
}

/** Runs a command that asks the simulated node, while its time goes by. */
export async function asked(
  world: RestWorld,
  ...args: readonly string[]
): Promise<Ran> {
  return await world.done(ran(args, sendTo(world), world.sim.clock));
}

/** Hands requests to the node, past all sockets. */
export function sendTo({ node }: RestWorld): HttpClient {
  return (request) => {
    assert(node.http);
    return node.http.fetch(request, { address: "127.0.0.1", port: 50_000 });
  };
}
