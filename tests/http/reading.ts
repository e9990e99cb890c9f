/**
 * Reads a stream of events as it comes.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { RestWorld, Sent } from "./rest_world.ts";

/** One event as it came. */
export interface Told {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

/** A reader of a stream. */
export interface Reading {
  /** The next text, as it comes; nothing at the end. */
  text(): Promise<string | undefined>;
  /** The next events: so many, or all until the end. */
  events(count: number): Promise<Told[]>;
  /** Leaves. */
  leave(): Promise<void>;
}

/** Opens a stream. */
export async function reading(
  world: RestWorld,
  path: string,
  sent: Sent,
): Promise<Reading> {
  const response = await world.done(world.send("GET", path, sent));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const reader = response.body!.pipeThrough(new TextDecoderStream())
    .getReader();
  let rest = "";
  const text = async () => (await reader.read()).value;
  return {
    text,
    async events(count) {
      const told: Told[] = [];
      while (told.length < count) {
        const end = rest.indexOf("\n\n");
        if (end >= 0) {
          told.push(parsed(rest.slice(0, end)));
          rest = rest.slice(end + 2);
          continue;
        }
        const more = await text();
        if (more === undefined) break;
        rest += more;
      }
      return told;
    },
    leave: () => reader.cancel(),
  };
}

function parsed(block: string): Told {
  return Object.fromEntries(
    block.split("\n").map((line) => {
      const at = line.indexOf(": ");
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
}
