/**
 * What a node tells of its connections with other nodes.
 *
 * @module
 */

/** What happened to the Erlang distribution of a node. */
export type DistributionNews =
  | NodeUp
  | NodeDown
  | ConnectNodeOk
  | ConnectNodeError
  | DistributionListening
  | DistributionRefused
  | EpmdReady
  | EpmdRefused
  | ConnectionsRefused;

/** A node is connected, whoever began. */
export interface NodeUp {
  /** Always this. */
  readonly type: "node_up";
  /** Its name. */
  readonly node: string;
  /** Whether it is in `nodes(hidden)` only. */
  readonly hidden: boolean;
}

/** A node is not connected any more. */
export interface NodeDown {
  /** Always this. */
  readonly type: "node_down";
  /** Its name. */
  readonly node: string;
  /** Whether it was in `nodes(hidden)` only. */
  readonly hidden: boolean;
  /** Why, in one word: `connection_closed`, `net_tick_timeout`, `disconnected`, … */
  readonly reason: string;
}

/** We connected to a node: libcluster's `[:libcluster, :connect_node, :ok]`. */
export interface ConnectNodeOk {
  /** Always this. */
  readonly type: "connect_node_ok";
  /** Its name. */
  readonly node: string;
  /** How long it took, in ms. */
  readonly durationMs: number;
}

/**
 * We could not connect to a node: libcluster's `[:libcluster, :connect_node, :error]`. It is told once for each change of
 * `detail`, although it is tried at each heartbeat.
 */
export interface ConnectNodeError {
  /** Always this. */
  readonly type: "connect_node_error";
  /** Its name. */
  readonly node: string;
  /** libcluster's reason. */
  readonly reason: "unreachable" | "not_part_of_network";
  /** What it was, in one word: `wrong_cookie`, `not_registered`, `epmd_refused`, … */
  readonly detail: string;
  /** What can be done about it, in one line. */
  readonly advice: string;
  /** How long the attempt took, in ms. */
  readonly durationMs: number;
}

/** Other nodes can connect. */
export interface DistributionListening {
  /** Always this. */
  readonly type: "distribution_listening";
  /** Address it listens on. */
  readonly address: string;
  /** TCP port it listens on. */
  readonly port: number;
}

/** The port for other nodes was refused, and is tried again. */
export interface DistributionRefused {
  /** Always this. */
  readonly type: "distribution_refused";
  /** Why, in one word, e.g. `address_in_use`. */
  readonly reason: string;
  /** The platform's words. */
  readonly message: string;
  /** What can be done about it, in one line. */
  readonly advice: string;
  /** Wait until the next attempt, in ms. */
  readonly retryInMs: number;
}

/** Other nodes find us: by the EPMD of this host, or by ours. */
export interface EpmdReady {
  /** Registered with another's, or serving our own. */
  readonly type: "epmd_registered" | "epmd_serving";
  /** The TCP port that is told to others. */
  readonly port: number;
}

/** We are not registered, and others do not find us; it is tried again. */
export interface EpmdRefused {
  /** Always this. */
  readonly type: "epmd_refused";
  /** Why, in one word, e.g. `name_taken`. */
  readonly reason: string;
  /** What can be done about it, in one line. */
  readonly advice: string;
  /** Wait until the next attempt, in ms. */
  readonly retryInMs: number;
}

/** Strangers were turned away, or did not prove that they know the cookie; told at most once a second per reason. */
export interface ConnectionsRefused {
  /** Always this. */
  readonly type: "connections_refused";
  /** Why, in one word: `wrong_cookie`, `not_allowed`, `strangers_full`, … */
  readonly reason: string;
  /** How many since the last time. */
  readonly count: number;
}
