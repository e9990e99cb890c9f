/**
 * The actors of another node, looked at over whatever carries calls to it ({@linkcode inquiryProcess}).
 *
 * @module
 */
import type { Term } from "../wire/etf/mod.ts";
import { utf8Text } from "../wire/text.ts";
import type { ChartNode } from "./chart.ts";
import type { ViewerWish } from "./frame.ts";
import {
  answerBytesMax,
  answerOf,
  type Inquiry,
  type InquiryAnswer,
  inquiryTerm,
  pieceBytesMax,
} from "./inquiry.ts";
import type {
  ActionOutcome,
  ActorAction,
  InspectorSource,
  Viewing,
} from "./source.ts";

/** Pieces of a frame: all but the last are as long as may be, so that more would be a waste of ours. */
const piecesMax = Math.ceil(answerBytesMax / pieceBytesMax);

/** Another node, and the way to it. */
export interface RemoteSourceParts {
  /** Its name. */
  readonly node: string;
  /** Calls the process there; rejected with an error that says why nothing came of it. */
  readonly call: (request: Term) => Promise<Term>;
}

/** The actors of another node. */
export class RemoteSource implements InspectorSource {
  readonly #parts: RemoteSourceParts;

  /** Nothing is asked yet. */
  constructor(parts: RemoteSourceParts) {
    this.#parts = parts;
  }

  /**
   * Begins to look.
   *
   * @throws {Error} If that node is out of reach, or has no inspector that we understand.
   */
  async open(): Promise<Viewing> {
    const ask = (inquiry: Inquiry) => this.#ask(inquiry);
    return new RemoteViewing(await opened(ask), ask);
  }

  /** A chart, as that node drew it. */
  async chart(key: string): Promise<ChartNode | undefined> {
    const answer = await this.#ask({ what: "chart", args: { key } });
    return valueOf(answer) as ChartNode | null ?? undefined;
  }

  /** Has something done there, if that node allows it. */
  async act({ action, id }: ActorAction): Promise<ActionOutcome> {
    const answer = await this.#ask({ what: "act", args: { action, id } });
    return outcomeOf(valueOf(answer));
  }

  async #ask(inquiry: Inquiry): Promise<InquiryAnswer> {
    const { node, call } = this.#parts;
    const answer = answerOf(await call(inquiryTerm(inquiry)));
    if (!answer) throw new Error(`${node} has an inspector of another kind`);
    if (answer.type === "error" && answer.code !== "gone") {
      throw new Error(`${node} refuses to be looked at: ${answer.why}`);
    }
    return answer;
  }
}

type Ask = (inquiry: Inquiry) => Promise<InquiryAnswer>;

/** Somebody who looks at another node. */
class RemoteViewing implements Viewing {
  readonly #ask: Ask;
  #viewer: string;
  #wish: ViewerWish = {};
  #isClosed = false;

  constructor(viewer: string, ask: Ask) {
    this.#viewer = viewer;
    this.#ask = ask;
  }

  wish(wish: ViewerWish): void {
    this.#wish = { ...this.#wish, ...wish };
    this.#tell("wish", { wish });
  }

  async next(): Promise<string | undefined> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    let hasReopened = false;
    while (!this.#isClosed) {
      const args = { viewer: this.#viewer };
      const answer = await this.#ask({ what: "next", args });
      switch (answer.type) {
        case "none":
          continue;
        case "more":
        case "frame":
          pieces.push(answer.piece);
          bytes += answer.piece.length;
          if (bytes > answerBytesMax || pieces.length > piecesMax) {
            return undefined;
          }
          if (answer.type === "frame") return frameOf(pieces, bytes);
          continue;
        case "error":
          // Whoever was slow to ask is taken for gone: what was missed is in the first frame of another look.
          if (hasReopened) return undefined;
          hasReopened = true;
          await this.#reopen();
          pieces.length = bytes = 0;
          continue;
        default:
          return undefined;
      }
    }
    return undefined;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#tell("close", {});
  }

  async #reopen(): Promise<void> {
    this.#viewer = await opened(this.#ask);
    if (this.#isClosed) return this.#tell("close", {});
    this.#tell("wish", { wish: this.#wish });
  }

  /** Nothing depends on the answer: a node that is out of reach is noticed by who asks for frames. */
  #tell(what: "wish" | "close", args: object): void {
    const viewer = this.#viewer;
    this.#ask({ what, args: { viewer, ...args } }).catch(() => {});
  }
}

/** Begins to look; gives the id by which it goes on. */
async function opened(ask: Ask): Promise<string> {
  const value = valueOf(await ask({ what: "open", args: {} }));
  const { viewer } = (value ?? {}) as { readonly viewer?: unknown };
  if (typeof viewer === "string") return viewer;
  throw new Error("That node has an inspector of another kind");
}

function valueOf(answer: InquiryAnswer): unknown {
  return answer.type === "ok" ? answer.value : undefined;
}

function outcomeOf(value: unknown): ActionOutcome {
  const { ok, code, reason } = (value ?? {}) as Partial<Refusal>;
  if (ok as unknown === true) return { ok: true };
  const isRefusal = typeof reason === "string" && codes.has(code ?? "");
  if (isRefusal) return { ok: false, code: code!, reason };
  return { ok: false, code: "unsupported", reason: "That node did not say" };
}

type Refusal = Extract<ActionOutcome, { readonly ok: false }>;

const codes: ReadonlySet<string> = new Set<Refusal["code"]>([
  ...["missing", "unsupervised", "forbidden", "unsupported"] as const,
]);

/** The text of a frame. In a stream of events a line break would be its end, and JSON in one line has none. */
function frameOf(
  pieces: readonly Uint8Array[],
  bytes: number,
): string | undefined {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  const text = utf8Text(all, 0, bytes);
  return text === undefined || /[\r\n]/.test(text) ? undefined : text;
}
