/**
 * The names and paths of actors that are gone, so that what they did can still be told.
 *
 * @module
 */
import type { ActorRow } from "../frame.ts";
import { type Moment, pathIn } from "./world.ts";

/** Actors whose names are remembered; beyond it those are forgotten that were heard of first. */
const namesMax = 20_000;

/** An actor's name, and its place in the tree. */
export interface Name {
  readonly name: string;
  readonly path: string;
}

/** Remembers names. */
export class Names {
  readonly #names = new Map<string, Name>();

  /** Learns the names of actors that are told of, who are in `moment`. */
  learn(moment: Moment, rows: readonly ActorRow[]): void {
    for (const { id, name } of rows) {
      if (this.#names.has(id)) continue;
      this.#names.set(id, { name, path: pathIn(moment, id) });
    }
    if (this.#names.size <= namesMax) return;
    for (const id of this.#names.keys()) {
      if (this.#names.size <= namesMax) return;
      this.#names.delete(id);
    }
  }

  /** What an actor was called. */
  get(id: string): Name | undefined {
    return this.#names.get(id);
  }

  /** Forgets all. */
  clear(): void {
    this.#names.clear();
  }
}
