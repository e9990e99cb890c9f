/**
 * Pids and references of our own: each is given out once within a creation of the node, so that nobody takes a new
 * process for one that ended, or an old answer for a new one.
 *
 * @module
 */
import { Pid, Reference } from "../../wire/etf/mod.ts";

/**
 * Numbers in a pid's `id`; its `serial` counts how often they came round. OTP before 24 had no more bits there, and
 * still prints them so.
 */
const idsMax = 2 ** 15;

/** Numbers in the first word of a reference: OTP refuses more in those that are no pid's. */
const firstWordsMax = 2 ** 18;

const wordsMax = 2 ** 32;

/** Gives out pids and references of one creation of a node. */
export class Numbering {
  /** The node's name. */
  readonly node: string;
  /** Which life of the node. */
  readonly creation: number;
  #pids = 0;
  #references = 0;

  /** Starts at the first of each. */
  constructor(node: string, creation: number) {
    this.node = node;
    this.creation = creation;
  }

  /** A pid that was never given out. */
  pid(): Pid {
    const number = ++this.#pids;
    const serial = Math.floor(number / idsMax);
    return new Pid(this.node, number % idsMax, serial, this.creation);
  }

  /** A reference that was never given out. */
  reference(): Reference {
    const number = ++this.#references;
    const rest = Math.floor(number / firstWordsMax);
    const words = [
      number % firstWordsMax,
      rest % wordsMax,
      Math.floor(rest / wordsMax),
    ];
    return new Reference(this.node, this.creation, words);
  }

  /** Which pid that is, counted from 1; 0 if this creation never gave it out. */
  numberOf(pid: Pid): number {
    if (pid.node !== this.node || pid.creation !== this.creation) return 0;
    if (pid.id >= idsMax) return 0;
    return pid.serial * idsMax + pid.id;
  }
}

/** The same text for the same pid only. */
export function pidKey({ node, id, serial, creation }: Pid): string {
  return `${id}.${serial}.${creation}.${node}`;
}

/** The same text for the same reference only. */
export function referenceKey({ node, creation, words }: Reference): string {
  const [first = 0, second = 0, third = 0, ...more] = words;
  const key = `${first}.${second}.${third}.${creation}.${node}`;
  return more.length === 0 ? key : `${more.join(".")}:${key}`;
}
