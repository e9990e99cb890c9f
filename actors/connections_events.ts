/**
 * What the actor of all connections is started with, hears and tells.
 *
 * @module
 */
import type { ConnectionLedgers } from "../src/protocol/distribution/ledgers.ts";
import type { ConnectionNews, ConnectionOutput } from "./connection_work.ts";

/** What the connections are started with. */
export interface ConnectionsInput {
  /** What they remember and decide by. */
  readonly ledgers: ConnectionLedgers;
  /** System id of the actor that is told who is up and who is down. */
  readonly processes: string;
}

/** What the connections remember besides. */
export interface ConnectionsContext extends ConnectionsInput {
  /** Refusals since they were last told; changes in place. */
  readonly refused: Map<string, number>;
}

/** What the connections hear. */
export type ConnectionsEvent =
  | ConnectionNews
  /** Somebody announces this node. */
  | { type: "node.heard"; node: string }
  /** Somebody asks for a connection, once or (`keep`) from now on. */
  | { type: "node.connect"; node: string; keep?: boolean }
  /** Somebody asks for the end of one. */
  | { type: "node.disconnect"; node: string }
  /** A stranger connected. Whoever wants the line claims it within this step. */
  | { type: "line.accepted"; line: unknown; address: string; port: number }
  | { type: "pool.completed"; id: string; output: ConnectionOutput }
  | { type: "pool.lost"; id: string };

/** What the connections tell. */
export type ConnectionsNews =
  /** A node is connected. */
  | {
    readonly type: "node.up";
    readonly node: string;
    readonly hidden: boolean;
    readonly direction: "in" | "out";
    readonly durationMs: number;
  }
  /** A node is not connected any more. */
  | {
    readonly type: "node.down";
    readonly node: string;
    readonly hidden: boolean;
    readonly reason: string;
  }
  | ConnectFailed
  /** Strangers were turned away, or did not prove themselves; told at most once a second per reason. */
  | {
    readonly type: "connections.refused";
    readonly reason: string;
    readonly count: number;
  };

/** An attempt failed. */
export interface ConnectFailed {
  /** Always this. */
  readonly type: "connect.failed";
  /** Whom it was to reach. */
  readonly node: string;
  /** Why, in one word. */
  readonly reason: string;
  /** How long it took, in ms. */
  readonly durationMs: number;
  /** Whether the one before failed for the same reason. */
  readonly isRepeated: boolean;
}
