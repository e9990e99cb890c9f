/**
 * One route: who may ask, what for, what is answered, and what does it. The same table becomes the server and its OpenAPI
 * document, so that neither can say what the other does not.
 *
 * @module
 */
import type * as v from "valibot";
import type { Principal } from "./credentials.ts";
import type { EnvelopeStreams } from "./envelope_streams.ts";
import type { EventHistory } from "./event_history.ts";
import type { RestHost, RestParts } from "./host.ts";
import type { OverlayTokens } from "./tokens.ts";

/** Any schema of valibot. */
export type Schema = v.GenericSchema;

/**
 * Who may ask: everybody; who may read (the read token, both users); the REST user; the superuser; who has the token of
 * the overlay in the path; that, or who may read. The superuser may always.
 */
export type Scope =
  | "public"
  | "read"
  | "rest_user"
  | "superuser"
  | "overlay"
  | "overlay_read";

/** One answer of a route. */
export interface Answer {
  /** When it is given. */
  readonly description: string;
  /** What its body is, of a stream what each event carries; without it there is a body of `mediaType`, or none. */
  readonly schema?: Schema;
  /** The type of its body, `application/json`. */
  readonly mediaType?: string;
  /** Headers that it has, each with its meaning. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A parameter in the query. */
export interface QueryParameter {
  /** Its name. */
  readonly name: string;
  /** What it means. */
  readonly description: string;
}

/** What a route is called with. */
export interface Call<Body = unknown> {
  /** The node. */
  readonly host: RestHost;
  /** What others answer. */
  readonly parts: RestParts;
  /** The overlays' tokens. */
  readonly tokens: OverlayTokens;
  /** What happened lately. */
  readonly history: EventHistory;
  /** Envelopes for those who ask for them. */
  readonly envelopes: EnvelopeStreams;
  /** Parameters in the path. */
  readonly params: Readonly<Record<string, string>>;
  /** Parameters in the query. */
  readonly query: URLSearchParams;
  /** The body. */
  readonly body: Body;
  /** Who asks; nobody on a public route. */
  readonly principal: Principal | undefined;
  /** The request itself, whose body has been read. */
  readonly request: Request;
  /** Now, in whole seconds since the Unix epoch, which is how gossiperl tells time. */
  readonly timestamp: number;
}

/** What a route answers: a JSON body with its status, or a whole response. */
export type Reply =
  | {
    readonly status: number;
    readonly body: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  }
  | Response;

/** A route. */
export interface Route<Body extends Schema = Schema> {
  /** The method. */
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path, whose parameters begin with a colon. */
  readonly path: string;
  /** Its name in the OpenAPI document. */
  readonly operation: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** Whose API it is part of. */
  readonly tag: "gossiperl" | "v1" | "operation";
  /** Who may ask. */
  readonly scope: Scope;
  /** What its body must be; it has none without it. */
  readonly body?: Body;
  /** What the OpenAPI document says of the body, where most of it is looked at only when it is put in force. */
  readonly document?: Schema;
  /** Parameters in the query. */
  readonly query?: readonly QueryParameter[];
  /** Its answers by status, but for refusals. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Refusals of its own by status; those of its scope, its path and its body go without saying. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** Does it. */
  handle(call: Call<v.InferOutput<Body>>): Reply | Promise<Reply>;
}

/** A route, whose body has the type that its schema says. */
export function route<Body extends Schema>(spec: Route<Body>): Route {
  return spec as unknown as Route;
}
