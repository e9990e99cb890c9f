/**
 * An overlay: its members on rings around this node, what crosses its bridge, and its members as a list.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { MemberFacts, OverlayFacts } from "../../frame.ts";
import { moment, select, selected } from "../model.ts";
import { recording } from "../timeline/playhead.ts";
import { agoText, countOf, countText, rateText } from "../words/durations.ts";
import { factsNow } from "./facts_now.ts";
import { actorOf } from "./places.ts";
import { statesOf } from "./ring.ts";
import { RingDrawing } from "./ring_drawing.tsx";
import { search } from "./search.ts";
import { StateMark } from "./state_mark.tsx";
import { type Traffic, trafficOf, trafficSpanMs } from "./traffic.ts";

/** What members are looked for by. */
const words: Signal<string> = signal("");

/** States that are listed; undefined for all. */
const only: Signal<string | undefined> = signal(undefined);

/** One overlay. */
export function Overlay(
  { overlay }: { readonly overlay: OverlayFacts },
): JSX.Element {
  const { atMs } = moment.value;
  const { name, members } = overlay;
  const told = recording.value.traffic(atMs - trafficSpanMs, atMs);
  const traffic = trafficOf(overlay, told, atMs);
  const idOf = (member: MemberFacts) =>
    actorOf(moment.value, { kind: "member", overlay: name, name: member.name });
  const choose = (member: MemberFacts) => {
    const id = idOf(member);
    if (id !== undefined) select(id);
    else words.value = member.name;
  };
  return (
    <div class="overlay">
      <div class="overlay-picture">
        <RingDrawing
          overlay={overlay}
          traffic={traffic}
          nowMs={factsNow.value}
          isSelected={(member) =>
            selected.value !== undefined && idOf(member) === selected.value}
          onMember={choose}
          onState={(state) => only.value = state}
        />
      </div>
      <div class="overlay-facts">
        <States members={members} />
        <TrafficCounts traffic={traffic} />
        <Members members={members} idOf={idOf} />
      </div>
    </div>
  );
}

function States(
  { members }: { readonly members: readonly MemberFacts[] },
): JSX.Element {
  return (
    <div class="states" role="group" aria-label="Members by state">
      {statesOf(members).map(({ state, count }) => (
        <button
          type="button"
          key={state}
          class={`state-chip state-${state}`}
          aria-pressed={only.value === state}
          title={`List only those that are ${state}`}
          onClick={() => only.value = only.value === state ? undefined : state}
        >
          <StateMark state={state} />
          <strong>{countText(count)}</strong>
          {state}
        </button>
      ))}
    </div>
  );
}

function TrafficCounts(
  { traffic }: { readonly traffic: readonly Traffic[] },
): JSX.Element | null {
  if (traffic.length === 0) return null;
  return (
    <dl class="traffic">
      {traffic.map(({ kind, count, perSecond }) => (
        <div key={kind}>
          <dt>{kind.replaceAll("_", " ")}</dt>
          <dd>
            {perSecond !== undefined && <strong>{rateText(perSecond)}</strong>}
            {" "}
            <span class="hint" title="In all">{countText(count)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Members(
  { members, idOf }: {
    readonly members: readonly MemberFacts[];
    readonly idOf: (member: MemberFacts) => string | undefined;
  },
): JSX.Element {
  const inState = only.value === undefined
    ? members
    : members.filter(({ state }) => state === only.value);
  const { shown, more } = search(
    inState,
    words.value,
    ({ name, address, state, side }) => `${name} ${address} ${state} ${side}`,
  );
  return (
    <>
      <input
        type="search"
        class="member-search"
        placeholder={`Look for one of ${countOf(members.length, "member")}`}
        aria-label="Only members with these words in their name, address or state"
        value={words.value}
        onInput={({ currentTarget }) => words.value = currentTarget.value}
      />
      <div class="fact-table" role="region" aria-label="Members" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Member</th>
              <th scope="col">State</th>
              <th scope="col">Heard</th>
              <th scope="col">Address</th>
              <th scope="col">Side</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((member) => (
              <MemberRow
                key={`${member.side} ${member.name}`}
                member={member}
                id={idOf(member)}
              />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p class="hint">Nobody like that.</p>}
        {more > 0 && (
          <p class="hint">{countText(more)} more: look for them by name.</p>
        )}
      </div>
    </>
  );
}

function MemberRow(
  { member, id }: {
    readonly member: MemberFacts;
    readonly id: string | undefined;
  },
): JSX.Element {
  const { name, address, state, side, heardAtMs } = member;
  return (
    <tr class={id !== undefined && id === selected.value ? "selected" : ""}>
      <td class="mono">
        {id === undefined ? name : (
          <button
            type="button"
            class="link"
            onClick={() => select(id)}
          >
            {name}
          </button>
        )}
      </td>
      <td>
        <span class={`state-text state-${state}`}>
          <StateMark state={state} />
          {state}
        </span>
      </td>
      <td class="number">{agoText(factsNow.value - heardAtMs)}</td>
      <td class="mono">{address}</td>
      <td>{side === "bridge" ? "client of the bridge" : "group"}</td>
    </tr>
  );
}
