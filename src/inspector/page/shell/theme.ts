/**
 * Light or dark: as the system wishes, unless somebody chose.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";

/** What can be chosen. */
export type Theme = "system" | "light" | "dark";

const order: readonly Theme[] = ["system", "light", "dark"];
const place = "rookery-inspector-theme";

/** What was chosen. */
export const theme: Signal<Theme> = signal(remembered());

/** Draws the page in the theme that was chosen, from now on. */
export function applyTheme(): void {
  theme.subscribe((chosen) => {
    const { dataset } = document.documentElement;
    if (chosen === "system") delete dataset.theme;
    else dataset.theme = chosen;
  });
}

/** Chooses the next one. */
export function nextTheme(): void {
  const at = order.indexOf(theme.value);
  theme.value = order[(at + 1) % order.length]!;
  try {
    localStorage.setItem(place, theme.value);
  } catch {
    // A browser that keeps nothing keeps no theme; the page works all the same.
  }
}

function remembered(): Theme {
  try {
    const kept = localStorage.getItem(place);
    return order.find((theme) => theme === kept) ?? "system";
  } catch {
    return "system";
  }
}
