/**
 * From which level on each actor is logged, for whoever looks for a fault while the node runs.
 *
 * @module
 */
import type { LogControl } from "../log_control.ts";
import { logLevelsSchema } from "../protocol/logging_settings.ts";
import type { RestParts } from "./host.ts";
import { Problem } from "./problem.ts";
import { type Route, route } from "./route.ts";
import * as schemas from "./schemas.ts";

const tag = "operation";

const noLog = { 404: "This program keeps no log." };

/** Routes of the log. */
export const logRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/log/levels",
    operation: "log_levels",
    summary: "From which level on each actor is logged.",
    ...{ tag, scope: "superuser" },
    answers: { 200: { description: "So it is.", schema: schemas.logLevels } },
    refusals: noLog,
    handle: ({ parts }) => ({ status: 200, body: controlOf(parts).levels() }),
  }),
  route({
    method: "PUT",
    path: "/v1/log/levels",
    operation: "set_log_levels",
    summary:
      "Sets all levels anew, until the settings file says something else of logging, or the node ends. A log that was not asked for begins with that.",
    ...{ tag, scope: "superuser" },
    body: logLevelsSchema,
    answers: { 200: { description: "So it is.", schema: schemas.logLevels } },
    refusals: {
      ...noLog,
      409: "There is no such level, or there are too many.",
    },
    handle({ parts, body }) {
      const control = controlOf(parts);
      control.setLevels(body);
      return { status: 200, body: control.levels() };
    },
  }),
];

function controlOf({ extras }: RestParts): LogControl {
  if (extras?.log) return extras.log;
  throw new Problem(404, "This program keeps no log");
}
