/**
 * What became of the actors of each path: how often they were started again, and what they died of last. An actor that was
 * started again is another one; its path is what stays.
 *
 * @module
 */
import type { LifecycleEvent } from "../otp/mod.ts";
import { causesOf } from "../protocol/reason.ts";
import type { ActorCrash, LifecycleEntry } from "./frame.ts";

/** Paths remembered; beyond it those are forgotten that were quiet longest. */
export const pathsMax = 4_096;

/** What became of the actors of one path. */
export interface Trouble {
  /** How often one was started again. */
  readonly restarts: number;
  /** What one died of last. */
  readonly crash?: ActorCrash;
}

const none: Trouble = { restarts: 0 };

/** Remembers crashes and restarts by path. */
export class Troubles {
  readonly #byPath = new Map<string, Trouble>();

  /** What became of the actors of a path. */
  of(path: string): Trouble {
    return this.#byPath.get(path) ?? none;
  }

  /** Notes an entry, if it is about a crash or a restart. */
  note({ type, path, atMs, causes = [] }: LifecycleEntry): void {
    if (type !== "crashed" && type !== "restarted") return;
    const before = this.of(path);
    // Put last again, so that the first is who was quiet longest.
    this.#byPath.delete(path);
    this.#byPath.set(
      path,
      type === "crashed"
        ? { ...before, crash: { atMs, causes } }
        : { ...before, restarts: before.restarts + 1 },
    );
    if (this.#byPath.size <= pathsMax) return;
    const [quiet] = this.#byPath.keys();
    this.#byPath.delete(quiet!);
  }
}

/** A lifecycle event as a viewer is told of it; `epochMs` is what the Unix epoch's time is ahead of the lifecycle's. */
export function entryOf(
  event: LifecycleEvent,
  epochMs: number,
): LifecycleEntry {
  const { sequence, path, type } = event;
  return {
    ...{ sequence, atMs: Math.round(event.atMs + epochMs), path, type },
    ...("error" in event && { causes: causesOf(event.error) }),
  };
}
