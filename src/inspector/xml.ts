/**
 * Writes XML: elements of elements, with whatever text escaped.
 *
 * @module
 */

/** An element. */
export interface XmlElement {
  /** Its name, perhaps with a prefix. */
  readonly name: string;
  /** Its attributes; those that are undefined are left out. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
  /** What is in it: elements, or text alone. */
  readonly children: readonly XmlElement[] | string;
}

/** Makes an element. */
export function element(
  name: string,
  attributes: XmlElement["attributes"] = {},
  children: XmlElement["children"] = [],
): XmlElement {
  return { name, attributes, children };
}

/** The lines of a document. */
export function xmlLines(root: XmlElement): string[] {
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...elementLines(root)];
}

function elementLines(
  { name, attributes, children }: XmlElement,
): string[] {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(value)}"`]
  );
  const start = `<${name}${given.join("")}`;
  if (typeof children === "string") {
    return [`${start}>${escapeXml(children)}</${name}>`];
  }
  if (children.length === 0) return [`${start}/>`];
  const inside = children.flatMap(elementLines).map((line) => `  ${line}`);
  return [`${start}>`, ...inside, `</${name}>`];
}

/** Characters that no XML 1.0 document may contain, not even escaped. */
// deno-lint-ignore no-control-regex
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** `text` as it may stand in an attribute or between tags; white space other than blanks as references, or it would be lost. */
function escapeXml(text: string): string {
  return text.toWellFormed().replace(forbidden, "\ufffd")
    .replace(/[&<>"'\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
