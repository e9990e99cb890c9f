/**
 * Any value as JSON that a viewer can read: bounded in depth, breadth, text and total size, whatever the value is. It calls
 * no getter and no `toJSON`, never throws, and what cannot be said in JSON becomes words (in_words.ts), e.g. `12n`,
 * `function retry`, or for what an actor runs `machine lamp`.
 *
 * @module
 */
import type { Json } from "./frame.ts";
import { inWords, wordsOf } from "./in_words.ts";
import { kindOfLogic, type Logic } from "../otp/mod.ts";
import { Secret } from "../wire/secret.ts";

/** How far into objects: deeper ones are `…`. */
export const depthMax = 8;

/** Entries of one object, list, map or set; of more it is said how many are left out. */
export const entriesMax = 100;

/** Characters of one text. */
export const textCharsMax = 1_000;

/** Characters of all, about: one frame of one selected actor stays below a datagram's worth of screens. */
export const totalCharsMax = 65_536;

/** Prototypes looked at: a class, what it extends, and something between. A proxy may have no end of them. */
const prototypesMax = 4;

/** What stands for what is left out. */
const omitted = "…";

/** What is said of a {@linkcode Secret}: a text like any other, as the REST API says it too. */
const hush = "protected";

/** `value` as JSON: at most about `totalCharsMax` characters of it. */
export function jsonOf(value: unknown): Json {
  return new Writing().valueOf(value, 0);
}

/** One value being written: how much room is left, and what it is within, to notice cycles. */
class Writing {
  #charsLeft = totalCharsMax;
  readonly #within = new Set<object>();

  valueOf(value: unknown, depth: number): Json {
    if (this.#charsLeft <= 0) return inWords(omitted);
    this.#charsLeft -= 8;
    try {
      return this.#written(value, depth);
    } catch {
      // A proxy may throw at every touch.
      return inWords("unreadable");
    }
  }

  #written(value: unknown, depth: number): Json {
    switch (typeof value) {
      case "string":
        return this.#text(value);
      case "number":
        return Number.isFinite(value) ? value : this.#words(String(value));
      case "boolean":
        return value;
      case "bigint":
        return this.#words(bigintText(value));
      case "function":
        return this.#words(`function ${nameOf(value)}`.trimEnd());
      case "object":
        return value === null ? null : this.#object(value, depth);
      default:
        // A symbol, or undefined.
        return this.#words(String(value));
    }
  }

  #object(value: object, depth: number): Json {
    if (value instanceof Secret) return hush;
    const words = wordsFor(value);
    if (words !== undefined) return this.#words(words);
    if (this.#within.has(value)) return inWords("↺");
    if (depth >= depthMax) return inWords(omitted);
    this.#within.add(value);
    try {
      return this.#entries(value, depth + 1);
    } finally {
      this.#within.delete(value);
    }
  }

  #entries(value: object, depth: number): Json {
    if (Array.isArray(value)) {
      const { length } = value;
      const items = (function* () {
        for (let at = 0; at < length; at++) yield propertyOf(value, at);
      })();
      return this.#list(items, length, depth);
    }
    if (value instanceof Map) {
      const name = `Map(${value.size})`;
      return { [name]: this.#map(value, depth) };
    }
    if (value instanceof Set) {
      const name = `Set(${value.size})`;
      return { [name]: this.#list(value.values(), value.size, depth) };
    }
    if (value instanceof Error) return this.#error(value, depth);
    return this.#record(value, depth);
  }

  #list(items: Iterable<unknown>, length: number, depth: number): Json {
    const written: Json[] = [];
    for (const item of items) {
      if (this.#isFull(written.length)) break;
      written.push(this.valueOf(item, depth));
    }
    if (written.length < length) written.push(moreOf(length - written.length));
    return written;
  }

  #map(map: ReadonlyMap<unknown, unknown>, depth: number): Json {
    const written: [string, Json][] = [];
    for (const [key, value] of map) {
      if (this.#isFull(written.length)) break;
      const name = this.valueOf(key, depthMax);
      written.push([
        typeof name === "string" ? name : wordsOf(name) ?? JSON.stringify(name),
        this.valueOf(value, depth),
      ]);
    }
    return recordOf(written, map.size);
  }

  #record(value: object, depth: number): Json {
    const keys = Object.keys(value);
    if (keys.length === 0) {
      const words = emptyText(value);
      return words === undefined ? {} : this.#words(words);
    }
    const written: [string, Json][] = [];
    for (const key of keys) {
      if (this.#isFull(written.length)) break;
      const name = this.#text(key);
      written.push([name, this.valueOf(propertyOf(value, key), depth)]);
    }
    return recordOf(written, keys.length);
  }

  #error(error: Error, depth: number): Json {
    const name = propertyOf(error, "name") ?? nameOf(error.constructor);
    const message = propertyOf(error, "message") ?? "";
    const cause = propertyOf(error, "cause");
    const text = this.#text(`${String(name)}: ${String(message)}`);
    if (cause === undefined) return { error: text };
    return { error: text, cause: this.valueOf(cause, depth) };
  }

  #words(text: string): Json {
    return inWords(this.#text(text));
  }

  #text(text: string): string {
    const cut = text.length > textCharsMax
      ? text.slice(0, textCharsMax) + omitted
      : text;
    this.#charsLeft -= cut.length;
    return cut;
  }

  #isFull(entries: number): boolean {
    return entries >= entriesMax || this.#charsLeft <= 0;
  }
}

/** What says more in words than by its entries. */
function wordsFor(value: object): string | undefined {
  if (value instanceof Date) return dateText(value);
  if (value instanceof RegExp) return `regular expression ${value.source}`;
  // Bytes may be keys: their number is said, and not what they are.
  if (ArrayBuffer.isView(value)) {
    return `${nameOf(value.constructor)}(${value.byteLength} bytes)`;
  }
  if (value instanceof ArrayBuffer) {
    return `ArrayBuffer(${value.byteLength} bytes)`;
  }
  const id = propertyOf(value, "sessionId");
  const isActor = typeof id === "string" &&
    typeof propertyOf(value, "send") === "function";
  if (isActor) return `actor ${propertyOf(value, "id")} (${id})`;
  return isLogic(value) ? logicText(value) : undefined;
}

/** Whether it is what an actor runs, which is all functions. */
function isLogic(value: object): value is Logic {
  return ["transition", "getInitialSnapshot", "getPersistedSnapshot"]
    .every((name) => isMethod(value, name));
}

function logicText(logic: Logic): string {
  const id = propertyOf(logic, "id");
  return `${kindOfLogic(logic)} ${typeof id === "string" ? id : ""}`.trimEnd();
}

/** Whether an object or its class has that method; a logic that was made to crash has it two steps up. */
function isMethod(value: object, name: string): boolean {
  let holder: object | null = value;
  for (let step = 0; holder && step < prototypesMax; step++) {
    const property = propertyOf(holder, name);
    if (property !== undefined) return typeof property === "function";
    holder = Object.getPrototypeOf(holder);
  }
  return false;
}

function dateText(date: Date): string {
  const ms = Date.prototype.getTime.call(date);
  return Number.isNaN(ms) ? "no date" : new Date(ms).toISOString();
}

/** A number of a million digits takes minutes to write. */
function bigintText(value: bigint): string {
  const short = BigInt.asIntN(256, value);
  return short === value ? `${value}n` : "a bigint of more than 256 bits";
}

/** The value of a property without asking a getter for it. */
function propertyOf(value: object, key: PropertyKey): unknown {
  const property = Object.getOwnPropertyDescriptor(value, key);
  if (!property) return undefined;
  return "value" in property ? property.value : new Unasked();
}

/** Stands for what only a getter knows. */
class Unasked {}

function nameOf(named: object | undefined): string {
  const name = named && propertyOf(named, "name");
  return typeof name === "string" ? name : "";
}

/** What stands for an object without entries: the name of its class, as long as that tells anything. */
function emptyText(value: object): string | undefined {
  if (value instanceof Unasked) return "not asked, since it is a getter";
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return undefined;
  const made = propertyOf(prototype, "constructor");
  return typeof made === "function" ? nameOf(made) || undefined : undefined;
}

function recordOf(entries: readonly [string, Json][], size: number): Json {
  const left = size - entries.length;
  const all = left > 0
    ? [...entries, [omitted, moreOf(left)] as const]
    : entries;
  return Object.fromEntries(all);
}

function moreOf(count: number): Json {
  return inWords(`${count} more`);
}
