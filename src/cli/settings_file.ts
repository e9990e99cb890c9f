/**
 * The settings file of `--config`, which takes `--allow-read` for it: read once to start a node, and again whenever
 * somebody asks, to apply what changed in it.
 *
 * @module
 */
import type { Node } from "../node.ts";
import {
  type Configuration,
  nodeSettingsOf,
} from "../protocol/configuration.ts";
import type { ChangeKind } from "../protocol/changes.ts";
import { type Problem, textCharsMax } from "../protocol/configuration_text.ts";
import type { HttpSettings } from "../protocol/http_settings.ts";
import { readConfiguration } from "../protocol/read_configuration.ts";
import { printable } from "../protocol/reason.ts";
import type { NodeSettings } from "../protocol/settings.ts";
import {
  Reconfiguration,
  type ReconfigurationResult,
  type SettingsTakers,
} from "../reconfiguration.ts";
import { readFile, UsageError } from "./secret_option.ts";

/** Most bytes of a file: a character has three, or a pair of them four. */
const fileBytesMax = 3 * textCharsMax;

/** The text of a settings file. */
export function readSettingsText(path: string): string {
  return readFile(path, "the settings", fileBytesMax);
}

/** `office.json:3:16 topologies.gossip.port: given 0; …`. */
export function problemLine(
  path: string,
  { line, column, message }: Problem,
): string {
  return printable(`${path}:${line}:${column} ${message}`);
}

/** A settings file that a node follows. */
export class SettingsFile {
  /** Its name. */
  readonly path: string;
  readonly #configuration: Configuration;
  #reconfiguration: Reconfiguration | undefined;

  /**
   * Reads the file.
   *
   * @throws {UsageError} If it cannot be read, or for every problem in it a line with its place.
   */
  constructor(path: string) {
    this.path = path;
    const read = readConfiguration(readSettingsText(path));
    if (!read.ok) {
      const lines = read.problems.map((problem) => problemLine(path, problem));
      throw new UsageError(lines.join("\n"));
    }
    this.#configuration = read.value.configuration;
  }

  /** The configuration in force, or that a node is about to be started with. */
  get configuration(): Configuration {
    return this.#reconfiguration?.configuration ?? this.#configuration;
  }

  /**
   * What a node is to be started with; of `http` only what was said. Reads the files that `rest_ssl` names.
   *
   * @throws {UsageError} If they cannot be read.
   */
  start(): NodeSettings {
    const { http: _, ...rest } = nodeSettingsOf(this.#configuration);
    const http = saidOfHttp(this.#configuration);
    return { ...rest, ...(http && { http }) };
  }

  /** From now on what changes in the file changes this node, and what `takers` take. */
  follow(node: Node, takers: SettingsTakers): void {
    this.#reconfiguration = new Reconfiguration(
      node,
      this.#configuration,
      takers,
    );
  }

  /** Reads the file again and applies what changed in it; never rejects. */
  async reread(): Promise<ReconfigurationResult> {
    const refuse = (message: string): ReconfigurationResult => ({
      ok: false,
      problems: [{ line: 1, column: 1, message }],
    });
    if (!this.#reconfiguration) return refuse("the node has not started yet");
    try {
      const text = readSettingsText(this.path);
      return await this.#reconfiguration.reconfigure(text);
    } catch (error) {
      return refuse((error as Error).message);
    }
  }
}

/**
 * What a settings file says of the HTTP server, and nothing that was filled in: a user who was set to null is another thing
 * than one of whom nothing was said. Reads the files that `rest_ssl` names.
 *
 * @throws {UsageError} If they cannot be read.
 */
export function saidOfHttp(
  { http, rest_ssl, saidOfHttp }: Pick<
    Configuration,
    "http" | "rest_ssl" | "saidOfHttp"
  >,
): HttpSettings | undefined {
  if (!http) return undefined;
  const said: HttpSettings = Object.fromEntries(
    Object.entries(http).filter(([setting]) => saidOfHttp.includes(setting)),
  );
  if (!rest_ssl) return said;
  const { certfile, keyfile, cacertfile } = rest_ssl;
  const chain = [certfile, ...cacertfile === undefined ? [] : [cacertfile]];
  const cert = chain.map((path) => readFile(path, "a certificate"));
  const key = readFile(keyfile, "a private key");
  return { ...said, tls: { cert: cert.join("\n"), key } };
}

/** What a change brought about; most are in force at once. */
const words: Readonly<Record<ChangeKind, string>> = {
  keep: " (of no effect here)",
  tell: "",
  rebind: " (bound anew)",
  restart: " (restarted)",
  start: " (started)",
  stop: " (stopped)",
  needs_restart: " (from the next start on)",
};

/** Tells the operator what became of a settings file that was read again. */
export function tellReread(
  result: ReconfigurationResult,
  { file: { path }, json, quiet }: {
    readonly file: SettingsFile;
    readonly json: boolean;
    readonly quiet: boolean;
  },
): void {
  if (result.ok) {
    const changes = Object.fromEntries(result.changes);
    const told = Object.entries(changes)
      .map(([setting, kind]) => `${setting}${words[kind]}`).join(", ");
    const event = { event: "settings_applied", file: path, changes };
    if (quiet) return;
    console.log(
      json
        ? printable(JSON.stringify(event))
        : printable(`${path}  settings applied: ${told || "nothing changed"}`),
    );
    return;
  }
  for (const problem of result.problems) {
    console.error(`error: ${problemLine(path, problem)}`);
  }
  console.error("error: the settings stay as they were");
  if (!json || quiet) return;
  const { problems } = result;
  const event = { event: "settings_refused", file: path, problems };
  console.log(printable(JSON.stringify(event)));
}
