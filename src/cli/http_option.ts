/**
 * The options of the HTTP server, which a node has unless `--no-http` is given: where it listens, what protects it, and
 * who may ask.
 *
 * There are no default passwords: for a user that is not given one is made up and told once, on standard error. With
 * `--quiet` nobody would be told, so there is no such user then.
 *
 * @module
 */
import type { Command } from "commander";
import type { HttpSettings, HttpUser } from "../protocol/http_settings.ts";
import { collect } from "./option_values.ts";
import { readSecret, readText, UsageError } from "./secret_option.ts";

/** The options as they were given. */
export interface HttpOptions {
  /** `--http`; false with `--no-http` */
  readonly http?: string | false;
  /** `--tls` */
  readonly tls?: boolean;
  /** `--tls-cert` */
  readonly tlsCert?: string;
  /** `--tls-key` */
  readonly tlsKey?: string;
  /** `--rest-user` */
  readonly restUser?: string;
  /** `--superuser` */
  readonly superuser?: string;
  /** `--insecure-http` */
  readonly insecureHttp?: boolean;
  /** `--http-host`, each */
  readonly httpHost?: readonly string[];
}

/** Users and tokens that a run has from its options, or made up. */
export type OwnUsers = Pick<
  HttpSettings,
  "rest_user" | "superuser" | "read_token" | "inspector_token"
>;

/** What the options come to. */
export interface HttpOption {
  /** The settings; nothing if there is to be no HTTP server. */
  readonly settings?: HttpSettings;
  /** What was made up, to be told once. */
  readonly told: readonly string[];
  /** The token of the inspector's address, if that was made up: told with the address, and nowhere else. */
  readonly inspectorToken?: string;
  /** What stays as it is for this run: what was made up, or read of the options. */
  readonly own: OwnUsers;
}

/** Bytes of a password that is made up: nobody guesses 144 bits. */
const passwordBytes = 18;

/** Bytes of a token that is made up: 256 bits, as all tokens have. */
const tokenBytes = 32;

/** Adds the options to a command. */
export function withHttpOptions(command: Command): Command {
  return command
    .option(
      "--http <host:port>",
      "where REST listens (127.0.0.1:8080, or the next free port up to 8099)",
    )
    .option("--no-http", "no REST")
    .option("--tls", "REST over TLS, by a certificate that is made at start")
    .option("--tls-cert <file>", "the certificate of REST, as PEM")
    .option("--tls-key <file>", "its key, as PEM")
    .option(
      "--rest-user <name:password>",
      "who may list and add overlays over REST; @FILE or - as --secret (made up, and printed)",
    )
    .option(
      "--superuser <name:password>",
      "who may do everything over REST; @FILE or - as --secret (made up, and printed)",
    )
    .option(
      "--insecure-http",
      "allow REST without TLS where others can reach it",
    )
    .option(
      "--http-host <name>",
      "name that REST goes by without TLS, beside localhost and addresses; repeatable",
      collect,
    );
}

/**
 * What the options come to. What they do not say, `given` does: the settings of a file, where null is no such user. Who is
 * in `own`, from an earlier time, is not made up anew.
 *
 * @throws {UsageError} If they make no sense, or a file cannot be read.
 */
export async function httpOf(
  options: HttpOptions,
  { quiet = false, given = {}, own = {} }: {
    readonly quiet?: boolean;
    readonly own?: OwnUsers;
    readonly given?: HttpSettings;
  } = {},
): Promise<HttpOption> {
  if (options.http === false) {
    refuseRest(options);
    return { told: [], own };
  }
  const told: string[] = [];
  const known = async (
    key: "rest_user" | "superuser",
    option: string | undefined,
  ): Promise<HttpUser | null> => {
    const known = own[key];
    if (option !== undefined) {
      return known ?? userOf(await readSecret(option), key);
    }
    const said = given[key];
    if (said !== undefined || quiet) return said ?? null;
    if (known) return known;
    const user = { username: key, password: madeUp(passwordBytes) };
    told.push(`${key}: ${user.username}:${user.password}`);
    return user;
  };
  const rest_user = await known("rest_user", options.restUser);
  const superuser = await known("superuser", options.superuser);
  let { read_token } = given;
  if (read_token === undefined && !quiet) {
    read_token = own.read_token ?? madeUp(tokenBytes);
    if (!own.read_token) told.push(`read_token: ${read_token}`);
  }
  const isOwn = options.superuser === undefined &&
    given.superuser === undefined;
  const inspectorToken = isOwn && superuser && !given.inspector_token
    ? own.inspector_token as string ?? madeUp(tokenBytes)
    : undefined;
  const hosts = [...given.hosts ?? [], ...options.httpHost ?? []];
  const tls = await tlsOf(options);
  const settings = {
    ...given,
    ...(options.http !== undefined && placeOf(options.http)),
    ...(tls !== undefined && { tls }),
    ...(options.insecureHttp && { insecure: true }),
    ...(hosts.length > 0 && { hosts }),
    ...{ rest_user, superuser, read_token: read_token ?? null },
    ...(inspectorToken !== undefined && { inspector_token: inspectorToken }),
  };
  return {
    settings,
    told: told.map((line) => `made up for this run: ${line}`),
    ...(inspectorToken !== undefined && { inspectorToken }),
    own: {
      ...own,
      ...ownOf("rest_user", options.restUser, given, rest_user),
      ...ownOf("superuser", options.superuser, given, superuser),
      ...ownOf("read_token", undefined, given, read_token),
      ...(inspectorToken !== undefined && { inspector_token: inspectorToken }),
    },
  };
}

/** What is not of the file, and there. */
function ownOf<Key extends keyof OwnUsers>(
  key: Key,
  option: string | undefined,
  given: HttpSettings,
  value: OwnUsers[Key],
): OwnUsers {
  const isOwn = option !== undefined || given[key] === undefined;
  return isOwn && value ? { [key]: value } : {};
}

function refuseRest(options: HttpOptions): void {
  const flags = {
    "--tls": options.tls,
    "--tls-cert": options.tlsCert,
    "--tls-key": options.tlsKey,
    "--rest-user": options.restUser,
    "--superuser": options.superuser,
    "--insecure-http": options.insecureHttp,
    "--http-host": options.httpHost,
  };
  for (const [flag, value] of Object.entries(flags)) {
    if (value !== undefined) {
      throw new UsageError(`${flag} is about REST, and --no-http is given`);
    }
  }
}

/** `127.0.0.1:8080`, `[::1]:8080`. */
function placeOf(text: string): Pick<HttpSettings, "address" | "port"> {
  const [, bracketed, plain, port] =
    /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)$/.exec(text) ?? [];
  if (port === undefined) {
    throw new UsageError(
      "--http takes <address>:<port>, such as 127.0.0.1:8080 or [::1]:8080",
    );
  }
  const name = bracketed ?? plain ?? "";
  const address = name === "localhost" ? "127.0.0.1" : name;
  return { address, port: Number(port) };
}

async function tlsOf(
  { tls, tlsCert, tlsKey }: HttpOptions,
): Promise<HttpSettings["tls"]> {
  if (tlsCert === undefined && tlsKey === undefined) return tls;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new UsageError("--tls-cert and --tls-key go together");
  }
  const cert = await readText(`@${tlsCert}`, "the certificate");
  const key = await readText(`@${tlsKey}`, "the certificate's key");
  return { cert, key };
}

function userOf(text: string, key: string): HttpUser {
  const colon = text.indexOf(":");
  if (colon < 1 || colon === text.length - 1) {
    const flag = key === "superuser" ? "--superuser" : "--rest-user";
    throw new UsageError(`${flag} takes <name>:<password>, @FILE or -`);
  }
  const username = text.slice(0, colon);
  return { username, password: text.slice(colon + 1) };
}

/** A text that nobody guesses, and that needs no quotes in a shell. */
function madeUp(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex();
}
