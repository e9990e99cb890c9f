/**
 * Parts of the page that are loaded once it is there: nobody waits for them at first, and they are at hand when the server
 * is not any more.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

type Views = typeof import("../views.tsx");

const views: Signal<Views | "coming" | "lost"> = signal("lost");

/** Loads them, unless they are there or coming. */
async function loadViews(): Promise<void> {
  if (views.peek() !== "lost") return;
  views.value = "coming";
  try {
    views.value = await import("../views.tsx");
  } catch {
    views.value = "lost";
  }
}

/** One of them; until it is there a word about it, if it is asked for one. */
export function Later(
  { name, isQuiet = false }: {
    readonly name: keyof Views;
    readonly isQuiet?: boolean;
  },
): JSX.Element | null {
  useEffect(() => void loadViews(), []);
  const loaded = views.value;
  if (typeof loaded === "object") {
    const View = loaded[name];
    return <View />;
  }
  if (isQuiet) return null;
  if (loaded === "coming") return <div class="empty">One moment…</div>;
  return (
    <div class="empty">
      <strong>This part could not be loaded</strong>
      <span>The server did not answer.</span>
      <button type="button" onClick={() => loadViews()}>Try again</button>
    </div>
  );
}
