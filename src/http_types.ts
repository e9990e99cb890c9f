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
