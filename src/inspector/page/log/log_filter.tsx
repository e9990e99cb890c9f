/**
 * Says what is shown of what happens.
 *
 * @module
 */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { log, nameOf, selected } from "../model.ts";
import { Icon } from "../shell/icons.tsx";
import { countText } from "../words/durations.ts";
import { typesIn } from "./log_lines.ts";
import {
  hiddenTypes,
  hideType,
  isOnlySelected,
  isPaused,
  logQuery,
  pause,
  showsLifecycle,
} from "./log_state.ts";

/** Types that can be chosen from; who has more looks for them by words. */
const typesMax = 40;

/** The filter. */
export function LogFilter(): JSX.Element {
  const id = selected.value;
  return (
    <div class="log-filter">
      <button
        type="button"
        aria-pressed={isPaused.value}
        onClick={() => pause(!isPaused.value)}
      >
        <Icon name={isPaused.value ? "play" : "pause"} />
        {isPaused.value ? "Paused" : "Pause"}
      </button>
      <input
        type="search"
        aria-label="Filter events by type or actor"
        placeholder="Type or actor"
        autocomplete="off"
        spellcheck={false}
        value={logQuery.value}
        onInput={({ currentTarget }) => logQuery.value = currentTarget.value}
      />
      <button
        type="button"
        disabled={id === undefined}
        aria-pressed={isOnlySelected.value && id !== undefined}
        onClick={() => isOnlySelected.value = !isOnlySelected.value}
      >
        Only {id === undefined ? "selected" : nameOf(id)}
      </button>
      <Types />
    </div>
  );
}

function Types(): JSX.Element {
  const details = useRef<HTMLDetailsElement>(null);
  const types = typesIn(log.value);
  const shown = [
    ...types.slice(0, typesMax),
    ...[...hiddenTypes.value].filter((type) =>
      !types.slice(0, typesMax).some(([shown]) => shown === type)
    ).map((type) => [type, 0] as const),
  ];
  const hidden = hiddenTypes.value.size + (showsLifecycle.value ? 0 : 1);
  const close = () => {
    if (!details.current?.open) return;
    details.current.open = false;
    details.current.querySelector("summary")?.focus();
  };
  useEffect(() => {
    const leave = ({ target }: Event) => {
      const menu = details.current!;
      if (!menu.contains(target as Node)) menu.open = false;
    };
    addEventListener("pointerdown", leave);
    return () => removeEventListener("pointerdown", leave);
  }, []);
  return (
    <details
      ref={details}
      class="menu"
      onKeyDown={({ key }) => key === "Escape" && close()}
      onFocusOut={({ relatedTarget, currentTarget }) => {
        const isInside = relatedTarget instanceof Node &&
          currentTarget.contains(relatedTarget);
        if (relatedTarget && !isInside) currentTarget.open = false;
      }}
    >
      <summary class="button">
        <Icon name="filter" />
        Types{hidden > 0 ? ` (${hidden} hidden)` : ""}
      </summary>
      <fieldset class="menu-body">
        <legend>What is shown</legend>
        <Choice
          label="what supervision does"
          isChosen={showsLifecycle.value}
          choose={(isChosen) => showsLifecycle.value = isChosen}
        />
        {shown.map(([type, count]) => (
          <Choice
            key={type}
            label={type}
            count={count}
            isChosen={!hiddenTypes.value.has(type)}
            choose={(isChosen) => hideType(type, !isChosen)}
          />
        ))}
      </fieldset>
    </details>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly count?: number;
  readonly isChosen: boolean;
  readonly choose: (isChosen: boolean) => void;
}

function Choice(
  { label, count, isChosen, choose }: ChoiceProps,
): JSX.Element {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={isChosen}
        onChange={({ currentTarget }) => choose(currentTarget.checked)}
      />
      <span class={count === undefined ? "" : "mono"}>{label}</span>
      {count !== undefined && <span class="hint">{countText(count)}</span>}
    </label>
  );
}
