/**
 * Names for things that live on Erlang nodes: processes, ports, references and
 * functions. They are values only: nothing here reaches the node.
 *
 * @module
 */

/** A process identifier (`NEW_PID_EXT`). */
export class Pid {
  /** Name of the node where the process lives. */
  readonly node: string;
  /** Number, 32 bits without a sign. */
  readonly id: number;
  /** Serial, 32 bits without a sign. */
  readonly serial: number;
  /** Which life of the node, 32 bits without a sign. */
  readonly creation: number;

  /** Names the process. */
  constructor(node: string, id: number, serial: number, creation: number) {
    this.node = node;
    this.id = id;
    this.serial = serial;
    this.creation = creation;
  }
}

/** A port identifier (`NEW_PORT_EXT`, `V4_PORT_EXT`). */
export class Port {
  /** Name of the node where the port lives. */
  readonly node: string;
  /** Number, 64 bits without a sign. */
  readonly id: bigint;
  /** Which life of the node, 32 bits without a sign. */
  readonly creation: number;

  /** Names the port. */
  constructor(node: string, id: bigint, creation: number) {
    this.node = node;
    this.id = id;
    this.creation = creation;
  }
}

/** The most words of a {@linkcode Reference}: three, five since OTP 24. */
export const REFERENCE_WORDS_MAX = 5;

/** A reference (`NEWER_REFERENCE_EXT`). */
export class Reference {
  /** Name of the node that made it. */
  readonly node: string;
  /** Which life of the node, 32 bits without a sign. */
  readonly creation: number;
  /** One to five words of 32 bits without a sign, in the order of the wire. */
  readonly words: readonly number[];

  /** Names the reference. */
  constructor(node: string, creation: number, words: readonly number[]) {
    this.node = node;
    this.creation = creation;
    this.words = words;
  }
}

/** A function known by its name: `fun Module:Function/Arity` (`EXPORT_EXT`). */
export class ExportFun {
  /** Name of the module. */
  readonly module: string;
  /** Name of the function. */
  readonly name: string;
  /** Count of its arguments, 0 to 255. */
  readonly arity: number;

  /** Names the function. */
  constructor(module: string, name: string, arity: number) {
    this.module = module;
    this.name = name;
    this.arity = arity;
  }
}

/**
 * A closure. Nobody but an Erlang node with the same module can use it, so it is
 * carried unopened; two are equal when their bytes are.
 */
export class OpaqueFun {
  /** 112 (`NEW_FUN_EXT`) or 117 (`FUN_EXT`). */
  readonly tag: 112 | 117;
  /** All that followed the tag. */
  readonly bytes: Uint8Array;

  /** Wraps a closure as it came. */
  constructor(tag: 112 | 117, bytes: Uint8Array) {
    this.tag = tag;
    this.bytes = bytes;
  }
}
