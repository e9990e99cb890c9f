/**
 * UDP for load generators: many datagrams a system call, and a receive buffer that holds them, so that what is measured
 * is the other side. libc by `--allow-ffi`, Linux on 64 bits.
 *
 * @module
 */

const messageBytes = 64;
const vectorBytes = 16;
const batchMax = 64;
const datagramBytesMax = 65_536;

const inet = 2, datagrams = 2, dontWait = 0x40;
const socketLevel = 1, receiveBufferForce = 33, sendBufferForce = 32;
const bufferBytes = 32 * 1_024 * 1_024;

const libc = Deno.dlopen("libc.so.6", {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  setsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "u32"],
    result: "i32",
  },
  sendmmsg: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  recvmmsg: {
    parameters: ["i32", "buffer", "u32", "i32", "pointer"],
    result: "i32",
  },
  poll: { parameters: ["buffer", "usize", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
});

/** A socket on loopback that talks to one port of it. Nothing is checked but what a bench cannot do without. */
export class RawUdp implements Disposable {
  readonly #socket: number;
  readonly #room = new Batch(
    Array.from({ length: batchMax }, () => new Uint8Array(datagramBytesMax)),
  );

  /** Bound to `port`, sends to `toPort`. */
  constructor(port: number, toPort: number) {
    this.#socket = checked("socket", libc.symbols.socket(inet, datagrams, 0));
    const size = new Uint8Array(new Int32Array([bufferBytes]).buffer);
    for (const option of [receiveBufferForce, sendBufferForce]) {
      libc.symbols.setsockopt(this.#socket, socketLevel, option, size, 4);
    }
    checked("bind", libc.symbols.bind(this.#socket, loopback(port), 16));
    checked(
      "connect",
      libc.symbols.connect(this.#socket, loopback(toPort), 16),
    );
  }

  /** Sends at most `count` of a batch, from `start` on; says how many were taken. */
  send(batch: Batch, start: number, count: number): number {
    const { symbols: { sendmmsg } } = libc;
    const messages = batch.messages.subarray(start * messageBytes);
    const most = Math.min(count, messages.length / messageBytes);
    return Math.max(0, sendmmsg(this.#socket, messages, most, 0));
  }

  /** Takes what has come, at most 64; what an earlier call gave is stale. */
  receive(): readonly Uint8Array[] {
    const { symbols: { recvmmsg } } = libc;
    const { messages } = this.#room;
    const count = recvmmsg(this.#socket, messages, batchMax, dontWait, null);
    return Array.from(
      { length: Math.max(0, count) },
      (_, i) => this.#room.received(i),
    );
  }

  /** Sleeps. Who waited for the next datagram instead would be woken by each, at its sender's cost. */
  sleep(ms: number): void {
    libc.symbols.poll(new Uint8Array(0), 0n, ms);
  }

  [Symbol.dispose](): void {
    libc.symbols.close(this.#socket);
  }
}

/** Datagrams as the system takes them: an array of `mmsghdr`. */
export class Batch {
  /** What system calls are given. */
  readonly messages: Uint8Array<ArrayBuffer>;
  readonly #datagrams: readonly Uint8Array<ArrayBuffer>[];
  readonly #vectors: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;

  /** Refers to these bytes. */
  constructor(datagrams: readonly Uint8Array<ArrayBuffer>[]) {
    this.#datagrams = datagrams;
    this.messages = new Uint8Array(datagrams.length * messageBytes);
    this.#vectors = new Uint8Array(datagrams.length * vectorBytes);
    this.#view = new DataView(this.messages.buffer);
    const vectors = new DataView(this.#vectors.buffer);
    for (const [i, bytes] of datagrams.entries()) {
      vectors.setBigUint64(i * vectorBytes, addressOf(bytes), true);
      vectors.setBigUint64(i * vectorBytes + 8, BigInt(bytes.length), true);
      const at = addressOf(this.#vectors) + BigInt(i * vectorBytes);
      this.#view.setBigUint64(i * messageBytes + 16, at, true);
      this.#view.setBigUint64(i * messageBytes + 24, 1n, true);
    }
  }

  /** How many there are. */
  get length(): number {
    return this.#datagrams.length;
  }

  /** The datagram that was received at this place. */
  received(place: number): Uint8Array {
    const bytes = this.#view.getUint32(place * messageBytes + 56, true);
    return this.#datagrams[place]!.subarray(0, bytes);
  }
}

function addressOf(bytes: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
}

function loopback(port: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16);
  bytes.set([inet, 0, port >> 8, port & 255, 127, 0, 0, 1]);
  return bytes;
}

function checked(call: string, result: number): number {
  if (result >= 0) return result;
  throw new Error(`Cannot ${call} a socket for the bench: refused`);
}
