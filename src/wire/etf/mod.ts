/**
 * Erlang terms for TypeScript: the External Term Format of OTP 25 and later, read
 * from strangers without risk and written as OTP 26 writes it.
 *
 * @example Decode what Erlang's `term_to_binary/1` made, answer for `binary_to_term/1`
 * ```ts
 * import { atom, decodeTerm, encodeTerm, format, tuple } from "@rookery/rookery/etf";
 * import assert from "node:assert/strict";
 *
 * const request = decodeTerm(encodeTerm(tuple(atom("greet"), "ada")));
 * assert(request.ok);
 * assert.equal(format(request.value), '{greet,<<"ada">>}');
 * ```
 *
 * @module
 */
export type { Accepted, Refused, Result, WireError } from "../result.ts";
export { atomKeys, mapGet, text, toObject } from "./access.ts";
export { Atom, atom, ATOM_CHARS_MAX, isAtom } from "./atom.ts";
export {
  type DecodeOptions,
  decodeTerm,
  decodeTermPrefix,
  type TermPrefix,
} from "./decode.ts";
export { type EncodeOptions, encodeTerm } from "./encode.ts";
export { format, FORMAT_CHARS_MAX } from "./format.ts";
export { equals, termKey } from "./identity.ts";
export {
  ExportFun,
  OpaqueFun,
  Pid,
  Port,
  Reference,
  REFERENCE_WORDS_MAX,
} from "./identifiers.ts";
export {
  BYTES_MAX,
  type DecodeLimits,
  type DecodeWork,
  DEPTH_CEILING,
  DEPTH_MAX,
  ELEMENTS_MAX,
  type EtfErrorCode,
  INFLATED_BYTES_MAX,
  INTEGER_BYTES_MAX,
  noWork,
} from "./limits.ts";
export { toTerm } from "./shorthand.ts";
export {
  BitString,
  type Encodable,
  Float,
  ImproperList,
  type Term,
  Tuple,
  tuple,
} from "./term.ts";
