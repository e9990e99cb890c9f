/**
 * How much a stranger's term may cost, and the words for what is refused.
 *
 * @module
 */

/** Why bytes are no term, or none that we take. */
export type EtfErrorCode =
  /** The input ends inside a term. */
  | "truncated"
  /** More follows after the term. */
  | "trailing_bytes"
  /** The first byte is not 131. */
  | "bad_version"
  /** A term begins with a byte that no known kind begins with. */
  | "unknown_tag"
  /** An atom is too long, or not UTF-8, or something else stands in its place. */
  | "bad_atom"
  /** An integer's sign byte is neither 0 nor 1. */
  | "bad_integer"
  /** A float is NaN, infinite or no number. */
  | "bad_float"
  /** A bit string's count of used bits is impossible. */
  | "bad_bits"
  /** A reference has no words or too many. */
  | "bad_reference"
  /** A function's parts are not what they must be, or not as long as claimed. */
  | "bad_fun"
  /** A map holds a key twice. */
  | "duplicate_key"
  /** Compressed bytes are damaged or inflate to another size than claimed. */
  | "bad_compression"
  /** Terms are nested deeper than `depthMax`. */
  | "too_deep"
  /** There are more terms than `elementsMax`. */
  | "too_many"
  /** The input, an inflated term or an integer has more bytes than allowed. */
  | "too_large";

/** What a term may cost. Anything beyond is refused. */
export interface DecodeLimits {
  /** Size of the input in bytes; default {@linkcode BYTES_MAX}. */
  readonly bytesMax?: number;
  /** Size of a compressed term when inflated, in bytes; default {@linkcode INFLATED_BYTES_MAX}. */
  readonly inflatedBytesMax?: number;
  /** Terms inside terms; default {@linkcode DEPTH_MAX}, at most {@linkcode DEPTH_CEILING}. */
  readonly depthMax?: number;
  /** Terms in all, counting every element, key and value; default {@linkcode ELEMENTS_MAX}. */
  readonly elementsMax?: number;
}

/** Default size of the input: what a node takes in one message of the distribution. */
export const BYTES_MAX = 16 * 1024 * 1024;

/** Default size of an inflated term: 1 KiB of zlib can claim 1 MiB. */
export const INFLATED_BYTES_MAX = 1024 * 1024;

/** Default depth: hand-made terms stay below 20, term-ordered trees below 50. */
export const DEPTH_MAX = 256;

/** Greatest depth that may be asked for, and that is encoded: each level takes some stack. */
export const DEPTH_CEILING = 512;

/** Default count of terms: about 100 MB of JavaScript objects at worst. */
export const ELEMENTS_MAX = 1_000_000;

/** Longest integer, in bytes: no honest term holds one of eight million bits. */
export const INTEGER_BYTES_MAX = 1024 * 1024;

/** What decoding cost, added up over all calls that were given the same object. */
export interface DecodeWork {
  /** Bytes read, those of inflated terms included. */
  bytesRead: number;
  /** Bytes that compressed terms inflated to. */
  inflatedBytes: number;
  /** Terms made. */
  termsMade: number;
  /** UTF-16 units of text compared to find keys that occur twice. */
  keyUnits: number;
}

/** A count of work that begins at zero. */
export function noWork(): DecodeWork {
  return { bytesRead: 0, inflatedBytes: 0, termsMade: 0, keyUnits: 0 };
}
