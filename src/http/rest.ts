/**
 * The REST API: a `Request` becomes a `Response`. No sockets here, and nothing is thrown: whatever a stranger sends is
 * answered, a mistake of ours with 500 and an event.
 *
 * @module
 */
import { Hono } from "hono";
import * as v from "valibot";
import type { HttpPeer } from "../ports/world.ts";
import { problemsOf } from "../protocol/checks.ts";
import { reasonOf } from "../protocol/reason.ts";
import { Access } from "./access.ts";
import { readJson } from "./body.ts";
import { EnvelopeStreams } from "./envelope_streams.ts";
import { EventHistory } from "./event_history.ts";
import { checkOrigin, preflight, protect } from "./guard.ts";
import { Readers } from "./history.ts";
import type { RestParts } from "./host.ts";
import { InspectorSite } from "./inspector_site.ts";
import { Problem, problemOf } from "./problem.ts";
import type { Call, Reply, Route, Schema } from "./route.ts";
import { routes } from "./routes.ts";
import { OverlayTokens } from "./tokens.ts";

interface Env {
  readonly Bindings: { readonly peer: HttpPeer };
}

/** The REST API of one node. */
export class Rest {
  readonly #app = new Hono<Env>();
  readonly #parts: RestParts;
  readonly #access: Access;
  readonly #tokens: OverlayTokens;
  readonly #history: EventHistory;
  readonly #envelopes: EnvelopeStreams;
  readonly #site: InspectorSite | undefined;

  /** Answers from now on. */
  constructor(parts: RestParts) {
    this.#parts = parts;
    this.#tokens = new OverlayTokens(parts.random, parts.host);
    this.#access = new Access(parts, this.#tokens);
    const { host, clock, random } = parts;
    const readers = new Readers();
    this.#history = new EventHistory(parts, readers);
    this.#envelopes = new EnvelopeStreams(host, { clock, random, readers });
    this.#site = parts.inspector &&
      new InspectorSite(parts, this.#access, parts.inspector);
    if (this.#site) this.#mountInspector(this.#site);
    for (const route of routes) this.#mount(route);
    for (const [path, methods] of methodsByPath()) {
      this.#app.all(path, ({ req }) => this.#otherMethod(req.raw, methods));
    }
    this.#app.notFound(() =>
      new Problem(404, "There is nothing here").toResponse()
    );
    this.#app.onError((error, { req }) =>
      this.#problem(error, `${req.method} ${new URL(req.url).pathname}`)
    );
  }

  /** Answers a request; is never rejected. */
  async respond(request: Request, peer: HttpPeer): Promise<Response> {
    const { settings } = this.#parts;
    let response: Response;
    try {
      checkOrigin(request, settings);
      response = await this.#app.fetch(request, { peer });
    } catch (error) {
      response = this.#problem(error, request.method);
    }
    return protect(response, request, settings);
  }

  /** Others may ask from now on: who reads a stream has to show again who it is. */
  dismissReaders(): void {
    this.#envelopes.dismiss();
    this.#history.dismiss();
  }

  /** Ends what still goes on: streams of events, of envelopes, and of what is looked at. */
  end(): void {
    this.#site?.end();
    this.#tokens.end();
    this.#envelopes.end();
    this.#history.end();
  }

  #mount(route: Route): void {
    const { method, path } = route;
    this.#app.on(
      method,
      path,
      ({ req, env }) =>
        this.#timed(method, path, async () => {
          const params = req.param() as Record<string, string>;
          const reply = await this.#handle(route, params, req.raw, env.peer);
          const response = reply instanceof Response ? reply : jsonOf(reply);
          // Nobody will read it, and a stream would wait for its reader.
          if (req.raw.method === "HEAD") await response.body?.cancel();
          return response;
        }),
    );
  }

  /** The inspector's page, and what it asks for. */
  #mountInspector(site: InspectorSite): void {
    for (const path of ["/", "/inspector/*"]) {
      this.#app.all(
        path,
        ({ req, env }) =>
          this.#timed(req.method, path, () => site.respond(req.raw, env.peer)),
      );
    }
  }

  /** Answers, whatever is thrown, and tells how long that took. */
  async #timed(
    method: string,
    route: string,
    answer: () => Promise<Response>,
  ): Promise<Response> {
    const beganAtMs = this.#parts.clock.nowMs();
    let response: Response;
    try {
      response = await answer();
    } catch (error) {
      response = this.#problem(error, `${method} ${route}`);
    }
    const durationMs = this.#parts.clock.nowMs() - beganAtMs;
    const { status } = response;
    this.#parts.extras?.answered?.({ method, route, status, durationMs });
    return response;
  }

  async #handle(
    route: Route,
    params: Readonly<Record<string, string>>,
    request: Request,
    peer: HttpPeer,
  ): Promise<Reply> {
    const { host } = this.#parts;
    const { overlay } = params;
    const isAboutOne = overlay !== undefined && route.scope !== "rest_user";
    if (isAboutOne && !host.overlays.names().includes(overlay)) {
      throw new Problem(404, "There is no such overlay");
    }
    const principal = this.#access.check(route, overlay, request, peer);
    const body = route.body && parsed(route.body, await readJson(request));
    // It may have gone while its body came.
    if (isAboutOne && !host.overlays.names().includes(overlay)) {
      throw new Problem(404, "There is no such overlay");
    }
    const call: Call = {
      host,
      parts: this.#parts,
      tokens: this.#tokens,
      history: this.#history,
      envelopes: this.#envelopes,
      params,
      query: new URL(request.url).searchParams,
      body,
      principal,
      request,
      timestamp: Math.floor(this.#parts.clock.nowMs() / 1_000),
    };
    return await route.handle(call);
  }

  #otherMethod(request: Request, methods: readonly string[]): Response {
    const { origins } = this.#parts.settings;
    const origin = request.headers.get("origin");
    if (
      request.method === "OPTIONS" && origin !== null &&
      origins.includes(origin)
    ) {
      return preflight(methods);
    }
    const allow = methods.join(", ");
    return new Problem(405, `Allowed here: ${allow}`, { headers: { allow } })
      .toResponse();
  }

  #problem(error: unknown, route: string): Response {
    const problem = problemOf(error);
    if (problem) return problem.toResponse();
    this.#parts.tell({ type: "http_failed", route, reason: reasonOf(error) });
    return new Problem(500, "This is a mistake of ours: see the node's events")
      .toResponse();
  }
}

function jsonOf(reply: Exclude<Reply, Response>): Response {
  const { status, body, headers = {} } = reply;
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, "content-type": "application/json" },
  });
}

/** Names of what is never repeated, wherever it is. */
const secrets: ReadonlySet<string> = new Set([
  "symmetric_key",
  "symmetric_keys",
  "secret",
  "value",
]);

function parsed(schema: Schema, given: unknown): unknown {
  const result = v.safeParse(schema, given);
  if (result.success) return result.output;
  const lines = problemsOf(result.issues, secrets);
  throw new Problem(409, lines.join("\n"), { lines });
}

function methodsByPath(): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const { method, path } of routes) {
    const known = methods.get(path) ?? [];
    known.push(...method === "GET" ? ["GET", "HEAD"] : [method]);
    methods.set(path, known);
  }
  return methods;
}
