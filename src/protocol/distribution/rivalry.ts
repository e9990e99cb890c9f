/**
 * What a stranger who says its name is answered, given what there is between us and that name already.
 *
 * Only our own attempts count as rivals. Another stranger of the same name has proved nothing yet, and if it counted,
 * whoever claims a name could keep its owner out: of two, the first that proves itself stays, and a later one with the
 * cookie too replaces it.
 *
 * @module
 */

/** What a stranger says of itself. */
export interface Claim {
  /** Its name, `name@host`. */
  readonly node: string;
  /** The number of its incarnation. */
  readonly creation: number;
  /** Whether it can do all that we demand. */
  readonly isCapable: boolean;
}

/** What there is between us and that name. */
export interface Rivals {
  /** Ourselves. */
  readonly us: { readonly node: string; readonly creation: number };
  /** Whether the settings allow that name. */
  readonly isAllowed: boolean;
  /** Whether we are connected to it, as far as we know. */
  readonly isConnected: boolean;
  /** Whether an attempt of ours to connect to it is on its way. */
  readonly isDialled: boolean;
}

/** What the stranger is answered. */
export type Verdict =
  /** Go on. */
  | "ok"
  /** Go on; our own attempt is given up for it. */
  | "ok_simultaneous"
  /** Our own attempt goes on instead. */
  | "nok"
  /** We know an older connection of yours: is it gone? */
  | "alive"
  /** By the settings, or because you cannot do what is demanded, or have our name. */
  | "not_allowed";

/**
 * The verdict on a claim. Ourselves, who came under another name, get `ok`: our other end then sees in the challenge whom
 * it reached.
 */
export function verdictOn(claim: Claim, rivals: Rivals): Verdict {
  const { node, creation, isCapable } = claim;
  const { us, isAllowed, isConnected, isDialled } = rivals;
  if (node === us.node) return creation === us.creation ? "ok" : "not_allowed";
  if (!isAllowed || !isCapable) return "not_allowed";
  if (isConnected) return "alive";
  if (!isDialled) return "ok";
  // Both connect at once: the attempt of the greater name stays, as both compute for themselves.
  return us.node > node ? "nok" : "ok_simultaneous";
}
