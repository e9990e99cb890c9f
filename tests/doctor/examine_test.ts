import assert from "node:assert/strict";
import { examine, type Questions } from "../../src/doctor/examine.ts";
import type { World } from "../../src/ports/world.ts";
import { findingsOf } from "../../src/protocol/doctor.ts";
import { type Simulation, simulation } from "../../src/sim/mod.ts";
import { deafWorld } from "../node/nodes.ts";

const questions: Questions = {
  gossip: { groups: ["233.252.1.32"], port: 45_892, ttl: 1 },
  overlays: [],
  seconds: 3,
  connect: [],
  epmdPort: 4_369,
};

Deno.test("where nothing comes back from the group that is the fault, and nothing else is", async () => {
  const sim = simulation({ seed: 1 });
  const findings = await found(sim, deafWorld(sim.host("10.0.0.1")));
  const faults = findings.filter(({ level }) => level === "fault");
  assert.deepEqual(faults.map(({ code }) => code), ["unheard"]);
  assert.match(faults[0]!.advice!, /container/);
});

Deno.test("a group that carries is found to, from our own address", async () => {
  const sim = simulation({ seed: 1 });
  const findings = await found(sim, sim.host("10.0.0.1"));
  const carries = findings.find(({ code }) => code === "group_carries");
  assert.match(carries!.what, /10\.0\.0\.1$/);
});

Deno.test("an examination holds no socket when it is over", async () => {
  const sim = simulation({ seed: 1 });
  const world = sim.host("10.0.0.1");
  let open = 0;
  const counted: World = {
    ...world,
    udp: {
      open(options, handlers) {
        const socket = world.udp.open(options, handlers);
        open++;
        let isOpen = true;
        return {
          send: (bytes, to) => socket.send(bytes, to),
          rejoin: () => socket.rejoin(),
          close() {
            if (isOpen) open--;
            isOpen = false;
            socket.close();
          },
        };
      },
    },
  };
  await found(sim, counted, { interfaces: ["10.0.0.1", "10.9.9.9"] });
  assert.equal(open, 0);
});

/** What an examination of `world` finds. */
async function found(
  sim: Simulation,
  world: World,
  more: Partial<Questions> = {},
) {
  const examining = examine(world, { ...questions, ...more });
  let isOver = false;
  examining.finally(() => isOver = true);
  for (let second = 0; second < 30 && !isOver; second++) {
    await sim.advanceAsync(1_000);
  }
  assert(isOver, "it takes longer than half a minute");
  return findingsOf(await examining);
}
