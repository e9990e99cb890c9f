/**
 * Large messages in pieces, so that ticks and other messages can pass between them (External Term Format,
 * "Distribution Header", "fragments").
 *
 *     first    131 69 sequence:64 fragment:64 atoms:8 data
 *     further  131 70 sequence:64 fragment:64 data
 *
 * Fragments are numbered downwards; number 1 is the last. Those of several messages come interleaved, and a sequence
 * tells which belong together.
 *
 * @module
 */
import { BYTES_MAX } from "../etf/limits.ts";
import { VERSION } from "../etf/tags.ts";
import { ByteReader } from "../reader.ts";
import { accept, refuse, type Refused, type Result } from "../result.ts";
import { ByteWriter } from "../writer.ts";
import { FrameTag } from "./form.ts";

/** Data of one fragment that we send, in bytes: as much as OTP sends. */
export const FRAGMENT_BYTES = 64 * 1024;

/**
 * Least data of a fragment: the control message has to lie in the first, and takes less, as it has at most three
 * identifiers of 1 KiB each and a name. (Reasons are payloads where there are fragments, ever since OTP 22.)
 */
export const FRAGMENT_BYTES_MIN = 8 * 1024;

/** Messages of one peer that may be incomplete at a time: a sender has one, and waits for it to leave. */
export const SEQUENCES_MAX = 1024;

/** What may be held of one peer's incomplete messages, in bytes: four of the largest. */
export const HELD_BYTES_MAX = 4 * BYTES_MAX;

/** Fragments that room is made for when the first has come, whatever it claims: of OTP's, for 1 MiB. */
const CLAIMED_MAX = 16;

/** Why a fragment is refused. The connection is of no use afterwards: a message is lost. */
export type FragmentErrorCode =
  /** It ends early. */
  | "truncated"
  /** It refers to a cache of atoms, which we never agree to. */
  | "atom_cache"
  /** It is not the one that is due in its sequence. */
  | "out_of_order"
  /** Its message becomes larger than is taken. */
  | "too_large"
  /** More messages, or more bytes of them, are incomplete than is taken. */
  | "too_many";

/** How much is held; what is left out has its default. */
export interface FragmentLimits {
  /** Bytes of one message. */
  readonly bytesMax: number;
  /** Bytes of all incomplete messages. */
  readonly heldBytesMax: number;
  /** Incomplete messages. */
  readonly sequencesMax: number;
}

interface Sequence {
  /** The number of the fragment that is due. */
  due: bigint;
  readonly message: ByteWriter;
}

const HEADER = Uint8Array.of(VERSION, FrameTag.HEADER, 0);
const LENGTH_BYTES = 4;
const FIRST_HEADER_BYTES = 1 + 1 + 8 + 8 + 1;
const SEQUENCE_AT = 2;
const NUMBER_AT = 10;

const defaults: FragmentLimits = {
  bytesMax: BYTES_MAX,
  heldBytesMax: HELD_BYTES_MAX,
  sequencesMax: SEQUENCES_MAX,
};

/** Whether the body of a frame is a fragment, and no message yet. */
export function isFragment(body: Uint8Array): boolean {
  return body[0] === VERSION &&
    (body[1] === FrameTag.FIRST_FRAGMENT || body[1] === FrameTag.FRAGMENT);
}

/** Puts the fragments of one peer together. */
export class Reassembly {
  readonly #limits: FragmentLimits;
  readonly #sequences = new Map<bigint, Sequence>();
  #heldBytes = 0;

  /** Begins with nothing. */
  constructor(limits: Partial<FragmentLimits> = {}) {
    this.#limits = { ...defaults, ...limits };
  }

  /** Bytes of incomplete messages. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Takes a fragment; returns the body of its message, as if it had come whole, if that is complete now. */
  take(body: Uint8Array): Result<Uint8Array | undefined, FragmentErrorCode> {
    const reader = new ByteReader<FragmentErrorCode>(body, 1);
    const isFirst = reader.u8() === FrameTag.FIRST_FRAGMENT;
    const id = reader.u64();
    const number = reader.u64();
    if (isFirst && reader.u8() !== 0) {
      reader.fail("atom_cache", FIRST_HEADER_BYTES - 1);
    }
    const data = reader.view(reader.remaining);
    if (reader.error !== undefined) return { ok: false, error: reader.error };
    const refused = isFirst ? this.#begin(id, number, data.length) : undefined;
    return refused ?? this.#add(id, number, data);
  }

  #begin(
    id: bigint,
    number: bigint,
    dataBytes: number,
  ): Refused<FragmentErrorCode> | undefined {
    if (this.#sequences.has(id)) return refuse("out_of_order", SEQUENCE_AT);
    if (this.#sequences.size >= this.#limits.sequencesMax) {
      return refuse("too_many", SEQUENCE_AT);
    }
    const claimed = Math.min(Number(number), CLAIMED_MAX);
    const message = new ByteWriter(HEADER.length + claimed * dataBytes);
    message.bytes(HEADER);
    this.#sequences.set(id, { due: number, message });
    return undefined;
  }

  #add(
    id: bigint,
    number: bigint,
    data: Uint8Array,
  ): Result<Uint8Array | undefined, FragmentErrorCode> {
    const sequence = this.#sequences.get(id);
    if (sequence === undefined || number !== sequence.due || number === 0n) {
      return refuse("out_of_order", NUMBER_AT);
    }
    const { message } = sequence;
    const { bytesMax, heldBytesMax } = this.#limits;
    const bytes = message.length + data.length;
    if (bytes > bytesMax) return refuse("too_large", NUMBER_AT);
    const isLast = number === 1n;
    if (!isLast && this.#heldBytes + data.length > heldBytesMax) {
      return refuse("too_many", NUMBER_AT);
    }
    message.bytes(data);
    if (!isLast) {
      sequence.due -= 1n;
      this.#heldBytes += data.length;
      return accept(undefined);
    }
    this.#sequences.delete(id);
    this.#heldBytes -= bytes - HEADER.length - data.length;
    return accept(message.view());
  }
}

/**
 * Splits a message encoded with a header (`hasHeader`) into frames as they are sent, of at most `fragmentBytes` of
 * data each; a message that is no larger stays as it is. All are views of one new byte string.
 *
 * No two messages of which some frames are sent and some are not may have the same `sequence`. It is never 0: fragments
 * of such a sequence crash the whole VM of OTP 25 (SIGSEGV, once the message is read).
 *
 * @throws {TypeError} If the message has no header.
 * @throws {RangeError} If `fragmentBytes` is less than {@linkcode FRAGMENT_BYTES_MIN}, or `sequence` is 0.
 */
export function fragmentsOf(
  frame: Uint8Array,
  sequence: bigint,
  fragmentBytes: number = FRAGMENT_BYTES,
): readonly Uint8Array[] {
  if (frame[LENGTH_BYTES + 1] !== FrameTag.HEADER) {
    throw new TypeError("Cannot split a message that has no header");
  }
  if (fragmentBytes < FRAGMENT_BYTES_MIN) {
    throw new RangeError(
      `Cannot send fragments of ${fragmentBytes} bytes: at least ${FRAGMENT_BYTES_MIN}`,
    );
  }
  if (sequence === 0n) {
    throw new RangeError("Cannot send fragments of sequence 0: OTP crashes");
  }
  const data = frame.subarray(LENGTH_BYTES + HEADER.length);
  const count = Math.ceil(data.length / fragmentBytes);
  if (count <= 1) return [frame];
  const writer = new ByteWriter(
    data.length + count * (LENGTH_BYTES + FIRST_HEADER_BYTES),
  );
  const ends: number[] = [];
  for (let i = 0; i < count; i++) {
    const part = data.subarray(i * fragmentBytes, (i + 1) * fragmentBytes);
    writeFragment(writer, i === 0, sequence, count - i, part);
    ends.push(writer.length);
  }
  const all = writer.view();
  return ends.map((end, i) => all.subarray(ends[i - 1] ?? 0, end));
}

function writeFragment(
  writer: ByteWriter,
  isFirst: boolean,
  sequence: bigint,
  number: number,
  data: Uint8Array,
): void {
  const headerBytes = isFirst ? FIRST_HEADER_BYTES : FIRST_HEADER_BYTES - 1;
  writer.u32(headerBytes + data.length);
  writer.u8(VERSION);
  writer.u8(isFirst ? FrameTag.FIRST_FRAGMENT : FrameTag.FRAGMENT);
  writer.u64(sequence);
  writer.u64(BigInt(number));
  if (isFirst) writer.u8(0);
  writer.bytes(data);
}
