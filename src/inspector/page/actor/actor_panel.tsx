/**
 * All about the selected actor.
 *
 * @module
 */
import type { JSX } from "preact";
import type { ActorRow } from "../../frame.ts";
import { callers } from "../cluster/callers.ts";
import {
  detail,
  link,
  past,
  rates,
  selectedPath,
  selectedRow,
} from "../model.ts";
import { KindIcon, ToneMark } from "../shell/icons.tsx";
import { countText, rateText } from "../words/durations.ts";
import { stateOf } from "../words/state_text.ts";
import { toneOf } from "../words/tone.ts";
import { ActorActions } from "./actor_actions.tsx";
import { CrashStory } from "./crash_story.tsx";
import { Children, Deeds, Path } from "./family.tsx";
import { JsonTree } from "./json_tree.tsx";
import { Section } from "./section.tsx";
import { Timers } from "./timers.tsx";

/** The panel. */
export function ActorPanel(): JSX.Element {
  const row = selectedRow.value;
  return (
    <aside class="actor-pane pane" aria-label="Selected actor">
      {row ? <Actor key={selectedPath.value} row={row} /> : <NoActor />}
    </aside>
  );
}

function Actor({ row }: { readonly row: ActorRow }): JSX.Element {
  const about = detail.value;
  const caller = callers.value.get(selectedPath.value ?? "");
  return (
    <div class="actor">
      <div class="actor-head">
        <Path id={row.id} />
        <h2 class="actor-name">
          <KindIcon kind={row.kind} />
          {row.name}
        </h2>
        {caller !== undefined && (
          <p class="actor-caller">
            the connection that <strong>{caller}</strong> made
          </p>
        )}
        <States row={row} />
        <ActorActions row={row} />
      </div>
      {row.crash && <CrashStory crash={row.crash} />}
      <Facts row={row} />
      {about && about.timers.length > 0 && <Timers timers={about.timers} />}
      <Children id={row.id} />
      {about
        ? (
          <>
            <Section title={row.value === undefined ? "State" : "Context"}>
              <JsonTree value={about.context} />
            </Section>
            {about.input !== undefined && (
              <Section title="Input">
                <JsonTree value={about.input} />
              </Section>
            )}
          </>
        )
        : (
          <p class="hint">
            {past.value
              ? "What it knew at this moment was not recorded: only the selected actor is told of in full."
              : "Waiting to be told more…"}
          </p>
        )}
      <Deeds path={selectedPath.value ?? ""} />
    </div>
  );
}

function States({ row }: { readonly row: ActorRow }): JSX.Element {
  const tone = toneOf(row);
  return (
    <p class="actor-states">
      <span class={`state state-${tone}`}>
        <ToneMark tone={tone} />
        {stateOf(row)}
      </span>
      {row.tags?.map((tag) => <span key={tag} class="tag">{tag}</span>)}
    </p>
  );
}

function Facts({ row }: { readonly row: ActorRow }): JSX.Element {
  const about = detail.value;
  const rate = rates.value.get(row.id);
  const facts: readonly (readonly [string, string, string?])[] = [
    ["Kind", row.kind],
    ["Status", row.status],
    [
      "Events",
      countText(row.events) + (rate ? `, ${rateText(rate)}` : ""),
      "since somebody looks",
    ],
    ["Started again", countText(row.restarts)],
    ...about ? [["Mailbox", countText(about.mailbox)] as const] : [],
    ["Id", row.id],
    ...about?.systemId === undefined
      ? []
      : [["System id", about.systemId] as const],
  ];
  return (
    <dl class="facts">
      {facts.map(([label, value, more]) => (
        <div key={label} class="fact" title={more && `${label} ${more}`}>
          <dt>
            {label}
            {more && <span class="unseen">{` ${more}`}</span>}
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function NoActor(): JSX.Element {
  const path = selectedPath.value;
  if (path === undefined) {
    return (
      <div class="empty">
        <strong>No actor is selected</strong>
        <span>Choose one in the tree, in an event or in a diagram.</span>
      </div>
    );
  }
  return (
    <div class="empty">
      <strong class="mono">{path}</strong>
      <span>
        {past.value
          ? "was not there at this moment."
          : link.value === "live"
          ? "is not there. It is shown again as soon as somebody is at this place."
          : "was selected; nothing is heard of it now."}
      </span>
    </div>
  );
}
