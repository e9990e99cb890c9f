/**
 * Where the page says what it has to say by itself.
 *
 * @module
 */
import type { JSX } from "preact";
import { announcement } from "./announcements.ts";
import { Icon } from "./icons.tsx";

/** The live region, which must be there before anything is said. */
export function Announcer(): JSX.Element {
  const said = announcement.value;
  return (
    <div class="announcer" role="status" aria-live="polite">
      {said && (
        <p
          key={said.number}
          class={said.isUnseen ? "unseen" : said.isBad ? "toast bad" : "toast"}
        >
          {said.isBad && <Icon name="lost" />}
          {said.text}
        </p>
      )}
    </div>
  );
}
