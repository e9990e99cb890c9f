/**
 * Whatever else is going on, a member that dies is noticed in time.
 *
 * @module
 */
import assert from "node:assert/strict";
import { membersSweepMs } from "../../actors/members.ts";
import type { Simulation } from "../../src/sim/mod.ts";
import { Secret } from "../../src/wire/gossiperl/mod.ts";
import { codecOf } from "../support/overlay_client_sim.ts";
import {
  assertSound,
  bridgePort,
  group,
  key,
  overlayCluster,
  type OverlayNode,
  stranger,
  troubles,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";
import vectors from "../vectors/gossiperl-hostile.json" with { type: "json" };

const foreignPerSecond = 200;

scenario(
  "200 foreign digests a second and constant polling do not delay what is noticed of a member that dies",
  50,
  async (seed) => {
    await using formed = await overlayCluster(2, {
      seed,
      settings: { quarantine_after: 4, max_quarantined: 2 },
    });
    const { sim, nodes } = formed;
    const [victim, ...others] = nodes;
    sim.advance(5_000 + sim.random.next() * 2_000);
    const stop = chatter(sim, others);
    sim.advance(1_000);
    const heardAtMs = new Map(
      others.map((node) => [node, heardAt(node, victim!)]),
    );
    formed.kill(victim!);
    const untilMs = sim.clock.nowMs() + 7_500;
    while (sim.clock.nowMs() < untilMs) {
      sim.advance(100);
      for (const { node } of others) node.overlays.members("rooks");
    }
    stop();
    for (const node of others) {
      const atMs = heardAtMs.get(node)!;
      const [quarantined] = about(node, "member_quarantine", victim!);
      const [unreachable] = about(node, "member_unreachable", victim!);
      assertWithin(quarantined?.atMs, atMs + 4_000, node.name);
      assertWithin(unreachable?.atMs, atMs + 6_000, node.name);
    }
    assert.deepEqual(troubles(formed), []);
    await assertSound(formed);
  },
);

/** Digests of nodes nobody asked for, and clients that ask all the time; returns what ends it. */
function chatter(
  sim: Simulation,
  nodes: readonly OverlayNode[],
): () => void {
  const codec = codecOf(sim.host("10.66.6.6"), key);
  const strange = stranger(sim);
  const sockets = nodes.map(({ address }) => stranger(sim, address));
  const secret = new Secret(vectors.secret);
  const digest = (name: string, port: number) =>
    codec.seal({
      type: "digest",
      id: "00000000-0000-4000-8000-000000000002",
      digest: { type: "digest", name, port, heartbeat: 1, id: "x", secret },
    });
  let i = 0;
  let timer: object;
  const next = () => {
    strange.send(digest(`foreign-${i++ % 50}`, 7), group);
    for (const socket of sockets) {
      const port = 9_999;
      socket.send(digest(`poller`, port), {
        address: "127.0.0.1",
        port: bridgePort,
      });
    }
    timer = sim.clock.setTimeout(next, 1_000 / foreignPerSecond);
  };
  next();
  return () => {
    sim.clock.clearTimeout(timer);
    for (const socket of [strange, ...sockets]) socket.close();
  };
}

function heardAt({ node }: OverlayNode, { name }: OverlayNode): number {
  const members = node.overlays.members("rooks");
  return members.find((member) => member.name === name)!.heardAtMs;
}

function about(
  { events }: OverlayNode,
  type: "member_quarantine" | "member_unreachable",
  { name }: OverlayNode,
) {
  return events.filter((event) => event.type === type && event.member === name);
}

function assertWithin(
  atMs: number | undefined,
  dueMs: number,
  who: string,
): void {
  assert.ok(atMs !== undefined, `${who} noticed`);
  assert.ok(
    atMs >= dueMs && atMs <= dueMs + Math.max(membersSweepMs, 1_000),
    `${who}: ${atMs - dueMs} ms after`,
  );
}
