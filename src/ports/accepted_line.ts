/**
 * A connection that a stranger made, on its way from the listener to the actor that will own it.
 *
 * Whoever wants it claims it within the step in which it is told of; otherwise it is closed. So a socket is never left
 * without an owner, whoever crashes in between.
 *
 * @module
 */
import type { TcpAcceptedHandlers, TcpSocket } from "./tcp_world.ts";

/** A connection that waits to be claimed. */
export class AcceptedLine {
  readonly #socket: TcpSocket;
  #owner: TcpAcceptedHandlers | undefined;

  /** Of a socket that was just accepted. */
  constructor(socket: TcpSocket) {
    this.#socket = socket;
  }

  /** Whether somebody owns it. */
  get isClaimed(): boolean {
    return this.#owner !== undefined;
  }

  /** What the socket is to tell: it goes on to the owner. */
  readonly handlers: TcpAcceptedHandlers = {
    received: (bytes) => this.#owner?.received(bytes),
    drained: () => this.#owner?.drained(),
    closed: (failure) => this.#owner?.closed(failure),
  };

  /**
   * Takes it over: `owner` hears what comes from now on.
   *
   * @throws {Error} If somebody owns it already.
   */
  claim(owner: TcpAcceptedHandlers): TcpSocket {
    if (this.#owner) throw new Error("This connection has an owner already");
    this.#owner = owner;
    return this.#socket;
  }
}
