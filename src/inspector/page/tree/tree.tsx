/**
 * The supervision tree while it runs: who lives where, in which state, how busy, and who was started again.
 *
 * @module
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { LongList } from "../list/long_list.tsx";
import { link, moment, select, selected } from "../model.ts";
import { announce } from "../shell/announcements.ts";
import { Icon } from "../shell/icons.tsx";
import { pane } from "../shell/places.ts";
import { stateOf } from "../words/state_text.ts";
import { moveOf, typedAt } from "./tree_keys.ts";
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
  const focusKey = useSignal<string | undefined>(undefined);
  const reveal = useRef<(index: number) => void>(() => {});
  const hadFocus = useRef(false);
  const typed = useRef({ text: "", atMs: 0 });
  const current = currentOf(all, focusKey.value);
  useSignalEffect(() => {
    const id = selected.value;
    if (id !== undefined) openTowards(id);
    focusKey.value = lines.peek().find((line) => isOf(line, id))?.key;
  });
  const chosen = all.findIndex((line) => isOf(line, selected.value));
  useLayoutEffect(() => {
    if (chosen >= 0) reveal.current(chosen);
  }, [selected.value, chosen >= 0]);
  useLayoutEffect(() => {
    if (!hadFocus.current) return;
    reveal.current(current);
    document.getElementById(rowId(all[current]))?.focus({
      preventScroll: true,
    });
  }, [all[current]?.key]);
  if (all.length === 0) return <NoLines />;

  const choose = (line: TreeLine) => {
    focusKey.value = line.key;
    if (line.type === "group") return setOpen(line.key, !line.isOpen);
    select(line.row.id);
    announce(`${line.row.name}, ${stateOf(line.row)}`, { isUnseen: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const line = all[current]!;
    const isLetter = event.key.length === 1 && event.key !== " " &&
      event.key !== "/";
    const move = isLetter
      ? typeAhead(event.key)
      : moveOf(event.key, all, current);
    if (!move) return;
    event.preventDefault();
    if (move.type === "go") focusKey.value = all[move.to]!.key;
    else if (move.type === "choose") choose(line);
    else setOpen(move.key, move.type === "open");
  };
  const typeAhead = (letter: string) => {
    const isSameWord = Date.now() - typed.current.atMs < typingMs;
    const text = (isSameWord ? typed.current.text : "") + letter;
    typed.current = { text, atMs: Date.now() };
    const to = typedAt(text, all, current);
    return to === undefined ? undefined : { type: "go", to } as const;
  };

  return (
    <LongList
      items={all}
      kept={current}
      reveal={reveal}
      outer={{
        class: "tree",
        role: "tree",
        "aria-label": "Supervision tree",
        onKeyDown,
        onFocusIn: () => hadFocus.current = true,
        onFocusOut: () => hadFocus.current = false,
      }}
      row={(line, index, style) => (
        <TreeRow
          key={line.key}
          id={rowId(line)}
          line={line}
          style={style}
          isSelected={index === chosen}
          isCurrent={index === current}
          choose={() => choose(line)}
          toggle={() => {
            focusKey.value = line.key;
            setOpen(line.key, !line.isOpen);
          }}
        />
      )}
    />
  );
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

/** The line that the keyboard is at: where it was put, else the first. */
function currentOf(
  lines: readonly TreeLine[],
  key: string | undefined,
): number {
  return Math.max(0, lines.findIndex((line) => line.key === key));
}

function isOf(line: TreeLine, id: string | undefined): boolean {
  return line.type === "actor" && line.row.id === id;
}

function rowId(line: TreeLine | undefined): string {
  return `line-${encodeURIComponent(line?.key ?? "")}`;
}
