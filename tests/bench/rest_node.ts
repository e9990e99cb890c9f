/**
 * A node with one multicast overlay and an HTTP server: `<port> <http port> <password> <token>`; prints `ready`. The bench
 * starts it in a namespace.
 *
 * @module
 */
import { startNode } from "../../mod.ts";

const [port, httpPort, password, token] = Deno.args as [
  string,
  string,
  string,
  string,
];
const node = await startNode({
  name: "bench@127.0.0.1",
  topologies: {},
  overlays: {
    bench: {
      member_name: "bench-node",
      port: Number(port),
      symmetric_key: "bench",
      secret: "bench-secret",
      // The crowd says nothing more, and stays all the same.
      quarantine_after: 3_600,
      multicast: { ip: "239.255.77.1", ttl: 1 },
    },
  },
  http: {
    port: Number(httpPort),
    superuser: { username: "bench", password },
    read_token: token,
  },
});
Deno.addSignalListener("SIGTERM", async () => {
  await node.stop();
  Deno.exit(0);
});
console.log("ready");
