/**
 * Everything at once, in an order that the seed draws: sockets crash, nodes stall and die, the network parts, a key is
 * replaced, clocks are an hour apart, and all the while hostile packets come from every side.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { OverlaySettings } from "../../src/protocol/overlay/settings.ts";
import type { SimClient } from "../support/overlay_client_sim.ts";
import { codecOf } from "../support/overlay_client_sim.ts";
import { attack } from "../support/overlay_attack.ts";
import {
  assertComplete,
  bridgePort,
  group,
  key,
  living,
  type OverlayCluster,
  overlayCluster,
  type OverlayNode,
  told,
  troubles,
} from "../support/overlay_cluster.ts";
import { scenario } from "../support/sim_scenario.ts";

const steps = 12;
const hourMs = 3_600_000;
const old = { id: "old", key };
const fresh = { id: "fresh", key: "another key" };
const passes: readonly Partial<OverlaySettings>[] = [
  { symmetric_keys: [old, fresh] },
  { symmetric_keys: [fresh, old] },
  { symmetric_keys: [fresh], symmetric_key: fresh.key },
];

scenario(
  "whatever happens in whatever order, nobody who is there is dropped, and nothing is delivered twice or never",
  50,
  async (seed) => {
    await using formed = await overlayCluster(6, {
      seed,
      conditions: { lossRate: 0.1, duplicateRate: 0.02 },
      eventTypes: ["move"],
      skewMs: (_, { random }) => (2 * random.next() - 1) * hourMs,
    });
    const { sim, nodes } = formed;
    for (const node of nodes.slice(0, 3)) formed.client(node, ["move"]);
    sim.advance(8_000);
    attack(sim, nodes, 80_000);
    const run = new Chaos(formed);
    for (let step = 0; step < steps; step++) {
      await run.step();
      sim.advance(4_000);
      await run.assertSound();
    }
    sim.advance(40_000);
    assertComplete(living(formed), "in the end");
    await run.assertSound();
    run.assertDelivered();
  },
);

/** What the scenario did, and what must follow. */
class Chaos {
  readonly #cluster: OverlayCluster;
  readonly #published: { id: string; by: string }[] = [];
  #broken = 0;
  #pass = 0;

  constructor(cluster: OverlayCluster) {
    this.#cluster = cluster;
  }

  /** Something happens, and lasts for less than the silence after which a member is missed. */
  async step(): Promise<void> {
    const { sim } = this.#cluster;
    this.#publish();
    const node = this.#any(living(this.#cluster));
    const what = sim.random.next();
    if (what < 0.2) {
      this.#broken += node.host.breakSockets(
        sim.random.next() < 0.5 ? group.port : bridgePort,
      );
    } else if (what < 0.4) {
      node.world.stall();
      sim.advance(1_000);
      this.#publish();
      sim.advance(9_000);
      node.world.resume();
    } else if (what < 0.6) {
      const cut = 1 + Math.floor(sim.random.next() * 4);
      const { nodes } = this.#cluster;
      sim.network.partition([
        nodes.slice(0, cut).map(({ address }) => address),
        nodes.slice(cut).map(({ address }) => address),
      ]);
      this.#publish();
      sim.advance(10_000);
      sim.network.heal();
    } else if (what < 0.75) {
      if (living(this.#cluster).length > 4) this.#kill(node);
    } else await this.#replaceKey();
  }

  /** No crash but those asked for, nobody missed, nothing twice. */
  async assertSound(): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const { nodes } = this.#cluster;
    const restarts = nodes.flatMap((node) => told(node, "actor_restarted"));
    assert.equal(restarts.length, this.#broken, "restarts");
    const gaveUp = nodes.flatMap((node) => told(node, "supervisor_gave_up"));
    assert.deepEqual(gaveUp, []);
    assert.deepEqual(troubles(this.#cluster), []);
    // A client whose acknowledgement came late, or to a socket that crashed, may be sent an envelope again.
    for (const { name, delivered } of nodes) {
      for (const [id, count] of delivered) {
        assert.equal(count, 1, `${name} got ${id} ${count} times`);
      }
    }
  }

  /** All that was published reached everybody alive. */
  assertDelivered(): void {
    for (const { name, delivered, clients } of living(this.#cluster)) {
      for (const { id, by } of this.#published) {
        assert.ok(delivered.has(id), `${name} got ${id} of ${by}`);
        for (const client of clients.filter((it) => it.name !== by)) {
          assert.ok(client.envelopes.has(id), `${client.name}: ${id} of ${by}`);
        }
      }
    }
  }

  /** By a node's own code or a client, on a host that is not killed for a while. */
  #publish(): void {
    const { sim } = this.#cluster;
    const node = this.#any(living(this.#cluster));
    const client: SimClient | undefined = node.clients[0];
    if (client && sim.random.next() < 0.5) {
      const id = client.publish("move", "text");
      this.#published.push({ id, by: client.name });
    } else {
      const id = node.node.overlays.publish("rooks", "move", []);
      this.#published.push({ id, by: node.name });
    }
    sim.advance(100);
  }

  /** What it published last may have died with it. */
  #kill(node: OverlayNode): void {
    const { name, clients } = node;
    const voices = [name, ...clients.map((client) => client.name)];
    for (const [place, { by }] of [...this.#published.entries()].reverse()) {
      if (voices.includes(by)) this.#published.splice(place, 1);
    }
    this.#cluster.kill(node);
  }

  async #replaceKey(): Promise<void> {
    const { sim, settingsOf } = this.#cluster;
    const pass = passes[this.#pass++];
    if (!pass) return;
    for (const node of living(this.#cluster)) {
      const settings = { ...settingsOf(node), ...pass };
      const done = node.node.overlays.reconfigure("rooks", settings);
      sim.advance(0);
      await done;
      const keys = [old, fresh].map(({ key }) => key);
      if (this.#pass > 1) keys.reverse();
      for (const client of node.clients) {
        client.use(codecOf(node.world, ...keys));
      }
      sim.advance(1_000 * sim.random.next());
    }
  }

  #any(nodes: readonly OverlayNode[]): OverlayNode {
    return nodes[Math.floor(this.#cluster.sim.random.next() * nodes.length)]!;
  }
}
