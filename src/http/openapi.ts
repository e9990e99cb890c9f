/**
 * The OpenAPI 3.1 document, made of the routes and their schemas.
 *
 * @module
 */
import { toJsonSchema } from "@valibot/to-json-schema";
import { problemType, titles } from "../protocol/problem_document.ts";
import { problemSchema } from "./problem.ts";
import type { Answer, Route, Schema, Scope } from "./route.ts";
import { routes } from "./routes.ts";
import { version } from "./version.ts";

/** An OpenAPI document; a plain value, for JSON. */
export interface OpenApi {
  /** The version of OpenAPI. */
  readonly openapi: string;
  /** What the API is. */
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
  };
  /** Its parts. */
  readonly tags: readonly {
    readonly name: string;
    readonly description: string;
  }[];
  /** Operations by path and method. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  /** What several operations share. */
  readonly components: Readonly<Record<string, unknown>>;
}

/** One operation. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: object;
}

/** An answer of an operation. */
export interface ResponseObject {
  readonly description: string;
  readonly headers?: object;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

let made: OpenApi | undefined;

/** The document, which is made when it is first asked for. */
export function openApi(): OpenApi {
  made ??= {
    openapi: "3.1.0",
    info: { title: "Rookery", version, description: about },
    tags: [
      { name: "gossiperl", description: "gossiperl's API, as it was." },
      {
        name: "v1",
        description: "Everything else that a node can tell and do.",
      },
      { name: "operation", description: "Health, metrics, and this document." },
    ],
    paths: pathsOf(routes),
    components: {
      securitySchemes,
      schemas: { Problem: jsonSchema(problemSchema) },
    },
  };
  return made;
}

const about =
  "Bodies are JSON, whatever their content type says. Refusals are problem documents (RFC 9457). The superuser may do everything; who else may do what is said with each operation.";

const securitySchemes = {
  user: {
    type: "http",
    scheme: "basic",
    description:
      "The REST user or the superuser; or an overlay's name with its token.",
  },
  token: {
    type: "http",
    scheme: "bearer",
    description: "An overlay's token, or the token for reading.",
  },
  session: {
    type: "apiKey",
    in: "header",
    name: "x-session-token",
    description: "An overlay's token, or the token for reading.",
  },
};

/** Who may ask, in words. */
export const scopes: Readonly<Record<Scope, string>> = {
  public: "Everybody.",
  read: "The superuser, the REST user, or the token for reading.",
  rest_user: "The REST user or the superuser.",
  superuser: "The superuser.",
  overlay: "The overlay's token or the superuser.",
  overlay_read:
    "The overlay's token, the superuser, the REST user, or the token for reading.",
};

function pathsOf(all: readonly Route[]): OpenApi["paths"] {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of all) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    const operations = paths[path] ??= {};
    operations[route.method.toLowerCase()] = operationOf(route);
  }
  return paths;
}

function operationOf(route: Route): Operation {
  const { operation, summary, tag, scope, query = [], path } = route;
  const body = route.document ?? route.body;
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]): Parameter => ({
    name: name!,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = query.map(({ name, description }): Parameter => ({
    ...{ name, in: "query", required: false, description },
    schema: { type: "string" },
  }));
  const parameters = [...inPath, ...inQuery];
  return {
    operationId: operation,
    summary: `${summary} For: ${scopes[scope]}`,
    tags: [tag],
    security: securityOf(scope),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: jsonSchema(body, "ignore") } },
      },
    }),
    responses: responsesOf(route),
  };
}

function securityOf(scope: Scope): readonly object[] {
  if (scope === "public") return [];
  const user = [{ user: [] }];
  const isByUser = scope === "superuser" || scope === "rest_user";
  return isByUser ? user : [...user, { token: [] }, { session: [] }];
}

function responsesOf(route: Route): Operation["responses"] {
  const responses: Record<string, ResponseObject> = {};
  for (const [status, answer] of Object.entries(route.answers)) {
    responses[status] = responseOf(answer);
  }
  for (const [status, why] of Object.entries(refusalsOf(route))) {
    responses[status] = {
      description: `${titles[Number(status)]}. ${why}`,
      content: {
        [problemType]: {
          schema: { $ref: "#/components/schemas/Problem" },
        },
      },
    };
  }
  return responses;
}

/** Refusals of a route: its own, and those that come with its scope, its path and its body. */
function refusalsOf(
  { scope, path, body, refusals = {} }: Route,
): Refusals {
  const isPublic = scope === "public";
  const isOne = path.includes(":overlay") && scope !== "rest_user";
  return {
    ...(isPublic ? { 403: "A page of another origin asks." } : loginRefusals),
    ...(userScopes.includes(scope) ? userRefusals : none),
    421: "The name that is asked for is not one of ours.",
    500: "A mistake of ours.",
    ...(isOne ? overlayRefusals : none),
    ...(body ? bodyRefusals : none),
    ...refusals,
  };
}

type Refusals = Readonly<Record<number, string>>;

const none: Refusals = {};

const overlayRefusals: Refusals = { 404: "There is no such overlay." };

const loginRefusals: Refusals = {
  401: "Nobody asks, or somebody who may not.",
  403: "Somebody asks who may not, or a page of another origin.",
  429: "Too many failed logins from that address: see `retry-after`.",
};

/** Scopes in which users may ask, and nobody else. */
const userScopes: readonly Scope[] = ["read", "rest_user", "superuser"];

const userRefusals: Refusals = { 412: "There is no user who may." };

const bodyRefusals: Refusals = {
  400: "The body is no JSON.",
  413: "The body has more than 1 MiB.",
};

function responseOf(answer: Answer): ResponseObject {
  const { description, schema, mediaType = "application/json" } = answer;
  const headers = Object.entries(answer.headers ?? {}).map((
    [name, description],
  ) => [name, { description, schema: { type: "string" } }]);
  return {
    description,
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    content: {
      [mediaType]: {
        schema: schema ? jsonSchema(schema) : { type: "string" },
      },
    },
  };
}

function jsonSchema(
  schema: Schema,
  typeMode: "ignore" | "output" = "output",
): object {
  // What JSON Schema cannot say is looked at all the same when a body comes.
  const options = { typeMode, errorMode: "ignore" } as const;
  const { $schema: _, ...rest } = toJsonSchema(schema, options);
  return rest;
}
