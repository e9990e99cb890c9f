/**
 * What runs a node asks: whether it lives and is ready, its actors, its metrics, and what this API is.
 *
 * @module
 */
import * as v from "valibot";
import { expositionType } from "../metrics/metrics.ts";
import { docsPage } from "./docs_page.ts";
import { openApi } from "./openapi.ts";
import { Problem } from "./problem.ts";
import { type Call, type Route, route } from "./route.ts";
import * as schemas from "./schemas.ts";

const tag = "operation";

/** Actors in one answer unless more are asked for, and at most. */
const actorsDefault = 1_000, actorsMax = 10_000;

const restartBody = v.pipe(
  v.strictObject({
    path: v.pipe(
      v.string("allowed: a path of an actor"),
      v.maxLength(1_024, "allowed: a path of an actor"),
    ),
  }, "allowed: {path}"),
  v.description("Where the actor is, such as `overlays/office/bridge`."),
);

/** Routes for whoever operates the node. */
export const operationRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/livez",
    operation: "livez",
    summary: "Whether the node lives.",
    ...{ tag, scope: "public" },
    answers: { 200: { description: "It does.", schema: schemas.health } },
    handle: () => ({ status: 200, body: { status: "ok" } }),
  }),
  route({
    method: "GET",
    path: "/readyz",
    operation: "readyz",
    summary: "Whether the node has started and all its sockets are open.",
    ...{ tag, scope: "public" },
    answers: { 200: { description: "It is ready.", schema: schemas.health } },
    refusals: { 503: "It is not: something is refused." },
    handle({ parts }) {
      const { troubles } = parts.readiness;
      if (troubles.size === 0) return { status: 200, body: { status: "ok" } };
      const count = troubles.size;
      // What is refused is told to those who may know: in the events.
      throw new Problem(503, `Not ready: ${count} refused or not yet started`);
    },
  }),
  route({
    method: "GET",
    path: "/metrics",
    operation: "metrics",
    summary: "All metrics, as Prometheus reads them.",
    ...{ tag, scope: "read" },
    answers: { 200: { description: "They.", mediaType: expositionType } },
    refusals: { 404: "This node is not measured." },
    handle({ parts }) {
      const text = parts.extras?.metricsText?.();
      if (text === undefined) {
        throw new Problem(404, "This node is not measured");
      }
      const headers = { "content-type": expositionType };
      return new Response(text, { headers });
    },
  }),
  route({
    method: "GET",
    path: "/v1/actors",
    operation: "actors",
    summary: "The live tree of actors, parents first.",
    ...{ tag: "v1", scope: "read" },
    query: [
      { name: "under", description: "Only this actor and those under it." },
      {
        name: "limit",
        description: `How many at most: ${actorsDefault}, up to ${actorsMax}.`,
      },
    ],
    answers: { 200: { description: "They.", schema: schemas.actors } },
    refusals: { 409: "The limit is no number." },
    handle: listActors,
  }),
  route({
    method: "POST",
    path: "/v1/actors/restart",
    operation: "restart_actor",
    summary: "Starts an actor afresh, at no cost to its supervisor's budget.",
    ...{ tag: "v1", scope: "superuser" },
    body: restartBody,
    answers: { 202: { description: "It is.", schema: schemas.restarted } },
    refusals: {
      404: "There is no such actor.",
      409:
        "It is not a supervisor's child, and lives and dies with its parent.",
    },
    handle({ host, body: { path } }) {
      switch (host.restart(path)) {
        case "restarted":
          return { status: 202, body: { path } };
        case "missing":
          throw new Problem(404, "There is no such actor");
        case "unsupervised":
          throw new Problem(409, "It has no supervisor: restart its parent");
      }
    },
  }),
  route({
    method: "GET",
    path: "/openapi.json",
    operation: "openapi",
    summary: "This API, as OpenAPI 3.1 says it.",
    ...{ tag, scope: "public" },
    answers: {
      200: {
        description: "It.",
        schema: v.looseObject({ openapi: v.string() }),
      },
    },
    handle: () => ({ status: 200, body: openApi() }),
  }),
  route({
    method: "GET",
    path: "/docs",
    operation: "docs",
    summary: "This API, for a person.",
    ...{ tag, scope: "public" },
    answers: {
      200: { description: "A page.", mediaType: "text/html; charset=utf-8" },
    },
    handle: () => docsPage(openApi()),
  }),
];

function listActors({ host, query }: Call) {
  const under = query.get("under");
  const limit = limitOf(query.get("limit"));
  const actors: object[] = [];
  for (const actor of host.tree()) {
    const { path, lastCrash, ...rest } = actor;
    const isWanted = under === null || path === under ||
      path.startsWith(`${under}/`);
    if (!isWanted) continue;
    if (actors.length === limit) {
      return { status: 200, body: { actors, truncated: true } };
    }
    const last_crash = lastCrash &&
      { at_ms: lastCrash.atMs, reason: lastCrash.reason };
    actors.push({ path, ...rest, ...(last_crash && { last_crash }) });
  }
  return { status: 200, body: { actors, truncated: false } };
}

function limitOf(given: string | null): number {
  if (given === null) return actorsDefault;
  const limit = Number(given);
  if (/^\d{1,5}$/.test(given) && limit >= 1 && limit <= actorsMax) return limit;
  throw new Problem(409, `limit: allowed: a number from 1 to ${actorsMax}`);
}
