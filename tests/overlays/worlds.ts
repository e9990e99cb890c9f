/**
 * Nodes with overlays, and their clients, in a simulated world.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  connectOverlay,
  type Node,
  type NodeEvent,
  type OverlayClient,
  type OverlayClientSettings,
  type OverlayEvent,
  type OverlaySettings,
  type OverlaySubscription,
  startNode,
} from "../../mod.ts";
import { type Simulation, simulation } from "../../src/sim/mod.ts";

/** What nobody may ever see. */
export const key = "correct horse battery staple";

/** What nobody may ever see either. */
export const secret = "hush-a-bye";

/** Settings of a multicast overlay named by `more`, or else by the defaults. */
export function multicast(
  more: Partial<OverlaySettings> = {},
): OverlaySettings {
  return {
    port: 6666,
    symmetric_key: key,
    secret,
    multicast: { ip: "239.1.2.3" },
    ...more,
  };
}

/** A node without topologies, and what it told. */
export interface Place extends AsyncDisposable {
  /** The node. */
  readonly node: Node;
  /** Everything it told. */
  readonly events: readonly NodeEvent[];
  /** Address of its host. */
  readonly address: string;
}

/** A world of nodes; leaving it asserts that nothing is left open. */
export class Worlds implements AsyncDisposable {
  /** The world. */
  readonly sim: Simulation = simulation({ seed: 7 });
  readonly #stack = new AsyncDisposableStack();

  /** Starts a node on the host with this address, with the overlay `office` if settings are given. */
  async node(address: string, settings?: OverlaySettings): Promise<Place> {
    const events: NodeEvent[] = [];
    const world = this.sim.host(address);
    const node = this.#stack.use(
      await startNode({ topologies: {} }, world, (told) => events.push(told)),
    );
    if (settings) await this.done(node.overlays.add("office", settings));
    const place = { node, events, address };
    return { ...place, [Symbol.asyncDispose]: () => node.stop() };
  }

  /** Connects a client to the overlay's port 6667 on a host. */
  async client(
    address: string,
    member_name: string,
    more: Partial<OverlayClientSettings> = {},
  ): Promise<OverlayClient> {
    const settings = {
      port: 6667,
      member_name,
      symmetric_key: key,
      secret: `${member_name}'s own`,
      ...more,
    };
    const joining = connectOverlay(settings, this.sim.host(address));
    return this.#stack.use(await this.done(joining));
  }

  /** Moves time until the promise settles. */
  async done<T>(promise: Promise<T>, limitMs = 60_000): Promise<T> {
    let isOver = false;
    promise.then(() => isOver = true, () => isOver = true);
    for (let ms = 0; ms <= limitMs; ms += 10) {
      await this.sim.advanceAsync(ms === 0 ? 0 : 10);
      if (isOver) return await promise;
    }
    throw new Error(`nothing came of it within ${limitMs} ms`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
    assert.deepEqual(this.sim.network.openSockets(), [], "sockets left open");
    this.sim.advance(1_000);
    assert.equal(this.sim.clock.timersWaiting, 0, "timers left behind");
  }
}

/** Gathers a subscription's events. */
export function gathered(subscription: OverlaySubscription): OverlayEvent[] {
  const events: OverlayEvent[] = [];
  (async () => {
    for await (const event of subscription) events.push(event);
  })();
  return events;
}

/** The first field's value of each event. */
export function values(events: readonly OverlayEvent[]): readonly unknown[] {
  return events.map(({ fields }) => fields[0]?.value);
}

/** One field that says something. */
export function saying(value: string) {
  return [{ id: 1, type: "string", value }] as const;
}
