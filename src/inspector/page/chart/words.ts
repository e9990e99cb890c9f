/**
 * What a chart says in words: the rows in a state's box and the label of an arrow, each as pieces of text that are
 * drawn in their own way.
 *
 * @module
 */
import type { ChartNode, ChartTransition } from "../../chart.ts";
import { actionsText, type ChartAction } from "../../chart_action.ts";
import { guardText } from "../../chart_guard.ts";
import { type ChartTrigger, triggerText } from "../../chart_trigger.ts";
import { delayText } from "../words/durations.ts";

/** What a piece of text is, which is how it is drawn. */
export type Role =
  /** A state's name. */
  | "name"
  /** What a state is tagged. */
  | "tag"
  /** What makes a transition happen. */
  | "trigger"
  /** What must hold for it. */
  | "guard"
  /** What is done. */
  | "action"
  /** A word of the notation, such as `entry`. */
  | "word";

/** A piece of text. */
export interface Piece {
  /** What it says. */
  readonly text: string;
  /** What it is. */
  readonly role: Role;
}

/** One thing that is said in a state's box. */
export interface Row {
  /** What it says. */
  readonly pieces: readonly Piece[];
  /** The transition that it tells, if it tells one: it lights up when that is taken. */
  readonly transition?: ChartTransition;
}

/** A space at which no line is broken. */
const tie = "\u00a0";

/** What stands first in a state's box: its name and its tags; `H` and `H*` for history, as in Harel's statecharts. */
export function titlePieces({ key, history, tags }: ChartNode): Piece[] {
  if (history) {
    return [{ text: history.depth === "deep" ? "H*" : "H", role: "name" }];
  }
  return [
    { text: key, role: "name" },
    ...tags.map((text): Piece => ({ text, role: "tag" })),
  ];
}

/**
 * What is said below the first line: what is done on the way in and out, what runs, what happens within, and the
 * transitions `told` in words instead of by arrows.
 */
export function rowsOf(
  node: ChartNode,
  told: ReadonlySet<ChartTransition>,
): readonly Row[] {
  return [
    ...doneRows("entry", node.entry),
    ...doneRows("exit", node.exit),
    ...node.invokes.map(({ id, src = id }) => ({
      pieces: [
        word("runs"),
        { text: src === id ? id : `${id} (${src})`, role: "action" as const },
      ],
    })),
    ...node.transitions
      .filter((one) => told.has(one) || staysIn(node, one))
      .map((transition) => ({
        pieces: [...piecesOf(transition), ...endOf(node, transition)],
        transition,
      })),
  ];
}

/** Whether a transition leads nowhere else. */
export function staysIn(
  { id }: ChartNode,
  { targets = [] }: ChartTransition,
): boolean {
  return targets.every((target) => target === id);
}

/** What an arrow says: `socket.refused [whileSending] / rememberRefusal`. */
export function piecesOf(
  { trigger, guard, actions }: ChartTransition,
): readonly Piece[] {
  return [
    { text: triggerWords(trigger), role: "trigger" },
    ...guard ? [{ text: `[${guardText(guard)}]`, role: "guard" as const }] : [],
    ...actionPieces(actions),
  ];
}

/** What makes a transition happen, with delays as people say them: `after quiet (10 s)`. */
export function triggerWords(trigger: ChartTrigger): string {
  if (trigger.type !== "after") return triggerText(trigger);
  const { delay, delayMs } = trigger;
  if (typeof delay === "number") return `after ${delayText(delay)}`;
  return `after ${delay}${
    delayMs === undefined ? "" : ` (${delayText(delayMs)})`
  }`;
}

/** How a transition in words ends: where it leads, or that its state is left and entered again. */
function endOf(
  node: ChartNode,
  { targets = [], reenter }: ChartTransition,
): Piece[] {
  if (targets.length === 0) return [];
  if (targets.every((id) => id === node.id)) {
    return [word(reenter ? "↻" : `→${tie}itself`)];
  }
  return [word(`→${tie}${targets.map(nameIn).join(", ")}`)];
}

/** A state's name in its id. Names may have dots, so that this is at least the end of it. */
function nameIn(id: string): string {
  return id.slice(id.lastIndexOf(".") + 1);
}

/** `/ remember, tellHeard`, or nothing. */
export function actionPieces(actions: readonly ChartAction[]): Piece[] {
  if (actions.length === 0) return [];
  return [{ text: `/${tie}${actionsText(actions)}`, role: "action" }];
}

function doneRows(when: string, actions: readonly ChartAction[]): Row[] {
  if (actions.length === 0) return [];
  return [{ pieces: [word(when), ...actionPieces(actions)] }];
}

function word(text: string): Piece {
  return { text, role: "word" };
}
