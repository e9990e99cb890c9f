/**
 * Decodes messages between connected nodes.
 *
 * @module
 */
import {
  BYTES_MAX,
  type DecodeLimits,
  DEPTH_MAX,
  ELEMENTS_MAX,
  type EtfErrorCode,
  INFLATED_BYTES_MAX,
} from "../etf/limits.ts";
import { VERSION } from "../etf/tags.ts";
import { type Term, Tuple } from "../etf/term.ts";
import { TermDecoder } from "../etf/term_decoder.ts";
import { ByteReader } from "../reader.ts";
import { accept, refuse, type Result } from "../result.ts";
import { controlShapes } from "./control.ts";
import { FrameTag } from "./form.ts";
import type { DistributionMessage } from "./message.ts";

/** Why a frame is no message that we take. */
export type MessageErrorCode =
  | EtfErrorCode
  /** It begins in no form of a message, or is a fragment. */
  | "bad_frame"
  /** It refers to a cache of atoms, which we never agree to. */
  | "atom_cache"
  /** The control message is not a tuple of the elements that its operation has. */
  | "bad_control";

/** How much a message may cost: see {@linkcode DecodeLimits}. Compressed terms are not taken at all. */
export type MessageLimits = Omit<DecodeLimits, "inflatedBytesMax">;

type Reader = ByteReader<MessageErrorCode>;

const defaults: Required<DecodeLimits> = {
  bytesMax: BYTES_MAX,
  inflatedBytesMax: INFLATED_BYTES_MAX,
  depthMax: DEPTH_MAX,
  elementsMax: ELEMENTS_MAX,
};

/**
 * Decodes the body of a frame that is not empty, in either form. What it says is not looked at beyond the kinds of
 * its parts; operations that nobody knew when this was written are `unknown`, and their payload is not read.
 */
export function decodeMessage(
  body: Uint8Array,
  limits?: MessageLimits,
): Result<DistributionMessage, MessageErrorCode> {
  const all = limits === undefined ? defaults : { ...defaults, ...limits };
  if (body.length > all.bytesMax) return refuse("too_large", all.bytesMax);
  const reader: Reader = new ByteReader(body);
  const isPassThrough = readForm(reader);
  // It fails with codes of its own only, which are among ours.
  const terms = new TermDecoder(reader as ByteReader<EtfErrorCode>, all);
  const message = readMessage(reader, isPassThrough, terms);
  if (reader.error !== undefined) return { ok: false, error: reader.error };
  return message === undefined
    ? refuse("bad_control", controlAt(isPassThrough))
    : accept(message);
}

/** Reads up to the control message; returns whether each term begins with a version. */
function readForm(reader: Reader): boolean {
  const tag = reader.u8();
  if (tag === FrameTag.PASS_THROUGH) return true;
  if (tag !== VERSION) reader.fail("bad_frame", 0);
  if (reader.u8() !== FrameTag.HEADER) reader.fail("bad_frame", 1);
  if (reader.u8() !== 0) reader.fail("atom_cache", 2);
  return false;
}

function readMessage(
  reader: Reader,
  isPassThrough: boolean,
  terms: TermDecoder,
): DistributionMessage | undefined {
  const control = readTerm(reader, isPassThrough, terms);
  if (!(control instanceof Tuple)) return undefined;
  const { elements } = control as Tuple;
  const [operation] = elements;
  if (typeof operation !== "number") return undefined;
  const shape = controlShapes.get(operation);
  if (shape === undefined) return { type: "unknown", operation };
  if (elements.length !== shape.arity) return undefined;
  const payload = shape.hasPayload
    ? readTerm(reader, isPassThrough, terms)
    : null;
  if (reader.remaining > 0) reader.fail("trailing_bytes");
  return shape.meaning(elements, payload);
}

function readTerm(
  reader: Reader,
  isPassThrough: boolean,
  terms: TermDecoder,
): Term {
  const at = reader.offset;
  if (isPassThrough && reader.u8() !== VERSION) reader.fail("bad_version", at);
  return terms.read();
}

function controlAt(isPassThrough: boolean): number {
  return isPassThrough ? 2 : 3;
}
