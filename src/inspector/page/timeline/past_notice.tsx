/**
 * Says that what the page shows is not what is live. It stands where nothing moves when it comes, since the pointer is on
 * the timeline then.
 *
 * @module
 */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../shell/icons.tsx";
import { timeText } from "../words/durations.ts";
import { closeRecording } from "./files.ts";
import { goToEnd } from "./playback.ts";
import { opened, playhead } from "./playhead.ts";

/** The notice; nothing while what is live is shown. */
export function PastNotice(): JSX.Element | null {
  const shown = playhead.value;
  const file = opened.value;
  const isPast = shown !== undefined || file !== undefined;
  useEffect(() => {
    document.documentElement.toggleAttribute("data-past", isPast);
  }, [isPast]);
  if (!isPast) return null;
  return (
    <div class="past-notice" role="status">
      <Icon name="history" />
      <span>
        {file && (
          <>
            Recording <strong>{file.fileName}</strong>.{" "}
          </>
        )}
        {shown !== undefined && (
          <>
            You see what was at <strong class="mono">{timeText(shown)}</strong>.
          </>
        )}
      </span>
      {shown !== undefined && !file && (
        <button type="button" onClick={goToEnd}>Back to live</button>
      )}
      {file && (
        <button type="button" onClick={closeRecording}>Close the file</button>
      )}
    </div>
  );
}
