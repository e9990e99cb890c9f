/**
 * From what the distribution's actors emit to what a node tells its user.
 *
 * @module
 */
import type { ConnectionsNews } from "../actors/connections_events.ts";
import type { EpmdNews } from "../actors/epmd.ts";
import type { ListenerNews } from "../actors/listener.ts";
import type {
  ConnectNodeError,
  DistributionNews,
} from "./distribution_events.ts";
import { adviceFor } from "./protocol/advice.ts";

/** What the distribution's actors emit. */
export type EmittedInDistribution = ConnectionsNews | EpmdNews | ListenerNews;

/** The public form: none, one or two events. */
export function distributionNewsOf(
  emitted: EmittedInDistribution,
): readonly DistributionNews[] {
  switch (emitted.type) {
    case "node.up": {
      const { node, hidden, direction, durationMs } = emitted;
      const up = { type: "node_up", node, hidden } as const;
      if (direction === "in") return [up];
      return [{ type: "connect_node_ok", node, durationMs }, up];
    }
    case "node.down": {
      const { node, hidden, reason } = emitted;
      return [{ type: "node_down", node, hidden, reason }];
    }
    case "connect.failed": {
      const { node, reason, durationMs, isRepeated } = emitted;
      return isRepeated ? [] : [unreachable(node, reason, durationMs)];
    }
    case "connections.refused": {
      const { reason, count } = emitted;
      return [{ type: "connections_refused", reason, count }];
    }
    case "listener.bound": {
      const { address, port } = emitted;
      return [{ type: "distribution_listening", address, port }];
    }
    case "listener.refused": {
      const { reason, message, retryInMs } = emitted;
      const advice = adviceFor(reason);
      const told = { reason, message, advice, retryInMs };
      return [{ type: "distribution_refused", ...told }];
    }
    case "epmd.registered":
      return [{ type: "epmd_registered", port: emitted.port }];
    case "epmd.serving":
      return [{ type: "epmd_serving", port: emitted.port }];
    case "epmd.refused": {
      const { reason, retryInMs } = emitted;
      const advice = adviceFor(reason);
      return [{ type: "epmd_refused", reason, advice, retryInMs }];
    }
  }
}

/** A node that could not be connected to. */
export function unreachable(
  node: string,
  detail: string,
  durationMs: number,
): ConnectNodeError {
  const reason = detail === "ignored" ? "not_part_of_network" : "unreachable";
  const advice = adviceFor(detail);
  return {
    type: "connect_node_error",
    ...{ node, reason, detail, advice, durationMs },
  };
}
