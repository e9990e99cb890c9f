/**
 * What the conformance cases try a network on: sockets that record what they are told, and a wait for it
 * that costs no sleep, on virtual time as on the real one.
 *
 * @module
 */

import type {
  Endpoint,
  NetworkFailure,
  NetworkFailureCode,
  UdpHandlers,
  UdpNetwork,
  UdpOptions,
  UdpSocket,
} from "../../src/ports/world.ts";

/** How long the real network may take before a case fails; it never waits in vain otherwise. */
const PATIENCE_MS = 10_000;

/** The network of one host. */
export interface BenchParts {
  readonly udp: UdpNetwork;
  /** Address of the host's interface. */
  readonly address: string;
  /** Takes the interface down, up or away, where multicast may be tried. */
  readonly setInterface?: (state: "up" | "down" | "deleted") => Promise<void>;
  /** Moves virtual time until something holds; real time passes by itself. */
  readonly runUntil?: (holds: () => boolean) => boolean;
}

/** A socket and what its owner was told. */
export interface Probe {
  readonly socket: UdpSocket;
  /** Everything in order: `bound`, `datagram <text>`, `failed <during> <code>`. */
  readonly told: string[];
  readonly failures: NetworkFailure[];
  readonly sources: Endpoint[];
  /** Where it is bound, once it is. */
  local: Endpoint | undefined;
}

/** One host to try. Disposing it closes its sockets. */
export class Bench implements Disposable {
  readonly address: string;
  readonly #parts: BenchParts;
  readonly #open = new Set<UdpSocket>();
  #changed = Promise.withResolvers<void>();

  constructor(parts: BenchParts) {
    this.#parts = parts;
    this.address = parts.address;
  }

  /**
   * Opens a socket; by default on a port of the system's choice of the host's address. `whenTold` is called from within
   * the handlers.
   */
  open(
    options: Partial<UdpOptions> = {},
    whenTold = (_probe: Probe, _what: string) => {},
  ): Probe {
    const probe = {
      told: [] as string[],
      failures: [] as NetworkFailure[],
      sources: [] as Endpoint[],
      local: undefined as Endpoint | undefined,
    };
    const tell = (what: string) => {
      probe.told.push(what);
      whenTold(probe as Probe, what);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    };
    const handlers: UdpHandlers = {
      bound(local) {
        probe.local = local;
        tell("bound");
      },
      datagram(bytes, from) {
        probe.sources.push(from);
        tell(`datagram ${text(bytes)}`);
      },
      failed(failure) {
        probe.failures.push(failure);
        tell(`failed ${failure.during} ${failure.code}`);
      },
    };
    const all: UdpOptions = {
      address: this.address,
      port: 0,
      shared: false,
      broadcast: false,
      receiveBytesMax: 2_000,
      ...options,
    };
    const socket = this.#parts.udp.open(all, handlers);
    this.#open.add(socket);
    return Object.assign(probe, { socket });
  }

  /** Opens a socket and waits until it is bound. */
  async bind(
    options: Partial<UdpOptions> = {},
  ): Promise<Probe & { local: Endpoint }> {
    const probe = this.open(options);
    await this.until(probe, "bound");
    return probe as Probe & { local: Endpoint };
  }

  /** Waits until a probe was told something, by its exact words. */
  async until(probe: Probe, what: string): Promise<void> {
    const holds = () => probe.told.includes(what);
    if (this.#parts.runUntil) this.#parts.runUntil(holds);
    else await this.#patiently(holds);
    if (!holds()) {
      throw new Error(
        `Never told "${what}", only: ${probe.told.join(", ") || "nothing"}`,
      );
    }
  }

  /** Waits until a probe was refused something. */
  async untilFailed(
    probe: Probe,
    during: NetworkFailure["during"],
    code: NetworkFailureCode,
  ) {
    await this.until(probe, `failed ${during} ${code}`);
  }

  /** Changes the interface. */
  async setInterface(state: "up" | "down" | "deleted"): Promise<void> {
    await this.#parts.setInterface!(state);
  }

  async #patiently(holds: () => boolean): Promise<void> {
    const late = Promise.withResolvers<"late">();
    const timer = setTimeout(() => late.resolve("late"), PATIENCE_MS);
    while (!holds()) {
      if (
        await Promise.race([this.#changed.promise, late.promise]) === "late"
      ) break;
    }
    clearTimeout(timer);
  }

  [Symbol.dispose](): void {
    for (const socket of this.#open) socket.close();
  }
}

/** The bytes of a text. */
export function bytes(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

/** The text of bytes. */
export function text(read: Uint8Array): string {
  return new TextDecoder().decode(read);
}
