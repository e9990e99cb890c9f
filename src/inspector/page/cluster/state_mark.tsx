/**
 * How a member or a peer fares, as a mark whose shape says it; the colour only repeats it.
 *
 * @module
 */
import type { JSX } from "preact";

/** A mark of 10 by 10 in a line of text. */
export function StateMark(
  { state }: { readonly state: string },
): JSX.Element {
  return (
    <svg class="state-mark" viewBox="-6 -6 12 12" aria-hidden="true">
      <StateShape state={state} />
    </svg>
  );
}

/** The same within a drawing, around its origin, about 10 by 10. */
export function StateShape(
  { state }: { readonly state: string },
): JSX.Element {
  switch (state) {
    case "reachable":
    case "heard":
      return <circle class="shape" r={4.6} />;
    case "quarantine":
      return <path class="shape" d="M0 -5.4 5.4 4.4H-5.4z" />;
    case "unreachable":
      return (
        <path
          class="shape"
          d="M-5 -3.4-3.4 -5 0 -1.6 3.4 -5 5 -3.4 1.6 0 5 3.4 3.4 5 0 1.6-3.4 5-5 3.4-1.6 0z"
        />
      );
    case "dropped":
    case "silent":
      return <circle class="shape hollow" r={3.9} />;
    default:
      return <path class="shape" d="M0 -5.2 5.2 0 0 5.2-5.2 0z" />;
  }
}
