/**
 * A listener of a simulated host.
 *
 * @module
 */

import type {
  Clock,
  Endpoint,
  TcpFailure,
  TcpFailureCode,
  TcpListener,
  TcpListenHandlers,
  TcpListenOptions,
} from "../ports/world.ts";
import type { SimTcpSocket } from "./tcp_socket.ts";

/** What a listener asks of its host. */
export interface ListenerHost {
  /** Virtual time. */
  readonly clock: Clock;
  /** Finds a port for the listener, or says why not. */
  bindListener(listener: SimTcpListener): Endpoint | TcpFailureCode;
  /** Forgets the listener. */
  forgetListener(listener: SimTcpListener): void;
}

/** Accepts connections to an address and a port. */
export class SimTcpListener implements TcpListener {
  /** What was asked for. */
  readonly options: TcpListenOptions;
  readonly #host: ListenerHost;
  readonly #handlers: TcpListenHandlers;
  #local: Endpoint | undefined;
  #isClosed = false;

  /** Listens at the clock's next event. */
  constructor(
    options: TcpListenOptions,
    handlers: TcpListenHandlers,
    host: ListenerHost,
  ) {
    this.options = options;
    this.#handlers = handlers;
    this.#host = host;
    host.clock.setTimeout(() => this.#listen(), 0);
  }

  /** Where it listens; undefined before. */
  get local(): Endpoint | undefined {
    return this.#local;
  }

  /** Whether it was closed. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    this.#host.forgetListener(this);
  }

  /** Hands a connection to the owner, which takes or refuses it. */
  accept(end: SimTcpSocket): void {
    if (this.#isClosed) return end.destroy();
    end.handlers = this.#handlers.accepted(end, end.remote!, end.local!);
  }

  #listen(): void {
    if (this.#isClosed) return;
    if (this.options.tls) return this.#refuse("tls", "unknown");
    const bound = this.#host.bindListener(this);
    if (typeof bound === "string") return this.#refuse("listen", bound);
    this.#local = bound;
    this.#handlers.listening(bound);
  }

  #refuse(during: TcpFailure["during"], code: TcpFailureCode): void {
    const { address, port } = this.options;
    const reason = during === "tls"
      ? "the simulated network carries no TLS"
      : `${code} (simulated)`;
    const message = `Cannot listen on ${address}:${port}: ${reason}`;
    this.#handlers.failed({ during, code, message });
  }
}
