/**
 * What lies between two configurations: what each changed setting asks for, and the steps from one to the other, in an
 * order in which no step wants an address that a later one gives up.
 *
 * Two overlays that change places on one port have no such order: the network refuses the first of them.
 *
 * @module
 */
import { changedKeys, type ChangeKind } from "./changes.ts";
import type { Configuration } from "./configuration.ts";
import {
  type ConfiguredSocket,
  isClash,
  overlaySockets,
} from "./configured_sockets.ts";
import { distributionDifference } from "./distribution/difference.ts";
import { httpDifference } from "./http_difference.ts";
import { difference, type OverlayChangeKind } from "./overlay/difference.ts";
import {
  type OverlaySettings,
  type ResolvedOverlay,
  resolveOverlaySettings,
} from "./overlay/settings.ts";
import { topologyDifference } from "./topology_difference.ts";

/** One step from a configuration to another. */
export interface Step {
  /** What it is done to. */
  readonly part: "topologies" | "overlays";
  /** Its name. */
  readonly name: string;
  /** What is done: `replace` stops it, and starts it with its new settings. */
  readonly does: "add" | "change" | "replace" | "remove";
}

/** What lies between two configurations. */
export interface ConfigurationDifference {
  /** What each changed setting asks for, by its name, such as `overlays.office.multicast.ttl`. */
  readonly changes: ReadonlyMap<string, ChangeKind>;
  /** What is to be done to topologies and overlays, in order. */
  readonly steps: readonly Step[];
}

/** Compares two configurations. */
export function configurationDifference(
  before: Configuration,
  after: Configuration,
): ConfigurationDifference {
  const parts = [
    ...partChanges("topologies", before, after),
    ...partChanges("overlays", before, after),
  ];
  const changes = parts.flatMap(({ changes }) => changes);
  const steps = parts.map(({ step }) => step);
  return {
    changes: new Map([...ownChanges(before, after), ...changes]),
    steps: inOrder(steps, before, after),
  };
}

/** Settings of the node as a whole. */
function ownChanges(
  before: Configuration,
  after: Configuration,
): readonly [string, ChangeKind][] {
  const within = (
    part: "logging" | "rest_ssl",
    kind: ChangeKind,
  ): [string, ChangeKind][] => {
    const [one, other] = [before[part], after[part]];
    if (one === undefined || other === undefined) {
      return one === other ? [] : [[part, kind]];
    }
    return changedKeys({ ...one }, { ...other }).map((
      key,
    ) => [`${part}.${key}`, kind]);
  };
  const stuck = (["name", "inspector", "allow_chaos"] as const)
    .filter((setting) => before[setting] !== after[setting])
    .map((setting): [string, ChangeKind] => [setting, "needs_restart"]);
  return [
    ...stuck,
    ...distributionChanges(before, after),
    ...httpChanges(before, after),
    ...within("rest_ssl", "rebind"),
    ...within("logging", "tell"),
  ];
}

function distributionChanges(
  { distribution: before }: Configuration,
  { distribution: after }: Configuration,
): readonly [string, ChangeKind][] {
  if (!before || !after) {
    return before === after ? [] : [["distribution", "needs_restart"]];
  }
  return named("distribution", distributionDifference(before, after));
}

function httpChanges(
  before: Configuration,
  after: Configuration,
): readonly [string, ChangeKind][] {
  if (!before.http || !after.http) {
    if (before.http === after.http) return [];
    return [["http", after.http ? "start" : "stop"]];
  }
  // A user of whom nothing is said may be made up by whoever starts the node: null is another thing.
  const said = ["rest_user", "superuser", "read_token"]
    .filter((key) =>
      before.saidOfHttp.includes(key) !== after.saidOfHttp.includes(key)
    )
    .map((key): [string, ChangeKind] => [key, "tell"]);
  const changes = httpDifference(before.http, after.http);
  return named("http", new Map([...said, ...changes]));
}

function named(
  part: string,
  changes: ReadonlyMap<string, ChangeKind>,
): readonly [string, ChangeKind][] {
  return [...changes].map(([key, kind]) => [`${part}.${key}`, kind]);
}

interface PartChange {
  readonly step: Step;
  readonly changes: readonly [string, ChangeKind][];
}

function partChanges(
  part: Step["part"],
  before: Configuration,
  after: Configuration,
): readonly PartChange[] {
  const names = new Set([
    ...Object.keys(before[part]),
    ...Object.keys(after[part]),
  ]);
  return [...names].flatMap((name): PartChange[] => {
    const path = `${part}.${name}`;
    if (!Object.hasOwn(after[part], name)) {
      const step: Step = { part, name, does: "remove" };
      return [{ step, changes: [[path, "stop"]] }];
    }
    if (!Object.hasOwn(before[part], name)) {
      const step: Step = { part, name, does: "add" };
      return [{ step, changes: [[path, "start"]] }];
    }
    const inner = part === "topologies"
      ? topologyDifference(before[part][name]!, after[part][name]!)
      : overlayChanges(name, before, after);
    if (inner.size === 0) return [];
    const isReplaced = part === "overlays" &&
      [...inner].some(([key, kind]) =>
        kind === "restart" && key !== "multicast"
      );
    const does = isReplaced ? "replace" : "change";
    return [{ step: { part, name, does }, changes: named(path, inner) }];
  });
}

const overlayKinds: Readonly<Record<OverlayChangeKind, ChangeKind>> = {
  keep: "keep",
  tell: "tell",
  rebind_bridge: "rebind",
  rebind_multicast: "rebind",
  restart: "restart",
};

/** A change that an overlay does not live through replaces it by another of its name. */
function overlayChanges(
  name: string,
  before: Configuration,
  after: Configuration,
): ReadonlyMap<string, ChangeKind> {
  const { refused, changes } = difference(
    overlayOf(name, before),
    overlayOf(name, after),
  );
  return new Map<string, ChangeKind>([
    ...refused.map((key) => [key, "restart"] as const),
    ...[...changes].map(([key, kind]) => [key, overlayKinds[kind]] as const),
  ]);
}

/** A name that is made up is made up once: what it is made of may change. */
function overlayOf(name: string, { overlays }: Configuration): ResolvedOverlay {
  const given = overlays[name] as OverlaySettings;
  const settings = resolveOverlaySettings(name, given, "");
  return { ...settings, member_name: given.member_name ?? "" };
}

/** Changes first, since they alone can be refused and cost nobody a member; removals last, unless they are in the way. */
function inOrder(
  steps: readonly Step[],
  before: Configuration,
  after: Configuration,
): readonly Step[] {
  const rank = ["change", "replace", "add", "remove"];
  const left = steps.toSorted((one, other) =>
    rank.indexOf(one.does) - rank.indexOf(other.does)
  );
  const ordered: Step[] = [];
  while (left.length > 0) {
    const free = left.findIndex((step) =>
      !left.some((other) =>
        other !== step && isInTheWay(other, before, step, after)
      )
    );
    ordered.push(...left.splice(Math.max(free, 0), 1));
  }
  return ordered;
}

/** Whether `other` still holds what `step` is about to bind. */
function isInTheWay(
  other: Step,
  before: Configuration,
  step: Step,
  after: Configuration,
): boolean {
  const held = socketsFor(other, before);
  return socketsFor(step, after).some((wanted) =>
    held.some((socket) => isClash(socket, wanted))
  );
}

function socketsFor(
  { part, name }: Step,
  { overlays }: Configuration,
): readonly ConfiguredSocket[] {
  const overlay = overlays[name];
  return part === "overlays" && overlay ? overlaySockets(name, overlay) : [];
}
