/**
 * What the actors of a node are made of.
 *
 * @module
 */
import type { World } from "./ports/world.ts";
import type { ResolvedSettings } from "./protocol/settings.ts";
import type { TopologyParts } from "./topology_tree.ts";
import { PROBE_ID_BYTES } from "./wire/probe.ts";

/** Bytes of the random word in a name of our own making. */
const basenameBytes = 4;

/** What the children are made of. */
export interface NodeParts extends TopologyParts {
  /** What was said, every default filled in. */
  readonly settings: ResolvedSettings;
  /** The first half of a name of our own making. */
  readonly basename: string;
}

/** Puts them together; the name of our own making, and what our sockets know themselves by, are drawn here. */
export function partsOf(
  settings: ResolvedSettings,
  world: World,
): NodeParts {
  const { clock, random } = world;
  return {
    settings,
    world,
    ambient: { nowMs: () => clock.nowMs(), random: () => random.next() },
    probe: { type: "probe", id: random.bytes(PROBE_ID_BYTES).toHex() },
    basename: `rookery-${random.bytes(basenameBytes).toHex()}`,
  };
}
