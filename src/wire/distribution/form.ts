/**
 * In which form messages go over a connection, which follows from the flags in force.
 *
 *     pass-through  112, 131 control, 131 payload
 *     header        131 68 0, control, payload        if fragments are in force: OTP then closes upon the other form
 *
 * The 0 says that no atoms of a cache are referred to.
 *
 * @module
 */
import { Flag } from "./flags.ts";

/** Bytes that messages begin with. */
export const FrameTag = {
  /** A message without a header. */
  PASS_THROUGH: 112,
  /** After the version: a header. */
  HEADER: 68,
  /** After the version: the header of the first of several fragments. */
  FIRST_FRAGMENT: 69,
  /** After the version: the header of a further fragment. */
  FRAGMENT: 70,
} as const;

/** The form of messages on a connection. */
export interface MessageForm {
  /** Whether each message has a distribution header; then it may be sent in fragments, too. */
  readonly hasHeader: boolean;
  /** Whether the reason of an exit follows the control message instead of lying in it. */
  readonly hasExitPayload: boolean;
}

/** The form that both sides understand: `flags` are those that both told. */
export function formOf(flags: bigint): MessageForm {
  return {
    hasHeader: (flags & Flag.FRAGMENTS) !== 0n,
    hasExitPayload: (flags & Flag.EXIT_PAYLOAD) !== 0n,
  };
}
