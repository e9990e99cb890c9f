/**
 * How many envelopes crossed from one side of an overlay to another: the group, the clients of this host, and this process.
 *
 * @module
 */
import type { MemberKind } from "./member.ts";

/** Where an envelope came from, and whom it reaches. */
export interface CrossingPlan {
  /** Members of the group, clients, or this process itself. */
  readonly from: MemberKind | "us";
  /** Clients that it goes to. */
  readonly toClients: readonly string[];
  /** Nodes that it goes to. */
  readonly toNodes: readonly string[];
}

/** Counts of envelopes, each once however many it reaches and however often it is sent again. */
export interface CrossingCounts {
  /** Came from the group. */
  readonly from_group: number;
  /** Went to the group. */
  readonly to_group: number;
  /** Came from clients. */
  readonly from_clients: number;
  /** Went to clients. */
  readonly to_clients: number;
}

/** Counts what crosses. */
export class Crossings {
  readonly #counts = {
    ...{ from_group: 0, to_group: 0 },
    ...{ from_clients: 0, to_clients: 0 },
  };

  /** Counts of this moment. */
  counts(): CrossingCounts {
    return { ...this.#counts };
  }

  /** An envelope crosses. */
  note({ from, toClients, toNodes }: CrossingPlan): void {
    if (from === "remote") this.#counts.from_group++;
    if (from === "local") this.#counts.from_clients++;
    if (toNodes.length > 0) this.#counts.to_group++;
    if (toClients.length > 0) this.#counts.to_clients++;
  }
}
