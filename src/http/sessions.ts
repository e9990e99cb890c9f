/**
 * Who is logged in from a browser: sessions, held in memory and bounded in number and time. They end with the node.
 *
 * A session is found by the hash of its id, so that how long the search takes tells nothing of the ids there are.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Clock, Random } from "../ports/world.ts";
import type { Principal } from "./credentials.ts";

/** Bytes of a session's id: 256 bits, which nobody guesses. */
const idBytes = 32;

/**
 * Sessions at one time; beyond it one ends that was used longest ago, of somebody of the same rights where there is one: who
 * may only read logs nobody out who may do more. Only who logs in has one.
 */
export const sessionsMax = 256;

/** How long a session lasts, in ms: a week, since whoever watches a cluster leaves the page open. */
export const sessionMsMax = 7 * 24 * 3_600_000;

/** Somebody who is logged in. */
export interface Session {
  /** Whose session it is. */
  readonly principal: Principal;
  /** What they go by. */
  readonly name: string;
  /** When it ends at the latest, in ms since the Unix epoch. */
  readonly untilMs: number;
  /** What the settings said of them as they logged in: it ends when they say something else. */
  readonly basis: string;
  /** Aborted when it has ended by logging out, or for want of room. */
  readonly over: AbortSignal;
}

interface Entry extends Session {
  readonly end: () => void;
}

/** Those who are logged in. */
export class Sessions {
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #random: Random;
  readonly #basisOf: (principal: Principal) => string;
  /** By hash of the id, the one used longest ago first. */
  readonly #entries = new Map<string, Entry>();

  /** Nobody is; `basisOf` tells what the settings in force say of somebody. */
  constructor(
    { clock, random }: {
      readonly clock: Pick<Clock, "nowMs">;
      readonly random: Random;
    },
    basisOf: (principal: Principal) => string,
  ) {
    this.#clock = clock;
    this.#random = random;
    this.#basisOf = basisOf;
  }

  /** Somebody has logged in; returns the id, which is theirs alone. */
  begin(principal: Principal, name: string): string {
    const id = this.#random.bytes(idBytes).toHex();
    const untilMs = this.#clock.nowMs() + sessionMsMax;
    const ending = new AbortController();
    const end = () => ending.abort();
    const { signal: over } = ending;
    const basis = this.#basisOf(principal);
    const who = { principal, name, basis };
    if (this.#entries.size >= sessionsMax) this.#end(this.#oldest(principal));
    this.#entries.set(hash(id), { ...who, untilMs, over, end });
    return id;
  }

  /** The session of that id, if it is one and goes on. */
  of(id: string): Session | undefined {
    const key = hash(id);
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (!this.goesOn(entry)) return this.#end(key);
    // Put last again, so that the first is the one used longest ago.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** Whether a session has not ended. */
  goesOn({ principal, basis, untilMs, over }: Session): boolean {
    return !over.aborted && this.#clock.nowMs() < untilMs &&
      basis === this.#basisOf(principal);
  }

  /** Ends the session of that id, if there is one. */
  end(id: string): void {
    this.#end(hash(id));
  }

  /** Key of the session used longest ago, of the same kind of principal if there is one. */
  #oldest({ kind }: Principal): string {
    const keys = [...this.#entries.keys()];
    const isAlike = (key: string) =>
      this.#entries.get(key)!.principal.kind === kind;
    return keys.find(isAlike) ?? keys[0]!;
  }

  #end(key: string): undefined {
    this.#entries.get(key)?.end();
    this.#entries.delete(key);
  }
}

function hash(id: string): string {
  return createHash("sha256").update(id).digest("base64");
}
