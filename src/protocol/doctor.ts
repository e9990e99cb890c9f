/**
 * Why nodes do not see each other: from what an examination of a host saw to findings, each in one line with what to do.
 *
 * @module
 */
import {
  type Distribution,
  distributionFindings,
} from "./doctor_distribution.ts";
import { type Hearing, hearingFindings } from "./doctor_hearing.ts";
import { type Network, networkFindings } from "./doctor_network.ts";
import { overlayFindings, type OverlayTrial } from "./doctor_overlay.ts";

/** One thing that was found. */
export interface Finding {
  /** It works; it may matter; it keeps nodes apart. */
  readonly level: "ok" | "hint" | "fault";
  /** In one word, e.g. `no_route`. */
  readonly code: string;
  /** What was found, in one line. */
  readonly what: string;
  /** What can be done about it, in one line; nothing has to be where it works. */
  readonly advice?: string;
}

/** All that was seen. */
export interface Examination {
  /** Hosts and ports that the runtime does not let us reach; with any, nothing else was tried. */
  readonly forbidden: readonly string[];
  /** How the group is reached, where Gossip was asked about. */
  readonly network?: Network;
  /** Who was heard there. */
  readonly hearing?: Hearing;
  /** Overlays that were asked about. */
  readonly overlays: readonly OverlayTrial[];
  /** EPMD, and other nodes. */
  readonly distribution: Distribution;
}

/** What follows from what was seen, the faults first. */
export function findingsOf(seen: Examination): readonly Finding[] {
  const { forbidden, network, hearing, overlays, distribution } = seen;
  if (forbidden.length > 0) return [permissionMissing(forbidden)];
  const onTheWay = network ? networkFindings(network) : [];
  const heard = hearing ? hearingFindings(hearing) : [];
  // Where the way is barred that nobody is heard is no news.
  const isBarred = onTheWay.some(({ level }) => level === "fault");
  const findings = [
    ...onTheWay,
    ...heard.filter(({ code }) => !isBarred || code !== "nobody_heard"),
    ...overlays.flatMap(overlayFindings),
    ...distributionFindings(distribution),
  ];
  return findings.toSorted((a, b) => rank[a.level] - rank[b.level]);
}

const rank = { fault: 0, hint: 1, ok: 2 } as const;

function permissionMissing(forbidden: readonly string[]): Finding {
  return {
    level: "fault",
    code: "permission_missing",
    what: `the runtime does not allow ${forbidden.join(", ")}`,
    advice:
      "run with --allow-net; groups have to be in its list too if it has one",
  };
}
