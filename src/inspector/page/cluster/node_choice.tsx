/**
 * Chooses whose tree is shown, among the nodes that the server can look at.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { about, look, node } from "../model.ts";
import { Icon } from "../shell/icons.tsx";
import { clusterMap } from "./glances.ts";
import { search } from "./search.ts";
import { StateMark } from "./state_mark.tsx";

/** From this many nodes on, one looks for them by name. */
const searchMin = 8;

const isOpen: Signal<boolean> = signal(false);
const words: Signal<string> = signal("");

/** The choice; nothing where there is only the server itself. */
export function NodeChoice(): JSX.Element | null {
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen.value) return;
    place.current?.querySelector<HTMLElement>("input, [aria-current]")?.focus();
    const leave = ({ target }: Event) => {
      if (!place.current?.contains(target as Node)) isOpen.value = false;
    };
    addEventListener("pointerdown", leave);
    return () => removeEventListener("pointerdown", leave);
  }, [isOpen.value]);
  const nodes = about.value?.nodes ?? [];
  if (nodes.length < 2) return null;
  const shown = node.value ?? nodes.find(({ isSelf }) => isSelf)?.name;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen.value) return;
    if (event.key === "Escape") {
      isOpen.value = false;
      button.current?.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      moveFocus(place.current!, event.key === "ArrowDown" ? 1 : -1);
    }
  };
  return (
    <div class="node-choice" ref={place} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen.value}
        aria-controls="node-choice-list"
        title={`Whose tree is shown: ${shown ?? "this server's"}`}
        onClick={() => isOpen.value = !isOpen.value}
      >
        <Icon name="cluster" />
        {nodes.length}
        <span class="header-word">nodes</span>
        <span class="header-word">
          <Icon name="open" />
        </span>
      </button>
      {isOpen.value && <Choice nodes={nodes} shown={shown} />}
    </div>
  );
}

function Choice(
  { nodes, shown }: {
    readonly nodes: readonly {
      readonly name: string;
      readonly isSelf: boolean;
    }[];
    readonly shown: string | undefined;
  },
): JSX.Element {
  const found = search(nodes, words.value, ({ name }) => name);
  const { nodes: known } = clusterMap.value;
  const fareOf = (name: string) =>
    known.find((one) => one.name === name) ?? { state: "reachable", words: "" };
  const choose = (name: string, isSelf: boolean) => {
    isOpen.value = false;
    words.value = "";
    look(isSelf ? undefined : name);
  };
  return (
    <div
      class="node-choice-list"
      id="node-choice-list"
      role="group"
      aria-label="Nodes"
    >
      {nodes.length >= searchMin && (
        <input
          type="search"
          placeholder="Look for a node"
          aria-label="Look for a node"
          value={words.value}
          onInput={({ currentTarget }) => words.value = currentTarget.value}
        />
      )}
      {found.shown.map(({ name, isSelf }) => (
        <button
          type="button"
          key={name}
          class={`quiet state-${fareOf(name).state}`}
          aria-current={name === shown ? "true" : undefined}
          onClick={() => choose(name, isSelf)}
        >
          <StateMark state={fareOf(name).state} />
          <span class="mono">{name}</span>
          <span class="hint">
            {isSelf ? "this server" : fareOf(name).words}
          </span>
        </button>
      ))}
      {found.shown.length === 0 && <p class="hint">No such node.</p>}
    </div>
  );
}

function moveFocus(place: HTMLElement, by: 1 | -1): void {
  const stops = [...place.querySelectorAll<HTMLElement>(
    ".node-choice-list input, .node-choice-list button",
  )];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  stops[(at + by + stops.length) % stops.length]?.focus();
}
