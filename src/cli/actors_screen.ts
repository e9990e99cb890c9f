/**
 * A tree of actors on a terminal, drawn in place on its other screen, so that what stood there before comes back in the end.
 *
 * A mark before a row says what is wrong with it, in red or yellow where colours are wanted.
 *
 * @module
 */
import type { Clock } from "../ports/world.ts";
import {
  actorColumns,
  type ActorRow,
  type Actors,
  treeRows,
} from "./actor_rows.ts";
import { tableLines } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import type { ActorsDisplay } from "./watch_actors.ts";

/** What a screen is made of. */
export interface ScreenParts {
  /** Where it is drawn. */
  readonly terminal: Terminal;
  /** Where the node is, for the title. */
  readonly origin: string;
  /** Time. */
  readonly clock: Clock;
}

/** The time for which a crash is marked, in ms. */
export const crashMarkMs = 60_000;

/** Control sequences of xterm, which every terminal of today knows. */
const sequences = {
  // The other screen, no cursor, and no line that goes on in the next one.
  enter: "\u001b[?1049h\u001b[?25l\u001b[?7l",
  leave: "\u001b[?7h\u001b[?25h\u001b[?1049l",
  home: "\u001b[H",
  endOfLine: "\u001b[K",
  endOfScreen: "\u001b[J",
} as const;

/** How a line looks, by what it is. */
const looks = {
  title: "1",
  columns: "1",
  crashed: "31",
  troubled: "33",
  faint: "2",
  plain: "",
} as const;

interface Line {
  readonly text: string;
  readonly look: keyof typeof looks;
}

/** Shows actors on a terminal until it is disposed of. */
export class ActorsScreen implements ActorsDisplay {
  readonly #parts: ScreenParts;
  #actors: Actors = { actors: [], truncated: false };
  #shown = "";

  /** Leaves what stands on the terminal for later. */
  constructor(parts: ScreenParts) {
    this.#parts = parts;
  }

  tree(actors: Actors): void {
    this.#actors = actors;
    const { length } = actors.actors;
    const restarts = actors.actors
      .reduce((sum, { restarts }) => sum + restarts, 0);
    const count = actors.truncated ? `more than ${length}` : length;
    this.#draw(
      `${this.#parts.origin}  ${count} actors, ${restarts} restarts`,
      false,
    );
  }

  waiting(why: string): void {
    this.#draw(`waiting: ${why}`, true);
  }

  [Symbol.dispose](): void {
    if (this.#shown !== "") this.#parts.terminal.write(sequences.leave);
    this.#shown = "";
  }

  #draw(title: string, isOld: boolean): void {
    const { terminal, clock } = this.#parts;
    const size = terminal.size();
    const rows = treeRows(this.#actors.actors, { folds: true });
    const tree = linesOf(rows, clock.nowMs())
      .map((line): Line => isOld ? { ...line, look: "faint" } : line);
    const lines = fitted(title, tree, size.rows);
    const text = lines.map(({ text, look }) => {
      const cut = text.slice(0, size.columns);
      const code = terminal.hasColours ? looks[look] : "";
      const painted = code === "" ? cut : `\u001b[${code}m${cut}\u001b[0m`;
      return painted + sequences.endOfLine;
    }).join("\r\n");
    // A terminal of another size may have moved what stood there.
    const shown = `${size.columns} ${size.rows} ${text}`;
    if (shown === this.#shown) return;
    const begin = this.#shown === "" ? sequences.enter : "";
    terminal.write(begin + sequences.home + text + sequences.endOfScreen);
    this.#shown = shown;
  }
}

/** A line for the columns and one for each row, each with room for a mark. */
function linesOf(rows: readonly ActorRow[], nowMs: number): readonly Line[] {
  const [columns, ...texts] = tableLines(
    actorColumns,
    rows.map(({ cells }) => cells),
  );
  return [
    { text: `  ${columns}`, look: "columns" },
    ...texts.map((text, index): Line => {
      const look = lookOf(rows[index]!, nowMs);
      return { text: `${marks[look] ?? " "} ${text}`, look };
    }),
  ];
}

const marks: { readonly [look in Line["look"]]?: string } = {
  crashed: "✗",
  troubled: "!",
};

function lookOf({ actor, isFold }: ActorRow, nowMs: number): Line["look"] {
  if (isFold) return "faint";
  const { last_crash, tags } = actor;
  const sinceMs = last_crash ? nowMs - last_crash.at_ms : Infinity;
  if (sinceMs < crashMarkMs) return "crashed";
  return tags.includes("troubled") ? "troubled" : "plain";
}

/** The title, as much of the tree as there is room for, and what the marks mean. */
function fitted(
  title: string,
  tree: readonly Line[],
  rowsMax: number,
): readonly Line[] {
  const legend = "✗ crashed within a minute  ! troubled  Ctrl+C ends";
  const first: readonly Line[] = [
    { text: title, look: "title" },
    { text: "", look: "plain" },
  ];
  const room = rowsMax - first.length - 2;
  const beyond = tree.length - room;
  const shown = beyond > 0 ? tree.slice(0, Math.max(room, 0)) : tree;
  const rest = beyond > 0
    ? `${beyond} more rows: give the path of an actor to see a part. `
    : "";
  return [
    ...first,
    ...shown,
    { text: "", look: "plain" } satisfies Line,
    { text: rest + legend, look: "faint" } satisfies Line,
  ].slice(0, Math.max(rowsMax, 1));
}
