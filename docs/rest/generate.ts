/**
 * Writes docs/rest.md from the OpenAPI document: `deno task rest`.
 *
 * @module
 */
import {
  openApi,
  type Operation,
  type ResponseObject,
} from "../../src/http/openapi.ts";

const page = new URL("../rest.md", import.meta.url);

/** The page as it should be. */
export function restPage(): string {
  const { tags, paths } = openApi();
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      title: `${method.toUpperCase()} ${path}`,
      operation,
    }))
  );
  const parts = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation: { tags } }) =>
      tags.includes(name)
    );
    return `## ${name}\n\n${description}\n\n${own.map(part).join("\n")}`;
  });
  return `${introduction}\n${parts.join("\n")}`;
}

const introduction =
  `<!-- Made by \`deno task rest\`. Change the routes in src/http, or docs/rest/generate.ts, not this page. -->

# REST

A node answers over HTTP unless it was started with \`--no-http\`: what gossiperl's REST API answered, by the same paths,
bodies, codes and headers, and more under \`/v1\`. A running node tells all of this itself: \`/docs\` is a page for a
person, \`/openapi.json\` the same for programs.

## Where, and by whom

Without a word about it the server is on \`127.0.0.1:8080\`, or on the next free port up to 8099. Elsewhere
(\`--http 0.0.0.0:8080\`) it must speak TLS: \`--tls\` makes a certificate at start and tells its fingerprint,
\`--tls-cert\` and \`--tls-key\` take one in PEM, \`--insecure-http\` does without.

| who | shows | may |
| --- | --- | --- |
| superuser | name and password (Basic) | do everything |
| REST user | name and password (Basic) | list and add overlays, and read |
| who has an overlay's token | \`x-session-token\`, \`Authorization: Bearer\`, or Basic with the overlay's name | do everything with that overlay |
| who has the token for reading | \`Authorization: Bearer\` or \`x-session-token\` | read everything but tokens |

There are no passwords by default. Those that are not given are made up, and told once on standard error. A user that
the settings say to be null is nobody: where only that user may ask, the answer is 412.

After five failed logins an address must wait before it may try again, a second at first and twice as long each time,
up to a minute (429, with \`retry-after\`). What was right from that address before is not slowed.

## What is refused

Every refusal is a problem document (RFC 9457, \`application/problem+json\`): \`status\`, \`title\`, \`detail\`, and for
settings \`errors\`, each with \`setting\`, \`given\` and \`allowed\`. What was given for a key, a secret or a password is
never repeated.

| | |
| --- | --- |
| 400 | the body is no JSON; its content type does not matter |
| 401 | nobody asks, or somebody who may not |
| 403 | under \`/v1\`: somebody asks who may not; anywhere: a web page of another origin |
| 404, 405 | there is no such thing; it does not take that method |
| 409 | a setting is wrong, may not change, or an address is taken |
| 412 | no such user, no such rack, no such window |
| 413 | the body has more than 1 MiB |
| 421 | on plain HTTP: the name that was asked for is neither an address, nor localhost, nor in \`hosts\` (\`--http-host\`) |
| 429 | too many failed logins from that address |

A request whose header takes longer than 10 s, or whose body longer than 30 s, loses its connection. There are 4,096
connections, 2,048 for one address. Pages of other origins may read answers only if \`origins\` names them.

## Unlike gossiperl

A whole \`PUT\` may leave \`member_name\` out: it stays. The superuser may do what the REST user and tokens may. A body that
is no JSON is 400, not a closed connection. A digest that is posted is data, not code.
`;

function part(
  { title, operation }: {
    readonly title: string;
    readonly operation: Operation;
  },
): string {
  const { summary, parameters = [], requestBody, responses } = operation;
  const query = parameters.filter((parameter) => parameter.in === "query");
  const rows = [
    ...query.map(({ name, description = "" }) =>
      `| \`?${name}=\` | ${cell(description)} |`
    ),
    ...Object.entries(responses).filter(isOwn).map(answerRow),
  ];
  return `### ${title}

${summary}
${requestBody ? `\nBody: ${bodyOf(requestBody)}\n` : ""}
| | |
| --- | --- |
${rows.join("\n")}
`;
}

/** Refusals that every route has, or every one with a login or a body, are told of once, above. */
function isOwn(
  [status, { description }]: [string, ResponseObject],
): boolean {
  const common = ["400", "401", "403", "413", "421", "429"];
  return !common.includes(status) && !description.includes("mistake of ours");
}

/** Shapes that are longer are to be looked up. */
const shapeCharsMax = 300;

function answerRow(
  [status, { description, content = {} }]: [string, ResponseObject],
): string {
  const [[type, { schema }] = ["", { schema: {} }]] = Object.entries(content);
  const isValue = type === "application/json";
  const what = isValue
    ? ` \`${shape(schema)}\``
    : type === "application/problem+json" || type === ""
    ? ""
    : ` \`${type}\``;
  return `| ${status} | ${cell(description)}${cell(what)} |`;
}

function bodyOf(body: object): string {
  const { content } = body as {
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  };
  const { schema } = content["application/json"]!;
  const what = shape(schema);
  const { description = "" } = schema;
  if (what.length > shapeCharsMax) {
    return `${description} Each is told of at \`/docs\` of a node.`;
  }
  const isSaid = what === "…" || what === "{…}";
  return isSaid ? description : `${description} \`${what}\``;
}

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** A schema in short: `{name: string, peers: [{…}]}`. */
function shape(given: object): string {
  const schema = given as JsonSchema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) {
    return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  }
  if (schema.anyOf) return schema.anyOf.map(shape).join(" | ");
  if (schema.items) return `[${shape(schema.items)}, …]`;
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, inner]) =>
      `${name}${schema.required?.includes(name) ? "" : "?"}: ${shape(inner)}`
    );
    return `{${fields.join(", ")}}`;
  }
  return schema.type === "object" ? "{…}" : schema.type ?? "…";
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

if (import.meta.main) Deno.writeTextFileSync(page, restPage());
