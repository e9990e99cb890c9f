/**
 * Prints terms the way Erlang's shell does, for logs and inspectors.
 *
 * What a stranger sent cannot break out of the line: control, formatting and
 * unassigned characters are escaped, and the length is bounded.
 *
 * @module
 */
import { text } from "./access.ts";
import { atomName } from "./atom.ts";
import { ExportFun, OpaqueFun, Pid, Port, Reference } from "./identifiers.ts";
import { BitString, Float, ImproperList, type Term, Tuple } from "./term.ts";

/** Default length of a printed term. */
export const FORMAT_CHARS_MAX = 1000;

const BARE_ATOM = /^[a-z][a-zA-Z0-9_@]*$/;
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Prints a term in Erlang's syntax, cut with `…` after `charsMax` characters.
 *
 * @example
 * ```ts
 * import { atom, Float, format, toTerm, tuple } from "@rookery/rookery/etf";
 * import assert from "node:assert/strict";
 *
 * const term = toTerm(tuple(atom("ok"), "a\n", [1, new Float(1)], atom("Up")));
 * assert.equal(format(term), `{ok,<<"a\\x{a}">>,[1,1.0],'Up'}`);
 * assert.equal(format(term, 8), "{ok,<<\"a…");
 * ```
 */
export function format(
  term: Term,
  charsMax: number = FORMAT_CHARS_MAX,
): string {
  const printer = new Printer(charsMax);
  printer.term(term);
  return printer.finish();
}

/** Gathers text and stops working once there is enough. */
class Printer {
  #text = "";
  readonly #charsMax: number;

  constructor(charsMax: number) {
    this.#charsMax = charsMax;
  }

  term(term: Term): void {
    if (this.#isFull()) return;
    const name = atomName(term);
    if (name !== undefined) return this.#put(formatAtom(name));
    if (term instanceof Uint8Array) return this.#binary(term);
    if (Array.isArray(term)) return this.#all("[", term, "]");
    if (term instanceof Tuple) return this.#all("{", term.elements, "}");
    if (term instanceof Map) return this.#map(term);
    if (term instanceof ImproperList) {
      this.#all("[", term.elements, "|");
      this.term(term.tail);
      return this.#put("]");
    }
    if (term instanceof BitString) return this.#bits(term);
    this.#put(formatScalar(term));
  }

  finish(): string {
    if (!this.#isFull()) return this.#text;
    return `${this.#text.slice(0, this.#charsMax).toWellFormed()}…`;
  }

  #isFull(): boolean {
    return this.#text.length > this.#charsMax;
  }

  #put(text: string): void {
    this.#text += text;
  }

  #all(open: string, terms: readonly Term[], close: string): void {
    this.#put(open);
    for (let i = 0; i < terms.length && !this.#isFull(); i++) {
      if (i > 0) this.#put(",");
      this.term(terms[i]!);
    }
    this.#put(close);
  }

  #map(map: ReadonlyMap<Term, Term>): void {
    let separator = "#{";
    for (const [key, value] of map) {
      if (this.#isFull()) return;
      this.#put(separator);
      this.term(key);
      this.#put(" => ");
      this.term(value);
      separator = ",";
    }
    this.#put(map.size === 0 ? "#{}" : "}");
  }

  #binary(bytes: Uint8Array): void {
    const shown = bytes.subarray(0, charStart(bytes, 4 * this.#charsMax));
    const content = text(shown);
    this.#put(
      content === undefined
        ? `<<${shown.join()}>>`
        : `<<${quote(content, '"')}${isLatin1(content) ? "" : "/utf8"}>>`,
    );
  }

  #bits({ bytes, bits }: BitString): void {
    const parts = Array.from(bytes.subarray(0, this.#charsMax), String);
    if (parts.length === bytes.length) {
      parts[parts.length - 1] = `${bytes.at(-1)! >> (8 - bits)}:${bits}`;
    }
    this.#put(`<<${parts.join()}>>`);
  }
}

/** The nearest place at or before `at` where a UTF-8 character can begin. */
function charStart(bytes: Uint8Array, at: number): number {
  const continuations = [0, 1, 2].findIndex((back) =>
    ((bytes[at - back] ?? 0) & 0xc0) !== 0x80
  );
  return at - (continuations < 0 ? 3 : continuations);
}

function isLatin1(content: string): boolean {
  return !/[\u{100}-\u{10ffff}]/u.test(content);
}

function formatAtom(name: string): string {
  return BARE_ATOM.test(name) ? name : quote(name, "'");
}

function quote(content: string, mark: string): string {
  const escaped = content.replaceAll("\\", "\\\\").replaceAll(mark, `\\${mark}`)
    .replace(
      UNPRINTABLE,
      (char) => `\\x{${char.codePointAt(0)!.toString(16)}}`,
    );
  return mark + escaped + mark;
}

function formatScalar(term: Term): string {
  if (term instanceof Float) return formatFloat(term.value);
  if (term instanceof Pid) {
    return `#Pid<${formatAtom(term.node)}.${term.id}.${term.serial}>`;
  }
  if (term instanceof Port) return `#Port<${formatAtom(term.node)}.${term.id}>`;
  if (term instanceof Reference) {
    return `#Ref<${formatAtom(term.node)}.${term.words.join(".")}>`;
  }
  if (term instanceof ExportFun) {
    const { module, name, arity } = term;
    return `fun ${formatAtom(module)}:${formatAtom(name)}/${arity}`;
  }
  if (term instanceof OpaqueFun) return `#Fun<${term.bytes.length} bytes>`;
  return formatInteger(term as number | bigint);
}

function formatFloat(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  // JavaScript prints 1 and 1e+21 where Erlang prints 1.0 and 1.0e21.
  return String(value).replace(/^(-?\d+)(?=e|$)/, "$1.0").replace("e+", "e");
}

function formatInteger(value: number | bigint): string {
  // Decimal digits of a huge integer take time that grows with their square.
  const bits = typeof value === "bigint" ? value.toString(16).length * 4 : 0;
  return bits > 4096 ? `an integer of about ${bits} bits` : String(value);
}
