/**
 * Bytes waiting to be written to one connection, in order.
 *
 * Small ones leave together: a system call costs some microseconds whatever it carries, a copy of 100 bytes next to
 * nothing. Large ones are never copied.
 *
 * @module
 */

/** As much as is gathered for one write: about what the kernel takes at once. */
export const WRITE_GATHERED_BYTES = 65_536;

/** From this size on bytes are written as they are: copying them would cost more than the system call it saves. */
const COPIED_BYTES_MAX = 16_384;

/** The most that one write is given, so that `waitingBytes` falls while 20 MB leave. */
const WRITE_BYTES_MAX = 1_048_576;

/** A queue of bytes, taken in portions that suit a system call. */
export class WriteQueue {
  #chunks: Uint8Array[] = [];
  #head = 0;
  #bytes = 0;

  /** How many bytes wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends bytes, which must not change until they are written. */
  push(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    const last = this.#chunks.length - 1;
    const joint = last < this.#head
      ? undefined
      : adjacent(this.#chunks[last]!, bytes);
    if (joint) this.#chunks[last] = joint;
    else this.#chunks.push(bytes);
  }

  /** Removes and returns what one write should carry; undefined when nothing waits. */
  take(): Uint8Array | undefined {
    const first = this.#chunks[this.#head];
    if (first === undefined) return undefined;
    const portion = first.length > WRITE_BYTES_MAX
      ? this.#cut(first)
      : this.#gather(first);
    this.#bytes -= portion.length;
    return portion;
  }

  /** Forgets all. */
  clear(): void {
    this.#chunks = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #cut(first: Uint8Array): Uint8Array {
    this.#chunks[this.#head] = first.subarray(WRITE_BYTES_MAX);
    return first.subarray(0, WRITE_BYTES_MAX);
  }

  /** The first chunk, with the small ones behind it if it is small itself. */
  #gather(first: Uint8Array): Uint8Array {
    let end = this.#head + 1;
    let bytes = first.length;
    while (bytes < COPIED_BYTES_MAX || end > this.#head + 1) {
      const next = this.#chunks[end];
      if (next === undefined || next.length >= COPIED_BYTES_MAX) break;
      if (bytes + next.length > WRITE_GATHERED_BYTES) break;
      bytes += next.length;
      end++;
    }
    const portion = end === this.#head + 1
      ? first
      : joined(this.#chunks, this.#head, end, bytes);
    this.#forgetUntil(end);
    return portion;
  }

  /** Moves the rest only once for so many portions, which keeps both ends cheap. */
  #forgetUntil(end: number): void {
    if (end === this.#chunks.length) this.#chunks = [];
    else if (end > this.#chunks.length / 2) {
      this.#chunks = this.#chunks.slice(end);
    } else {
      this.#head = end;
      return;
    }
    this.#head = 0;
  }
}

/** Both as one view, where one follows the other in memory: the fragments of a message do. */
function adjacent(first: Uint8Array, next: Uint8Array): Uint8Array | undefined {
  const { buffer, byteOffset, length } = first;
  if (buffer !== next.buffer || byteOffset + length !== next.byteOffset) {
    return undefined;
  }
  return new Uint8Array(buffer, byteOffset, length + next.length);
}

function joined(
  chunks: readonly Uint8Array[],
  from: number,
  to: number,
  bytes: number,
): Uint8Array {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (let index = from; index < to; index++) {
    all.set(chunks[index]!, at);
    at += chunks[index]!.length;
  }
  return all;
}
