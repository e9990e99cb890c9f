/**
 * The connections to other nodes as processes see them: up, busy, asked for, or not there; and what waits for them.
 *
 * @module
 */
import type { OutgoingMessage } from "../../wire/distribution/message.ts";
import type { Term } from "../../wire/etf/mod.ts";
import type { Outbox } from "./effects.ts";
import type { Urgency } from "./route.ts";

/** Messages that wait for one node: what is beyond is refused at its source. */
export const waitingMax = 1_024;

/** How long is waited for a connection, in ms: a handshake takes 7 s at most, and begins anew where both sides dialled. */
export const connectMsMax = 10_000;

/** Another node as it is known at one moment. */
export interface LineView {
  /** Its name. */
  readonly node: string;
  /** Whether it is one of those that are not listed among `nodes()`. */
  readonly hidden: boolean;
}

interface Line {
  /** Where messages go; nothing while it is asked for. */
  handle: object | undefined;
  hidden: boolean;
  isBusy: boolean;
  readonly waiting: OutgoingMessage<Term>[];
  /** When it is given up. */
  deadlineMs: number;
}

/** The connections of a node. */
export class Lines {
  readonly #outbox: Outbox;
  readonly #nowMs: () => number;
  readonly #lines = new Map<string, Line>();
  /** How many are asked for. */
  #dials = 0;
  /** Messages that were not sent, by why: nothing more might wait, or there was no connection for what waited. */
  readonly unsent = { queue_full: 0, not_connected: 0 };

  /** None. */
  constructor(outbox: Outbox, nowMs: () => number) {
    this.#outbox = outbox;
    this.#nowMs = nowMs;
  }

  /** Whether any is asked for. */
  get isDialling(): boolean {
    return this.#dials > 0;
  }

  /** Who is connected. */
  up(): readonly LineView[] {
    return [...this.#lines].filter(([, { handle }]) => handle)
      .map(([node, { hidden }]) => ({ node, hidden }));
  }

  /** Whether that node is connected. */
  isUp(node: string): boolean {
    return this.#lines.get(node)?.handle !== undefined;
  }

  /** Whether it is better to send nothing more there for now. */
  isBusy(node: string): boolean {
    const line = this.#lines.get(node);
    return line !== undefined && (line.isBusy || line.waiting.length > 0);
  }

  /** Whether nothing more may wait there. */
  isFull(node: string): boolean {
    return (this.#lines.get(node)?.waiting.length ?? 0) >= waitingMax;
  }

  /** A connection is there: what waited goes out. */
  opened(node: string, handle: object, hidden: boolean): void {
    const waiting = this.#lines.get(node)?.waiting ?? [];
    this.#forget(node);
    const line = { handle, hidden, isBusy: false, waiting, deadlineMs: 0 };
    this.#lines.set(node, line);
    this.#flush(line);
  }

  /** A connection is lost, or could not be had; what waited for it is dropped. */
  closed(node: string): void {
    this.unsent.not_connected += this.#lines.get(node)?.waiting.length ?? 0;
    this.#forget(node);
  }

  /** A connection takes no more for now. */
  busy(node: string): void {
    const line = this.#lines.get(node);
    if (line) line.isBusy = true;
  }

  /** A connection takes more again. */
  drained(node: string): void {
    const line = this.#lines.get(node);
    if (!line) return;
    line.isBusy = false;
    this.#flush(line);
  }

  /** Sends to another node, or has it wait. */
  post(message: OutgoingMessage<Term>, node: string, urgency: Urgency): void {
    const line = this.#lines.get(node);
    if (!line) {
      if (urgency !== "answer") this.#dial(node).waiting.push(message);
      return;
    }
    const { handle, waiting } = line;
    const waits = !handle ||
      urgency === "request" && (line.isBusy || waiting.length > 0);
    if (!waits) this.#outbox.push({ to: "line", line: handle, message });
    else if (urgency !== "answer") waiting.push(message);
  }

  /** Nodes that did not connect in time. */
  overdue(nowMs: number): readonly string[] {
    if (this.#dials === 0) return [];
    return [...this.#lines]
      .filter(([, { handle, deadlineMs }]) => !handle && deadlineMs <= nowMs)
      .map(([node]) => node);
  }

  /** Whether that node is connected or asked for. */
  knows(node: string): boolean {
    return this.#lines.has(node);
  }

  /** All nodes that are connected or asked for. */
  nodes(): readonly string[] {
    return [...this.#lines.keys()];
  }

  #forget(node: string): void {
    const line = this.#lines.get(node);
    if (line && !line.handle) this.#dials--;
    this.#lines.delete(node);
  }

  #dial(node: string): Line {
    const line: Line = {
      handle: undefined,
      hidden: false,
      isBusy: false,
      waiting: [],
      deadlineMs: this.#nowMs() + connectMsMax,
    };
    this.#lines.set(node, line);
    this.#dials++;
    this.#outbox.push({ to: "dial", node });
    return line;
  }

  #flush({ handle, waiting }: Line): void {
    if (!handle) return;
    for (const message of waiting.splice(0)) {
      this.#outbox.push({ to: "line", line: handle, message });
    }
  }
}
