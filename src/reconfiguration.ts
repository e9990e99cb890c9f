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
import { reasonOf } from "./protocol/reason.ts";
import { SettingsError } from "./protocol/settings_error.ts";
import { Turns } from "./turns.ts";

/** What became of a reconfiguration. */
export type ReconfigurationResult =
  /** It is done; what each changed setting asked for, by its name. */
  | { readonly ok: true; readonly changes: ReadonlyMap<string, ChangeKind> }
  /** Nothing was changed, and why. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Who takes changed settings that are not the node's own; without a taker they need the node started again. */
export interface SettingsTakers {
  /** Takes changed settings of the log, and does not fail. */
  readonly logging?: (settings: Configuration["logging"]) => void;
  /**
   * Takes changed settings of the HTTP server; undefined is none.
   *
   * @throws If they are refused; then all is as it was.
   */
  readonly http?: (
    configuration: Pick<Configuration, "http" | "rest_ssl">,
  ) => Promise<void>;
}

/** The parts of a node that a settings file describes. */
export type Reconfigurable = Pick<Node, "topologies" | "overlays">;

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
      this.#needsRestart(setting, kind)
    );
    if (stuck.length > 0) {
      const problems = stuck.map(([setting]) => ({
        ...placeOf(setting.split(".")),
        message:
          `${setting}: changes only when the node is started again; nothing was changed`,
      }));
      return { ok: false, problems };
    }
    const undo: Undo[] = [];
    let where: readonly string[] = [];
    try {
      for (const step of steps) {
        where = [step.part, step.name];
        for (const work of this.#worksOf(step, before, after)) {
          await work.does();
          undo.push(work.undo);
        }
      }
      where = ["http"];
      const changed = [...changes.keys()];
      if (changed.some(isOfHttp)) await this.#takers.http?.(after);
      if (changed.some((setting) => setting.startsWith("logging"))) {
        this.#takers.logging?.(after.logging);
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
    this.#configuration = after;
    return { ok: true, changes };
  }

  #needsRestart(setting: string, kind: ChangeKind): boolean {
    if (kind === "needs_restart") return true;
    const { http, logging } = this.#takers;
    const [part] = setting.split(".");
    return isOfHttp(setting) && !http || part === "logging" && !logging;
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
    const change = (settings: OverlaySettings) => () =>
      parts.reconfigure(name, settings);
    const add = (settings: OverlaySettings) => () => parts.add(name, settings);
    const remove = () => parts.remove(name);
    switch (does) {
      case "add":
        return [{ does: add(other), undo: remove }];
      case "remove":
        return [{ does: remove, undo: add(one) }];
      case "change":
        return [{ does: change(other), undo: change(one) }];
      case "replace":
        return [
          { does: remove, undo: add(one) },
          { does: add(other), undo: remove },
        ];
    }
  }
}

type Undo = () => Promise<unknown>;

interface Work {
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

function isOfHttp(setting: string): boolean {
  return /^(http|rest_ssl)\b/.test(setting);
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
