/**
 * Answers other nodes that look at the actors of this one ({@linkcode inquiryOf}). Nothing is inspected for them while
 * nobody of them looks: whoever does not ask for a while is taken to have gone.
 *
 * A plain object, with which an actor works.
 *
 * @module
 */
import { reasonOf } from "../protocol/reason.ts";
import type { Term } from "../wire/etf/mod.ts";
import { actionOf, wishOf } from "./asked.ts";
import {
  answerBytesMax,
  answerTerm,
  type Inquiry,
  type InquiryAnswer,
  inquiryOf,
  type InquiryRefusal,
  isAnswer,
  pieceBytesMax,
} from "./inquiry.ts";
import type { InspectorSource, Viewing } from "./source.ts";

/** Viewers of other nodes at one time: each of a cluster's people looks from a node or two. */
export const onlookersMax = 32;

/** How long somebody may look without asking, in ms. */
export const askingMsMax = 10_000;

/** How long an answer is held when there is nothing to tell, in ms: well within the time that callers wait. */
export const holdingMsMax = 4_000;

/** What a desk is made of. */
export interface InquiryDeskParts {
  /** What there is to see; asked for when somebody looks. */
  readonly source: () => InspectorSource;
  /** The time, in ms. */
  readonly nowMs: () => number;
  /** An id that nobody had before. */
  readonly newId: () => string;
}

type Reply = (answer: Term) => void;

/** Somebody of another node who looks. */
interface Onlooker {
  readonly viewing: Viewing;
  askedAtMs: number;
  /** Whether a frame is on its way. */
  isAwaited: boolean;
  /** Who waits for it, and since when. */
  waiting: { readonly reply: Reply; readonly sinceMs: number } | undefined;
  /** What is left to be told of the latest frame. */
  rest: Uint8Array;
}

/** Answers other nodes. */
export class InquiryDesk {
  readonly #parts: InquiryDeskParts;
  readonly #onlookers = new Map<string, Onlooker>();
  #opening = 0;

  /** Nobody looks. */
  constructor(parts: InquiryDeskParts) {
    this.#parts = parts;
  }

  /** Whether somebody looks. */
  get isWatched(): boolean {
    return this.#onlookers.size + this.#opening > 0;
  }

  /** Answers an inquiry, now or later. */
  answer(request: Term, reply: Reply): void {
    const inquiry = inquiryOf(request);
    if (isAnswer(inquiry)) return reply(answerTerm(inquiry));
    if (inquiry.what === "next") return this.#next(inquiry, reply);
    this.#done(inquiry).then(
      (answer) => reply(answerTerm(answer)),
      (error) => reply(answerTerm(refused("gone", reasonOf(error)))),
    );
  }

  /** Answers who has waited for long, and forgets who does not ask. */
  sweep(): void {
    const nowMs = this.#parts.nowMs();
    for (const [id, onlooker] of this.#onlookers) {
      const { waiting, askedAtMs } = onlooker;
      if (waiting && nowMs - waiting.sinceMs >= holdingMsMax) {
        onlooker.waiting = undefined;
        onlooker.askedAtMs = nowMs;
        waiting.reply(answerTerm({ type: "none" }));
      } else if (!waiting && nowMs - askedAtMs >= askingMsMax) this.#end(id);
    }
  }

  /** Nobody looks any more. */
  end(): void {
    for (const id of [...this.#onlookers.keys()]) this.#end(id);
  }

  async #done({ what, args }: Inquiry): Promise<InquiryAnswer> {
    const source = this.#parts.source();
    switch (what) {
      case "open":
        return await this.#open(source);
      case "wish":
        return this.#wish(args);
      case "chart":
        return ok(await source.chart(textOf(args["key"])));
      case "act":
        return await act(source, args);
      default:
        this.#end(textOf(args["viewer"]));
        return ok(null);
    }
  }

  async #open(source: InspectorSource): Promise<InquiryAnswer> {
    if (this.#onlookers.size + this.#opening >= onlookersMax) {
      return refused("busy", `${onlookersMax} look already`);
    }
    this.#opening++;
    try {
      const viewing = await source.open();
      const viewer = this.#parts.newId();
      const askedAtMs = this.#parts.nowMs();
      const waiting = undefined;
      const state = { isAwaited: false, waiting, rest: nothing };
      this.#onlookers.set(viewer, { viewing, askedAtMs, ...state });
      return ok({ viewer });
    } finally {
      this.#opening--;
    }
  }

  #wish({ viewer, wish }: Inquiry["args"]): InquiryAnswer {
    const onlooker = this.#onlookers.get(textOf(viewer));
    if (!onlooker) return gone;
    const wished = typeof wish === "object" && wish ? wishOf(wish) : undefined;
    if (!wished) return unknown;
    onlooker.viewing.wish(wished);
    return ok(null);
  }

  #next({ args }: Inquiry, reply: Reply): void {
    const id = textOf(args["viewer"]);
    const onlooker = this.#onlookers.get(id);
    if (!onlooker) return reply(answerTerm(gone));
    const nowMs = this.#parts.nowMs();
    onlooker.askedAtMs = nowMs;
    // Who asks twice has given up waiting for the first answer.
    onlooker.waiting?.reply(answerTerm({ type: "none" }));
    onlooker.waiting = { reply, sinceMs: nowMs };
    if (onlooker.rest.length > 0) return tell(onlooker);
    if (!onlooker.isAwaited) void this.#await(id, onlooker);
  }

  async #await(id: string, onlooker: Onlooker): Promise<void> {
    onlooker.isAwaited = true;
    const frame = await onlooker.viewing.next().catch(() => undefined);
    onlooker.isAwaited = false;
    if (frame === undefined) return this.#end(id);
    const bytes = new TextEncoder().encode(frame);
    if (bytes.length > answerBytesMax) return this.#end(id);
    onlooker.rest = bytes;
    tell(onlooker);
  }

  #end(id: string): void {
    const onlooker = this.#onlookers.get(id);
    if (!onlooker) return;
    this.#onlookers.delete(id);
    onlooker.waiting?.reply(answerTerm({ type: "ended" }));
    onlooker.viewing.close();
  }
}

async function act(
  source: InspectorSource,
  args: Inquiry["args"],
): Promise<InquiryAnswer> {
  const action = actionOf(args);
  return action ? ok(await source.act(action)) : unknown;
}

/** Tells the next piece of a frame to who waits for it. */
function tell(onlooker: Onlooker): void {
  const { waiting, rest } = onlooker;
  if (!waiting) return;
  onlooker.waiting = undefined;
  onlooker.rest = rest.subarray(pieceBytesMax);
  const type = onlooker.rest.length > 0 ? "more" : "frame";
  waiting.reply(answerTerm({ type, piece: rest.subarray(0, pieceBytesMax) }));
}

const nothing = new Uint8Array(0);

const gone = refused("gone", "nobody of that id looks");

const unknown = refused("malformed", "these are no such arguments");

function ok(value: unknown): InquiryAnswer {
  return { type: "ok", value };
}

function refused(code: InquiryRefusal, why: string): InquiryAnswer {
  return { type: "error", code, why };
}

/** A text, or one that is nobody's. */
function textOf(given: unknown): string {
  return typeof given === "string" ? given : "";
}
