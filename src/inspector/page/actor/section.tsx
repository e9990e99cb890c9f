/**
 * Parts of the actor's panel.
 *
 * @module
 */
import type { ComponentChildren, JSX } from "preact";

/** A part with a heading of its own. */
export function Section(
  { title, children }: {
    readonly title: string;
    readonly children: ComponentChildren;
  },
): JSX.Element {
  return (
    <section class="actor-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
