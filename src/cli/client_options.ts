/**
 * Options of the commands that ask a running node: where it is, and who asks.
 *
 * @module
 */
import type { Command } from "commander";
import type { HttpClient } from "../ports/http_client.ts";
import { RestClient, type RestPlace } from "./rest_client.ts";
import { readSecret, UsageError } from "./secret_option.ts";

/** The options as they were given. */
export interface ClientOptions {
  /** `--url` */
  readonly url?: string;
  /** `--user` */
  readonly user?: string;
  /** `--token` */
  readonly token?: string;
  /** `--insecure` */
  readonly insecure?: boolean;
  /** `--json` */
  readonly json?: boolean;
}

/** Where a node listens that was told nothing else. */
const urlDefault = "http://127.0.0.1:8080";

/** Adds the options to a command. */
export function withClientOptions(command: Command): Command {
  return command
    .option("--url <url>", `where the node's REST is (${urlDefault})`)
    .option(
      "--user <name:password>",
      "who asks; @FILE reads it from a file, - from standard input",
    )
    .option(
      "--token <token>",
      "the token for reading, or an overlay's, in place of --user; @FILE or -",
    )
    .option("--insecure", "take any certificate, a self-signed one too")
    .option("--json", "print JSON");
}

/**
 * The node that the options mean.
 *
 * @throws {UsageError} If they make no sense, or a file cannot be read.
 */
export async function clientOf(
  options: ClientOptions,
  send: HttpClient,
): Promise<RestClient> {
  const authorization = await authorizationOf(options);
  const place: RestPlace = {
    url: urlOf(options.url ?? urlDefault),
    insecure: options.insecure ?? false,
    ...(authorization !== undefined && { authorization }),
  };
  return new RestClient(place, send);
}

function urlOf(text: string): URL {
  const url = URL.parse(text);
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  // Arguments show in process lists, and an address in errors: credentials have an option that takes a file.
  const isBare = url?.username === "" && url.password === "" &&
    url.search === "" && url.hash === "";
  if (url && isHttp && isBare) return url;
  throw new UsageError(
    "--url takes http://<host>:<port> or https://<host>:<port>, and no credentials",
  );
}

async function authorizationOf(
  { user, token }: ClientOptions,
): Promise<string | undefined> {
  if (user !== undefined && token !== undefined) {
    throw new UsageError("--user and --token are two ways to say who asks");
  }
  if (user !== undefined) {
    const shown = await readSecret(user);
    if (shown.indexOf(":") < 1) {
      throw new UsageError("--user takes <name>:<password>, @FILE or -");
    }
    return `Basic ${new TextEncoder().encode(shown).toBase64()}`;
  }
  if (token === undefined) return undefined;
  const shown = await readSecret(token);
  // Anything else cannot stand in a header.
  if (!/^[\x21-\x7e]+$/.test(shown)) {
    throw new UsageError("--token takes a token, @FILE or -");
  }
  return `Bearer ${shown}`;
}
