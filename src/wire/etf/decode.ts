/**
 * Decodes Erlang terms from the External Term Format.
 *
 * Untrusted bytes never throw and never cost more than a small multiple of their
 * size, or of `inflatedBytesMax` if they are compressed.
 *
 * @module
 */
import { ByteReader } from "../reader.ts";
import { accept, type Result } from "../result.ts";
import { inflate } from "./compression.ts";
import {
  BYTES_MAX,
  type DecodeLimits,
  type DecodeWork,
  DEPTH_CEILING,
  DEPTH_MAX,
  ELEMENTS_MAX,
  type EtfErrorCode,
  INFLATED_BYTES_MAX,
} from "./limits.ts";
import { Tag, VERSION } from "./tags.ts";
import type { Term } from "./term.ts";
import { TermDecoder } from "./term_decoder.ts";

/** How to decode. */
export interface DecodeOptions extends DecodeLimits {
  /** Whether the term begins with the version byte 131; default true. Without it a term cannot be compressed. */
  readonly version?: boolean;
  /** Where to add up what decoding cost. */
  readonly work?: DecodeWork;
}

/** A term at the beginning of longer bytes. */
export interface TermPrefix {
  /** The term. */
  readonly term: Term;
  /** How many bytes it took, its version byte included. */
  readonly bytesConsumed: number;
}

/**
 * Decodes one term that fills `bytes` exactly, as `term_to_binary` made it.
 *
 * @example
 * ```ts
 * import { decodeTerm } from "@rookery/rookery/etf";
 * import assert from "node:assert/strict";
 *
 * // term_to_binary([1, 2, 3])
 * const list = Uint8Array.of(131, 107, 0, 3, 1, 2, 3);
 * assert.deepEqual(decodeTerm(list), { ok: true, value: [1, 2, 3] });
 *
 * const cut = decodeTerm(list.subarray(0, 5));
 * assert.deepEqual(cut, { ok: false, error: { code: "truncated", offset: 4 } });
 * ```
 *
 * @throws {RangeError} If `depthMax` is above {@linkcode DEPTH_CEILING}.
 */
export function decodeTerm(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Result<Term, EtfErrorCode> {
  const reader = new ByteReader<EtfErrorCode>(bytes);
  const prefix = readPrefix(reader, options);
  if (reader.error === undefined && prefix.bytesConsumed < bytes.length) {
    reader.fail("trailing_bytes", prefix.bytesConsumed);
  }
  if (reader.error !== undefined) return { ok: false, error: reader.error };
  return accept(prefix.term);
}

/**
 * Decodes the term at the beginning of `bytes`; what follows it is left alone.
 *
 * @throws {RangeError} If `depthMax` is above {@linkcode DEPTH_CEILING}.
 */
export function decodeTermPrefix(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Result<TermPrefix, EtfErrorCode> {
  const reader = new ByteReader<EtfErrorCode>(bytes);
  const prefix = readPrefix(reader, options);
  if (reader.error !== undefined) return { ok: false, error: reader.error };
  return accept(prefix);
}

function readPrefix(
  reader: ByteReader<EtfErrorCode>,
  options: DecodeOptions,
): TermPrefix {
  const limits = withDefaults(options);
  if (reader.bytes.length > limits.bytesMax) {
    reader.fail("too_large", limits.bytesMax);
  }
  const versioned = options.version ?? true;
  if (versioned && reader.u8() !== VERSION) reader.fail("bad_version", 0);
  const isCompressed = versioned && reader.bytes[1] === Tag.COMPRESSED;
  const term = isCompressed
    ? readCompressed(reader, limits, options.work)
    : readTerm(reader, limits, options.work);
  return { term, bytesConsumed: reader.offset };
}

function readTerm(
  reader: ByteReader<EtfErrorCode>,
  limits: Required<DecodeLimits>,
  work?: DecodeWork,
): Term {
  const decoder = new TermDecoder(reader, limits);
  const term = decoder.read();
  if (work !== undefined) {
    work.bytesRead += reader.offset;
    work.termsMade += decoder.termsMade;
    work.keyUnits += decoder.keyUnits;
  }
  return term;
}

/** Reads `131, 80, size:32, zlib`; failures inside are told at the offset of the 80. */
function readCompressed(
  reader: ByteReader<EtfErrorCode>,
  limits: Required<DecodeLimits>,
  work?: DecodeWork,
): Term {
  const at = reader.offset;
  reader.u8();
  const inflated = inflate(reader, limits.inflatedBytesMax);
  if (work !== undefined) {
    work.bytesRead += reader.offset;
    work.inflatedBytes += inflated.length;
  }
  if (reader.error !== undefined) return null;
  const inner = new ByteReader<EtfErrorCode>(inflated);
  const term = readTerm(inner, limits, work);
  if (inner.remaining > 0) inner.fail("trailing_bytes");
  if (inner.error !== undefined) reader.fail(inner.error.code, at);
  return term;
}

function withDefaults(options: DecodeOptions): Required<DecodeLimits> {
  const {
    bytesMax = BYTES_MAX,
    inflatedBytesMax = INFLATED_BYTES_MAX,
    depthMax = DEPTH_MAX,
    elementsMax = ELEMENTS_MAX,
  } = options;
  if (depthMax > DEPTH_CEILING) {
    throw new RangeError(
      `Cannot decode terms ${depthMax} deep: depthMax is at most ${DEPTH_CEILING}`,
    );
  }
  return { bytesMax, inflatedBytesMax, depthMax, elementsMax };
}
