/**
 * What tcpdump sees of UDP on a host, on all its interfaces, as datagrams.
 *
 * @module
 */
import type { Host, RunningProcess } from "./netns.ts";

/** One datagram with what its IP header says. */
export interface CapturedDatagram {
  /** When, in ms since the Unix epoch. */
  readonly atMs: number;
  /** Sender's address, as the header's bytes in hex. */
  readonly from: string;
  /** Sender's port. */
  readonly fromPort: number;
  /** Receiver's address, as the header's bytes in hex. */
  readonly to: string;
  /** Receiver's port. */
  readonly toPort: number;
  /** Time to live, or IPv6's hop limit. */
  readonly ttl: number;
  /** Whether IP cut it into pieces. */
  readonly isFragment: boolean;
  /** What it carries. */
  readonly payload: Uint8Array;
}

/** An address as `CapturedDatagram` has it; IPv6 with all eight groups or one `::`. */
export function addressHex(address: string): string {
  if (!address.includes(":")) {
    return Uint8Array.from(address.split("."), Number).toHex();
  }
  const [head = "", tail = ""] = address.split("::");
  const words = (text: string) =>
    text === "" ? [] : text.split(":").map((word) => word.padStart(4, "0"));
  const [left, right] = [words(head), words(tail)];
  const zeros = Array(8 - left.length - right.length).fill("0000");
  return [...left, ...zeros, ...right].join("");
}

/** A running tcpdump. Dispose it. */
export class Capture implements AsyncDisposable {
  readonly #process: RunningProcess;
  readonly #done: CapturedDatagram[] = [];
  #nextLine = 0;
  #head: number | undefined;
  #hex = "";

  private constructor(process: RunningProcess) {
    this.#process = process;
  }

  /** Captures what matches `filter`, from now on. */
  static async start(host: Host, filter = "udp"): Promise<Capture> {
    const options = "-i any -n -l -tt -x --immediate-mode -Z root";
    const process = host.spawn([
      "sh",
      "-c",
      `exec tcpdump ${options} '${filter}' 2>&1`,
    ]);
    await process.waitFor(/listening on/);
    return new Capture(process);
  }

  /** What it has seen so far, but for the very last, which may be half printed. */
  get datagrams(): readonly CapturedDatagram[] {
    const { lines } = this.#process;
    for (; this.#nextLine < lines.length; this.#nextLine++) {
      const line = lines[this.#nextLine]!;
      const hex = /^\s+0x[\da-f]+:\s+([\da-f ]+)$/.exec(line)?.[1];
      if (hex !== undefined) {
        this.#hex += hex.replaceAll(" ", "");
        continue;
      }
      this.#finish();
      const seconds = /^(\d+\.\d+) /.exec(line)?.[1];
      this.#head = seconds === undefined ? undefined : Number(seconds) * 1_000;
    }
    return this.#done;
  }

  /** Waits until what it has seen satisfies `isEnough`; returns that. */
  async until(
    isEnough: (datagrams: readonly CapturedDatagram[]) => boolean,
    timeoutMs = 15_000,
  ): Promise<readonly CapturedDatagram[]> {
    const giveUpAtMs = performance.now() + timeoutMs;
    while (true) {
      const { datagrams } = this;
      if (isEnough(datagrams)) return datagrams;
      const leftMs = giveUpAtMs - performance.now();
      // The head of the next packet ends the one before it.
      await this.#process.waitFor(/^\d+\.\d+ /, leftMs);
    }
  }

  /** Ends it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }

  #finish(): void {
    const atMs = this.#head;
    if (atMs === undefined) return;
    const packet = Uint8Array.fromHex(this.#hex);
    this.#hex = "";
    const datagram = packet[0]! >> 4 === 6 ? ipv6(packet) : ipv4(packet);
    if (datagram) this.#done.push({ atMs, ...datagram });
  }
}

type Parsed = Omit<CapturedDatagram, "atMs"> | undefined;

/** RFC 791. */
function ipv4(packet: Uint8Array): Parsed {
  if (packet[9] !== 17) return undefined;
  const view = new DataView(packet.buffer);
  const headerBytes = (packet[0]! & 15) * 4;
  // All but "don't fragment".
  const isFragment = (view.getUint16(6) & 0xbfff) !== 0;
  return {
    from: packet.slice(12, 16).toHex(),
    to: packet.slice(16, 20).toHex(),
    ttl: packet[8]!,
    isFragment,
    ...udp(packet.subarray(headerBytes)),
  };
}

/** RFC 8200; UDP right after the header. */
function ipv6(packet: Uint8Array): Parsed {
  if (packet[6] !== 17) return undefined;
  return {
    from: packet.slice(8, 24).toHex(),
    to: packet.slice(24, 40).toHex(),
    ttl: packet[7]!,
    isFragment: false,
    ...udp(packet.subarray(40)),
  };
}

function udp(segment: Uint8Array) {
  const view = new DataView(segment.buffer, segment.byteOffset);
  return {
    fromPort: view.getUint16(0),
    toPort: view.getUint16(2),
    payload: segment.slice(8, view.getUint16(4)),
  };
}
