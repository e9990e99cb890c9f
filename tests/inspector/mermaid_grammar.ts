/**
 * The part of Mermaid's state diagrams that we write, as a reader of its own: what it refuses, Mermaid
 * would refuse or draw wrongly.
 *
 * @module
 */

/** What a diagram says. */
export interface Diagram {
  /** Labels of boxes by their names; boxes that contain boxes included. */
  readonly boxes: ReadonlyMap<string, string>;
  /** The name of the box that a box is in. */
  readonly parents: ReadonlyMap<string, string>;
  /** Lines in boxes, by the boxes' names. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
  /** Arrows; `[*]` is a beginning or an end. */
  readonly arrows: readonly { from: string; to: string; label: string }[];
}

const text = `(?:[^:;"%{}<>*\`#]|#\\d+;)+`;
const forms = {
  opening: new RegExp(`^state "(${text})" as (\\w+) \\{$`),
  box: new RegExp(`^state "(${text})" as (\\w+)$`),
  line: new RegExp(`^(\\w+) : (${text})$`),
  arrow: new RegExp(
    `^(\\w+|\\[\\*\\]) --> (\\w+|\\[\\*\\])(?: : (${text}(?:<br/>${text})*))?$`,
  ),
  region: /^--$/,
  closing: /^\}$/,
};

/** Reads a diagram. Throws, with the line, where it is not as it should be. */
export function readDiagram(source: string): Diagram {
  const [head, ...rest] = source.trimEnd().split("\n");
  if (head !== "stateDiagram-v2") throw new Error(`No diagram: ${head}`);
  const boxes = new Map<string, string>();
  const parents = new Map<string, string>();
  const lines = new Map<string, string[]>();
  const arrows: { from: string; to: string; label: string; at: string }[] = [];
  const open: string[] = [];

  for (const raw of rest) {
    const line = raw.trim();
    const box = forms.opening.exec(line) ?? forms.box.exec(line);
    const said = forms.line.exec(line);
    const arrow = forms.arrow.exec(line);
    if (box) {
      const [, label, name] = box;
      if (boxes.has(name!)) throw new Error(`Two boxes are called ${name}`);
      boxes.set(name!, plain(label!));
      const parent = open.at(-1);
      if (parent) parents.set(name!, parent);
      if (line.endsWith("{")) open.push(name!);
    } else if (said) {
      const [, name, text] = said;
      lines.set(name!, [...lines.get(name!) ?? [], plain(text!)]);
    } else if (arrow) {
      const [, from, to, label = ""] = arrow;
      arrows.push({
        from: from!,
        to: to!,
        label: plain(label),
        at: open.at(-1) ?? "",
      });
    } else if (forms.closing.test(line)) {
      if (!open.pop()) throw new Error("A brace closes nothing");
    } else if (!forms.region.test(line) || open.length === 0) {
      throw new Error(`Not understood: ${line}`);
    }
  }

  if (open.length > 0) throw new Error(`Not closed: ${open}`);
  for (const [name] of lines) mustBeThere(name);
  for (const { from, to, at } of arrows) {
    for (const end of [from, to]) {
      if (end === "[*]") continue;
      mustBeThere(end);
      // Mermaid moves a box into the one where an arrow names it.
      if (at !== "" && parents.get(end) !== at) {
        throw new Error(`${from} --> ${to} stands in ${at}, but ${end} not`);
      }
    }
    if (isWithin(from, to) || isWithin(to, from)) {
      throw new Error(`Mermaid cannot draw ${from} --> ${to}: one is inside`);
    }
  }
  return { boxes, parents, lines, arrows };

  function mustBeThere(name: string): void {
    if (!boxes.has(name)) throw new Error(`There is no box ${name}`);
  }

  function isWithin(inner: string, outer: string): boolean {
    const parent = parents.get(inner);
    return parent !== undefined &&
      (parent === outer || isWithin(parent, outer));
  }
}

function plain(label: string): string {
  return label.replace(
    /#(\d+);/g,
    (_, code) => String.fromCodePoint(Number(code)),
  );
}
