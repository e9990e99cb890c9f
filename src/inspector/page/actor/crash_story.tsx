/**
 * What an actor died of last.
 *
 * @module
 */
import type { JSX } from "preact";
import type { ActorCrash } from "../../frame.ts";
import { Icon } from "../shell/icons.tsx";
import { nowSlow } from "../shell/ticks.ts";
import { agoText, timeText } from "../words/durations.ts";

/** The error, and under it what that was caused by. */
export function CrashStory(
  { crash }: { readonly crash: ActorCrash },
): JSX.Element {
  return (
    <section class="crash-story" aria-label="Last crash">
      <h3>
        <Icon name="crash" />
        Crashed {agoText(nowSlow.value - crash.atMs)}
        <span class="hint">{timeText(crash.atMs)}</span>
      </h3>
      <ol>
        {crash.causes.map((cause, at) => (
          <li key={at}>
            {at > 0 && <span class="because">because</span>}
            <span class="mono">{cause}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
