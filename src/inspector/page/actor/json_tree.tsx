/**
 * A value as a tree that can be opened and closed. What it is was bounded by the server; of a long list only its
 * beginning is drawn until more is asked for.
 *
 * @module
 */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Json } from "../../frame.ts";
import { countText } from "../words/durations.ts";
import { entriesOf, foldedOf, kindOf, summaryOf } from "./json_text.ts";

/** Entries drawn of one value before more is asked for. */
const entriesMax = 100;

/** Values of at most so many entries, right within the whole, are open at first. */
const openEntriesMax = 12;

/** The tree of a value. */
export function JsonTree({ value }: { readonly value: Json }): JSX.Element {
  const entries = entriesOf(value);
  if (!entries) return <Leaf value={value} />;
  if (entries.length === 0) return <p class="hint">empty</p>;
  return <Entries value={value} depth={0} />;
}

interface EntriesProps {
  readonly value: Json;
  readonly depth: number;
}

function Entries({ value, depth }: EntriesProps): JSX.Element {
  const shown = useSignal(entriesMax);
  const entries = entriesOf(value) ?? [];
  const left = entries.length - shown.value;
  return (
    <ul class="json">
      {entries.slice(0, shown.value).map(([key, inner]) => (
        <li key={key}>
          <Entry label={key} value={inner} depth={depth} />
        </li>
      ))}
      {left > 0 && (
        <li>
          <button
            type="button"
            class="link"
            onClick={() => shown.value += entriesMax}
          >
            {countText(left)} more
          </button>
        </li>
      )}
    </ul>
  );
}

interface EntryProps {
  readonly label: string;
  readonly value: Json;
  readonly depth: number;
}

function Entry({ label, value, depth }: EntryProps): JSX.Element {
  const entries = entriesOf(value);
  const isOpen = useSignal(
    depth === 0 && (entries?.length ?? 0) <= openEntriesMax,
  );
  if (!entries || entries.length === 0) {
    return (
      <span class="json-entry">
        <span class="json-key">{label}</span>
        <Leaf value={value} />
      </span>
    );
  }
  return (
    <details
      open={isOpen.value}
      onToggle={({ currentTarget }) => isOpen.value = currentTarget.open}
    >
      <summary>
        <span class="json-key">{label}</span>
        <span class="json-summary">{summaryOf(value)}</span>
      </summary>
      {isOpen.value && <Entries value={value} depth={depth + 1} />}
    </details>
  );
}

/** A value without values in it, folded if it is long; it flashes when it changes. */
function Leaf({ value }: { readonly value: Json }): JSX.Element {
  const text = summaryOf(value);
  const element = useRef<HTMLSpanElement>(null);
  const before = useRef(text);
  useEffect(() => {
    if (before.current === text) return;
    before.current = text;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    element.current?.animate(
      { backgroundColor: ["var(--flash-soft)", "transparent"] },
      { duration: 900 },
    );
  }, [text]);
  const isOpen = useSignal(false);
  const folded = foldedOf(text);
  return (
    <span ref={element} class={`json-leaf json-${kindOf(value)}`}>
      {isOpen.value ? text : folded ?? text}
      {folded !== undefined && (
        <>
          {" "}
          <button
            type="button"
            class="link"
            aria-expanded={isOpen.value}
            onClick={() => isOpen.value = !isOpen.value}
          >
            {isOpen.value ? "less" : "more"}
          </button>
        </>
      )}
    </span>
  );
}
