/**
 * Whom an actor lives under, who lives under it, and what supervision did to it.
 *
 * @module
 */
import type { JSX } from "preact";
import type { ActorRow } from "../../frame.ts";
import { lifecycle, moment, select } from "../model.ts";
import { KindIcon, ToneMark } from "../shell/icons.tsx";
import { lineageOf } from "../world.ts";
import { countText, timeText } from "../words/durations.ts";
import { stateOf } from "../words/state_text.ts";
import { toneOf } from "../words/tone.ts";
import { Section } from "./section.tsx";

/** Children that are listed; of more it is told how many are in which state. */
const childrenMax = 12;

/** What is told of what was done to an actor. */
const deedsMax = 8;

/** Where an actor is in the tree, each step of which selects. */
export function Path({ id }: { readonly id: string }): JSX.Element | null {
  const { actors } = moment.value;
  const above = lineageOf(moment.value, id).slice(0, -1);
  if (above.length === 0) return null;
  return (
    <nav class="path" aria-label="Above it">
      {above.map((id) => (
        <span key={id}>
          <button type="button" class="link" onClick={() => select(id)}>
            {actors.get(id)!.name}
          </button>
          <span aria-hidden="true">/</span>
        </span>
      ))}
    </nav>
  );
}

/** Who lives right under an actor. */
export function Children({ id }: { readonly id: string }): JSX.Element | null {
  const { actors, children } = moment.value;
  const rows = (children.get(id) ?? []).map((id) => actors.get(id)!);
  if (rows.length === 0) return null;
  return (
    <Section title={`Children (${countText(rows.length)})`}>
      {rows.length > childrenMax ? <Crowd rows={rows} /> : (
        <ul class="children">
          {rows.map((row) => (
            <li key={row.id}>
              <KindIcon kind={row.kind} />
              <button
                type="button"
                class="link"
                onClick={() => select(row.id)}
              >
                {row.name}
              </button>
              <span class="child-state">
                <ToneMark tone={toneOf(row)} />
                {stateOf(row)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Crowd({ rows }: { readonly rows: readonly ActorRow[] }): JSX.Element {
  const states = [...Map.groupBy(rows, stateOf)]
    .sort((a, b) => b[1].length - a[1].length);
  return (
    <ul class="children">
      {states.map(([state, members]) => (
        <li key={state}>
          <ToneMark tone={toneOf(members[0]!)} />
          <span>{state}</span>
          <span class="child-state">{countText(members.length)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What supervision did to the actor at that path, the latest first. */
export function Deeds(
  { path }: { readonly path: string },
): JSX.Element | null {
  const deeds = lifecycle.value.filter((entry) => entry.path === path)
    .slice(-deedsMax).reverse();
  if (deeds.length === 0) return null;
  return (
    <Section title="Life">
      <ul class="deeds">
        {deeds.map(({ sequence, atMs, type }) => (
          <li key={`${sequence}@${atMs}`} class={`deed-${type}`}>
            <span class="mono">{timeText(atMs)}</span>
            <span>{type.replace("_", " ")}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
