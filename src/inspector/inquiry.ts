/**
 * How a node looks at the actors of another: calls to the process {@linkcode inquiryProcess} there, and their answers.
 *
 *     {inspect, Version, What, Args}   What: open, next, wish, chart, act or close; Args: JSON in a binary
 *
 *     {ok, Value}         what was asked for, as JSON in a binary
 *     {more, Piece}       next: the beginning of a frame, or what comes after it
 *     {frame, Piece}      next: the end of a frame, or all of it
 *     none                next: nothing happened for a while
 *     ended               next: there will be nothing more
 *     {error, Code, Why}  it is refused, with a reason in a binary
 *
 * A frame is pulled, in pieces that keep nobody's tick waiting: whoever is slow gets fewer and fuller frames, and
 * nothing waits for them anywhere. A node that knows another version says which.
 *
 * @module
 */
import { Atom, type Term, Tuple, tuple } from "../wire/etf/mod.ts";
import { utf8Text } from "../wire/text.ts";

/** Name of the process that is asked. */
export const inquiryProcess = "rookery_inspector";

/** The version that is spoken here. */
export const inquiryVersion = 1;

/** Bytes of the arguments of one inquiry: an id, and what is wished for it. */
export const argsBytesMax = 16_384;

/** Bytes of a piece of a frame: a thousandth of a second on a network of a gigabit. */
export const pieceBytesMax = 131_072;

/** Bytes of a frame, and of anything else that is asked for: 100,000 rows of actors. */
export const answerBytesMax = 33_554_432;

/** What is asked. */
export type What = "open" | "next" | "wish" | "chart" | "act" | "close";

/** Why nothing came of it. */
export type InquiryRefusal =
  /** Another version is spoken there. */
  | "version"
  /** It is none of these. */
  | "malformed"
  /** Nobody of that id looks, or no longer. */
  | "gone"
  /** Too many look already. */
  | "busy";

/** An inquiry. */
export interface Inquiry {
  /** What is asked. */
  readonly what: What;
  /** With which arguments; not looked at yet. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** An answer. */
export type InquiryAnswer =
  | { readonly type: "ok"; readonly value: unknown }
  | { readonly type: "more" | "frame"; readonly piece: Uint8Array }
  | { readonly type: "none" | "ended" }
  | {
    readonly type: "error";
    readonly code: InquiryRefusal;
    readonly why: string;
  };

const whats: ReadonlySet<string> = new Set<What>([
  ...["open", "next", "wish", "chart", "act", "close"] as const,
]);

const refusals: ReadonlySet<string> = new Set<InquiryRefusal>([
  ...["version", "malformed", "gone", "busy"] as const,
]);

const encoder = new TextEncoder();

/** The term of an inquiry. */
export function inquiryTerm({ what, args }: Inquiry): Term {
  return tuple(
    new Atom("inspect"),
    inquiryVersion,
    new Atom(what),
    encoder.encode(JSON.stringify(args)),
  );
}

/** The inquiry that a term is, or the answer to what is none. */
export function inquiryOf(term: Term): Inquiry | InquiryAnswer {
  const [tag, version, what, args] = elementsOf(term);
  if (tag !== "inspect" || typeof version !== "number") return malformed;
  if (version !== inquiryVersion) return otherVersion;
  const given = args instanceof Uint8Array && args.length <= argsBytesMax
    ? jsonOf(args)
    : undefined;
  if (typeof what !== "string" || !whats.has(what) || !isObject(given)) {
    return malformed;
  }
  return { what: what as What, args: given };
}

/** The term of an answer. */
export function answerTerm(answer: InquiryAnswer): Term {
  switch (answer.type) {
    case "ok":
      return tuple(new Atom("ok"), encoder.encode(textOf(answer.value)));
    case "more":
    case "frame":
      return tuple(new Atom(answer.type), answer.piece);
    case "none":
    case "ended":
      return new Atom(answer.type);
    case "error": {
      const { code, why } = answer;
      return tuple(new Atom("error"), new Atom(code), encoder.encode(why));
    }
  }
}

/** The answer that a term is; nothing if it is none. */
export function answerOf(term: Term): InquiryAnswer | undefined {
  if (term instanceof Atom) {
    const { name } = term;
    return name === "none" || name === "ended" ? { type: name } : undefined;
  }
  const [tag, first, second] = elementsOf(term);
  if (tag === "error") {
    const why = second instanceof Uint8Array ? textIn(second) : undefined;
    if (typeof first !== "string" || why === undefined) return undefined;
    const isKnown = refusals.has(first);
    const code = isKnown ? first as InquiryRefusal : "malformed";
    return { type: "error", code, why };
  }
  if (!(first instanceof Uint8Array) || first.length > answerBytesMax) {
    return undefined;
  }
  if (tag === "more" || tag === "frame") return { type: tag, piece: first };
  if (tag !== "ok") return undefined;
  const value = jsonOf(first);
  return value === undefined ? undefined : { type: "ok", value };
}

/** Whether an inquiry is none, and this its answer. */
export function isAnswer(
  given: Inquiry | InquiryAnswer,
): given is InquiryAnswer {
  return "type" in given;
}

const malformed: InquiryAnswer = {
  type: "error",
  code: "malformed",
  why: "allowed: {inspect, Version, What, Json}",
};

const otherVersion: InquiryAnswer = {
  type: "error",
  code: "version",
  why: `version ${inquiryVersion} of the inspector is spoken here`,
};

/** Elements of a tuple, atoms as their names. */
function elementsOf(term: Term): readonly unknown[] {
  if (!(term instanceof Tuple)) return [];
  return term.elements.map((element) =>
    element instanceof Atom ? element.name : element
  );
}

/** JSON has no word for nothing. */
function textOf(value: unknown): string {
  return JSON.stringify(value ?? null);
}

function textIn(bytes: Uint8Array): string | undefined {
  return utf8Text(bytes, 0, bytes.length);
}

function jsonOf(bytes: Uint8Array): unknown {
  const text = textIn(bytes);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON, which is no answer and no inquiry
  }
}

function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}
