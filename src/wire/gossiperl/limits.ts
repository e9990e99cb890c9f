/**
 * How much of a stranger's digest is taken, and the words for what is refused.
 *
 * @module
 */
import type { ThriftErrorCode } from "../thrift/types.ts";

/** Largest datagram: the end of UDP over IPv4. */
export const DATAGRAM_BYTES_MAX = 65_507;

/** Longest name of a member or event type, in bytes of UTF-8; gossiperl's own names are 60 to 100 long. */
export const NAME_BYTES_MAX = 255;

/** Longest id, in bytes; a UUID takes 36, but clients of others may count or hash. */
export const ID_BYTES_MAX = 64;

/** Longest secret, in bytes of UTF-8. */
export const SECRET_BYTES_MAX = 1_024;

/** Longest text of an event or error, in bytes of UTF-8. */
export const TEXT_BYTES_MAX = 1_024;

/** Longest IP address in text form: IPv6 with an embedded IPv4 and a zone. */
export const ADDRESS_BYTES_MAX = 64;

/** Most event types in one subscription. */
export const EVENT_TYPES_MAX = 256;

/** Most rows in a list of members or subscriptions: more than fit into a datagram if they are honest. */
export const ROWS_MAX = 2_048;

/** Why a datagram is no digest that we take. */
export type GossiperlErrorCode =
  | ThriftErrorCode
  /** Its length is not that of an IV and at least one whole block, or beyond UDP's. */
  | "not_enveloped"
  /** It deciphers to something that is no struct: another key, or damage. */
  | "wrong_key"
  /** The payload is not base64 as gossiperl writes it. */
  | "bad_base64";
