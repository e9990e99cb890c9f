/**
 * Lines made by hand: a test plays the other nodes.
 *
 * @module
 */
import type { AnyActorLogic } from "xstate";
import { fromPort } from "../../src/otp/mod.ts";

interface Command {
  readonly type: string;
  readonly frame?: { readonly type: string; readonly status?: string };
}

interface Input {
  readonly node?: string;
  readonly accepted?: { readonly from: string };
}

/** One line: what it was asked, and what its machine hears. */
export interface FakeLine {
  /** Frames sent, by their type or status, and other commands. */
  readonly asked: string[];
  /** Its machine hears this. */
  readonly up: (event: object) => void;
  /** It crashes. */
  readonly fail: (error: unknown) => void;
  /** Whether it was closed. */
  isClosed: boolean;
}

/** The open lines, by whom they were dialled to or accepted from. */
export class FakeLines {
  /** Lines by name; of two of one name the later. */
  readonly lines = new Map<string, FakeLine>();

  /** What to provide as `line`. */
  readonly logic = fromPort<Command, Input, object>(({ input, up, fail }) => {
    const line: FakeLine = { asked: [], up, fail, isClosed: false };
    this.lines.set(input.node ?? input.accepted?.from ?? "", line);
    return {
      receive: ({ type, frame }) =>
        void line.asked.push(frame?.status ?? frame?.type ?? type),
      [Symbol.dispose]: () => void (line.isClosed = true),
    };
  }) as AnyActorLogic;

  /** The line of that name. */
  of(name: string): FakeLine {
    const line = this.lines.get(name);
    if (!line) throw new Error(`There is no line ${name}`);
    return line;
  }
}
