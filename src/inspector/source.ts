/**
 * Where a viewer looks: a system of actors in this process, or one on another node. Whoever looks takes frames at its own
 * pace, so a slow viewer costs memory nowhere: what happens meanwhile is put together into its next frame.
 *
 * @module
 */
import type { ChartNode } from "./chart.ts";
import type { ViewerWish } from "./frame.ts";

/** A system of actors that can be looked at. */
export interface InspectorSource {
  /** Begins to look. */
  open(): Viewing | Promise<Viewing>;
  /** The chart of that key, which rows mention. */
  chart(key: string): ChartNode | undefined | Promise<ChartNode | undefined>;
  /** Does something to an actor. */
  act(action: ActorAction): ActionOutcome | Promise<ActionOutcome>;
}

/** Somebody who looks. */
export interface Viewing {
  /** Says what it wants to be told from now on. */
  wish(wish: ViewerWish): void;
  /**
   * The next frame (`Frame` as JSON), when there is something to tell: at most one each 100 ms. Undefined at the end. The
   * first has all rows. Asking again before the answer has come is a mistake.
   */
  next(): Promise<string | undefined>;
  /** Looks no more. Safe to call twice. */
  close(): void;
}

/** What somebody wants done to an actor. */
export interface ActorAction {
  /** Starts it afresh, makes it crash, or turns the debug output of its topology on or off. */
  readonly action: "restart" | "crash" | "debug";
  /** Id of the actor, as in its row. */
  readonly id: string;
}

/** What came of it. */
export type ActionOutcome =
  | { readonly ok: true }
  | {
    readonly ok: false;
    /**
     * `missing`: no such actor; `unsupervised`: nobody would start it again; `forbidden`: not allowed here; `unsupported`:
     * that is nothing that it can do.
     */
    readonly code: "missing" | "unsupervised" | "forbidden" | "unsupported";
    /** Why, in a sentence. */
    readonly reason: string;
  };
