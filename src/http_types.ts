/**
 * A node's HTTP server as the node's user sees it.
 *
 * @module
 */
import type { HttpPeer } from "./ports/world.ts";

/** The HTTP server of a node. */
export interface HttpHandle {
  /**
   * Answers a request without a socket, as if `peer` (this host without it) had sent it: for programs that have a server of
   * their own, and for tests. Never rejects.
   */
  fetch(request: Request, peer?: HttpPeer): Promise<Response>;
}

/** The HTTP server could not be had where it was asked for. */
export class HttpError extends Error {
  /** Tells it from other errors. */
  override readonly name = "HttpError";
  /** In one word: `stopped`, or why an address was refused. */
  readonly reason: string;

  /** An error with its reason in one word. */
  constructor(message: string, reason: string) {
    super(message);
    this.reason = reason;
  }
}
