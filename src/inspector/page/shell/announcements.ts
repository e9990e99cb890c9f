/**
 * What the page says by itself: shown for a while, and read out by a screen reader.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";

/** How long something is shown, in ms: long enough to read two sentences. */
const shownMs = 6_000;

/** Something to say. */
export interface Announcement {
  /** Tells two of the same words apart. */
  readonly number: number;
  readonly text: string;
  /** Whether something went wrong. */
  readonly isBad: boolean;
  /** Whether it is only read out, since who sees the page sees it anyway. */
  readonly isUnseen: boolean;
}

/** What was said last. */
export const announcement: Signal<Announcement | undefined> = signal(undefined);

let number = 0;
let end: ReturnType<typeof setTimeout> | undefined;

/** Says something. */
export function announce(
  text: string,
  { isBad = false, isUnseen = false }: Partial<Announcement> = {},
): void {
  announcement.value = { number: ++number, text, isBad, isUnseen };
  clearTimeout(end);
  end = setTimeout(() => announcement.value = undefined, shownMs);
}
