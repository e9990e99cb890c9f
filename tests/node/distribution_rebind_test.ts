import assert from "node:assert/strict";
import { type Node, type NodeEvent, startNode } from "../../mod.ts";

const cookie = "monster";

Deno.test("on real sockets a node listens anew on the port that it has, while a connection to it goes on", async () => {
  const epmd_port = freePort();
  const common = { cookie, epmd_port, epmd_address: "127.0.0.1" };
  const events: NodeEvent[] = [];
  const start = (name: string, tell: (event: NodeEvent) => void) =>
    startNode(
      {
        name: `${name}@127.0.0.1`,
        topologies: {},
        distribution: { ...common, address: "127.0.0.1" },
      },
      undefined,
      tell,
    );
  await using a = await start("a", (event) => events.push(event));
  await using b = await start("b", () => {});
  assert(await a.connect(b.name));
  const port = listeningOn(events).at(-1)!;
  for (const address of ["0.0.0.0", "127.0.0.1"]) {
    await a.reconfigureDistribution({ ...common, address, port });
    assert.equal(listeningOn(events).at(-1), port);
  }
  assert.deepEqual(names(b), [a.name], "it was parted from");
  // Whoever comes now is let in there: EPMD knows the port as before.
  assert(await b.disconnect(a.name));
  assert(await b.connect(a.name));
});

function listeningOn(events: readonly NodeEvent[]): readonly number[] {
  return events.flatMap((event) =>
    event.type === "distribution_listening" ? [event.port] : []
  );
}

function names(node: Node): readonly string[] {
  return node.nodes().map((each) => each.node);
}

/** A port that was free a moment ago. */
function freePort(): number {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  return port;
}
