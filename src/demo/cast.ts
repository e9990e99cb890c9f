/**
 * Who plays what in the demo: which actor runs on which node, and what each has to do with the others.
 *
 * @module
 */
import type { LocalActor } from "../actor_types.ts";
import type { Node } from "../node_types.ts";
import { counterMachine } from "./counter.ts";
import type { Demo } from "./demo.ts";
import { lightsMachine } from "./lights.ts";
import { overlayName } from "./overlay.ts";
import { ovenMachine } from "./oven.ts";
import { type PlayerInput, playerMachine } from "./player.ts";
import {
  type ReadingHeard,
  type StationInput,
  stationMachine,
} from "./station.ts";

/** The type of the envelopes that stations publish. */
export const readingType = "reading";

/** Spawns all actors; `chance` gives numbers in `[0, 1)`. */
export function spawnActors(
  [north, south, west]: Demo["nodes"],
  chance: () => number,
): void {
  north.spawn("counter", counterMachine);
  north.spawn("lights", lightsMachine, { input: { chance } });
  north.spawn("oven", ovenMachine, { input: { chance } });
  const ping: PlayerInput = {
    ...{ serves: true, chance },
    hit: (hits) => void south.actor(on(west, "pong")).cast(hits),
  };
  const pong: PlayerInput = {
    ...{ serves: false, chance },
    hit: (hits) => void west.actor(on(south, "ping")).cast(hits),
  };
  west.spawn("pong", playerMachine, { input: pong });
  south.spawn("ping", playerMachine, { input: ping });
  for (const node of [north, south, west]) {
    const station: StationInput = {
      chance,
      publish: (celsius) => publish(node, celsius),
      count: () => void node.actor(on(north, "counter")).cast({ add: 1 }),
    };
    tellReadings(
      node,
      node.spawn("station", stationMachine, {
        input: station,
      }),
    );
  }
}

function on({ name: node }: Node, name: string) {
  return { name, node };
}

function publish(node: Node, celsius: number): void {
  node.overlays.publish(overlayName, readingType, [
    { id: 1, type: "string", value: node.name },
    { id: 2, type: "double", value: celsius },
  ]);
}

/** Tells a station what is measured elsewhere, until its node stops. */
async function tellReadings(node: Node, station: LocalActor): Promise<void> {
  const events = node.overlays.subscribe(overlayName, [readingType]);
  for await (const { fields: [from, celsius] } of events) {
    if (typeof from?.value !== "string" || from.value === node.name) continue;
    const reading: ReadingHeard = {
      ...{ type: "reading.heard", from: from.value },
      celsius: Number(celsius?.value),
    };
    station.send(reading);
  }
}
