/**
 * Light or dark: as the system wishes, unless somebody chose.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import { keep, kept } from "./kept.ts";

/** What can be chosen. */
export type Theme = "system" | "light" | "dark";

const order: readonly Theme[] = ["system", "light", "dark"];

/** What was chosen. */
export const theme: Signal<Theme> = signal(
  order.find((theme) => theme === kept("theme")) ?? "system",
);

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
  keep("theme", theme.value);
}
