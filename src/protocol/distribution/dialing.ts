/**
 * Whom we connect to, and when: at most so many at once, the rest in the order in which they were wanted; after a
 * failure not before a pause that doubles, with jitter (see `backoff.ts`), unless a person asks.
 *
 * As in libcluster a node that is heard of is tried at each time it is heard, so nothing is tried again by itself but what
 * is to be kept. Changes in place; knows no time but what it is told.
 *
 * @module
 */
import { backoffMs } from "../backoff.ts";

/** Attempts at once: enough to join a cluster of hundreds within seconds, few enough for the loop not to stall. */
export const dialsMax = 16;

/** Nodes remembered: as many as a topology's peers at most; beyond it those who can be forgotten are. */
export const dialedNodesMax = 4_096;

/** Time after which a failure is forgotten, in ms: longer than any pause, so that a reason is not told again and again. */
const forgottenMs = 120_000;

/** Who wants a node to be connected. */
export type Wish =
  /** It was heard of: tried unless it failed lately. */
  | "heard"
  /** A person or a process asks: tried at once. */
  | "asked"
  /** It is to be connected always: tried until it is. */
  | "kept";

/** What a failure comes to. */
export interface FailedDial {
  /** Whether the reason is another than last time, and so worth telling. */
  readonly isNews: boolean;
  /** Wait until it may be tried again, in ms. */
  readonly retryInMs: number;
}

interface Entry {
  readonly node: string;
  state: "idle" | "waiting" | "dialing" | "connected";
  isKept: boolean;
  /** Whether somebody waits for what comes of it. */
  isAsked: boolean;
  /** Failures in a row. */
  attempt: number;
  /** When it may be tried again, in ms. */
  notBeforeMs: number;
  /** Since when it waits, or when its attempt began, in ms. */
  sinceMs: number;
  /** Why the latest attempt failed. */
  reason: string;
}

/** Who is to be dialled. */
export class Dialing {
  readonly #random: () => number;
  readonly #entries = new Map<string, Entry>();
  /** Waiting for a place, in order. */
  readonly #waiting = new Map<string, Entry>();
  #dialing = 0;

  /** Nobody yet; chance is for the jitter. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Notes a wish; says whether there is, or will be, an attempt for it. */
  want(node: string, wish: Wish, nowMs: number): boolean {
    const entry = this.#entries.get(node) ?? this.#add(node, wish);
    if (!entry) return false;
    if (wish === "kept") entry.isKept = true;
    if (wish === "asked") entry.isAsked = true;
    if (entry.state !== "idle") return true;
    if (wish === "heard" && nowMs < entry.notBeforeMs) return false;
    this.#enqueue(entry, nowMs);
    return true;
  }

  /** Has those who are to be connected wait for a place again, once their pause is over. */
  renew(nowMs: number): void {
    for (const entry of this.#entries.values()) {
      const isDue = (entry.isKept || entry.isAsked) &&
        entry.state === "idle" && nowMs >= entry.notBeforeMs;
      if (isDue) this.#enqueue(entry, nowMs);
    }
  }

  /**
   * Whom to dial now, for as many as there is a place for; they count as dialled. Those whom `isHeld` names wait on, given
   * since when they do.
   */
  take(
    nowMs: number,
    isHeld: (node: string, sinceMs: number) => boolean,
  ): readonly string[] {
    const taken: string[] = [];
    for (const [node, entry] of this.#waiting) {
      if (this.#dialing >= dialsMax) break;
      if (isHeld(node, entry.sinceMs)) continue;
      this.#waiting.delete(node);
      entry.state = "dialing";
      entry.sinceMs = nowMs;
      this.#dialing++;
      taken.push(node);
    }
    return taken;
  }

  /** Whether an attempt at `node` is on its way. */
  isDialing(node: string): boolean {
    return this.#entries.get(node)?.state === "dialing";
  }

  /** When the attempt at `node` that is on its way began, in ms. */
  beganAtMs(node: string): number | undefined {
    const entry = this.#entries.get(node);
    return entry?.state === "dialing" ? entry.sinceMs : undefined;
  }

  /** Whether `node` waits, or an attempt at it is on its way. */
  isWanted(node: string): boolean {
    const state = this.#entries.get(node)?.state;
    return state === "waiting" || state === "dialing";
  }

  /** The attempt at `node` made way for one that comes from there; should that fail, whoever asked is not forgotten. */
  yielded(node: string, nowMs: number): void {
    const entry = this.#entries.get(node);
    if (!entry) return;
    this.#rest(entry);
    entry.notBeforeMs = nowMs + backoffMs(0, this.#random());
  }

  /** The attempt at `node` came to this end. */
  failed(node: string, reason: string, nowMs: number): FailedDial {
    const entry = this.#entries.get(node);
    if (!entry) return { isNews: true, retryInMs: 0 };
    this.#rest(entry);
    const isNews = entry.reason !== reason;
    const retryInMs = backoffMs(entry.attempt, this.#random());
    entry.attempt++;
    entry.isAsked = false;
    entry.reason = reason;
    entry.notBeforeMs = nowMs + retryInMs;
    return { isNews, retryInMs };
  }

  /** It is connected, by whichever side: what failed before is forgotten. */
  connected(node: string): void {
    const entry = this.#entries.get(node);
    if (!entry) return;
    this.#rest(entry);
    entry.attempt = 0;
    entry.isAsked = false;
    entry.reason = "";
    entry.notBeforeMs = 0;
    entry.state = "connected";
    if (!entry.isKept) this.#entries.delete(node);
  }

  /** The connection that there was is gone; one to be kept is tried again after a pause. */
  lost(node: string, nowMs: number): void {
    const entry = this.#entries.get(node);
    if (!entry) return;
    this.#rest(entry);
    entry.attempt = 1;
    entry.notBeforeMs = nowMs + backoffMs(0, this.#random());
  }

  /** It need not be connected always any more; if it is, it stays so. */
  release(node: string): void {
    const entry = this.#entries.get(node);
    if (!entry) return;
    entry.isKept = false;
    if (entry.isAsked || entry.state === "dialing") return;
    this.forget(node);
  }

  /** The node is not wanted any more. */
  forget(node: string): void {
    const entry = this.#entries.get(node);
    if (!entry) return;
    this.#rest(entry);
    this.#entries.delete(node);
  }

  /** No attempt is on its way, and nobody connected, whatever was: their machines are gone. */
  reset(): void {
    for (const entry of this.#entries.values()) {
      if (entry.state !== "waiting") this.#rest(entry);
    }
  }

  /** Forgets nodes that may be tried again and that nobody waits for. */
  tidy(nowMs: number): void {
    for (const entry of this.#entries.values()) {
      const { node, state, isKept, isAsked, notBeforeMs } = entry;
      const isWanted = state !== "idle" || isKept || isAsked;
      if (!isWanted && nowMs - notBeforeMs >= forgottenMs) {
        this.#entries.delete(node);
      }
    }
  }

  /** Nodes remembered now. */
  get size(): number {
    return this.#entries.size;
  }

  #add(node: string, wish: Wish): Entry | undefined {
    if (this.#entries.size >= dialedNodesMax && wish === "heard") return;
    const entry: Entry = {
      node,
      state: "idle",
      isKept: false,
      isAsked: false,
      attempt: 0,
      notBeforeMs: 0,
      sinceMs: 0,
      reason: "",
    };
    this.#entries.set(node, entry);
    return entry;
  }

  #enqueue(entry: Entry, nowMs: number): void {
    entry.state = "waiting";
    entry.sinceMs = nowMs;
    this.#waiting.set(entry.node, entry);
  }

  #rest(entry: Entry): void {
    if (entry.state === "dialing") this.#dialing--;
    this.#waiting.delete(entry.node);
    entry.state = "idle";
  }
}
