/**
 * What the two nodes of a connection can do: 64 bits, told in the handshake. In force is what both have.
 *
 * Ours are only those whose promise this library keeps (Distribution Protocol, "Distribution Flags").
 *
 * @module
 */

/** The flags by name; each is one bit. */
export const Flag = {
  /** Wants to be seen in `nodes()`, and in global's names. */
  PUBLISHED: 0x1n,
  /** References of several words. */
  EXTENDED_REFERENCES: 0x4n,
  /** Monitors. Without it no DOWN ever arrives. */
  DIST_MONITOR: 0x8n,
  /** Functions have tags of their own. */
  FUN_TAGS: 0x10n,
  /** Monitors by name. Without it a call to a missing name waits for its timeout. */
  DIST_MONITOR_NAME: 0x20n,
  /** `NEW_FUN_EXT`. */
  NEW_FUN_TAGS: 0x80n,
  /** Pids and ports of more bits. */
  EXTENDED_PIDS_PORTS: 0x100n,
  /** `EXPORT_EXT`. */
  EXPORT_PTR_TAG: 0x200n,
  /** `BIT_BINARY_EXT`. */
  BIT_BINARIES: 0x400n,
  /** `NEW_FLOAT_EXT`. */
  NEW_FLOATS: 0x800n,
  /** Atoms in a cache of each connection. */
  DIST_HDR_ATOM_CACHE: 0x2000n,
  /** `SMALL_ATOM_EXT`. */
  SMALL_ATOM_TAGS: 0x4000n,
  /** Atoms in UTF-8. */
  UTF8_ATOMS: 0x10000n,
  /** `MAP_EXT`. */
  MAP_TAG: 0x20000n,
  /** Creations of 32 bits. */
  BIG_CREATION: 0x40000n,
  /** Messages to a pid say who sent them. */
  SEND_SENDER: 0x80000n,
  /** Reasons of exits follow the control message instead of lying in it. */
  EXIT_PAYLOAD: 0x400000n,
  /** Large messages in pieces; also: every message has a distribution header. */
  FRAGMENTS: 0x800000n,
  /** The handshake of OTP 23. */
  HANDSHAKE_23: 0x1000000n,
  /** Links that are undone in two steps. */
  UNLINK_ID: 0x2000000n,
  /** Tells that all that OTP 25 requires is there. */
  MANDATORY_25_DIGEST: 0x4000000n,
  /** Processes may be started here by a message. */
  SPAWN: 0x100000000n,
  /** Whoever connects has no name yet, and wants to be given one. */
  NAME_ME: 0x200000000n,
  /** Identifiers with 64 bits of node-local number. */
  V4_NC: 0x400000000n,
  /** Messages to aliases. */
  ALIAS: 0x800000000n,
} as const;

/** The name of a flag. */
export type FlagName = keyof typeof Flag;

/** What OTP 25 demands of every node that connects. */
export const mandatoryOtp25: bigint = Flag.EXTENDED_REFERENCES |
  Flag.FUN_TAGS | Flag.NEW_FUN_TAGS | Flag.EXTENDED_PIDS_PORTS |
  Flag.EXPORT_PTR_TAG | Flag.BIT_BINARIES | Flag.NEW_FLOATS |
  Flag.UTF8_ATOMS | Flag.MAP_TAG | Flag.BIG_CREATION | Flag.HANDSHAKE_23;

/** What OTP 26 to 28 demand. */
export const mandatoryOtp26: bigint = mandatoryOtp25 | Flag.UNLINK_ID |
  Flag.V4_NC;

/**
 * What we can do. Left out on purpose:
 *
 * - DIST_HDR_ATOM_CACHE: saves bytes on the wire, and costs 2048 names a peer of memory that strangers fill.
 * - SEND_SENDER: 30 bytes more in each message for tracing, and receivers here are not told the sender.
 * - SPAWN: strangers do not start code here. (OTP then asks `net_kernel` instead, and is refused.)
 * - NAME_ME: our name is ours.
 */
const ours: bigint = mandatoryOtp26 | Flag.DIST_MONITOR |
  Flag.DIST_MONITOR_NAME | Flag.SMALL_ATOM_TAGS |
  // OTP 25 sends it along so that newer nodes need not look at each flag.
  Flag.MANDATORY_25_DIGEST |
  // A reason may be large: as a payload it can go in fragments.
  Flag.EXIT_PAYLOAD |
  // Lets ticks pass between the pieces of a large message, in both directions.
  Flag.FRAGMENTS |
  // Replies to a call that was given up are dropped instead of piling up, on either side.
  Flag.ALIAS;

/** What a node of ours tells; a hidden one is connected to without being counted as one of the cluster. */
export function flagsOf({ hidden }: { readonly hidden: boolean }): bigint {
  return hidden ? ours : ours | Flag.PUBLISHED;
}

/** Which of the flags that we need (those of {@linkcode mandatoryOtp25}) a peer lacks; empty if it may connect. */
export function missingFlags(peerFlags: bigint): readonly FlagName[] {
  const missing = mandatoryOtp25 & ~peerFlags;
  return (Object.keys(Flag) as FlagName[])
    .filter((name) => (missing & Flag[name]) !== 0n);
}
