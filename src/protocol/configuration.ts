/**
 * The settings file: what a node is started with, and how it logs. gossiperl's names for the HTTP server (`rest_ip`,
 * `rest_port`, `rest_ssl`, `rest_user`, `superuser`) stand beside our own `http` and mean the same.
 *
 * What is checked here needs no network: that each setting is known and right, and that no two sockets want one address.
 *
 * @module
 */
import * as v from "valibot";
import { type Finding, findingsOf, notAList } from "./checks.ts";
import { clashesOf } from "./configured_sockets.ts";
import type { HttpUser } from "./http_settings.ts";
import {
  loggingSchema,
  type LoggingSettings,
  type ResolvedLogging,
} from "./logging_settings.ts";
import {
  nodeEntries,
  type NodeSettings,
  type ResolvedSettings,
  withAnnouncing,
} from "./settings.ts";

/** What a settings file says; everything may be left out. */
export interface ConfigurationFile extends NodeSettings {
  /** How the node logs. */
  readonly logging?: LoggingSettings;
  /** Where editors find what may be said; it means nothing to the node. */
  readonly $schema?: string;
  /** gossiperl's name for `http.address`. */
  readonly rest_ip?: string;
  /** gossiperl's name for `http.port`. */
  readonly rest_port?: number;
  /** gossiperl's way to `http.tls`: names of files in PEM, which take `--allow-read`. */
  readonly rest_ssl?: RestSsl;
  /** gossiperl's name for `http.rest_user`. */
  readonly rest_user?: HttpUser | null;
  /** gossiperl's name for `http.superuser`. */
  readonly superuser?: HttpUser | null;
}

/** Files of a certificate, in PEM. */
export interface RestSsl {
  /** Certificates of those who signed ours, sent after it. */
  readonly cacertfile?: string;
  /** Our certificate. */
  readonly certfile: string;
  /** Its private key. */
  readonly keyfile: string;
}

/** A checked settings file with every default filled in. */
export interface Configuration extends ResolvedSettings {
  /** How the node logs; as the command's options say without it. */
  readonly logging?: ResolvedLogging | undefined;
  /** Files to take the place of `http.tls`, which is true as long as they are not read. */
  readonly rest_ssl?: RestSsl | undefined;
  /** Settings of `http` that were said, and not filled in. */
  readonly saidOfHttp: readonly string[];
}

/** A configuration, or all that is wrong with it. */
export type Checked =
  | { readonly ok: true; readonly value: Configuration }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** gossiperl's names, and ours within `http`. */
export const restNames: Readonly<Record<string, string>> = {
  rest_ip: "address",
  rest_port: "port",
  rest_user: "rest_user",
  superuser: "superuser",
};

const fileName = v.pipe(
  v.string("allowed: the name of a file"),
  v.minLength(1, "allowed: the name of a file"),
  v.maxLength(4_096, "allowed: the name of a file"),
);

/** What a settings file consists of, gossiperl's other names for settings of `http` left out. */
export const configurationEntries = {
  ...nodeEntries,
  rest_ssl: v.optional(
    v.pipe(
      notAList("names of files: certfile, keyfile and cacertfile"),
      v.strictObject({
        cacertfile: v.optional(fileName),
        certfile: fileName,
        keyfile: fileName,
      }),
    ),
  ),
  logging: v.optional(loggingSchema),
  $schema: v.optional(v.string("allowed: a text")),
};

const configurationSchema = v.pipe(
  notAList("settings of a node"),
  v.strictObject(configurationEntries),
  v.transform(({ $schema: _, ...rest }) => withAnnouncing(rest)),
);

/** Checks what a settings file says, and fills in what it does not. */
export function checkConfiguration(given: unknown): Checked {
  const { taken, findings } = isObject(given)
    ? withoutRestNames(given)
    : { taken: given, findings: [] };
  const http = isObject(taken) ? taken.http : undefined;
  const parsed = v.safeParse(configurationSchema, taken);
  const wrong = parsed.success
    ? clashesOf(parsed.output)
    : findingsOf(parsed.issues, {
      rename: (path) => asItWasSaid(path, given),
    });
  const all = [...findings, ...wrong];
  return parsed.success && all.length === 0
    ? { ok: true, value: { ...parsed.output, saidOfHttp: namesIn(http) } }
    : { ok: false, findings: all };
}

/** What a node is started with, of all that a configuration says. */
export function nodeSettingsOf(
  { logging: _l, rest_ssl: _r, saidOfHttp: _s, ...settings }: Configuration,
): NodeSettings {
  // Checked settings are settings: what is checked once more is found right.
  return settings as NodeSettings;
}

type Said = Readonly<Record<string, unknown>>;

/** What gossiperl's names say goes into `http`, and is checked there. */
function withoutRestNames(given: Said) {
  const { http = {}, ...others } = given;
  const names = Object.keys(restNames).filter((name) =>
    Object.hasOwn(given, name)
  );
  const isTls = given.rest_ssl !== undefined;
  if (names.length === 0 && !isTls || !isObject(http)) {
    return { taken: given, findings: [] };
  }
  const said: [string, string][] = names.map((
    name,
  ) => [name, restNames[name]!]);
  const twice = isTls ? [...said, ["rest_ssl", "tls"] as const] : said;
  const findings = twice.filter(([, ours]) => Object.hasOwn(http, ours))
    .map(([name, ours]): Finding => ({
      path: [name],
      text: `${name}: http.${ours} says it already`,
    }));
  const rest = Object.fromEntries(
    Object.entries(others).filter(([name]) => !names.includes(name)),
  );
  const moved = Object.fromEntries(
    said.map(([name, ours]) => [ours, given[name]]),
  );
  // Whether the files can be read is seen by who reads them.
  const ours = { ...http, ...moved, ...(isTls && { tls: true }) };
  return { taken: { ...rest, http: ours }, findings };
}

/** `http.address` is `rest_ip` where that was said. */
function asItWasSaid(
  path: readonly string[],
  given: unknown,
): readonly string[] {
  const [part, setting, ...deeper] = path;
  if (part !== "http" || !isObject(given)) return path;
  const name = Object.keys(restNames).find((name) =>
    restNames[name] === setting && Object.hasOwn(given, name)
  );
  return name === undefined ? path : [name, ...deeper];
}

function namesIn(given: unknown): readonly string[] {
  return isObject(given) ? Object.keys(given) : [];
}

function isObject(given: unknown): given is Said {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}
