/**
 * One TCP connection of the real world: a socket of node:net or node:tls, and what its owner is told of it.
 *
 * What is written within one tick leaves in one system call, with one write on its way at a time: while the kernel is
 * busy, small writes gather here. Reading is shared out by `tcp_read_turns.ts`.
 *
 * @module
 */

import type { Socket } from "node:net";
import { failure, tcpFailure } from "./tcp_failure.ts";
import { ReadTurns } from "./tcp_read_turns.ts";
import { WRITE_GATHERED_BYTES, WriteQueue } from "./tcp_write_queue.ts";
import {
  type Endpoint,
  TCP_CLOSING_MS_MAX,
  TCP_WAITING_BYTES_HIGH,
  TCP_WAITING_BYTES_LOW,
  type TcpAcceptedHandlers,
  type TcpFailure,
  type TcpSocket,
} from "./world.ts";

const turns = new ReadTurns();

/** What closed sockets still do: send what waited, and give back what the platform holds. */
const closing = new Set<Promise<void>>();

/** Settles when every socket that was closed is gone. */
export async function socketsSettled(): Promise<void> {
  await Promise.all(closing);
}

/** A connection, to be made or accepted. */
export class NetTcpSocket implements TcpSocket {
  readonly #whom: string;
  readonly #queue = new WriteQueue();
  #handlers: TcpAcceptedHandlers | undefined;
  #socket: Socket | undefined;
  #isOpen = false;
  /** Closed by its owner, or its end was told. */
  #isOver = false;
  #isFull = false;
  #isPaused = false;
  #flushIsDue = false;
  #bytesInFlight = 0;
  #bytesReadThisTurn = 0;
  #waitsForTurn = false;
  #gone: PromiseWithResolvers<void> | undefined;
  #closingTimer: ReturnType<typeof setTimeout> | undefined;

  /** `whom` it leads to is for texts. Nothing is told without handlers; `listen` gives them later. */
  constructor(whom: string, handlers?: TcpAcceptedHandlers) {
    this.#whom = whom;
    this.#handlers = handlers;
  }

  get waitingBytes(): number {
    return this.#queue.bytes + this.#bytesInFlight;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isOver || bytes.length === 0) return true;
    this.#queue.push(bytes);
    if (this.#queue.bytes >= WRITE_GATHERED_BYTES) this.#flush();
    else if (!this.#flushIsDue) {
      this.#flushIsDue = true;
      queueMicrotask(() => this.#flush());
    }
    this.#isFull ||= this.waitingBytes > TCP_WAITING_BYTES_HIGH;
    return !this.#isFull;
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handlers = undefined;
    if (!this.#isOpen && this.#queue.bytes === 0) return this.#drop();
    this.#noteGoing();
    this.#closingTimer = setTimeout(
      () => this.#hasLingered(),
      TCP_CLOSING_MS_MAX,
    );
    // Bytes left unread would make the system send a reset, which may overtake what we sent: they are read and dropped.
    this.#read();
    this.#flush();
  }

  destroy(): void {
    this.#isOver = true;
    this.#handlers = undefined;
    this.#drop();
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#read();
  }

  /** Whether its owner still wants it, or bytes of its owner want to leave. */
  get isWanted(): boolean {
    return !this.#isOver || this.#queue.bytes > 0;
  }

  /** Takes the platform's socket, which is not connected yet. */
  adopt(socket: Socket): void {
    this.#socket = socket;
    socket.on("error", (error) => this.#failed(error));
    socket.on("close", () => this.#closed());
  }

  /** It is connected: tells `opened`, and sends what waits. */
  open(opened: () => void): void {
    this.#isOpen = true;
    if (!this.#isOver) opened();
    this.#flush();
  }

  /** Tells `handlers` from now on, and reads; nobody wants it where there are none. */
  listen(handlers = this.#handlers): void {
    if (this.#isOver) return;
    if (!handlers) return this.close();
    this.#handlers = handlers;
    this.#socket!.on("data", (bytes) => this.#received(bytes));
    this.#socket!.on("end", () => this.#end());
    // A listener for data sets a socket going.
    if (this.#isPaused) this.#socket!.pause();
  }

  /** Tells that it failed: before it had a socket, or for a reason that the platform does not know of. */
  fail(why: TcpFailure): void {
    if (!this.#socket) this.#isGone();
    this.#end(why);
  }

  #flush(): void {
    this.#flushIsDue = false;
    if (!this.#isOpen || this.#bytesInFlight > 0 || !this.#socket) return;
    const portion = this.#queue.take();
    if (portion) {
      this.#bytesInFlight = portion.length;
      this.#socket.write(portion, (error) => {
        if (!error) this.#written();
      });
    } else if (this.#isOver) this.#socket.end();
  }

  #written(): void {
    this.#bytesInFlight = 0;
    this.#flush();
    if (!this.#isFull || this.waitingBytes >= TCP_WAITING_BYTES_LOW) return;
    this.#isFull = false;
    this.#handlers?.drained();
  }

  #received(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#bytesReadThisTurn += bytes.length;
    if (this.#bytesReadThisTurn >= turns.share) this.#waitForTurn();
    // Not as a Buffer, whose `slice` makes no copy.
    const { buffer, byteOffset, length } = bytes;
    this.#handlers?.received(new Uint8Array(buffer, byteOffset, length));
  }

  #waitForTurn(): void {
    if (this.#waitsForTurn) return;
    this.#waitsForTurn = true;
    this.#socket!.pause();
    turns.wait(() => {
      this.#waitsForTurn = false;
      this.#bytesReadThisTurn = 0;
      if (!this.#isPaused) this.#read();
    });
  }

  #read(): void {
    if (!this.#waitsForTurn || this.#isOver) this.#socket?.resume();
  }

  #failed(error: NodeJS.ErrnoException): void {
    // Deno 2.9.6 refuses a write when it has seen the peer's end but not told of it yet.
    if (this.#isOpen && error.code === "EPIPE") return this.#end();
    const during = this.#isOpen ? "read" : "connect";
    this.#end(tcpFailure(during, this.#whom, error));
  }

  #end(why?: TcpFailure): void {
    if (this.#isOver) return;
    const handlers = this.#handlers;
    if (why) this.destroy();
    else this.close();
    handlers?.closed(why);
  }

  #closed(): void {
    this.#isGone();
    const reason = "the connection was dropped";
    this.#end(failure("read", "reset", this.#whom, reason));
  }

  /** What the system has taken it delivers without us; a reset would take that back. */
  #hasLingered(): void {
    if (this.waitingBytes > 0) this.#drop();
    else this.#socket?.destroy();
  }

  #drop(): void {
    this.#queue.clear();
    if (!this.#socket || this.#socket.closed) return;
    this.#noteGoing();
    // A plain close would have the kernel go on sending, and tell the peer of a good end after a part of it.
    if (this.#isOpen) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  #isGone(): void {
    clearTimeout(this.#closingTimer);
    this.#gone?.resolve();
  }

  #noteGoing(): void {
    if (this.#gone) return;
    this.#gone = Promise.withResolvers();
    const gone: Promise<void> = this.#gone.promise
      .then(() => void closing.delete(gone));
    closing.add(gone);
  }
}

/** An endpoint as the platform tells it; a socket on `::` calls IPv4 addresses `::ffff:10.0.0.1`. */
export function endpoint(
  address: string | undefined,
  port: number | undefined,
): Endpoint | undefined {
  if (address === undefined || port === undefined) return undefined;
  return { address: address.replace(/^::ffff:(?=\d+\.)/i, ""), port };
}
