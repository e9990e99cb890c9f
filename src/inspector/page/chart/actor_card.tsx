/**
 * An actor that is no machine: what it is, how it fares, and its children by the states that they are in.
 *
 * @module
 */
import type { JSX } from "preact";
import type { ActorKind, ActorRow } from "../../frame.ts";
import { moment, select } from "../model.ts";
import { KindIcon, ToneMark } from "../shell/icons.tsx";
import { countOf, countText } from "../words/durations.ts";
import { stateOf } from "../words/state_text.ts";
import { type Tone, toneOf } from "../words/tone.ts";
import { crowdOf } from "./crowd_states.ts";

/** What each kind of actor is, for who has no chart to look at. */
const kinds: Readonly<Record<ActorKind, string>> = {
  supervisor:
    "A supervisor starts its children and starts them again when they crash.",
  pool:
    "A pool holds a crowd of actors of one machine, one for each of what it is about.",
  port:
    "A port is where the program touches the world: a socket, a server, a clock. It has no states of its own.",
  machine: "A machine, whose chart is not known.",
  promise: "A promise works until it has a result, and then it is done.",
  callback:
    "A callback runs beside the machine that started it, and sends it events.",
  observable:
    "An observable tells whoever started it what comes, one after the other.",
  transition: "A reducer: each event makes a new state of the old one.",
  other: "An actor with logic of its own.",
};

/** The card. */
export function ActorCard({ row }: { readonly row: ActorRow }): JSX.Element {
  const { name, kind, events, crash } = row;
  const { actors, children } = moment.value;
  const crowd = crowdOf(children.get(row.id) ?? [], actors);
  const total = crowd.reduce((sum, { count }) => sum + count, 0);
  return (
    <div class="actor-card">
      <div class="actor-card-head">
        <KindIcon kind={kind} />
        <h2>{name}</h2>
        <span class="badge">{kind}</span>
      </div>
      <p>{kinds[kind]}</p>
      <dl class="actor-card-facts">
        <div>
          <dt>state</dt>
          <dd>
            <ToneMark tone={toneOf(row)} /> {stateOf(row)}
          </dd>
        </div>
        <div>
          <dt>events</dt>
          <dd>{countText(events)}</dd>
        </div>
        <div>
          <dt>children</dt>
          <dd>{countText(total)}</dd>
        </div>
      </dl>
      {crash && row.status === "error" && (
        <p class="actor-card-crash">{crash.causes[0]}</p>
      )}
      {crowd.length > 0 && (
        <>
          <h3>{countOf(crowd.length, "state")} among them</h3>
          <ul class="crowd">
            {crowd.map(({ state, tone, count, first }) => (
              <CrowdRow
                key={state}
                state={state}
                tone={tone}
                count={count}
                total={total}
                choose={() => select(first)}
              />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function CrowdRow(
  { state, tone, count, total, choose }: {
    readonly state: string;
    readonly tone: Tone;
    readonly count: number;
    readonly total: number;
    readonly choose: () => void;
  },
): JSX.Element {
  return (
    <li>
      <button
        type="button"
        class="quiet"
        title={`Select the first of them`}
        onClick={choose}
      >
        <ToneMark tone={tone} />
        <span class="crowd-state">{state}</span>
        <svg
          class="crowd-bar"
          aria-hidden="true"
          preserveAspectRatio="none"
          viewBox="0 0 100 1"
        >
          <rect class={`bar-${tone}`} width={100 * count / total} height="1" />
        </svg>
        <span class="crowd-count">{countText(count)}</span>
      </button>
    </li>
  );
}
