/**
 * Nodes for a browser to look at: real ones, in this process and on loopback, on ports that the system chooses. They share
 * an EPMD of their own.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  type Node,
  type NodeEvent,
  type NodeSettings,
  startNode,
} from "../../mod.ts";
import { type Demo, startDemo } from "../../src/demo/demo.ts";
import { httpNetwork } from "../../src/ports/http_server.ts";
import { realWorld } from "../../src/ports/real_world.ts";
import type { HttpNetwork } from "../../src/ports/world.ts";
import { RunningProcess } from "./netns_process.ts";
import { patienceMs } from "./node_process.ts";

/** Who may log in. */
export const root = { username: "root", password: "root-password" };

/** Who may look. */
export const reader = { username: "reader", password: "reader-password" };

/** What the address that is printed at the start has behind `?token=`. */
export const token = "inspector-token-of-at-least-32-characters";

/** A node that a browser can look at. */
export interface ShownNode extends AsyncDisposable {
  /** The node. */
  readonly node: Node;
  /** Where its page is, with a `/` at the end. */
  readonly address: string;
  /** Where its page is, for whoever was told. */
  readonly entrance: string;
  /** Its HTTP port. */
  readonly port: number;
  /** What happened so far. */
  readonly events: readonly NodeEvent[];
}

/** Who may look at the nodes here. */
const http = { superuser: root, rest_user: reader, inspector_token: token };

/** Starts a node with an inspector, at the port if there is one. */
export async function showNode(
  settings: NodeSettings = {},
  port = 0,
): Promise<ShownNode> {
  const events: NodeEvent[] = [];
  const node = await startNode(
    { name: "shown@127.0.0.1", topologies: {}, http, ...settings },
    { ...realWorld(), http: onPort(port) },
    (event) => events.push(event),
  );
  const stop = () => node.stop();
  return { node, events, ...placeOf(events), [Symbol.asyncDispose]: stop };
}

/** The three nodes of `rookery demo`, the first of which is looked at. */
export interface ShownDemo extends ShownNode, Pick<Demo, "nodes"> {}

/** Starts a demo. */
export async function showDemo(): Promise<ShownDemo> {
  const events: NodeEvent[] = [];
  const demo = await startDemo({
    ...{ http, world: { ...realWorld(), http: onPort(0) } },
    cookie: "cookie-of-the-demo",
    onEvent: (event) => events.push(event),
    signal: new AbortController().signal,
  });
  const { nodes, nodes: [node] } = demo;
  const stop = () => demo[Symbol.asyncDispose]();
  return {
    node,
    nodes,
    events,
    ...placeOf(events),
    [Symbol.asyncDispose]: stop,
  };
}

function placeOf(events: readonly NodeEvent[]) {
  // A demo that finds its names taken starts again elsewhere.
  const listening = events.findLast(({ type }) => type === "http_listening");
  assert(listening?.type === "http_listening", "nobody listens");
  const { port } = listening;
  const address = `http://127.0.0.1:${port}/`;
  return { port, address, entrance: `${address}?token=${token}` };
}

/** Settings of nodes that are connected to each other, with an EPMD that the first of them serves. */
export function neighbourhood(): Pick<NodeSettings, "distribution"> {
  return {
    distribution: {
      cookie: "cookie-of-the-browser-tests",
      address: "127.0.0.1",
      epmd_address: "127.0.0.1",
      epmd_port: freePort(),
    },
  };
}

/** Starts a node without HTTP in a process of its own, which a test may kill. */
export async function startNeighbour(
  settings: NodeSettings,
): Promise<RunningProcess> {
  const script = new URL("./browser_neighbour.ts", import.meta.url).pathname;
  const command = [Deno.execPath(), "run", "--allow-net", script];
  const given = JSON.stringify({ topologies: {}, ...settings });
  const process = new RunningProcess([...command, given]);
  await process.waitFor(/^ready$/, patienceMs);
  return process;
}

/** HTTP on that port, whatever the settings say, which do not have 0 for any. */
function onPort(port: number): HttpNetwork {
  return {
    listen: (options, handlers) =>
      httpNetwork.listen({ ...options, port }, handlers),
    settled: () => httpNetwork.settled(),
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
