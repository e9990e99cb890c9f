/**
 * A simulated node, and the command line that asks it; what is printed is caught.
 *
 * @module
 */
import assert from "node:assert/strict";
import { format } from "node:util";
import { run } from "../../src/cli/program.ts";
import type { HttpClient } from "../../src/ports/http_client.ts";
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
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const { log, error } = console;
  console.log = (...texts) => void out.push(...format(...texts).split("\n"));
  console.error = (...texts) => void err.push(format(...texts));
  try {
    const code = await run(args, send);
    return { code, out, err: err.join("\n") };
  } finally {
    Object.assign(console, { log, error });
  }
}

/** Runs a command that asks the simulated node, while its time goes by. */
export async function asked(
  world: RestWorld,
  ...args: readonly string[]
): Promise<Ran> {
  return await world.done(ran(args, sendTo(world)));
}

/** Hands requests to the node, past all sockets. */
export function sendTo({ node }: RestWorld): HttpClient {
  return (request) => {
    assert(node.http);
    return node.http.fetch(request, { address: "127.0.0.1", port: 50_000 });
  };
}
