/**
 * What the REST API needs: the node, the time, and what other parts of the program can answer.
 *
 * @module
 */
import type { ChartNode } from "../inspector/chart.ts";
import type { LogControl } from "../log_control.ts";
import type { Node } from "../node_types.ts";
import type { ResolvedHttp } from "../protocol/http_settings.ts";
import type { Clock, Random } from "../ports/world.ts";
import type { HttpNews } from "../http_events.ts";
import type { Readiness } from "../readiness.ts";
import type { InspectorPages } from "./inspector_site.ts";

/** The node as REST sees it. */
export type RestHost = Pick<
  Node,
  | "name"
  | "actor"
  | "events"
  | "peers"
  | "nodes"
  | "connect"
  | "disconnect"
  | "topologies"
  | "overlays"
  | "tree"
  | "restart"
>;

/** What other parts of the program answer; what is not there is said to be so. */
export interface RestExtras {
  /**
   * Reads the settings file again and applies the difference; resolves to whether there is a file.
   *
   * @throws {Error} Saying why, with line and column; nothing has changed then.
   */
  readonly reconfigure?: () => Promise<boolean>;
  /** An overlay's statistics in a window, in gossiperl's shape; without it they are off. */
  readonly statistics?: (
    overlay: string,
    window: string,
  ) => object | undefined;
  /** The statechart of the actor at a path, if there is one, and if it is a machine. */
  readonly chart?: (path: string) => ChartNode | "missing" | "chartless";
  /** All metrics as Prometheus reads them. */
  readonly metricsText?: () => string;
  /** Who writes the node's log. */
  readonly log?: LogControl | undefined;
  /** Hears how long an answer took. */
  readonly answered?: (
    answer: {
      readonly method: string;
      readonly route: string;
      readonly status: number;
      readonly durationMs: number;
    },
  ) => void;
}

/** What the REST API is made of. */
export interface RestParts {
  /** The node. */
  readonly host: RestHost;
  /** Whether the node is ready. */
  readonly readiness: Readiness;
  /** Users, hosts and origins; they may be others the next time that they are looked at. */
  readonly settings: ResolvedHttp;
  /** Time and timers. */
  readonly clock: Clock;
  /** Where tokens come from. */
  readonly random: Random;
  /** Hears what happens. */
  readonly tell: (news: HttpNews) => void;
  /** What there is to look at; without it there is no inspector. */
  readonly inspector?: InspectorPages;
  /** What others answer. */
  readonly extras?: RestExtras;
}
