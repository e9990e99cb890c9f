/**
 * A strict reader of the XML that we write: no comments, no processing instructions, no CDATA, no doctype; every reference
 * is numeric or one of XML's own five. Whatever is not well-formed throws.
 *
 * @module
 */

/** An element. */
export interface Read {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Read[];
  /** Text between the tags, where there are no children. */
  readonly text: string;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const tag =
  /<(\/?)([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)((?:\s+[A-Za-z_][\w.:-]*="[^"<]*")*)\s*(\/?)>/y;
const attribute = /([A-Za-z_][\w.:-]*)="([^"<]*)"/g;
const reference = /&(?:#(\d+);|([a-z]+);)?/g;
// deno-lint-ignore no-control-regex
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Reads a document. */
export function readXml(source: string): Read {
  if (!source.startsWith(declaration)) throw new Error("No declaration");
  if (!source.isWellFormed() || forbidden.test(source)) {
    throw new Error("A character that XML does not have");
  }
  let at = declaration.length;
  const root = readElement();
  if (source.slice(at).trim() !== "") throw new Error("More than one root");
  return root;

  function readElement(): Read {
    const opened = readTag();
    if (opened.isEnd) throw new Error(`${opened.name} ends what did not begin`);
    const { name, attributes } = opened;
    const children: Read[] = [];
    let text = "";
    while (!opened.isEmpty) {
      const next = source.indexOf("<", at);
      if (next < 0) throw new Error(`${name} does not end`);
      text += source.slice(at, next);
      at = next;
      if (source.startsWith("</", at)) {
        if (readTag().name !== name) throw new Error(`Not the end of ${name}`);
        break;
      }
      children.push(readElement());
    }
    if (children.length > 0 && text.trim() !== "") {
      throw new Error(`Text between the elements in ${name}`);
    }
    return { name, attributes, children, text: plain(text) };
  }

  function readTag() {
    tag.lastIndex = at;
    const match = tag.exec(source);
    if (!match) throw new Error(`No tag: ${source.slice(at, at + 80)}`);
    at = tag.lastIndex;
    const [, end, name, given, empty] = match;
    const pairs = [...given!.matchAll(attribute)]
      .map(([, key, value]) => [key!, plain(value!)] as const);
    const attributes = new Map(pairs);
    if (attributes.size < pairs.length) throw new Error(`Twice in ${name}`);
    return {
      name: name!,
      attributes,
      isEnd: end === "/",
      isEmpty: empty === "/",
    };
  }
}

function plain(text: string): string {
  return text.replace(reference, (whole, code, name) => {
    if (code !== undefined) return String.fromCodePoint(Number(code));
    const named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[
      name as string
    ];
    if (named === undefined) throw new Error(`No reference: ${whole}`);
    return named;
  });
}
