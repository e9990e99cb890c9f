/**
 * libcluster's steps done the user's way: connect, disconnect and list_nodes.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { ConnectAnswer, ConnectStrategy } from "../../mod.ts";
import { cluster } from "../support/sim_cluster.ts";
import { connecting, eventsOf, nodesOf } from "../support/sim_distribution.ts";
import { scenario } from "../support/sim_scenario.ts";

/** Two nodes, the second of which is heard by the first, which does as `strategy` says. */
async function twoNodes(seed: number, strategy: ConnectStrategy) {
  const formed = await cluster(
    2,
    { seed },
    connecting({ strategy, allow: { nodes: [] } }),
  );
  return { formed, first: formed.members[0]! };
}

scenario(
  "connect is called at each heartbeat, one at a time, and a failure told once",
  10,
  async (seed) => {
    const asked: string[] = [];
    let answer = Promise.withResolvers<ConnectAnswer>();
    const { formed, first } = await twoNodes(seed, {
      connect(node) {
        if (node !== "n2@10.0.0.2") return false;
        asked.push(node);
        return answer.promise;
      },
    });
    await using _ = formed;
    const { sim } = formed;
    await sim.advanceAsync(30_000);
    assert.equal(asked.length, 1, "it was asked again before it answered");
    answer.resolve(false);
    await sim.advanceAsync(30_000);
    assert.ok(asked.length > 2, "it was not asked again");
    const [error, ...others] = eventsOf(first, "connect_node_error");
    assert.equal(error?.reason, "unreachable");
    assert.deepEqual(others, []);

    answer = Promise.withResolvers();
    answer.resolve("ignored");
    await sim.advanceAsync(10_000);
    assert.equal(
      eventsOf(first, "connect_node_error").at(-1)?.reason,
      "not_part_of_network",
    );
    answer = Promise.withResolvers();
    answer.resolve(true);
    await sim.advanceAsync(10_000);
    assert.ok(eventsOf(first, "connect_node_ok").length > 0);
    assert.deepEqual(nodesOf(first), [], "we connected to nobody ourselves");
  },
);

scenario(
  "a connect that throws is a failure, and no crash",
  10,
  async (seed) => {
    const { formed, first } = await twoNodes(seed, {
      connect: () => Promise.reject(new Error("no way")),
    });
    await using _ = formed;
    await formed.sim.advanceAsync(20_000);
    const [error] = eventsOf(first, "connect_node_error");
    assert.equal(error?.detail, "no way");
    assert.deepEqual(eventsOf(first, "actor_crashed"), []);
  },
);

scenario(
  "who is listed is not connected to, and disconnect is theirs",
  10,
  async (seed) => {
    const parted: string[] = [];
    let calls = 0;
    const { formed, first } = await twoNodes(seed, {
      connect: () => ++calls > 0,
      listNodes: () => ["n1@10.0.0.1", "n2@10.0.0.2"],
      disconnect: (node) => parted.push(node) > 0,
    });
    await using _ = formed;
    await formed.sim.advanceAsync(20_000);
    assert.equal(calls, 0);
    assert.equal(await first.node.disconnect("n2@10.0.0.2"), true);
    assert.deepEqual(parted, ["n2@10.0.0.2"]);
  },
);

scenario(
  "what is no name of a node is a mistake of the caller",
  1,
  async (seed) => {
    const { formed, first } = await twoNodes(seed, {});
    await using _ = formed;
    await assert.rejects(first.node.connect("web"), TypeError);
    await assert.rejects(first.node.disconnect("web"), TypeError);
  },
);
