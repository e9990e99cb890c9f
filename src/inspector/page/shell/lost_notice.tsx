/**
 * Says that what is shown is old, since nothing is heard any more, and why.
 *
 * @module
 */
import type { JSX } from "preact";
import { connect, farewell } from "../connection.ts";
import { link, moment, node } from "../model.ts";
import { timeText } from "../words/durations.ts";
import { Icon } from "./icons.tsx";

/** The notice; nothing while something is heard. */
export function LostNotice(): JSX.Element | null {
  if (link.value !== "lost") return null;
  const { atMs } = moment.value;
  return (
    <div class="lost-notice" role="status">
      <Icon name="lost" />
      <span>
        {atMs > 0 && (
          <>
            You see what was at{" "}
            <strong class="mono">{timeText(atMs)}</strong>.{" "}
          </>
        )}
        {sentence(farewell.value ?? "The server is not heard")}{" "}
        It is tried again by itself.
      </span>
      {node.value === undefined
        ? <button type="button" onClick={connect}>Try now</button>
        : (
          <button type="button" onClick={() => node.value = undefined}>
            Back to the server itself
          </button>
        )}
    </div>
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
