/**
 * All routes.
 *
 * @module
 */
import { callRoute } from "./call_route.ts";
import { chartRoute } from "./chart_route.ts";
import { gossiperlRoutes } from "./gossiperl_routes.ts";
import { logRoutes } from "./log_routes.ts";
import { operationRoutes } from "./operation_routes.ts";
import type { Route } from "./route.ts";
import { superuserRoutes } from "./superuser_routes.ts";
import { v1OverlayRoutes } from "./v1_overlay_routes.ts";
import { v1Routes } from "./v1_routes.ts";

/** All routes, in the order in which they are told of. */
export const routes: readonly Route[] = [
  ...gossiperlRoutes,
  ...superuserRoutes,
  ...v1Routes,
  ...v1OverlayRoutes,
  callRoute,
  chartRoute,
  ...operationRoutes,
  ...logRoutes,
];
