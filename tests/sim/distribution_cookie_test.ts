/**
 * Nodes that are not welcome: another cookie, a name that is not allowed, ourselves.
 *
 * @module
 */
import assert from "node:assert/strict";
import { startNode } from "../../mod.ts";
import { cluster } from "../support/sim_cluster.ts";
import {
  comings,
  connecting,
  eventsOf,
  nodesOf,
  told,
} from "../support/sim_distribution.ts";
import { scenario } from "../support/sim_scenario.ts";

scenario(
  "a wrong cookie is told once, however often it is tried, and refused on the other side",
  20,
  async (seed) => {
    await using formed = await cluster(1, { seed }, connecting());
    const { sim, members: [a] } = formed;
    assert.ok(a);
    const told: { readonly type: string; readonly detail?: string }[] = [];
    const starting = startNode(
      { ...connecting({ cookie: "other" }), name: "b@10.0.0.99" },
      sim.host("10.0.0.99"),
      (event) => told.push(event),
    );
    sim.advance(0);
    await using stranger = await starting;
    sim.advance(60_000);
    assert.deepEqual(stranger.nodes(), []);
    assert.deepEqual(nodesOf(a), []);
    const errors = told.filter(({ type }) => type === "connect_node_error");
    assert.deepEqual(errors.map(({ detail }) => detail), ["wrong_cookie"]);
    const refused = eventsOf(a, "connections_refused");
    assert.ok(refused.some(({ reason }) => reason === "wrong_cookie"));
    assert.ok(!told.some(({ type }) => type === "actor_crashed"));
  },
);

scenario(
  "only those that are allowed connect, whoever begins",
  10,
  async (seed) => {
    const settings = connecting({ allow: { nodes: ["n1@*", "n2@*"] } });
    await using formed = await cluster(3, { seed }, settings);
    const { sim, members: [a, b, c] } = formed;
    assert.ok(a && b && c);
    sim.advance(30_000);
    assert.deepEqual(nodesOf(a), [b.name]);
    assert.deepEqual(nodesOf(b), [a.name]);
    // Those who may connect to it do not, and it is not let in.
    assert.deepEqual(nodesOf(c), []);
  },
);

scenario(
  "who is reached under another name of ours is known as ourselves",
  10,
  async (seed) => {
    await using formed = await cluster(1, { seed }, told());
    const { sim, members: [a] } = formed;
    assert.ok(a);
    const alias = "n1@127.0.0.1";
    const first = a.node.connect(alias);
    sim.advance(1_000);
    assert.equal(await first, false);
    assert.equal(await a.node.connect(alias), false);
    const [error, again] = eventsOf(a, "connect_node_error");
    assert.equal(error?.detail, "own_name");
    assert.equal(again?.durationMs, 0, "it is not dialled again");
    assert.deepEqual(comings(a.events), []);
    sim.advance(10_000);
    assert.deepEqual(eventsOf(a, "connections_refused"), []);
  },
);

scenario(
  "a node that is not there is unreachable, and says why",
  10,
  async (seed) => {
    await using formed = await cluster(2, { seed }, told());
    const { sim, members: [a, b] } = formed;
    assert.ok(a && b);
    const attempts = ["nobody@10.0.0.2", "x@10.9.9.9"].map((node) =>
      a.node.connect(node)
    );
    sim.advance(30_000);
    assert.deepEqual(await Promise.all(attempts), [false, false]);
    const details = eventsOf(a, "connect_node_error")
      .map(({ node, detail }) => `${node} ${detail}`);
    assert.deepEqual(details.sort(), [
      "nobody@10.0.0.2 not_registered",
      "x@10.9.9.9 timed_out",
    ]);
  },
);
