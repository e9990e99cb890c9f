/**
 * Request → Response of the inspector: its page and what the page asks for. Who asks, and what they may, is told by whoever
 * serves it, who also checks that it is the inspector's own page that asks.
 *
 * It does not matter where it is mounted: the page stands at any address that ends with `/`, and all else is below
 * `inspector/` from there.
 *
 * @module
 */
import { actionOf, wishOf } from "./asked.ts";
import { assetOf } from "./assets.ts";
import { FrameStreams, type StreamParts } from "./frame_stream.ts";
import { mermaidOf } from "./mermaid.ts";
import type { About } from "./about.ts";
import { objectOf, problem } from "./problem.ts";
import { reasonOf } from "../protocol/reason.ts";
import { scxmlOf } from "./scxml.ts";
import type { InspectorSource } from "./source.ts";

/** Who looks, and what they may do. */
export type InspectorViewer = About["viewer"];

/** What the inspector's pages are made of. */
export interface InspectorParts extends StreamParts {
  /** What is looked at: the node's name, or the root's id. */
  readonly title: () => string;
  /** Nodes whose actors can be looked at, itself first. */
  readonly nodes: () => About["nodes"];
  /** The actors of a node, of this one if no name is given; nothing if there is no such node. */
  readonly source: (node: string | undefined) => InspectorSource | undefined;
  /** Whether there is something to log out of. */
  readonly login: boolean;
}

/** Answers for the inspector. */
export class InspectorRoutes {
  readonly #parts: InspectorParts;
  readonly #streams: FrameStreams;

  /** Nobody looks. */
  constructor(parts: InspectorParts) {
    this.#parts = parts;
    this.#streams = new FrameStreams(parts);
  }

  /** Answers a request; without a viewer only what has nothing of the program in it. Never rejected. */
  async respond(
    request: Request,
    viewer: InspectorViewer | undefined,
  ): Promise<Response> {
    const path = pathOf(request);
    if (path === undefined) return missing();
    const asset = await assetOf(path, request);
    if (asset) {
      const isRead = request.method === "GET" || request.method === "HEAD";
      return isRead ? asset : onlyBy("GET, HEAD");
    }
    const [what = "", name, ...more] = path.split("/");
    const wanted = methods[what];
    if (!wanted || more.length > 0) return missing();
    if (!viewer) return problem(401, "Nobody is logged in");
    if (request.method !== wanted) return onlyBy(wanted);
    try {
      return await this.#answer(what, decoded(name), request, viewer);
    } catch (error) {
      return problem(503, `The node does not answer: ${reasonOf(error)}`);
    }
  }

  /** Ends all streams, with a reason that the page shows. */
  close(reason: string): void {
    this.#streams.close(reason);
  }

  async #answer(
    what: string,
    name: string | undefined,
    request: Request,
    viewer: InspectorViewer,
  ): Promise<Response> {
    const { searchParams } = new URL(request.url);
    if (what === "about" && name === undefined) return this.#about(viewer);
    if (what === "viewers" && name !== undefined) {
      return await this.#wish(name, request);
    }
    const source = this.#parts.source(searchParams.get("node") ?? undefined);
    if (!source) return problem(404, "No node of that name can be looked at");
    if (what === "stream" && name === undefined) return this.#stream(source);
    if (what === "actions" && name === undefined) {
      return await act(source, request, viewer);
    }
    if (what === "charts" && name !== undefined) {
      return await chart(source, name, searchParams.get("format") ?? "json");
    }
    return missing();
  }

  #about(viewer: InspectorViewer): Response {
    const { title, nodes, login } = this.#parts;
    const about: About = {
      version: 1,
      ...{ title: title(), viewer, nodes: nodes(), login },
    };
    return json(about);
  }

  async #stream(source: InspectorSource): Promise<Response> {
    if (this.#streams.hasRoom) return await this.#streams.open(source);
    const again = { "retry-after": "10" };
    return problem(503, "Too many look already: try later", again);
  }

  async #wish(id: string, request: Request): Promise<Response> {
    const body = await objectOf(request);
    if (body instanceof Response) return body;
    const wish = wishOf(body);
    if (!wish) return problem(400, "That is nothing to wish for");
    return this.#streams.wish(id, wish)
      ? new Response(null, { status: 204 })
      : problem(404, "Nobody of that id looks");
  }
}

/** What is behind a login, with the method by which it is asked for. */
const methods: Readonly<Record<string, "GET" | "POST">> = {
  about: "GET",
  stream: "GET",
  viewers: "POST",
  charts: "GET",
  actions: "POST",
};

async function chart(
  source: InspectorSource,
  key: string,
  format: string,
): Promise<Response> {
  const found = await source.chart(key);
  if (!found) return problem(404, "There is no such chart");
  switch (format) {
    case "json":
      return json(found);
    case "mermaid":
      return text(mermaidOf(found), "text/vnd.mermaid; charset=utf-8");
    case "scxml":
      return text(scxmlOf(found), "application/scxml+xml; charset=utf-8");
    default:
      return problem(404, "format: allowed: json, mermaid, scxml");
  }
}

async function act(
  source: InspectorSource,
  request: Request,
  { may }: InspectorViewer,
): Promise<Response> {
  const body = await objectOf(request);
  if (body instanceof Response) return body;
  const asked = actionOf(body);
  if (!asked) return problem(400, "That is nothing to do");
  const { action } = asked;
  if (!may[action]) return problem(403, `You may not ${action} actors here`);
  const outcome = await source.act(asked);
  if (outcome.ok) return json({ ok: true });
  return problem(statuses[outcome.code], outcome.reason);
}

const statuses = {
  missing: 404,
  unsupervised: 409,
  forbidden: 403,
  unsupported: 409,
} as const;

/** What stands behind `inspector/`; empty for the page itself; nothing if it is neither. */
function pathOf({ url }: Request): string | undefined {
  const { pathname } = new URL(url);
  if (pathname.endsWith("/")) return "";
  const place = pathname.lastIndexOf("/inspector/");
  return place < 0 ? undefined : pathname.slice(place + "/inspector/".length);
}

/** A part of a path as it was meant. One that nobody can have meant names nothing. */
function decoded(part: string | undefined): string | undefined {
  try {
    return part && decodeURIComponent(part);
  } catch {
    return "";
  }
}

function json(value: unknown): Response {
  return text(JSON.stringify(value), "application/json");
}

function text(body: string, type: string): Response {
  return new Response(body, {
    headers: {
      "content-type": type,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

function missing(): Response {
  return problem(404, "There is nothing at this address");
}

function onlyBy(methods: string): Response {
  return problem(405, `Only ${methods} is answered here`, { allow: methods });
}
