/**
 * Who is registered with us where we serve EPMD, because nobody else does on this host; and what those who ask are answered.
 *
 * @module
 */
import type { EpmdRequest } from "../../wire/distribution/epmd.ts";
import type { EpmdAnswer } from "../../wire/distribution/epmd_answers.ts";
import type { EpmdNode } from "../../wire/distribution/epmd_node.ts";

export type { EpmdAnswer, EpmdNode, EpmdRequest };

/** Nodes registered at once: many times what a host runs. */
export const registrationsMax = 1_024;

/** The versions of the distribution that we speak: OTP 23's handshake. */
export const distributionVersions = { highest: 6, lowest: 5 } as const;

/** Registered nodes by name; changes in place. */
export class EpmdRegistry {
  readonly #nodes = new Map<string, EpmdNode>();
  /** The names that were registered on each connection. */
  readonly #names = new Map<string, string>();

  /** The answer to what came on the connection `client`; `creation` is the number that a new registration gets. */
  answer(client: string, request: EpmdRequest, creation: number): EpmdAnswer {
    switch (request.type) {
      case "alive": {
        const { type: _, ...node } = request;
        const result = this.register(client, node) ? 0 : 1;
        return { type: "alive", result, creation };
      }
      case "port_please": {
        const node = this.#nodes.get(request.name);
        return node ? { type: "port", ...node } : { type: "not_found" };
      }
      case "names": {
        const entries = [...this.#nodes.values()]
          .map(({ name, port }) => ({ name, port }));
        return { type: "names", entries };
      }
    }
  }

  /** Registers a node for as long as `client` is there; says whether its name was free. */
  register(client: string, node: EpmdNode): boolean {
    const isRefused = this.#nodes.has(node.name) || this.#names.has(client) ||
      this.#nodes.size >= registrationsMax;
    if (isRefused) return false;
    this.#nodes.set(node.name, node);
    this.#names.set(client, node.name);
    return true;
  }

  /** Whether a node is registered on that connection. */
  isRegistered(client: string): boolean {
    return this.#names.has(client);
  }

  /** The connection `client` is over, and so is what was registered on it. */
  left(client: string): void {
    const name = this.#names.get(client);
    if (name === undefined) return;
    this.#names.delete(client);
    this.#nodes.delete(name);
  }

  /** Nobody is registered any more. */
  clear(): void {
    this.#nodes.clear();
    this.#names.clear();
  }
}
