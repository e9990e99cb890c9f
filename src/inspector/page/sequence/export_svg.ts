/**
 * A drawing of the page as a file of its own: what its style sheet says is written into it.
 *
 * @module
 */

/** What styles say about drawings. */
const properties = [
  "fill",
  "fill-opacity",
  "font-family",
  "font-size",
  "font-weight",
  "opacity",
  "paint-order",
  "stroke",
  "stroke-dasharray",
  "stroke-linejoin",
  "stroke-width",
  "text-anchor",
] as const;

/** The text of an SVG that looks like `svg` does now. */
export function standaloneSvg(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  // The heads follow who scrolls, which nobody does in a file.
  copy.querySelector(".heads")?.removeAttribute("transform");
  const originals = [svg, ...svg.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  originals.forEach((original, place) => {
    const style = getComputedStyle(original);
    for (const property of properties) {
      copies[place]!.setAttribute(property, style.getPropertyValue(property));
    }
    copies[place]!.removeAttribute("class");
    copies[place]!.removeAttribute("style");
    copies[place]!.removeAttribute("tabindex");
  });
  // The page's ground is behind the drawing, and a file has none.
  const ground = document.createElementNS(svg.namespaceURI!, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", groundOf(svg));
  copy.prepend(ground);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}

function groundOf(element: Element | null): string {
  for (let at = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
  }
  return "white";
}
