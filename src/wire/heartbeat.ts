/**
 * The heartbeat of libcluster's Gossip strategy: `"heartbeat::"`, then the term
 * `#{node => 'name@host'}`.
 *
 * Ours cannot be told from one of libcluster 3.5.0 on OTP 26. Theirs are taken
 * from all versions, extra keys included; what no libcluster node sends is
 * refused (docs/decisions/0004-heartbeat-strictness.md).
 *
 * @module
 */
import { beginsWith, concat } from "./bytes.ts";
import { mapGet } from "./etf/access.ts";
import { atom, isAtom } from "./etf/atom.ts";
import { type DecodeOptions, decodeTerm } from "./etf/decode.ts";
import { encodeTerm } from "./etf/encode.ts";
import type { DecodeWork, EtfErrorCode } from "./etf/limits.ts";
import type { Term } from "./etf/term.ts";
import { isNodeName } from "./node_name.ts";
import { accept, refuse, type Result } from "./result.ts";

/** What every heartbeat begins with, in ASCII. */
export const HEARTBEAT_PRELUDE = "heartbeat::";

/** Largest heartbeat taken: libcluster's own receive buffer, which cuts there. */
export const HEARTBEAT_BYTES_MAX = 8192;

/** Why a datagram is no heartbeat that we follow. */
export type HeartbeatErrorCode =
  /** It does not begin with `heartbeat::`. */
  | "not_heartbeat"
  /** It, or the term compressed in it, has more than 8192 bytes. */
  | "too_large"
  /** What follows is no Erlang term. */
  | "bad_term"
  /** Bytes are left after the term. */
  | "trailing_bytes"
  /** The term is no map. */
  | "not_a_map"
  /** The map has no key `node`. */
  | "no_node"
  /** The node is no atom of the form `name@host`. */
  | "bad_name";

/** A heartbeat: the node that can be connected to. */
export interface Heartbeat {
  /** Its name, `name@host`. */
  readonly node: string;
}

const prelude = new TextEncoder().encode(HEARTBEAT_PRELUDE);
const limits: DecodeOptions = {
  // The same for both, so that a compressed term may cost no more than a plain one.
  bytesMax: HEARTBEAT_BYTES_MAX,
  inflatedBytesMax: HEARTBEAT_BYTES_MAX,
  depthMax: 64,
};

/**
 * Encodes the heartbeat of a node; the atoms are UTF-8, as OTP 26 and later write them.
 *
 * @throws {TypeError} If `node` is not of the form `name@host` or has characters that no host has.
 */
export function encodeHeartbeat(node: string): Uint8Array {
  if (!isNodeName(node)) {
    throw new TypeError(
      `Cannot announce ${JSON.stringify(node)}: a node's name is name@host`,
    );
  }
  const term = encodeTerm(new Map([[atom("node"), atom(node)]]));
  return concat(prelude, term);
}

/** Decodes a heartbeat; adds what that cost to `work`. */
export function decodeHeartbeat(
  bytes: Uint8Array,
  work?: DecodeWork,
): Result<Heartbeat, HeartbeatErrorCode> {
  if (!beginsWith(bytes, prelude)) return refuse("not_heartbeat", 0);
  if (bytes.length > HEARTBEAT_BYTES_MAX) {
    return refuse("too_large", HEARTBEAT_BYTES_MAX);
  }
  const termBytes = bytes.subarray(prelude.length);
  const options = work === undefined ? limits : { ...limits, work };
  const term = decodeTerm(termBytes, options);
  if (term.ok) return fromTerm(term.value);
  const { code, offset } = term.error;
  return refuse(reasonOf(code), prelude.length + offset);
}

function reasonOf(code: EtfErrorCode): HeartbeatErrorCode {
  return code === "too_large" || code === "trailing_bytes" ? code : "bad_term";
}

function fromTerm(term: Term): Result<Heartbeat, HeartbeatErrorCode> {
  if (!(term instanceof Map)) return refuse("not_a_map", prelude.length);
  const node = mapGet(term, atom("node"));
  if (node === undefined) return refuse("no_node", prelude.length);
  return isAtom(node) && isNodeName(node.name)
    ? accept({ node: node.name })
    : refuse("bad_name", prelude.length);
}
