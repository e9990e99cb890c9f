/**
 * How large things in a chart are, in px: the layout counts with it, and the page draws by it.
 *
 * @module
 */

/** From one line of text to the next. */
export const lineHeight = 15;

/** Between text and the border of its state. */
export const statePadding = { x: 10, y: 7 } as const;

/** Between text and the border of its label. */
export const labelPadding = { x: 5, y: 2 } as const;

/** Between the first line of a state and those below it. */
export const titleGap = 3;

/** At each side of a tag's text, within its pill. */
export const tagPadding = 6;

/** Length of a line in a state; a longer one is broken. */
export const rowWidthMax = 250;

/** Length of a line in a state with states in it. */
export const headWidthMax = 430;

/** Length of a line in a label: short, since labels stand side by side. */
export const labelWidthMax = 168;

/** Narrowest box of a state. */
export const stateWidthMin = 54;

/** Width and height of a history state, which is drawn as a circle. */
export const historySize = 30;

/** Width and height of the signs from which arrows start. */
export const markSize = 12;

/** Between the border of a state and the boxes in it. */
export const inset = 14;

/** Between the two borders of a final state. */
export const finalGap = 3;

/** Scale below which the text of a drawing is too small to read. */
export const readableScale = 0.5;
