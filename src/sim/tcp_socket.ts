/**
 * One end of a simulated TCP connection, and what its owner is told.
 *
 * Whatever happens to it happens in an event of its own on the virtual clock.
 *
 * @module
 */

import {
  type Clock,
  type Endpoint,
  type Random,
  TCP_CLOSING_MS_MAX,
  TCP_WAITING_BYTES_HIGH,
  TCP_WAITING_BYTES_LOW,
  type TcpAcceptedHandlers,
  type TcpFailure,
  type TcpFailureCode,
  type TcpSocket,
} from "../ports/world.ts";
import { Incoming } from "./tcp_incoming.ts";
import { Outgoing } from "./tcp_outgoing.ts";
import type { Content } from "./tcp_segment.ts";

/** What an end asks of its host. */
export interface EndHost {
  /** Virtual time. */
  readonly clock: Clock;
  /** Sends to the other end, which may be lost. */
  transmit(content: Content, end: SimTcpSocket): void;
  /** Forgets the end: it answers nothing any more. */
  forget(end: SimTcpSocket): void;
}

/** One end, at the host that asked for the connection or at the one that accepts it. */
export class SimTcpSocket implements TcpSocket {
  readonly #host: EndHost;
  readonly #incoming = new Incoming();
  readonly #outgoing: Outgoing;
  #handlers: TcpAcceptedHandlers | undefined;
  /** Tells the owner that it is open; gone once told. */
  #opened: (() => void) | undefined;
  #local: Endpoint | undefined;
  #remote: Endpoint | undefined;
  /** Closed by its owner, or its end was told. */
  #isOver = false;
  #isGone = false;
  #isFull = false;
  #isPaused = false;
  #peerEnded = false;
  #lingered = false;
  #pumpIsDue = false;
  #closingTimer: unknown;

  /** Not connected yet; `random` decides where its bytes are cut. */
  constructor(host: EndHost, random: Random, opened: () => void) {
    this.#host = host;
    this.#opened = opened;
    this.#outgoing = new Outgoing({
      clock: host.clock,
      random,
      transmit: (portion) => host.transmit(portion, this),
      gaveUp: () => this.#lost("timed_out"),
    });
  }

  /** Whom it tells from now on; nobody wants it where there is none. */
  set handlers(handlers: TcpAcceptedHandlers | undefined) {
    if (this.#isOver) return;
    if (handlers) this.#handlers = handlers;
    else this.close();
  }

  /** Its own side; undefined before it has one. */
  get local(): Endpoint | undefined {
    return this.#local;
  }

  /** The other side; undefined before it is known. */
  get remote(): Endpoint | undefined {
    return this.#remote;
  }

  /** Whether it has an owner, who has not closed it. */
  get isHeld(): boolean {
    return this.#handlers !== undefined;
  }

  /** Whether it may still be connected: somebody wants it, or bytes want to leave. */
  get isWanted(): boolean {
    return !this.#isGone;
  }

  get waitingBytes(): number {
    return this.#outgoing.waitingBytes;
  }

  /** Begins to connect, at either side. */
  connect(local: Endpoint, remote: Endpoint): void {
    this.#local = local;
    this.#remote = remote;
    this.#outgoing.open();
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isOver) return true;
    this.#outgoing.push(bytes);
    if (!this.#pumpIsDue) {
      this.#pumpIsDue = true;
      // In an event of its own, so that what is written within one leaves together.
      this.#later(() => {
        this.#pumpIsDue = false;
        this.#outgoing.pump();
      });
    }
    this.#isFull ||= this.waitingBytes > TCP_WAITING_BYTES_HIGH;
    return !this.#isFull;
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handlers = undefined;
    if (this.#opened && this.waitingBytes === 0) return this.#drop();
    this.#outgoing.finish();
    this.#closingTimer = this.#host.clock.setTimeout(
      () => this.#hasLingered(),
      TCP_CLOSING_MS_MAX,
    );
    this.#later(() => this.#read());
  }

  destroy(): void {
    this.#isOver = true;
    this.#handlers = undefined;
    this.#drop();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#later(() => {
      const wasShut = this.#incoming.window === 0;
      this.#read();
      if (wasShut && !this.#isGone) this.#acknowledge();
    });
  }

  /** Tells that it failed, and is gone. */
  fail(during: TcpFailure["during"], code: TcpFailureCode, why: string): void {
    if (this.#isGone) return;
    const handlers = this.#handlers;
    this.#isOver = true;
    this.#handlers = undefined;
    this.#forget();
    handlers?.closed({ during, code, message: `${why}: ${code} (simulated)` });
  }

  /** Takes what came from the other end. */
  receive(content: Content): void {
    if (content.what === "reset") return this.#lost("reset");
    if (content.what === "acknowledgement") {
      this.#outgoing.acknowledge(content.expected, content.window);
      this.#open();
      this.#tellDrained();
    } else {
      this.#incoming.take(content);
      this.#open();
      this.#read();
      if (!this.#isGone) this.#acknowledge();
    }
    this.#forgetWhenDone();
  }

  #open(): void {
    if (!this.#opened || !this.#outgoing.isOpen || !this.#incoming.isOpen) {
      return;
    }
    const opened = this.#opened;
    this.#opened = undefined;
    if (!this.#isOver) opened();
    this.#read();
  }

  /** Hands over what is there, until the owner pauses. Once it is closed the bytes are dropped. */
  #read(): void {
    while (!this.#opened && (!this.#isPaused || this.#isOver)) {
      const portion = this.#incoming.read();
      if (!portion) return;
      if (portion.what === "bytes") this.#handlers?.received(portion.bytes);
      if (portion.what === "end") this.#ended();
    }
  }

  #ended(): void {
    this.#peerEnded = true;
    const handlers = this.#handlers;
    this.close();
    handlers?.closed();
  }

  #lost(code: "reset" | "timed_out"): void {
    const { address, port } = this.#remote!;
    const whom = `${address}:${port}`;
    if (!this.#opened) this.fail("read", code, `Cannot read from ${whom}`);
    else {
      const why = code === "reset" ? "refused" : code;
      this.fail("connect", why, `Cannot connect to ${whom}`);
    }
  }

  #acknowledge(): void {
    const { expected, window } = this.#incoming;
    const what = "acknowledgement";
    this.#host.transmit({ what, expected, window }, this);
  }

  #tellDrained(): void {
    if (!this.#isFull || this.waitingBytes >= TCP_WAITING_BYTES_LOW) return;
    this.#isFull = false;
    this.#handlers?.drained();
  }

  /** What has left is the system's business, which goes on without the owner. */
  #hasLingered(): void {
    if (this.waitingBytes > 0 || this.#opened) return this.#drop();
    this.#lingered = true;
    this.#forgetWhenDone();
  }

  #forgetWhenDone(): void {
    const isDone = this.#outgoing.isDone && (this.#peerEnded || this.#lingered);
    if (isDone) this.#forget();
  }

  #drop(): void {
    if (this.#isGone) return;
    if (this.#remote) this.#host.transmit({ what: "reset" }, this);
    this.#forget();
  }

  #forget(): void {
    this.#isGone = true;
    this.#outgoing.stop();
    this.#host.clock.clearTimeout(this.#closingTimer);
    this.#host.forget(this);
  }

  #later(happens: () => void): void {
    this.#host.clock.setTimeout(() => {
      if (!this.#isGone) happens();
    }, 0);
  }
}
