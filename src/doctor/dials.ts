/**
 * Connects to nodes with the cookie that we were given, as a hidden node of its own that lives as long as that takes, and asks
 * each what time it is.
 *
 * @module
 */
import { startNode } from "../node.ts";
import type { NodeEvent } from "../node_events.ts";
import type { Node } from "../node_types.ts";
import type { World } from "../ports/world.ts";
import type { DialTrial } from "../protocol/doctor_distribution.ts";
import type { Secret } from "../wire/secret.ts";
import { atom } from "../wire/etf/mod.ts";

/** Nodes connected to at most. */
export const dialsMax = 16;

/** How long an answer may take, in ms. */
const answerMs = 3_000;

/** Whom to connect to, and how. */
export interface Dials {
  /** The nodes. */
  readonly nodes: readonly string[];
  /** Our own address, which is in our name. */
  readonly address: string;
  /** The cookie. */
  readonly cookie: Secret;
  /** EPMD's port on every host. */
  readonly epmdPort: number;
}

/** Connects to each, one after the other. */
export async function tryDials(
  world: World,
  { nodes, address, cookie, epmdPort }: Dials,
): Promise<readonly DialTrial[]> {
  if (nodes.length === 0) return [];
  const reasons = new Map<string, string>();
  const note = (event: NodeEvent) => {
    if (event.type === "connect_node_error") {
      reasons.set(event.node, event.detail);
    }
  };
  const name = `doctor-${world.random.bytes(4).toHex()}@${address}`;
  const distribution = {
    cookie: cookie.reveal(),
    hidden: true,
    epmd_port: epmdPort,
  };
  const settings = { name, topologies: {}, distribution };
  await using doctor = await startNode(settings, world, note);
  const trials: DialTrial[] = [];
  for (const node of nodes.slice(0, dialsMax)) {
    trials.push(
      await doctor.connect(node)
        ? { node, ...await clockOf(doctor, node, world) }
        : { node, refused: reasons.get(node) ?? "unreachable" },
    );
  }
  return trials;
}

/** How far its clock is ahead, in ms, half of the time that asking took allowed for; nothing of a node that cannot say. */
async function clockOf(
  doctor: Node,
  node: string,
  { clock }: Pick<World, "clock">,
): Promise<{ readonly aheadMs?: number }> {
  const askedAtMs = clock.nowMs();
  try {
    const time = await doctor.rpc(
      ...[node, "erlang", "system_time", [atom("millisecond")]] as const,
      { timeoutMs: answerMs },
    );
    const nowMs = clock.nowMs();
    return { aheadMs: Number(time) - (askedAtMs + nowMs) / 2 };
  } catch {
    // A node of ours has no functions.
    return {};
  }
}
