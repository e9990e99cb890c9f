/**
 * What became of the actors of each path: how often they were started again, and what they died of last. An actor that was
 * started again is another one; its path is what stays.
 *
 * @module
 */
import type { LifecycleEvent } from "./lifecycle.ts";

/** Paths remembered; beyond it those are forgotten that were quiet longest. */
export const pathsMax = 4_096;

/** What became of the actors of one path. */
export interface Trouble {
  /** How often one was started again. */
  readonly restarts: number;
  /** What one died of last. */
  readonly lastCrash?: {
    /** When, in ms on the system's clock. */
    readonly atMs: number;
    /** What it threw. */
    readonly error: unknown;
  };
}

const none: Trouble = { restarts: 0 };

/** Remembers crashes and restarts by path. */
export class Troubles {
  readonly #byPath = new Map<string, Trouble>();

  /** What became of the actors of a path. */
  of(path: string): Trouble {
    return this.#byPath.get(path) ?? none;
  }

  /** Notes an event, if it is a crash or a restart. */
  note(event: LifecycleEvent): void {
    if (event.type !== "crashed" && event.type !== "restarted") return;
    const { path, atMs } = event;
    const before = this.of(path);
    // Put last again, so that the first is who was quiet longest.
    this.#byPath.delete(path);
    this.#byPath.set(
      path,
      event.type === "crashed"
        ? { ...before, lastCrash: { atMs, error: event.error } }
        : { ...before, restarts: before.restarts + 1 },
    );
    if (this.#byPath.size <= pathsMax) return;
    const [quiet] = this.#byPath.keys();
    this.#byPath.delete(quiet!);
  }
}
