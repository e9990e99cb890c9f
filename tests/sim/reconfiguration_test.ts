import assert from "node:assert/strict";
import fc from "fast-check";
import { type Node, type NodeEvent, startNode } from "../../mod.ts";
import {
  checkConfiguration,
  type ConfigurationFile,
  nodeSettingsOf,
} from "../../src/protocol/configuration.ts";
import { Reconfiguration } from "../../src/reconfiguration.ts";
import { simulation } from "../../src/sim/mod.ts";
import {
  configurationFiles,
  gentleSettings,
  said,
  topologySettings,
} from "../support/configurations.ts";
import { HttpPorts } from "../support/http_ports.ts";

/** Differences that are applied, one after the other. */
const differences = 200;

const addresses = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];

/** What becomes of a member or a peer that is lost, were it for a moment. */
const losses: ReadonlySet<string> = new Set([
  "member_quarantine",
  "member_unreachable",
  "member_drop",
  "member_out",
  "peer_silent",
  "peer_forgotten",
  "node_down",
]);

/** Files that all have one overlay and one topology, and others that come and go. */
const files = fc.record({
  file: configurationFiles,
  office: gentleSettings,
  multicast: fc.record({
    ip: fc.constantFrom("239.9.9.1", "239.9.9.2"),
    ttl: fc.integer({ min: 1, max: 9 }),
    local_port: fc.constantFrom(9_001, 9_002),
  }),
  symmetric_key: fc.constantFrom("horse", "battery"),
  everybody: topologySettings,
}).map(({ file, office, multicast, symmetric_key, everybody }) => ({
  ...file,
  topologies: {
    ...file.topologies,
    everybody: { ...everybody, announce: true },
  },
  overlays: {
    ...file.overlays,
    office: { ...office, port: 9_000, symmetric_key, multicast },
  },
}));

/** Whether HTTP is served where the file says, to whom it says, and nowhere else. */
async function isServed(
  { http }: ConfigurationFile,
  node: Node,
  ports: HttpPorts,
): Promise<void> {
  const { address = "127.0.0.1", port = 8_080, tls, superuser } = http ?? {};
  const where = `${address}:${port}`;
  assert.deepEqual(ports.open(), http ? [`${where}${tls ? "s" : ""}`] : []);
  assert.equal(node.http === undefined, http === undefined);
  if (!http) return;
  const password = String(superuser?.password ?? "nobody's");
  const headers = { authorization: `Basic ${btoa(`root:${password}`)}` };
  const url = `http://${http.hosts?.[0] ?? "127.0.0.1"}/v1/node`;
  const response = await ports.ask(where, new Request(url, { headers }));
  await response.body?.cancel();
  assert.equal(response.status, superuser ? 200 : 401);
}

function configurationOf(file: ConfigurationFile, address: string) {
  const text = JSON.stringify(said({ ...file, name: `n@${address}` }))
    // Unicast overlays, and some distributions, are bound to the host's own address.
    .replaceAll('"ip":"10.0.0.1"', `"ip":"${address}"`)
    .replaceAll('"address":"10.0.0.1"', `"address":"${address}"`);
  const checked = checkConfiguration(JSON.parse(text));
  assert(checked.ok, JSON.stringify(checked));
  return { text, configuration: checked.value };
}

Deno.test("200 differences are applied to a cluster, and nobody is dropped", async () => {
  const [first, ...others] = fc.sample(files, {
    numRuns: differences + 1,
    seed: 11,
  });
  const sim = simulation({ seed: 11 });
  const losing: NodeEvent[] = [];
  const starting = addresses.map(async (address) => {
    const { configuration } = configurationOf(first!, address);
    const ports = new HttpPorts();
    const node = await startNode(
      nodeSettingsOf(configuration),
      { ...sim.host(address), http: ports },
      (event) => {
        const isOurs = event.type === "node_down" ||
          "overlay" in event && event.overlay === "office" ||
          "topology" in event && event.topology === "everybody";
        if (isOurs && losses.has(event.type)) losing.push(event);
      },
    );
    const follows = new Reconfiguration(node, configuration);
    return { node, ports, follows };
  });
  await sim.advanceAsync(10);
  const nodes = await Promise.all(starting);
  await sim.advanceAsync(15_000);
  let changes = 0;
  for (const file of others) {
    const applying = nodes.map(({ follows }, index) =>
      follows.reconfigure(configurationOf(file, addresses[index]!).text)
    );
    await sim.advanceAsync(200);
    for (const result of await Promise.all(applying)) {
      assert(result.ok, JSON.stringify(result));
      changes += result.changes.size;
    }
    await sim.advanceAsync(3_000);
    assert.deepEqual(losing, []);
    for (const { node, ports } of nodes) {
      assert.equal(node.nodes().length, addresses.length - 1);
      await isServed(file, node, ports);
    }
  }
  assert(changes > 10 * differences, `${changes} changes`);
  await sim.advanceAsync(15_000);
  for (const { node } of nodes) {
    const states = node.overlays.members("office").map(({ state }) => state);
    assert.deepEqual(states, ["reachable", "reachable"]);
    const peers = node.peers().filter(({ topology }) =>
      topology === "everybody"
    );
    assert.deepEqual(peers.map(({ state }) => state), ["heard", "heard"]);
  }
  assert.deepEqual(losing, []);
  for (const { node } of nodes) await node.stop();
  assert.deepEqual(sim.network.openSockets(), [], "sockets were left open");
});
