/**
 * A key is replaced across a running overlay in three passes, without a moment in which somebody is not understood.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { OverlaySettings } from "../../src/protocol/overlay/settings.ts";
import {
  assertComplete,
  assertSound,
  key,
  overlayCluster,
  told,
  troubles,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

const fresh = { id: "fresh", key: "a key that nobody knew before" };

/** What each pass says: open both, seal with the new one, forget the old one. */
const passesFrom = (id: string): readonly Partial<OverlaySettings>[] => {
  const old = { id, key };
  return [
    { symmetric_key: key, symmetric_keys: [old, fresh] },
    { symmetric_key: key, symmetric_keys: [fresh, old] },
    { symmetric_key: fresh.key, symmetric_keys: [fresh] },
  ];
};

/** Under aes-256-gcm packets name their key; one that was never named goes by 0. */
const beginnings = [
  { cipher: "aes-256-cbc", id: "old", symmetric_keys: [{ id: "old", key }] },
  { cipher: "aes-256-gcm", id: "old", symmetric_keys: [{ id: "old", key }] },
  { cipher: "aes-256-gcm", id: "0", symmetric_keys: [] },
] as const;

for (const { id, ...begun } of beginnings) {
  scenario(
    `the key called ${id} is replaced in a running overlay under ${begun.cipher}: nobody is lost, and all is delivered once`,
    50,
    async (seed) => {
      await using formed = await overlayCluster(4, {
        seed,
        conditions: { lossRate: 0.1 },
        eventTypes: ["move"],
        settings: begun,
      });
      const { sim, nodes, settingsOf } = formed;
      sim.advance(8_000);
      const ids: string[] = [];
      for (const pass of passesFrom(id)) {
        const order = nodes.toSorted(() => sim.random.next() - 0.5);
        for (const node of order) {
          const settings = { ...settingsOf(node), ...pass };
          const done = node.node.overlays.reconfigure("rooks", settings);
          sim.advance(0);
          await done;
          sim.advance(sim.random.next() * 3_000);
          const speaker = nodes[Math.floor(sim.random.next() * nodes.length)]!;
          ids.push(speaker.node.overlays.publish("rooks", "move", []));
          sim.advance(sim.random.next() * 3_000);
        }
        assertComplete(nodes, "after each pass");
      }
      sim.advance(30_000);
      assertComplete(nodes, "afterwards");
      assert.deepEqual(troubles(formed), []);
      await assertSound(formed);
      for (const node of nodes) {
        // Where a digest was lost, what came after it is nobody's.
        const refused = told(node, "digests_refused")
          .filter(({ reason }) => reason !== "unknown_member");
        assert.deepEqual(refused, [], node.name);
        assert.equal(told(node, "overlay_reconfigured").length, 3);
        assert.equal(told(node, "overlay_socket_bound").length, 2);
        assert.deepEqual([...node.delivered.keys()].sort(), ids.toSorted());
      }
    },
  );
}
