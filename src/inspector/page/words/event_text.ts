/**
 * Events in words: XState's own have names that only a program likes to read.
 *
 * @module
 */
import { delayText } from "./durations.ts";

/** What begins the name of an event of XState's own, and what people call it. */
const own: readonly (readonly [string, (rest: string) => string])[] = [
  ["xstate.after.", afterText],
  ["xstate.done.actor.", (actor) => `done of ${actor}`],
  ["xstate.error.actor.", (actor) => `crash of ${actor}`],
  ["xstate.snapshot.", (actor) => `news of ${actor}`],
  ["xstate.done.state.", () => "done"],
  ["xstate.init", () => "start"],
  ["xstate.stop", () => "stop"],
];

/** Whether XState makes such events by itself. */
export function isOwnEvent(type: string): boolean {
  return own.some(([prefix]) => type.startsWith(prefix));
}

/** `socket.bound` as it is; `after retry`, `after 1 h`, `done of udp` of XState's own, as charts say it. */
export function eventText(type: string): string {
  for (const [prefix, textOf] of own) {
    if (type.startsWith(prefix)) return textOf(type.slice(prefix.length));
  }
  return type;
}

/** The delay stands before the id of the state, which is told by who received it. */
function afterText(rest: string): string {
  const [delay = ""] = rest.split(".", 1);
  return `after ${delayName(delay)}`;
}

/** A delay or a timer as it is called: numbers are ms. */
export function delayName(name: string): string {
  return /^\d+$/.test(name) ? delayText(Number(name)) : name;
}
