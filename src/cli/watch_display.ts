/**
 * Where what is watched is shown: in place on a terminal, as fresh trees elsewhere, or as JSON for a machine.
 *
 * @module
 */
import type { Clock } from "../ports/world.ts";
import {
  type Actor,
  actorColumns,
  type Actors,
  actorsMax,
  treeRows,
} from "./actor_rows.ts";
import { printJson } from "./json_argument.ts";
import { tableLines } from "./table.ts";
import { outputTerminal } from "./terminal.ts";
import { ActorsScreen } from "./actors_screen.ts";
import type { ActorsDisplay } from "./watch_actors.ts";

/** What is shown to whom. */
export interface DisplayOptions {
  /** `--json` */
  readonly json: boolean;
  /** Where the node is. */
  readonly origin: string;
  /** Time. */
  readonly clock: Clock;
}

/** The display that suits standard output. */
export function displayFor(
  { json, origin, clock }: DisplayOptions,
): ActorsDisplay {
  if (json) return new ActorsChanges(clock);
  const terminal = outputTerminal();
  return terminal
    ? new ActorsScreen({ terminal, origin, clock })
    : new ActorsTrees(clock);
}

/** Prints the tree whenever it changed, with the time before it. */
class ActorsTrees implements ActorsDisplay {
  readonly #clock: Clock;
  #shown = "";
  readonly #lost = new LostLine();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  tree({ actors, truncated }: Actors): void {
    this.#lost.found();
    const rows = treeRows(actors, { folds: true }).map(({ cells }) => cells);
    const text = tableLines(actorColumns, rows).join("\n");
    if (text === this.#shown) return;
    console.log(`${this.#shown === "" ? "" : "\n"}${timeOf(this.#clock)}`);
    console.log(text);
    if (truncated) console.error(`only the first ${actorsMax} are shown`);
    this.#shown = text;
  }

  waiting(why: string): void {
    this.#lost.tell(why);
  }

  [Symbol.dispose](): void {}
}

/** Prints a line for each actor that is new, changed or gone. */
class ActorsChanges implements ActorsDisplay {
  readonly #clock: Clock;
  #known = new Map<string, string>();
  readonly #lost = new LostLine();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  tree({ actors }: Actors): void {
    this.#lost.found();
    const at = new Date(this.#clock.nowMs()).toISOString();
    const known = new Map<string, string>();
    for (const actor of actors) {
      const { path } = actor;
      const text = JSON.stringify(actor);
      const before = this.#known.get(path);
      known.set(path, text);
      if (before === undefined) this.#tell(at, "new", actor);
      else if (before !== text) this.#tell(at, "changed", actor);
      this.#known.delete(path);
    }
    for (const path of this.#known.keys()) this.#tell(at, "gone", { path });
    this.#known = known;
  }

  waiting(why: string): void {
    this.#lost.tell(why);
  }

  #tell(at: string, change: string, actor: Pick<Actor, "path">): void {
    printJson({ at, change, ...actor });
  }

  [Symbol.dispose](): void {}
}

/** Tells once that the node was lost, until it is found again. */
class LostLine {
  #isLost = false;

  tell(why: string): void {
    if (!this.#isLost) console.error(`waiting: ${why}`);
    this.#isLost = true;
  }

  found(): void {
    this.#isLost = false;
  }
}

/** `12:34:56`, in UTC. */
function timeOf(clock: Clock): string {
  return new Date(clock.nowMs()).toISOString().slice(11, 19);
}
