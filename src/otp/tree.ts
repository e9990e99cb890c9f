/**
 * Starts the root of a supervision tree and says how it ended.
 *
 * @module
 */
import { createActor } from "xstate";
import type { Lifecycle } from "./lifecycle.ts";
import type { AnyRef, Logic } from "./logic.ts";
import { adopt, terminate } from "./system.ts";

/** What a tree needs besides its logic. */
export interface TreeOptions {
  /** The root's id; `root` unless said otherwise. */
  readonly id?: string;
  /** The root's input. */
  readonly input?: unknown;
  /** Timers and time of the whole tree; the real ones unless said otherwise. */
  readonly clock?: TreeClock;
}

/** Time for a whole tree: an XState clock that also tells the time. */
export interface TreeClock {
  /** Milliseconds since any fixed moment, never going backwards. */
  nowMs(): number;
  /** As the global function. */
  // deno-lint-ignore no-explicit-any
  setTimeout(fire: (...args: any[]) => void, delayMs: number): any;
  /** As the global function. */
  // deno-lint-ignore no-explicit-any
  clearTimeout(timer: any): void;
}

/** A running tree. */
export interface Tree {
  /** The root actor. */
  readonly root: AnyRef;
  /** Everything that happens in the tree. */
  readonly lifecycle: Lifecycle;
  /**
   * Settles when the tree has ended: resolved after `stop` or when the root completes,
   * rejected with the root's error, whose `cause` chain leads to the first crash.
   */
  readonly closed: Promise<void>;
  /** Stops everything, youngest first. Safe to call twice. */
  stop(): void;
}

/** Starts `logic` as the root of a tree of its own. */
export function startTree(
  // deno-lint-ignore no-explicit-any
  logic: Logic<any, any>,
  { id = "root", input, clock }: TreeOptions = {},
): Tree {
  const root = createActor(logic, {
    id,
    ...(input !== undefined && { input }),
    ...(clock && { clock }),
  });
  const lifecycle = adopt(root);
  const closed = new Promise<void>((resolve, reject) => {
    root.subscribe({ error: reject, complete: resolve });
  });
  // Whoever does not ask how the tree ended must not be ended by it.
  closed.catch(() => {});
  root.start();
  return { root, lifecycle, closed, stop: () => terminate(root) };
}
