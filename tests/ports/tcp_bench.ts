/**
 * What the TCP conformance cases try a network on: connections that record what they are told, and a wait for it that
 * costs no sleep, on virtual time as on the real one.
 *
 * @module
 */

import type {
  Endpoint,
  TcpConnectOptions,
  TcpFailure,
  TcpListener,
  TcpListenOptions,
  TcpNetwork,
  TcpSocket,
} from "../../src/ports/world.ts";

/** How long the real network may take before a case fails; it never waits in vain otherwise. */
const PATIENCE_MS = 10_000;

/** The network of two hosts, or of one that talks to itself. */
export interface TcpBenchParts {
  /** Who connects. */
  readonly client: TcpNetwork;
  /** Who listens. */
  readonly server: TcpNetwork;
  /** The server's address. */
  readonly address: string;
  /** Moves virtual time until something holds; real time passes by itself. */
  readonly runUntil?: (holds: () => boolean) => boolean;
}

/** One side of a connection and what its owner was told. */
export interface TcpProbe {
  readonly socket: TcpSocket;
  /** In order: `opened` or `accepted`, `drained`, `closed`, `closed <during> <code>`; and `received`, once for many in a row. */
  readonly told: string[];
  readonly chunks: Uint8Array[];
  readonly failures: TcpFailure[];
  readonly bytesReceived: number;
  readonly local: Endpoint | undefined;
  readonly remote: Endpoint | undefined;
}

/** A listener and what its owner was told. */
export interface ListenProbe {
  readonly listener: TcpListener;
  /** `listening`, `failed <during> <code>`. */
  readonly told: string[];
  readonly failures: TcpFailure[];
  readonly accepted: TcpProbe[];
  readonly local: Endpoint | undefined;
}

/** Called from within the handlers. */
export type WhenTold = (probe: TcpProbe, what: string) => void;

/** A network to try. Disposing it destroys what is open, and waits until it is gone. */
export class TcpBench implements AsyncDisposable {
  readonly address: string;
  readonly #parts: TcpBenchParts;
  readonly #sockets = new Set<TcpSocket>();
  readonly #listeners = new Set<TcpListener>();
  #changed = Promise.withResolvers<void>();

  constructor(parts: TcpBenchParts) {
    this.#parts = parts;
    this.address = parts.address;
  }

  /** Connects; `options` must name a port. */
  connect(
    options: Partial<TcpConnectOptions> & { readonly port: number },
    whenTold: WhenTold = () => {},
  ): TcpProbe {
    const { probe, handlers } = this.#probe(whenTold);
    probe.socket = this.#parts.client.connect(
      { host: this.address, ...options },
      {
        ...handlers,
        opened: (local, remote) => {
          Object.assign(probe, { local, remote });
          this.#tell(probe, whenTold, "opened");
        },
      },
    );
    this.#sockets.add(probe.socket);
    return probe;
  }

  /** Listens on a port of the system's choice, unless `options` say otherwise. */
  listen(
    options: Partial<TcpListenOptions> = {},
    { takes = () => true, whenTold = () => {} }: {
      readonly takes?: (socket: TcpSocket) => boolean;
      readonly whenTold?: WhenTold;
    } = {},
  ): ListenProbe {
    const listening = {
      told: [] as string[],
      failures: [] as TcpFailure[],
      accepted: [] as TcpProbe[],
      local: undefined as Endpoint | undefined,
    };
    const listener = this.#parts.server.listen(
      { address: this.address, port: 0, ...options },
      {
        listening: (local) => {
          listening.local = local;
          listening.told.push("listening");
          this.#wake();
        },
        failed: (failure) => {
          listening.failures.push(failure);
          listening.told.push(`failed ${failure.during} ${failure.code}`);
          this.#wake();
        },
        accepted: (socket, remote, local) => {
          const { probe, handlers } = this.#probe(whenTold);
          Object.assign(probe, { socket, remote, local });
          listening.accepted.push(probe);
          this.#tell(probe, whenTold, "accepted");
          if (!takes(socket)) return undefined;
          this.#sockets.add(socket);
          return handlers;
        },
      },
    );
    this.#listeners.add(listener);
    return Object.assign(listening, { listener });
  }

  /** Listens, and waits for it. */
  async listening(
    ...given: Parameters<TcpBench["listen"]>
  ): Promise<ListenProbe & { readonly local: Endpoint }> {
    const listening = this.listen(...given);
    await this.until(() => listening.told.length > 0);
    if (!listening.local) throw new Error(listening.failures[0]!.message);
    return listening as ListenProbe & { local: Endpoint };
  }

  /** Both sides of a new connection. */
  async pair(): Promise<{ client: TcpProbe; server: TcpProbe }> {
    const listening = await this.listening();
    const client = this.connect({ port: listening.local.port });
    await this.until(() =>
      client.told.length > 0 && listening.accepted.length > 0
    );
    listening.listener.close();
    return { client, server: listening.accepted[0]! };
  }

  /** Waits until something holds. */
  async until(holds: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
    if (this.#parts.runUntil) this.#parts.runUntil(holds);
    else await this.#patiently(holds, patienceMs);
    if (!holds()) throw new Error(`Never came to hold: ${holds}`);
  }

  /** Waits until a probe was told something, by its exact words. */
  async told(
    probe: { readonly told: readonly string[] },
    what: string,
  ): Promise<void> {
    try {
      await this.until(() => probe.told.includes(what));
    } catch {
      throw new Error(
        `Never told "${what}", only: ${probe.told.join(", ") || "nothing"}`,
      );
    }
  }

  async #patiently(holds: () => boolean, patienceMs: number): Promise<void> {
    const late = Promise.withResolvers<"late">();
    const timer = setTimeout(() => late.resolve("late"), patienceMs);
    while (!holds()) {
      const what = await Promise.race([this.#changed.promise, late.promise]);
      if (what === "late") break;
    }
    clearTimeout(timer);
  }

  #probe(whenTold: WhenTold) {
    const probe = {
      told: [] as string[],
      chunks: [] as Uint8Array[],
      failures: [] as TcpFailure[],
      bytesReceived: 0,
      local: undefined as Endpoint | undefined,
      remote: undefined as Endpoint | undefined,
    } as { -readonly [Key in keyof TcpProbe]: TcpProbe[Key] };
    const handlers = {
      received: (bytes: Uint8Array) => {
        probe.chunks.push(bytes);
        probe.bytesReceived += bytes.length;
        this.#tell(probe, whenTold, "received");
      },
      drained: () => this.#tell(probe, whenTold, "drained"),
      closed: (failure?: TcpFailure) => {
        if (failure) probe.failures.push(failure);
        const why = failure ? ` ${failure.during} ${failure.code}` : "";
        this.#tell(probe, whenTold, `closed${why}`);
      },
    };
    return { probe, handlers };
  }

  #tell(probe: TcpProbe, whenTold: WhenTold, what: string): void {
    const isRepeated = what === "received" && probe.told.at(-1) === what;
    if (!isRepeated) probe.told.push(what);
    whenTold(probe, what);
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    for (const socket of this.#sockets) socket.destroy();
    await this.#parts.client.settled?.();
    await this.#parts.server.settled?.();
  }
}

/** The bytes of a text. */
export function bytes(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

/** All that a probe received, as text. */
export function text({ chunks }: TcpProbe): string {
  const decoder = new TextDecoder();
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join(
    "",
  );
}

/** Bytes of which each tells its place, so that a swapped or lost one shows. */
export function pattern(length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let at = 0; at < words.length; at++) words[at] = at * 2_654_435_761;
  return new Uint8Array(words.buffer).subarray(0, length);
}

/** Whether what a probe received is exactly this. */
export function isExactly(probe: TcpProbe, wanted: Uint8Array): boolean {
  let at = 0;
  for (const chunk of probe.chunks) {
    for (let i = 0; i < chunk.length; i++) {
      if (chunk[i] !== wanted[at++]) return false;
    }
  }
  return at === wanted.length;
}
