/**
 * Names in SCXML: ids, which are NCNames that no two elements share, and events. What may not stand in one is written
 * `_xHHHH_`, its UTF-16 code unit, as others do who make XML names of any text; so a name can be read back.
 *
 * @module
 */

/** An underscore is escaped itself where it could begin what is read as an escape. */
const escapes = /_(?=x[0-9A-F]{4})|[^A-Za-z0-9_.-]/g;

/** An NCName does not begin with a digit, a dot or a dash; nor do ours, so that they need no context. */
const firstEscapes = /^[0-9.-]/;

/** In an event's name a dot stands between two words; nor does it elsewhere in ids, which events are named after. */
const strayDots = /^\.|\.(?=\.|$)/g;

/** The name of an empty text. */
const nothing = "_";

/** `text` as an NCName, and as words between dots. Different texts have different names. */
export function scxmlName(text: string): string {
  if (text === "") return nothing;
  if (text === nothing) return escaped(text);
  return wordsOf(text).replace(firstEscapes, escaped);
}

/** The text of a name that {@linkcode scxmlName} made. */
export function textOfScxmlName(name: string): string {
  if (name === nothing) return "";
  return name.replace(
    /_x([0-9A-F]{4})_/g,
    (_, code) => String.fromCharCode(parseInt(code, 16)),
  );
}

/** An event's type as SCXML has it: words between dots, perhaps with `.*` behind them, or `*` for any. */
export function scxmlEvent(type: string): string {
  if (type === "*") return type;
  const isMany = type.endsWith(".*");
  return isMany ? `${wordsOf(type.slice(0, -".*".length))}.*` : wordsOf(type);
}

function wordsOf(text: string): string {
  // Without a `u` flag, a pattern sees code units: a pair of surrogates is escaped as two.
  return text.replace(escapes, escaped).replace(strayDots, escaped);
}

function escaped(char: string): string {
  const code = char.charCodeAt(0).toString(16).toUpperCase();
  return `_x${code.padStart(4, "0")}_`;
}

/** The ids of one document: each is handed out once, whatever it is for. */
export class ScxmlIds {
  readonly #taken = new Set<string>();

  /** `name` if nobody has it, or the next like it. */
  take(name: string): string {
    let id = name;
    for (let i = 2; this.#taken.has(id); i++) id = `${name}_${i}`;
    this.#taken.add(id);
    return id;
  }
}
