/**
 * Tells the statechart of an actor, to be drawn.
 *
 * @module
 */
import * as v from "valibot";
import type { ChartNode } from "../inspector/chart.ts";
import { mermaidOf } from "../inspector/mermaid.ts";
import { scxmlOf } from "../inspector/scxml.ts";
import { Problem } from "./problem.ts";
import { type Call, type Route, route } from "./route.ts";

/** The route that tells a chart. */
export const chartRoute: Route = route({
  method: "GET",
  path: "/v1/chart",
  operation: "chart",
  summary: "The statechart of an actor.",
  ...{ tag: "v1", scope: "read" },
  query: [
    {
      name: "path",
      description: "Where the actor is, such as `topologies/gossip/socket`.",
    },
    {
      name: "format",
      description:
        "`json` (without saying), `mermaid`, or `scxml` as the W3C has it; those two are texts.",
    },
  ],
  answers: {
    200: {
      description: "It, as JSON: a state, with all the states in it.",
      schema: v.looseObject({
        id: v.string(),
        key: v.string(),
        type: v.picklist([
          "atomic",
          "compound",
          "parallel",
          "final",
          "history",
        ]),
        states: v.array(v.looseObject({ id: v.string() })),
        transitions: v.array(v.looseObject({ id: v.string() })),
      }),
    },
  },
  refusals: {
    404: "There is no such actor, or it has no statechart.",
    409: "That is no format.",
  },
  handle(call) {
    const chart = chartOf(call);
    switch (call.query.get("format") ?? "json") {
      case "json":
        return { status: 200, body: chart };
      case "mermaid":
        return text(mermaidOf(chart), "text/vnd.mermaid");
      case "scxml":
        return text(scxmlOf(chart), "application/scxml+xml");
      default:
        throw new Problem(409, "format: allowed: json, mermaid, scxml");
    }
  },
});

function chartOf({ parts, query }: Call): ChartNode {
  const chart = parts.extras?.chart?.(query.get("path") ?? "") ?? "missing";
  if (chart === "missing") throw new Problem(404, "There is no such actor");
  if (chart === "chartless") {
    throw new Problem(404, "It is no machine, and has no statechart");
  }
  return chart;
}

function text(body: string, mediaType: string): Response {
  const headers = { "content-type": `${mediaType}; charset=utf-8` };
  return new Response(body, { headers });
}
