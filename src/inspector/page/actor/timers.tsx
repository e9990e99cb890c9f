/**
 * An actor's timers, counting down.
 *
 * @module
 */
import type { JSX } from "preact";
import type { ActorTimer } from "../../frame.ts";
import { nowMs } from "../model.ts";
import { Icon } from "../shell/icons.tsx";
import { nowFast } from "../shell/ticks.ts";
import { durationText, timeText } from "../words/durations.ts";
import { delayName } from "../words/event_text.ts";
import { Section } from "./section.tsx";

/** The timers that run, the next first. */
export function Timers(
  { timers }: { readonly timers: readonly ActorTimer[] },
): JSX.Element {
  nowFast.value;
  // What was told since the last tick would be said to take longer than it ever does.
  const now = nowMs();
  return (
    <Section title="Timers">
      <ul class="timers">
        {timers.map(({ name, atMs }, at) => (
          <li key={at} title={timeText(atMs)}>
            <Icon name="timer" />
            <span class="mono timer-name">{delayName(name)}</span>
            <span class="timer-left">
              {atMs <= now ? "due" : `in ${durationText(atMs - now)}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
