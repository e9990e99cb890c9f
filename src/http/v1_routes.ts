/**
 * What a node tells of itself and has done with it, beyond gossiperl's API: itself, its topologies, peers and connections.
 *
 * @module
 */
import * as v from "valibot";
import { notAList } from "../protocol/checks.ts";
import { type GossipSettings, topologySchema } from "../protocol/settings.ts";
import { isNodeName } from "../wire/node_name.ts";
import { Problem } from "./problem.ts";
import { type Call, type Route, route, type Schema } from "./route.ts";
import * as schemas from "./schemas.ts";
import { version } from "./version.ts";

const tag = "v1";

const topologySettings = notAList(
  "settings of a topology",
) as unknown as v.GenericSchema<unknown, GossipSettings>;

const topologyDocument = v.pipe(
  topologySchema,
  v.description("The settings of a topology."),
);

const badSettings = {
  409: "A setting is unknown or wrong, or an address is taken.",
};

/** Routes of the node, its topologies, peers and connections. */
export const v1Routes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/node",
    operation: "node",
    summary: "The node itself.",
    ...{ tag, scope: "read" },
    answers: { 200: { description: "It.", schema: schemas.nodeView } },
    handle: ({ host, parts }) => ({
      status: 200,
      body: {
        name: host.name,
        version,
        started_at_ms: parts.readiness.sinceMs,
        uptime_ms: Math.round(parts.clock.nowMs() - parts.readiness.sinceMs),
        topologies: host.topologies.names(),
        overlays: host.overlays.names(),
        peers: host.peers().length,
        connections: host.nodes().length,
      },
    }),
  }),
  route({
    method: "GET",
    path: "/v1/peers",
    operation: "peers",
    summary: "Who is heard.",
    ...{ tag, scope: "read" },
    query: [{ name: "topology", description: "Only those heard in it." }],
    answers: { 200: { description: "They.", schema: schemas.peers } },
    handle({ host, query }) {
      const wanted = query.get("topology");
      const peers = host.peers()
        .filter(({ topology }) => wanted === null || topology === wanted)
        .map(({ topology, node, address, state, heardAtMs: heard_at_ms }) => ({
          ...{ topology, node, address, state, heard_at_ms },
        }));
      return { status: 200, body: { peers } };
    },
  }),
  route({
    method: "GET",
    path: "/v1/connections",
    operation: "connections",
    summary: "Nodes that are connected by Erlang's distribution.",
    ...{ tag, scope: "read" },
    answers: { 200: { description: "They.", schema: schemas.connections } },
    handle({ host }) {
      const connections = host.nodes().map((node) => ({
        node: node.node,
        hidden: node.hidden,
        direction: node.direction,
        since_ms: node.sinceMs,
        messages_in: node.messagesIn,
        messages_out: node.messagesOut,
        bytes_in: node.bytesIn,
        bytes_out: node.bytesOut,
      }));
      return { status: 200, body: { connections } };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/connections/:node",
    operation: "connect",
    summary: "Connects to a node at once.",
    ...{ tag, scope: "superuser" },
    answers: {
      200: {
        description: "Whether it is connected now.",
        schema: schemas.connection,
      },
    },
    refusals: { 409: "That is no name of a node." },
    async handle(call) {
      const node = nodeOf(call);
      const connected = await call.host.connect(node);
      return { status: 200, body: { node, connected } };
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/connections/:node",
    operation: "disconnect",
    summary: "Parts from a node.",
    ...{ tag, scope: "superuser" },
    answers: {
      200: { description: "They parted.", schema: schemas.connection },
    },
    refusals: {
      404: "It was not connected.",
      409: "That is no name of a node.",
    },
    async handle(call) {
      const node = nodeOf(call);
      if (!await call.host.disconnect(node)) {
        throw new Problem(404, "No node of that name is connected");
      }
      return { status: 200, body: { node, connected: false } };
    },
  }),
  route({
    method: "GET",
    path: "/v1/topologies",
    operation: "topologies",
    summary: "How peers are discovered.",
    ...{ tag, scope: "read" },
    answers: { 200: { description: "They.", schema: schemas.topologies } },
    handle({ host }) {
      const peers = Map.groupBy(host.peers(), ({ topology }) => topology);
      const topologies = host.topologies.names()
        .map((name) => ({ name, peers: peers.get(name)?.length ?? 0 }));
      return { status: 200, body: { topologies } };
    },
  }),
  route({
    method: "POST",
    path: "/v1/topologies/:topology",
    operation: "add_topology",
    summary: "Starts a topology.",
    ...{ tag, scope: "superuser" },
    body: topologySettings,
    document: topologyDocument,
    answers: { 201: { description: "It runs.", schema: schemas.topology } },
    refusals: { ...badSettings, 503: "The node stops." },
    async handle(call) {
      const topology = call.params["topology"]!;
      await call.host.topologies.add(topology, call.body);
      return { status: 201, body: { topology } };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/topologies/:topology",
    operation: "reconfigure_topology",
    summary: "Gives a topology all settings anew; who was heard stays.",
    ...{ tag, scope: "superuser" },
    body: topologySettings,
    document: topologyDocument,
    answers: {
      200: { description: "They are in force.", schema: schemas.topology },
    },
    refusals: { ...badSettings, 404: "There is no such topology." },
    async handle(call) {
      const topology = existing(call);
      await call.host.topologies.reconfigure(topology, call.body);
      return { status: 200, body: { topology } };
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/topologies/:topology",
    operation: "remove_topology",
    summary: "Stops a topology, and forgets who was heard in it.",
    ...{ tag, scope: "superuser" },
    answers: { 200: { description: "It is gone.", schema: schemas.topology } },
    refusals: { 404: "There is no such topology." },
    async handle(call) {
      const topology = existing(call);
      await call.host.topologies.remove(topology);
      return { status: 200, body: { topology } };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/topologies/:topology/debug",
    operation: "debug_topology",
    summary: "Makes every heartbeat an event, or no longer.",
    ...{ tag, scope: "superuser" },
    body: v.pipe(
      v.boolean("allowed: true or false"),
      v.description("Whether."),
    ),
    answers: { 200: { description: "So it is.", schema: schemas.debugging } },
    refusals: {
      404: "There is no such topology.",
      409: "That is neither true nor false.",
    },
    handle(call) {
      const topology = existing(call);
      const { host, body: debug } = call;
      host.topologies.setDebug(topology, debug);
      return { status: 200, body: { topology, debug } };
    },
  }),
] satisfies readonly Route<Schema>[];

function existing({ host, params }: Call): string {
  const name = params["topology"]!;
  if (host.topologies.names().includes(name)) return name;
  throw new Problem(404, "There is no such topology");
}

function nodeOf({ params }: Call): string {
  const node = params["node"]!;
  if (isNodeName(node)) return node;
  throw new Problem(409, "node: allowed: name@host");
}
