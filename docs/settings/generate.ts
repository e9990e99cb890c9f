/**
 * Writes what a settings file may say, from the schemas that check it and the sentences in the code, for editors
 * (docs/settings.schema.json) and for people (docs/settings.md): `deno task settings`.
 *
 * @module
 */
import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import {
  configurationEntries,
  restNames,
} from "../../src/protocol/configuration.ts";
import { httpSchema } from "../../src/protocol/http_settings.ts";
import {
  multicastSchema,
  unicastSchema,
} from "../../src/protocol/overlay/settings_schema.ts";

const root = new URL("../../", import.meta.url);

type Schema = v.GenericSchema;
type Sentences = ReadonlyMap<string, string>;

/** Both documents as they should be, by their paths from the root of the project. */
export function settingsDocuments(): ReadonlyMap<string, string> {
  const schema = fileSchema();
  return new Map([
    ["docs/settings.schema.json", `${JSON.stringify(schema, null, 2)}\n`],
    ["docs/settings.md", page(schema)],
  ]);
}

function fileSchema(): JsonSchema {
  const { entries } = httpSchema.pipe[1];
  const rest = Object.fromEntries(
    Object.entries(restNames).map(([name, ours]) => [
      name,
      entries[ours as keyof typeof entries],
    ]),
  );
  const all = v.strictObject({ ...configurationEntries, ...rest });
  return described(converted(all as unknown as Schema), "ConfigurationFile", [
    ["topologies", "GossipSettings"],
    ["overlays", "OverlaySettings"],
    ["distribution", "DistributionSettings"],
    ["http", "HttpSettings"],
    ["logging", "LoggingSettings"],
    ["rest_ssl", "RestSsl"],
  ]);
}

function converted(schema: Schema): JsonSchema {
  return toJsonSchema(schema, {
    // What only a program can check is said in the sentences.
    errorMode: "ignore",
    overrideSchema({ valibotSchema, jsonSchema }) {
      // In a file a secret is a text, and a function cannot be.
      if (valibotSchema.type === "lazy") {
        return {
          anyOf: [multicastSchema, unicastSchema].map((kind) =>
            inner(kind as unknown as Schema)
          ),
        };
      }
      if (valibotSchema.type !== "union") return undefined;
      const { options } = valibotSchema as unknown as { options: Schema[] };
      const texts = options.filter(({ type }) => type !== "instance");
      return texts.length < options.length ? inner(texts[0]!) : jsonSchema;
    },
  });
}

function inner(schema: Schema): JsonSchema {
  const { $schema: _, ...rest } = converted(schema);
  return rest;
}

/** Each setting with the sentence that the interface named `type` has for it. */
function described(
  schema: JsonSchema,
  type: string,
  parts: readonly (readonly [string, string])[],
): JsonSchema {
  const sentences = sentencesOf(type);
  const properties = Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== "strategy" || type !== "DistributionSettings")
    .map(([name, given]) => {
      const description = sentences.get(name);
      if (description === undefined) {
        throw new Error(`${type}.${name} has no sentence`);
      }
      const part = parts.find(([part]) => part === name)?.[1];
      const property = part ? deeper(given as JsonSchema, part) : given;
      return [name, { description, ...property as JsonSchema }];
    });
  const { required, ...rest } = schema;
  return {
    ...rest,
    properties: Object.fromEntries(properties),
    ...(required && required.length > 0 && { required }),
  };
}

/** A part of the file, or several by their names, which may be of several kinds. */
function deeper(schema: JsonSchema, type: string): JsonSchema {
  if (typeof schema.additionalProperties === "object") {
    const part = deeper(schema.additionalProperties, type);
    return { ...schema, additionalProperties: part };
  }
  if (schema.anyOf) {
    const kinds = schema.anyOf.map((kind) => deeper(kind as JsonSchema, type));
    return { anyOf: kinds };
  }
  const nested = [["multicast", "MulticastSettings"]] as const;
  return described(schema, type, nested);
}

const sources = [
  "src/protocol/settings.ts",
  "src/protocol/configuration.ts",
  "src/protocol/http_settings.ts",
  "src/protocol/logging_settings.ts",
  "src/protocol/overlay/settings.ts",
  "src/protocol/distribution/settings.ts",
].map((path) => Deno.readTextFileSync(new URL(path, root))).join("\n");

/** The comments of an interface's members, those of what it extends among them. */
function sentencesOf(type: string): Sentences {
  const [, base, body = ""] = new RegExp(
    `^export interface ${type}(?: extends (\\w+))? \\{\\n([^]*?)^\\}`,
    "m",
  ).exec(sources) ?? [];
  const own = body.matchAll(
    /^ {2}\/\*\*([^]*?)\*\/\s*readonly (\$?\w+)\??:/gm,
  );
  const sentences = [...own].map(([, comment = "", name = ""]) =>
    [
      name,
      comment.replace(/^\s*\* ?/gm, " ").replace(/\s+/g, " ").trim(),
    ] as const
  );
  return new Map([...base ? sentencesOf(base) : [], ...sentences]);
}

function page(schema: JsonSchema): string {
  const parts = Object.entries(schema.properties ?? {}) as [
    string,
    JsonSchema,
  ][];
  const tables = parts.map(([name, part]) => section(name, part));
  return `<!-- Made by \`deno task settings\`. Change the schemas, not this page. -->

# Settings

A settings file is JSON with comments; commas before a closing bracket are
allowed. Everything may be left out. \`rookery check FILE\` says what is wrong
with one, with line and column; \`rookery --config FILE\` starts a node with it,
and takes \`--allow-read\` for it. \`SIGHUP\`, or gossiperl's
\`POST /reconfigure\`, reads it again and applies what changed, all of it or
nothing. Members and peers stay; an overlay whose \`member_name\`, \`ip\`, \`iface\`
or \`port\` changes is replaced. So are the sockets of \`http\` and \`distribution\`
whose address, port or TLS changes, and files of a certificate are read again. A
cookie, limits and who may connect hold for connections from then on; who is
connected stays. \`name\` changes only when the node is started again, and so does
whether there is a \`distribution\`. Two overlays cannot change places on one port
in one step. What was added over REST is left alone.

Editors know what may be said from
[settings.schema.json](settings.schema.json): \`"$schema"\` names it.

${tables.join("\n\n")}
`;
}

function section(name: string, part: JsonSchema): string {
  const { description = "" } = part;
  const named = typeof part.additionalProperties === "object"
    ? part.additionalProperties
    : part;
  const kinds = (named.anyOf ?? [named]) as JsonSchema[];
  const rows = new Map(
    kinds.flatMap((kind) => Object.entries(kind.properties ?? {}))
      .flatMap(([setting, given]) => rowsOf(setting, given as JsonSchema)),
  );
  const table = rows.size === 0
    ? [`Allowed: ${allowed(part)}.`]
    : ["| setting | allowed | |", "| --- | --- | --- |", ...rows.values()];
  return `## ${name}\n\n${description}\n\n${table.join("\n")}`;
}

/** A setting, and those within it. */
function rowsOf(name: string, given: JsonSchema): [string, string][] {
  const within = Object.entries(given.properties ?? {})
    .filter(([, deep]) => (deep as JsonSchema).description !== undefined)
    .flatMap(([key, deep]) => rowsOf(`${name}.${key}`, deep as JsonSchema));
  const cells = [`\`${name}\``, allowed(given), given.description ?? ""];
  const row = cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ");
  return [[name, `| ${row} |`], ...within];
}

function allowed(schema: JsonSchema): string {
  const { enum: values, type, minimum, maximum, anyOf } = schema;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (values) {
    return values.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  }
  if (anyOf) return anyOf.map((each) => allowed(each as JsonSchema)).join("; ");
  if (type === "integer") return `${minimum} to ${maximum}`;
  const words: Readonly<Record<string, string>> = {
    string: "a text",
    boolean: "true, false",
    array: "a list",
    object: "an object",
    null: "null",
  };
  return words[String(type)] ?? "anything";
}

if (import.meta.main) {
  for (const [path, text] of settingsDocuments()) {
    Deno.writeTextFileSync(new URL(path, root), text);
  }
}
