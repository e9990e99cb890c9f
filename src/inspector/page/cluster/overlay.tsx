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
import { FactTable, NameCell, StateCell } from "./fact_table.tsx";
import { factsNow } from "./facts_now.ts";
import { actorOf } from "./places.ts";
import { statesOf } from "./ring.ts";
import { RingDrawing } from "./ring_drawing.tsx";
import { search } from "./search.ts";
import { StateMark } from "./state_mark.tsx";
import {
  type Traffic,
  trafficName,
  trafficOf,
  trafficSpanMs,
} from "./traffic.ts";

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
          <dt>{trafficName(kind)}</dt>
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
  const hasClients = members.some(({ side }) => side === "bridge");
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
      <FactTable
        label="Members"
        columns={[
          ...["Member", "State", "Heard", "Address"],
          ...hasClients ? ["Side"] : [],
        ]}
        rows={shown.map((member) => (
          <MemberRow
            key={`${member.side} ${member.name}`}
            member={member}
            id={idOf(member)}
            isSided={hasClients}
          />
        ))}
        more={more}
      />
    </>
  );
}

function MemberRow(
  { member, id, isSided }: {
    readonly member: MemberFacts;
    readonly id: string | undefined;
    readonly isSided: boolean;
  },
): JSX.Element {
  const { name, address, state, side, heardAtMs } = member;
  return (
    <tr class={id !== undefined && id === selected.value ? "selected" : ""}>
      <NameCell
        name={name}
        go={id === undefined ? undefined : () =>
          select(id)}
      />
      <StateCell state={state} />
      <td class="number">{agoText(factsNow.value - heardAtMs)}</td>
      <td class="mono">{address}</td>
      {isSided && <td>{side === "bridge" ? "client here" : "group"}</td>}
    </tr>
  );
}
