/**
 * What can be done to an actor, by those who may.
 *
 * @module
 */
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ActorRow } from "../../frame.ts";
import type { ActorAction } from "../../source.ts";
import { about, act, link, moment, past, pathOf } from "../model.ts";
import { announce } from "../shell/announcements.ts";
import { Icon, type IconName } from "../shell/icons.tsx";
import { Confirmation } from "./confirmation.tsx";

interface Deed {
  readonly label: string;
  readonly icon: IconName;
  /** What is asked before it is done. */
  readonly question: string;
  /** What follows from it. */
  readonly warning: string;
  /** What is said when it is done. */
  readonly done: string;
}

const deeds: Readonly<Record<ActorAction["action"], Deed>> = {
  restart: {
    label: "Restart",
    icon: "restart",
    question: "Restart this actor?",
    warning:
      "It is stopped with all that is under it and started afresh. What it remembers is lost; its supervisor's budget is not touched.",
    done: "is started afresh",
  },
  crash: {
    label: "Crash",
    icon: "crash",
    question: "Make this actor crash?",
    warning:
      "It dies as if it had thrown an error. Its supervisor decides what follows, and pays for it from its budget: a budget that is spent takes the supervisor down too.",
    done: "is made to crash",
  },
  debug: {
    label: "Debug output",
    icon: "debug",
    question: "Turn debug output on or off?",
    warning:
      "The topology of this actor says all that it hears and sends, or no longer does.",
    done: "has its debug output changed",
  },
};

/** Buttons for what the viewer may do to this actor now. */
export function ActorActions(
  { row }: { readonly row: ActorRow },
): JSX.Element | null {
  const asked = useSignal<ActorAction["action"] | undefined>(undefined);
  const path = pathOf(row.id);
  const possible = actionsFor(row, path);
  if (possible.length === 0) return null;
  const perform = async (action: ActorAction["action"]) => {
    asked.value = undefined;
    const outcome = await act({ action, id: row.id });
    if (outcome.ok) announce(`${path} ${deeds[action].done}.`);
    else announce(`${path}: ${outcome.reason}`, { isBad: true });
  };
  return (
    <div class="actions">
      {possible.map((action) => (
        <button
          type="button"
          key={action}
          class={action === "crash" ? "danger" : ""}
          onClick={() => asked.value = action}
        >
          <Icon name={deeds[action].icon} />
          {deeds[action].label}
        </button>
      ))}
      {asked.value && (
        <Confirmation
          title={deeds[asked.value].question}
          about={path}
          warning={deeds[asked.value].warning}
          verb={deeds[asked.value].label}
          confirm={() => perform(asked.value!)}
          cancel={() => asked.value = undefined}
        />
      )}
    </div>
  );
}

/** What may be done, where it has a meaning: only what is live can be changed, and only a supervisor starts again. */
function actionsFor(row: ActorRow, path: string): ActorAction["action"][] {
  const may = about.value?.viewer.may;
  if (!may || past.value || link.value !== "live") return [];
  const parent = moment.value.actors.get(row.parent ?? "");
  return [
    ...may.restart && parent?.kind === "supervisor" ? ["restart" as const] : [],
    ...may.crash ? ["crash" as const] : [],
    ...may.debug && path.startsWith("topologies/") ? ["debug" as const] : [],
  ];
}
