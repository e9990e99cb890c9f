/**
 * Changes a running node to what another settings file says: only the difference is applied, and all of it or nothing.
 *
 * Everything is checked before anything is done. What the network then refuses has all that was done before undone, in
 * reverse order. Topologies and overlays that are in no settings file, since they were added while the node ran, are
 * left alone.
 *
 * @module
 */
import type { Node } from "./node_types.ts";
import type { OverlaySettings } from "./protocol/overlay/settings.ts";
import type { ChangeKind } from "./protocol/changes.ts";
import type { Configuration } from "./protocol/configuration.ts";
import {
  configurationDifference,
  type Step,
} from "./protocol/configuration_difference.ts";
import type { Problem } from "./protocol/configuration_text.ts";
import {
  type PlaceOf,
  readConfiguration,
} from "./protocol/read_configuration.ts";
import type { DistributionSettings } from "./protocol/distribution/settings.ts";
import type { HttpSettings } from "./protocol/http_settings.ts";
import { reasonOf } from "./protocol/reason.ts";
import { SettingsError } from "./protocol/settings_error.ts";
import { Turns } from "./turns.ts";

/** What became of a reconfiguration. */
export type ReconfigurationResult =
  /** It is done; what each changed setting asked for, by its name. */
  | { readonly ok: true; readonly changes: ReadonlyMap<string, ChangeKind> }
  /** Nothing was changed, and why. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Who takes changed settings in place of the node, or that are not the node's own. */
export interface SettingsTakers {
  /** Takes changed settings of the log, and does not fail; without it they need the node started again. */
  readonly logging?: (settings: Configuration["logging"]) => void;
  /**
   * Takes settings of the HTTP server, which may be those in force: files that they name may say something new. Undefined is
   * no server. Without it the node takes them, and what names files needs the node started again.
   *
   * @throws If they are refused; then all is as it was.
   */
  readonly http?: (
    configuration: Pick<Configuration, "http" | "rest_ssl" | "saidOfHttp">,
  ) => Promise<void>;
}

/** The parts of a node that a settings file describes. */
export type Reconfigurable = Pick<
  Node,
  "topologies" | "overlays" | "reconfigureHttp" | "reconfigureDistribution"
>;

/** A running node and the configuration that it follows. */
export class Reconfiguration {
  readonly #node: Reconfigurable;
  readonly #takers: SettingsTakers;
  readonly #turns = new Turns();
  #configuration: Configuration;

  /** A node that was started with this configuration. */
  constructor(
    node: Reconfigurable,
    configuration: Configuration,
    takers: SettingsTakers = {},
  ) {
    this.#node = node;
    this.#configuration = configuration;
    this.#takers = takers;
  }

  /** The configuration in force. */
  get configuration(): Configuration {
    return this.#configuration;
  }

  /**
   * Takes the text of a settings file, when those before it have been taken; never rejects.
   *
   * @returns What changed, or why nothing did: each problem with its line and column.
   */
  reconfigure(text: string): Promise<ReconfigurationResult> {
    return this.#turns.take(async () => {
      const read = readConfiguration(text);
      if (!read.ok) return read;
      return await this.#apply(read.value.configuration, read.value.placeOf);
    });
  }

  async #apply(
    after: Configuration,
    placeOf: PlaceOf,
  ): Promise<ReconfigurationResult> {
    const before = this.#configuration;
    const { changes, steps } = configurationDifference(before, after);
    const stuck = [...changes].filter(([setting, kind]) =>
      this.#needsRestart(setting, kind, after)
    );
    if (stuck.length > 0) {
      const problems = stuck.map(([setting]) => ({
        ...placeOf(setting.split(".")),
        message: `${setting}: changes only when the node is started again${
          reasonOfRestart(setting)
        }; nothing was changed`,
      }));
      return { ok: false, problems };
    }
    const undo: Undo[] = [];
    let where: readonly string[] = [];
    try {
      const works = [
        ...steps.flatMap((step) => this.#worksOf(step, before, after)),
        ...this.#ownWorks([...changes.keys()], before, after),
      ];
      for (const work of works) {
        where = work.where;
        await work.does();
        undo.push(work.undo);
      }
    } catch (error) {
      const lost = await undone(undo);
      const texts = error instanceof SettingsError
        ? error.problems
        : [messageOf(error)];
      const problems = [...texts, ...lost]
        .map((message) => ({ ...placeOf(where), message }));
      return { ok: false, problems };
    }
    const isLogging = [...changes.keys()].some(isOf("logging"));
    if (isLogging) this.#takers.logging?.(after.logging);
    this.#configuration = after;
    return { ok: true, changes };
  }

  #needsRestart(
    setting: string,
    kind: ChangeKind,
    { rest_ssl }: Configuration,
  ): boolean {
    if (kind === "needs_restart") return true;
    const { http, logging } = this.#takers;
    return isOf("rest_ssl")(setting) && !http ||
      isOf("http")(setting) && !http && rest_ssl !== undefined ||
      isOf("logging")(setting) && !logging;
  }

  /** What is to be done to what there is one of in a node. */
  #ownWorks(
    changed: readonly string[],
    before: Configuration,
    after: Configuration,
  ): readonly Work[] {
    const works: Work[] = [];
    if (changed.some(isOf("distribution"))) {
      const take = ({ distribution }: Configuration) => () =>
        this.#node.reconfigureDistribution(
          distribution as DistributionSettings,
        );
      const where = ["distribution"];
      works.push({ where, does: take(after), undo: take(before) });
    }
    const { http } = this.#takers;
    if (http || changed.some(isOf("http"))) {
      const take = (settings: Configuration) => () =>
        http?.(settings) ??
          this.#node.reconfigureHttp(settings.http as HttpSettings);
      const where = ["http"];
      works.push({ where, does: take(after), undo: take(before) });
    }
    return works;
  }

  /** What a step consists of, each with what undoes it. */
  #worksOf(
    { part, name, does }: Step,
    before: Configuration,
    after: Configuration,
  ): readonly Work[] {
    // Checked settings are settings: what is checked once more is found right.
    const one = before[part][name] as OverlaySettings;
    const other = after[part][name] as OverlaySettings;
    const parts = this.#node[part] as Node["overlays"];
    const where = [part, name];
    const change = (settings: OverlaySettings) => () =>
      parts.reconfigure(name, settings);
    const add = (settings: OverlaySettings) => () => parts.add(name, settings);
    const remove = () => parts.remove(name);
    switch (does) {
      case "add":
        return [{ where, does: add(other), undo: remove }];
      case "remove":
        return [{ where, does: remove, undo: add(one) }];
      case "change":
        return [{ where, does: change(other), undo: change(one) }];
      case "replace":
        return [
          { where, does: remove, undo: add(one) },
          { where, does: add(other), undo: remove },
        ];
    }
  }
}

type Undo = () => Promise<unknown>;

interface Work {
  /** The names that lead to what is changed. */
  readonly where: readonly string[];
  readonly does: () => Promise<unknown>;
  readonly undo: Undo;
}

/** Undoes all, the latest first; what cannot be undone is told, and does not keep the rest. */
async function undone(undo: readonly Undo[]): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const each of undo.toReversed()) {
    try {
      await each();
    } catch (error) {
      lost.push(`and this could not be undone: ${messageOf(error)}`);
    }
  }
  return lost;
}

/** Whether a setting is that part of a configuration, or one in it. */
function isOf(part: string): (setting: string) => boolean {
  return (setting) => setting.split(".")[0] === part;
}

/** Why a setting cannot change while the node runs. */
function reasonOfRestart(setting: string): string {
  switch (setting) {
    case "name":
      return ", since others know it by that name";
    case "distribution":
      return ", since every pid bears the number of a life with it, or of one without";
    default:
      return "";
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : reasonOf(error);
}

/** Reads a node's settings file again and applies what changed in it. */
export type Reread = () => Promise<ReconfigurationResult>;

const offered = new WeakMap<Reconfigurable, Reread>();

/** Says how the settings file of a node is read again. */
export function offerReread(node: Reconfigurable, reread: Reread): void {
  offered.set(node, reread);
}

/**
 * Reads the settings file of a node again and applies what changed in it, which is what gossiperl's `POST /reconfigure`
 * asks for; resolves to whether the node was started with a file.
 *
 * @throws {SettingsError} Saying why nothing was changed; each problem begins with `line:column`.
 */
export async function reread(node: Reconfigurable): Promise<boolean> {
  const result = await offered.get(node)?.();
  if (!result) return false;
  if (result.ok) return true;
  throw new SettingsError(
    result.problems.map(({ line, column, message }) =>
      `${line}:${column} ${message}`
    ),
  );
}
