/**
 * Our own probe: a packet that a node sends to its group in order to hear it back
 * and so learn that the group carries, and from which address it sends.
 *
 * `"rookery-probe::"`, then 16 bytes that only the sender knows beforehand. A
 * libcluster node ignores it, as all that does not begin with `heartbeat::`.
 *
 * @module
 */
import { beginsWith, concat } from "./bytes.ts";
import { accept, refuse, type Result } from "./result.ts";

/** What every probe begins with, in ASCII. */
export const PROBE_PRELUDE = "rookery-probe::";

/** Bytes of a probe's id: enough that no two nodes draw the same. */
export const PROBE_ID_BYTES = 16;

/** Why a datagram is no probe. */
export type ProbeErrorCode =
  /** It does not begin with `rookery-probe::`. */
  | "not_probe"
  /** Its id is not 16 bytes long. */
  | "bad_probe";

/** A probe. */
export interface Probe {
  /** Its id: 16 bytes as 32 lower-case hexadecimal digits, to be compared with `===`. */
  readonly id: string;
}

const HEX_ID = /^[0-9a-f]{32}$/;
const prelude = new TextEncoder().encode(PROBE_PRELUDE);

/**
 * Encodes a probe.
 *
 * @throws {TypeError} If `id` is not 32 lower-case hexadecimal digits.
 */
export function encodeProbe(id: string): Uint8Array {
  if (!HEX_ID.test(id)) {
    throw new TypeError(
      "Cannot send a probe: its id is 16 bytes as 32 lower-case hexadecimal digits",
    );
  }
  return concat(prelude, Uint8Array.fromHex(id));
}

/** Whether a datagram claims to be a probe. */
export function isProbe(bytes: Uint8Array): boolean {
  return beginsWith(bytes, prelude);
}

/** Decodes a probe. */
export function decodeProbe(bytes: Uint8Array): Result<Probe, ProbeErrorCode> {
  if (!isProbe(bytes)) return refuse("not_probe", 0);
  const id = new Uint8Array(bytes.subarray(prelude.length));
  return id.length === PROBE_ID_BYTES
    ? accept({ id: id.toHex() })
    : refuse("bad_probe", prelude.length);
}
