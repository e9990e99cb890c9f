/**
 * Names of Erlang nodes.
 *
 * @module
 */
import { isAtomName } from "./etf/atom.ts";

// Letters, marks and digits of any script, and what occurs in host names, IPv6
// addresses with a zone included. No space, no control or formatting character,
// no markup: names are shown in logs, pages and terminals.
const NODE_NAME = /^[\p{L}\p{M}\p{N}_.+~-]+@[\p{L}\p{M}\p{N}_.:%[\]-]+$/u;

/**
 * Whether `name` can be the name of a node: `name@host`, at most 255 characters.
 *
 * More is allowed than OTP lets a node call itself (letters of any script), and
 * less than fits into an atom.
 */
export function isNodeName(name: string): boolean {
  return isAtomName(name) && NODE_NAME.test(name);
}
