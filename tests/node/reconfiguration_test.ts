import assert from "node:assert/strict";
import fc from "fast-check";
import { type Node, type NodeEvent, startNode } from "../../mod.ts";
import { changedKeys } from "../../src/protocol/changes.ts";
import {
  type Configuration,
  type ConfigurationFile,
  nodeSettingsOf,
} from "../../src/protocol/configuration.ts";
import { readConfiguration } from "../../src/protocol/read_configuration.ts";
import {
  offerReread,
  Reconfiguration,
  type ReconfigurationResult,
  reread,
} from "../../src/reconfiguration.ts";
import { type Simulation, simulation } from "../../src/sim/mod.ts";
import { configurationFiles, hostAddress } from "../support/configurations.ts";
import { HttpPorts } from "../support/http_ports.ts";

const key = "correct horse";

/** The first port that a simulated host chooses itself. */
const dynamicPortsFrom = 49_152;

/** A node that follows a settings file, in a world of its own. */
interface Following extends AsyncDisposable {
  readonly sim: Simulation;
  readonly ports: HttpPorts;
  readonly node: Node;
  readonly events: readonly NodeEvent[];
  readonly reconfiguration: Reconfiguration;
  /** Applies another file, and moves time until it has been. */
  apply(file: ConfigurationFile | string): Promise<ReconfigurationResult>;
}

function configurationOf(file: ConfigurationFile): Configuration {
  const read = readConfiguration(JSON.stringify(file));
  assert(read.ok, JSON.stringify(read));
  return read.value.configuration;
}

async function following(file: ConfigurationFile): Promise<Following> {
  const sim = simulation({ seed: 3 });
  const ports = new HttpPorts();
  const configuration = configurationOf({ name: `a@${hostAddress}`, ...file });
  const events: NodeEvent[] = [];
  const node = await done(
    sim,
    startNode(
      nodeSettingsOf(configuration),
      { ...sim.host(hostAddress), http: ports },
      (told) => events.push(told),
    ),
  );
  const reconfiguration = new Reconfiguration(node, configuration);
  return {
    ...{ sim, ports, node, events, reconfiguration },
    async apply(next) {
      const text = typeof next === "string"
        ? next
        : JSON.stringify({ name: `a@${hostAddress}`, ...next });
      const result = await done(sim, reconfiguration.reconfigure(text));
      // EPMD takes a moment to know us again.
      await sim.advanceAsync(100);
      return result;
    },
    async [Symbol.asyncDispose]() {
      await node.stop();
      assert.deepEqual(sim.network.openSockets(), [], "sockets left open");
      sim.advance(1_000);
      assert.equal(sim.clock.timersWaiting, 0, "timers left behind");
    },
  };
}

/** Moves time, in small steps, until the promise settles. */
async function done<T>(sim: Simulation, promise: Promise<T>): Promise<T> {
  let isOver = false;
  promise.then(() => isOver = true, () => isOver = true);
  for (let step = 0; step < 1_000 && !isOver; step++) {
    await sim.advanceAsync(step === 0 ? 0 : 10);
  }
  return await promise;
}

/** All that can be seen of a node's settings and sockets. */
function viewOf(
  { node, sim, ports }: Following,
  { overlays }: ConfigurationFile,
) {
  const { topologies } = node;
  return {
    topologies: Object.fromEntries(
      topologies.names().toSorted().map((name) => [
        name,
        topologies.settings(name),
      ]),
    ),
    overlays: Object.fromEntries(
      node.overlays.names().toSorted().map((name) => {
        const { member_name, ...rest } = node.overlays.settings(name);
        // A name of our own making is made once.
        const given = overlays?.[name]?.member_name;
        return [name, given === undefined ? rest : { member_name, ...rest }];
      }),
    ),
    http: ports.open(),
    sockets: sim.network.openSockets()
      // Attempts to connect come and go, on ports of the system's choice.
      .filter(({ port }) => port < dynamicPortsFrom)
      .map(({ address, port }) => `${address}:${port}`).toSorted(),
  };
}

function messagesOf(result: ReconfigurationResult): readonly string[] {
  assert(!result.ok, "it was taken");
  return result.problems.map(({ line, column, message }) =>
    `${line}:${column} ${message}`
  );
}

function office(more: object = {}) {
  return {
    port: 6_666,
    symmetric_key: key,
    multicast: { ip: "239.1.2.3" },
    ...more,
  };
}

Deno.test("applying the difference is starting with the second file", async () => {
  await fc.assert(
    fc.asyncProperty(
      configurationFiles,
      configurationFiles,
      async (one, other) => {
        await using changed = await following(one);
        await using fresh = await following(other);
        const result = await changed.apply(other);
        assert(result.ok, JSON.stringify(result));
        const [seen, wanted] = [changed, fresh].map((each) =>
          viewOf(each, other)
        );
        assert.deepEqual(changedKeys(seen!, wanted!), []);
        assert.deepEqual(
          changedKeys(
            { ...changed.reconfiguration.configuration },
            { ...configurationOf(other) },
          ),
          [],
        );
        // Nothing is left to be done.
        const again = await changed.apply(other);
        assert(again.ok && again.changes.size === 0);
      },
    ),
    { numRuns: 100 },
  );
});

Deno.test("a file that is refused, by whomever, changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      configurationFiles,
      configurationFiles,
      async (one, other) => {
        await using place = await following(one);
        const before = viewOf(place, one);
        const wrong = { ...other, nmae: 1 };
        assert(!(await place.apply(wrong)).ok);
        assert(!(await place.apply({ ...other, name: "b@host" })).ok);
        // The last overlay to be started finds its port taken, when all else was done.
        const overlays = {
          ...other.overlays,
          last: office({ port: 9_998, multicast: { ip: "239.1.2.3" } }),
        };
        const theirs = place.sim.host(hostAddress).udp.open({
          address: "127.0.0.1",
          port: 9_999,
          shared: false,
          broadcast: false,
          receiveBytesMax: 100,
        }, { bound() {}, datagram() {}, failed() {} });
        const [problem] = messagesOf(await place.apply({ ...other, overlays }));
        assert.match(problem!, /multicast\.local_port 9999 is refused/);
        theirs.close();
        // So do who listens for nodes, and who serves, when the overlays were changed too.
        const tcp = place.sim.host(hostAddress).tcp.listen(
          { address: "0.0.0.0", port: 9_998 },
          { listening() {}, accepted: () => undefined, failed() {} },
        );
        const { distribution } = other;
        const [second] = messagesOf(
          await place.apply({
            ...other,
            distribution: { ...distribution!, port: 9_998 },
          }),
        );
        assert.match(second!, /Cannot listen for nodes on .*:9998: refused/);
        tcp.close();
        place.ports.take("127.0.0.1:9997");
        const http = { address: "127.0.0.1", port: 9_997 };
        const [third] = messagesOf(await place.apply({ ...other, http }));
        assert.match(third!, /Cannot serve HTTP on .* 9997: refused/);
        place.ports.release("127.0.0.1:9997");
        await place.sim.advanceAsync(1_000);
        assert.deepEqual(changedKeys(before, viewOf(place, one)), []);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("what was refused is told with line and column, and no secret", async () => {
  await using place = await following({ overlays: { office: office() } });
  const text = `{
  "name": "a@${hostAddress}",
  // the group
  "overlays": {
    "office": {"port": 6666, "symmetric_key": "${key}", "multicast": {"ip": "10.0.0.1"}}
  }
}`;
  const [problem, ...others] = messagesOf(await place.apply(text));
  assert.match(problem!, /^5:78 overlays\.office\.multicast\.ip: given "10/);
  assert.deepEqual(others, []);
  assert.doesNotMatch(problem!, /horse/);
  const [unfinished] = messagesOf(await place.apply(text.slice(0, -4)));
  assert.match(unfinished!, /^6:\d+ no JSON/);
});

Deno.test("what only a start can change is told, and nothing else is changed", async () => {
  await using place = await following({});
  const [problem] = messagesOf(
    await place.apply({ distribution: { cookie: "x" }, topologies: {} }),
  );
  assert.match(
    problem!,
    /distribution: changes only when the node is started again, since every pid/,
  );
  assert.deepEqual(place.node.topologies.names(), ["gossip"]);
});

Deno.test("an overlay gives its port to another that comes in its place", async () => {
  await using place = await following({ overlays: { a: office() } });
  const result = await place.apply({
    overlays: { b: office({ multicast: { ip: "239.1.2.9" } }) },
  });
  assert(result.ok, JSON.stringify(result));
  assert.deepEqual([...result.changes], [["overlays.a", "stop"], [
    "overlays.b",
    "start",
  ]]);
  assert.deepEqual(place.node.overlays.names(), ["b"]);
});

Deno.test("overlays that change places on one port are refused, and stay", async () => {
  const at = (port: number, local_port: number) =>
    office({ port, multicast: { ip: "239.1.2.3", local_port } });
  const before = { overlays: { a: at(6_000, 7_000), b: at(6_001, 7_001) } };
  await using place = await following(before);
  const seen = viewOf(place, before);
  const [problem] = messagesOf(
    await place.apply({
      overlays: { a: at(6_000, 7_001), b: at(6_001, 7_000) },
    }),
  );
  assert.match(problem!, /local_port 7001 is refused, address_in_use/);
  assert.deepEqual(changedKeys(seen, viewOf(place, before)), []);
});

Deno.test("what was added while the node runs is no business of the file", async () => {
  await using place = await following({});
  const { sim, node } = place;
  await done(sim, node.overlays.add("mine", office()));
  assert((await place.apply({ topologies: {} })).ok);
  assert.deepEqual(node.overlays.names(), ["mine"]);
  const [problem] = messagesOf(
    await place.apply({
      topologies: { gossip: {} },
      overlays: { mine: office({ port: 7_000 }) },
    }),
  );
  assert.match(problem!, /Cannot start overlay mine: it is there already/);
  assert.deepEqual(node.topologies.names(), []);
});

Deno.test("who logs and who serves take their settings; without the one the node must be started again", async () => {
  const taken: unknown[] = [];
  await using place = await following({});
  const { node } = place;
  const configuration = configurationOf({ http: { port: 8_080 } });
  const both = new Reconfiguration(node, configuration, {
    logging: (settings) => taken.push(settings?.level),
    http: ({ http }) => {
      taken.push(http?.port);
      return http?.port === 1
        ? Promise.reject(new Error("no such port"))
        : Promise.resolve();
    },
  });
  const file = (port: number, level: string) =>
    JSON.stringify({
      http: { port },
      logging: { level },
    });
  const nobody = new Reconfiguration(node, configuration);
  const without = await nobody.reconfigure(file(8_081, "debug"));
  const [stuck, ...more] = messagesOf(without);
  assert.match(stuck!, /logging: changes only when the node is started again/);
  assert.deepEqual(more, []);
  assert((await both.reconfigure(file(8_081, "debug"))).ok);
  assert.deepEqual(taken.splice(0), [8_081, "debug"]);
  const [problem] = messagesOf(await both.reconfigure(file(1, "error")));
  assert.match(problem!, /no such port$/);
  assert.deepEqual(taken, [1]);
  assert.equal(both.configuration.http?.port, 8_081);
});

Deno.test("whoever has the node has its file read again", async () => {
  await using place = await following({});
  const { node } = place;
  assert.equal(await reread(node), false);
  const files = ["{}", '{"nmae": 1}'];
  const { name } = place.reconfiguration.configuration;
  offerReread(node, () => {
    const text = files.shift()!;
    return place.reconfiguration.reconfigure(
      text.replace("{", `{"name": "${name}"${text === "{}" ? "" : ","}`),
    );
  });
  assert.equal(await reread(node), true);
  await assert.rejects(reread(node), {
    name: "SettingsError",
    message: /^1:\d+ nmae: unknown setting$/,
  });
});
