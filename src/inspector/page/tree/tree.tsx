/**
 * The supervision tree while it runs: who lives where, in which state, how busy, and who was started again.
 *
 * @module
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { LongList } from "../list/long_list.tsx";
import { link, moment, select, selected } from "../model.ts";
import { announce } from "../shell/announcements.ts";
import { Icon } from "../shell/icons.tsx";
import { pane } from "../shell/places.ts";
import { stateOf } from "../words/state_text.ts";
import { moveOf, type TreeMove, typedAt } from "./tree_keys.ts";
import type { TreeLine } from "./tree_lines.ts";
import { TreeRow } from "./tree_row.tsx";
import { lines, openTowards, query, setOpen } from "./tree_state.ts";

/** How long letters belong to one word that is being typed, in ms. */
const typingMs = 700;

/** The tree with its search. */
export function Tree(): JSX.Element {
  return (
    <section class="tree-pane pane" aria-label="Actors">
      <Search />
      <Lines />
    </section>
  );
}

function Search(): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isTyping = (event.target as Element).closest("input, textarea");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) {
        return;
      }
      event.preventDefault();
      pane.value = "tree";
      field.current?.focus();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label="Search actors by name, path, state, tag or kind"
        placeholder="Name, state, tag, kind"
        autocomplete="off"
        spellcheck={false}
        value={query.value}
        onInput={({ currentTarget }) => query.value = currentTarget.value}
        onKeyDown={({ key }) => {
          if (key === "Escape") query.value = "";
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  );
}

function Lines(): JSX.Element {
  const all = lines.value;
  const reveal = useRef<(index: number) => void>(() => {});
  const place = usePlace(all, reveal);
  const onKeyDown = useKeys(all, place);
  if (all.length === 0) return <NoLines />;
  return (
    <LongList
      items={all}
      kept={place.current}
      reveal={reveal}
      outer={{
        class: "tree",
        role: "tree",
        "aria-label": "Supervision tree",
        onKeyDown,
        onFocusIn: () => place.hasFocus.current = true,
        onFocusOut: () => place.hasFocus.current = false,
      }}
      row={(line, index, style) => (
        <TreeRow
          key={line.key}
          id={rowId(line)}
          line={line}
          style={style}
          isSelected={index === place.chosen}
          isCurrent={index === place.current}
          choose={() => choose(line, place)}
          toggle={() => {
            place.go(line);
            setOpen(line.key, !line.isOpen);
          }}
        />
      )}
    />
  );
}

/** Where the keyboard is in the tree, and where the selected actor. */
interface Place {
  /** The line that the keyboard is at: where it was put, else the first. */
  readonly current: number;
  /** The line of the selected actor; -1 if there is none. */
  readonly chosen: number;
  readonly go: (line: TreeLine) => void;
  readonly hasFocus: RefObject<boolean>;
}

/** Follows the selection, and keeps the focus on the current line while lines come and go. */
function usePlace(
  all: readonly TreeLine[],
  reveal: RefObject<(index: number) => void>,
): Place {
  const key = useSignal<string | undefined>(undefined);
  const hasFocus = useRef(false);
  useSignalEffect(() => {
    const id = selected.value;
    if (id !== undefined) openTowards(id);
    key.value = lines.peek().find((line) => isOf(line, id))?.key;
  });
  const chosen = all.findIndex((line) => isOf(line, selected.value));
  const current = Math.max(0, all.findIndex((line) => line.key === key.value));
  useLayoutEffect(() => {
    if (chosen >= 0) reveal.current!(chosen);
  }, [selected.value, chosen >= 0]);
  useLayoutEffect(() => {
    if (!hasFocus.current) return;
    reveal.current!(current);
    document.getElementById(rowId(all[current]))
      ?.focus({ preventScroll: true });
  }, [all[current]?.key]);
  return { current, chosen, go: (line) => key.value = line.key, hasFocus };
}

/** What keys do: those of the pattern, and letters that begin a name. */
function useKeys(
  all: readonly TreeLine[],
  place: Place,
): (event: KeyboardEvent) => void {
  const typed = useRef({ text: "", atMs: 0 });
  const typeAhead = (letter: string): TreeMove | undefined => {
    const isSameWord = Date.now() - typed.current.atMs < typingMs;
    const text = (isSameWord ? typed.current.text : "") + letter;
    typed.current = { text, atMs: Date.now() };
    const to = typedAt(text, all, place.current);
    return to === undefined ? undefined : { type: "go", to };
  };
  return (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    // A slash goes to the search.
    const isLetter = key.length === 1 && key !== " " && key !== "/";
    const move = isLetter ? typeAhead(key) : moveOf(key, all, place.current);
    if (!move) return;
    event.preventDefault();
    if (move.type === "go") place.go(all[move.to]!);
    else if (move.type === "choose") choose(all[place.current]!, place);
    else setOpen(move.key, move.type === "open");
  };
}

function choose(line: TreeLine, place: Place): void {
  place.go(line);
  if (line.type === "group") return setOpen(line.key, !line.isOpen);
  select(line.row.id);
  announce(`${line.row.name}, ${stateOf(line.row)}`, { isUnseen: true });
}

function NoLines(): JSX.Element {
  if (moment.value.actors.size > 0) {
    return (
      <div class="empty">
        <strong>No actor is like that</strong>
        <span>Words are looked for in path, state, tags and kind.</span>
        <button type="button" onClick={() => query.value = ""}>
          Show all
        </button>
      </div>
    );
  }
  return (
    <div class="empty">
      <strong>
        {link.value === "lost" ? "Nothing is heard" : "No actors yet"}
      </strong>
      <span>
        {link.value === "lost"
          ? "The page tries again by itself until the server answers."
          : "They appear as soon as the first frame comes."}
      </span>
    </div>
  );
}

function isOf(line: TreeLine, id: string | undefined): boolean {
  return line.type === "actor" && line.row.id === id;
}

function rowId(line: TreeLine | undefined): string {
  return `line-${encodeURIComponent(line?.key ?? "")}`;
}
