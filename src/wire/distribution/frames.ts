/**
 * Cuts a stream of bytes into frames, each a length and a body: lengths of 16 bits with EPMD and in the handshake
 * (there 32 bits over TLS), of 32 bits afterwards.
 *
 * A frame inside one chunk is a view of it; one that comes in pieces is copied together, which takes memory in
 * proportion to what has come and never to what is claimed, and time in proportion to its size however it is cut.
 *
 * @module
 */
import { ByteWriter } from "../writer.ts";
import type { WireError } from "../result.ts";

/** How a stream is cut. */
export interface Framing {
  /** Bytes of the length before each body. */
  readonly prefixBytes: 2 | 4;
  /** The largest body that is taken, in bytes. */
  readonly bytesMax: number;
}

/** Why a stream is not read any further. */
export type FrameErrorCode =
  /** A frame claims to be larger than is taken. */
  "too_large";

/** Room that is made for a frame whose beginning has come, as a multiple of that. */
const ROOM_OF_BEGINNING = 16;

const NOTHING = new Uint8Array(0);

/**
 * Reads the frames of one stream: `push` a chunk, then call `next` until it has none.
 *
 * @example
 * ```ts
 * import { FrameReader } from "./frames.ts";
 * import assert from "node:assert/strict";
 *
 * const reader = new FrameReader({ prefixBytes: 2, bytesMax: 100 });
 * reader.push(Uint8Array.of(0, 1, 7, 0, 0, 0, 1, 8));
 * assert.deepEqual(reader.next(), Uint8Array.of(7));
 * reader.switchTo({ prefixBytes: 4, bytesMax: 1000 });
 * assert.deepEqual(reader.next(), Uint8Array.of(8));
 * assert.equal(reader.next(), undefined);
 * ```
 */
export class FrameReader {
  #framing: Framing;
  #chunk: Uint8Array = NOTHING;
  #at = 0;
  /** Bytes of the stream before the chunk. */
  #passed = 0;
  /** The beginning of a frame of which more is to come, its length included. */
  #held = new ByteWriter(0);
  #error: WireError<FrameErrorCode> | undefined;

  /** Begins a stream. */
  constructor(framing: Framing) {
    this.#framing = framing;
  }

  /** Why nothing more is read, if so; its offset is that of the refused frame in the whole stream. */
  get error(): WireError<FrameErrorCode> | undefined {
    return this.#error;
  }

  /** Cuts what was not yet taken, the rest of the chunk too, in another way. */
  switchTo(framing: Framing): void {
    this.#framing = framing;
  }

  /**
   * Adds what came next in the stream. Frames may be views of it: do not write to it again.
   *
   * @throws {Error} If the frames of the chunk before were not all taken.
   */
  push(chunk: Uint8Array): void {
    if (this.#error !== undefined) return;
    if (this.#at < this.#chunk.length) {
      throw new Error("Cannot read on: take the frames that have come first");
    }
    this.#passed += this.#chunk.length;
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** The body of the next frame, empty for a tick; `undefined` if it has not come yet, or was refused. */
  next(): Uint8Array | undefined {
    if (this.#error !== undefined) return undefined;
    if (this.#held.length > 0) return this.#nextInPieces();
    const chunk = this.#chunk;
    const bodyAt = this.#at + this.#framing.prefixBytes;
    if (bodyAt > chunk.length) return this.#hold();
    const size = this.#sizeAt(chunk, this.#at);
    if (size > this.#framing.bytesMax) return this.#refuse(this.#at);
    const end = bodyAt + size;
    if (end > chunk.length) return this.#hold();
    this.#at = end;
    return chunk.subarray(bodyAt, end);
  }

  #nextInPieces(): Uint8Array | undefined {
    const { prefixBytes, bytesMax } = this.#framing;
    if (!this.#holds(prefixBytes)) return undefined;
    const size = this.#sizeAt(this.#held.view(), 0);
    if (size > bytesMax) return this.#refuse(this.#at - this.#held.length);
    if (!this.#holds(prefixBytes + size)) return undefined;
    const end = prefixBytes + size;
    const frame = this.#held.view();
    this.#held = new ByteWriter(0);
    // A change to a shorter length may leave more than one frame held.
    if (end < frame.length) this.#held.bytes(frame.subarray(end));
    return frame.subarray(prefixBytes, end);
  }

  /** Holds `bytes` bytes if the chunk has enough for it, otherwise as many as it has. */
  #holds(bytes: number): boolean {
    const end = Math.min(
      this.#chunk.length,
      this.#at + Math.max(0, bytes - this.#held.length),
    );
    this.#held.bytes(this.#chunk.subarray(this.#at, end));
    this.#at = end;
    return this.#held.length >= bytes;
  }

  #hold(): undefined {
    this.#held = new ByteWriter(this.#roomFor());
    this.#held.bytes(this.#chunk.subarray(this.#at));
    this.#at = this.#chunk.length;
  }

  /** Room for what is held: for all of the frame, if that is known, and enough of it has come to believe it. */
  #roomFor(): number {
    const { prefixBytes, bytesMax } = this.#framing;
    const left = this.#chunk.length - this.#at;
    if (left < prefixBytes) return prefixBytes;
    const size = this.#sizeAt(this.#chunk, this.#at);
    return Math.min(
      prefixBytes + Math.min(size, bytesMax),
      ROOM_OF_BEGINNING * left,
    );
  }

  #refuse(at: number): undefined {
    this.#error = { code: "too_large", offset: this.#passed + at };
    this.#chunk = NOTHING;
    this.#held = new ByteWriter(0);
  }

  #sizeAt(bytes: Uint8Array, at: number): number {
    const high = bytes[at]! << 8 | bytes[at + 1]!;
    if (this.#framing.prefixBytes === 2) return high;
    return high * 0x10000 + (bytes[at + 2]! << 8 | bytes[at + 3]!);
  }
}

/**
 * A body with its length before it.
 *
 * @throws {RangeError} If the body has more bytes than the length can say.
 */
export function framed(
  body: Uint8Array,
  prefixBytes: Framing["prefixBytes"],
): Uint8Array {
  const bytesMax = prefixBytes === 2 ? 0xffff : 0xffff_ffff;
  if (body.length > bytesMax) {
    throw new RangeError(
      `Cannot frame ${body.length} bytes: at most ${bytesMax}`,
    );
  }
  const writer = new ByteWriter(prefixBytes + body.length);
  if (prefixBytes === 2) writer.u16(body.length);
  else writer.u32(body.length);
  writer.bytes(body);
  return writer.view();
}

/** A tick: a frame of 32 bits of length without a body, which says that the sender lives. */
export const TICK: Uint8Array = new Uint8Array(4);
