/**
 * Which kind of actor something is: one of ours, which are marked when they are made, or one of XState's own.
 *
 * @module
 */
import {
  fromCallback,
  fromEventObservable,
  fromObservable,
  fromPromise,
  fromTransition,
} from "xstate";
import type { AnyRef, Logic } from "./logic.ts";
import { logicOf } from "./system.ts";

/** What supervision adds to XState's own kinds of actors. */
export type OwnKind = "supervisor" | "pool" | "port";

/** A kind of actor; `other` is logic that somebody wrote by hand. */
export type LogicKind =
  | OwnKind
  | "machine"
  | "promise"
  | "callback"
  | "observable"
  | "transition"
  | "other";

const marks = new WeakMap<object, OwnKind>();

/** XState marks none of its own, but whatever one of its functions makes has the same code in it. */
const codes = new Map<string, LogicKind>([
  [codeOf(fromPromise(() => Promise.resolve())), "promise"],
  [codeOf(fromCallback(() => {})), "callback"],
  [codeOf(fromObservable(never)), "observable"],
  [codeOf(fromEventObservable(never)), "observable"],
  [codeOf(fromTransition((state) => state, {})), "transition"],
]);

/** Notes that `logic` is of that kind, and returns it. */
export function marked<T extends object>(kind: OwnKind, logic: T): T {
  marks.set(logic, kind);
  return logic;
}

/** The kind of an actor. */
export function kindOf(ref: AnyRef): LogicKind {
  return kindOfLogic(logicOf(ref));
}

/** The kind of actor that `logic` makes. */
export function kindOfLogic(logic: Logic): LogicKind {
  for (
    let made: object | null = logic;
    made;
    made = Object.getPrototypeOf(made)
  ) {
    // An actor that was made to crash has a logic of its own, behind which is the one it was made with.
    const mark = marks.get(made);
    if (mark) return mark;
  }
  if ("root" in logic) return "machine";
  return codes.get(codeOf(logic)) ?? "other";
}

function codeOf({ transition }: Pick<Logic, "transition">): string {
  return Function.prototype.toString.call(transition);
}

function never() {
  return { subscribe: () => ({ unsubscribe: () => {} }) };
}
