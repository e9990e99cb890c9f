/**
 * A drawing as a file of its own: the rules of the page's style sheet that concern drawings go with it, with the colours of
 * either theme in place of variables, which few programs besides browsers know.
 *
 * @module
 */
import { render } from "preact";
import type { Drawing } from "./drawing.ts";
import { DrawingParts } from "./drawing_svg.tsx";
import type { Kin } from "./kin.ts";

/** In which colours it can be. */
export const looks = ["light", "dark"] as const;

/** In which colours. */
export type Look = typeof looks[number];

/** What is exported: the drawing, with the states lit that are. */
export interface Exported {
  readonly drawing: Drawing;
  readonly kin: Kin;
  /** Ids of the states that are active. */
  readonly active: ReadonlySet<string>;
}

const svgNamespace = "http://www.w3.org/2000/svg";

/** The text of an SVG file. */
export function svgFileOf(exported: Exported, look: Look): string {
  const { drawing: { width, height }, kin: { chart } } = exported;
  const svg = document.createElementNS(svgNamespace, "svg");
  const size = { width: `${Math.ceil(width)}`, height: `${Math.ceil(height)}` };
  const attributes = {
    ...size,
    class: "drawing",
    viewBox: `0 0 ${size.width} ${size.height}`,
    role: "img",
    "aria-label": `Statechart ${chart.key}`,
  };
  for (const [name, value] of Object.entries(attributes)) {
    svg.setAttribute(name, value);
  }
  const { style, ground } = styleIn(look);
  render(
    <>
      <style>{style}</style>
      <rect {...size} fill={ground} />
      <DrawingParts {...exported} fired={new Set()} />
    </>,
    svg,
  );
  const text = new XMLSerializer().serializeToString(svg);
  render(null, svg);
  return text;
}

/** In which colours the page is. */
export function lookNow(): Look {
  const { colorScheme } = getComputedStyle(document.documentElement);
  return colorScheme === "dark" ? "dark" : "light";
}

/** The rules for drawings and the colour behind them. */
function styleIn(look: Look): { style: string; ground: string } {
  const { documentElement } = document;
  const chosen = documentElement.dataset.theme;
  // The page is drawn again only when this has ended, so that nobody sees it change.
  documentElement.dataset.theme = look;
  try {
    const colours = getComputedStyle(documentElement);
    const valueOf = (name: string) => colours.getPropertyValue(name).trim();
    const style = drawingRules().replace(
      /var\((--[\w-]+)\)/g,
      (_, name) => valueOf(name),
    );
    return { style, ground: valueOf("--pane") };
  } finally {
    if (chosen === undefined) delete documentElement.dataset.theme;
    else documentElement.dataset.theme = chosen;
  }
}

function drawingRules(): string {
  return [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
    .filter((rule): rule is CSSStyleRule => rule instanceof CSSStyleRule)
    .filter(({ selectorText }) => selectorText.startsWith(".drawing"))
    .map(({ cssText }) => cssText).join("\n");
}
