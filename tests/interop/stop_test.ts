/**
 * The end of a whole node, ours as its user starts it: who is told, what is given back, and how long it takes while
 * others hold on to it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import {
  type RunningProcess,
  segment,
  type SegmentHost,
} from "../support/netns.ts";
import { NodeProcess, patienceMs } from "../support/node_process.ts";
import { key, port } from "./overlay_lan.ts";

const ignore = needs("ip", "curl", "sh");

/** How long a node may take to end, in ms. */
const endMsMax = 2_000;

/** When others know it, in ms: long before they could have missed it, which takes 20 s and a tick time of 60 s. */
const knownMsMax = 2_000;

const cookie = ["--cookie", "monster"];

for (const tls of [[], ["--tls"]]) {
  const scheme = tls.length > 0 ? "https" : "http";

  Deno.test({
    name:
      `SIGTERM ends a node within two seconds though others hold on to it by ${scheme}, and everybody knows at once`,
    ignore,
  }, async () => {
    await using lan = await segment(2);
    const here = lan.host(0), there = lan.host(1);
    // EPMD of the host is somebody else's, and outlives the node.
    await using epmd = NodeProcess.start(here, [
      ...["--name", `epmd@${here.address}`, "--no-gossip", "--no-http"],
      ...cookie,
    ]);
    await epmd.told("epmd_serving");
    await using node = whole(here, "leaves", tls);
    await node.told("epmd_registered");
    await using other = whole(there, "stays", tls);
    await other.told("member_in", { member: "leaves" });
    await other.told("node_up", { node: `leaves@${here.address}` });

    const curl = ["curl", "-sSNk", "-u", "root:root-pass"];
    const url = `${scheme}://127.0.0.1:8080`;
    await using reader = here.spawn([...curl, "-i", `${url}/v1/events`]);
    await reader.waitFor(/^HTTP\/1\.1 200/, patienceMs);
    // Its body never ends, so that its answer is under way until the node ends.
    await using slow = holding(here, [
      ...[...curl, "-v", "-X", "POST", "-T", "."],
      `${url}/overlays/x`,
    ]);
    await slow.waitFor(/^> POST /, patienceMs);
    await slow.writeLine("{");
    await using silent = holding(here, [
      ...["curl", "-sv", "telnet://127.0.0.1:8080"],
    ]);
    await silent.waitFor(/Connected to 127\.0\.0\.1/, patienceMs);

    const beganAtMs = performance.now();
    node.process.kill("SIGTERM");
    const { code } = await node.process.status;
    const tookMs = performance.now() - beganAtMs;
    assert.equal(code, 0);
    assert(tookMs < endMsMax, `its end took ${tookMs} ms`);

    assert.equal((await reader.status).code, 0, "the stream ended well");
    assert(reader.lines.includes("event: node_stopped"));
    await other.told(
      "node_down",
      { node: `leaves@${here.address}` },
      knownMsMax,
    );
    await other.told("member_out", { member: "leaves" }, knownMsMax);
    const told = other.events.map(({ event }) => event);
    assert(!told.includes("member_quarantine"));

    // Its name, its ports and its place at EPMD are free.
    await using again = whole(here, "leaves", tls);
    await again.told("epmd_registered");
    await again.told("http_listening", { port: 8080 });
    await other.told("member_in", { member: "leaves" });
    await other.told("node_up", { node: `leaves@${here.address}` });
    assert(!again.events.some(({ event }) => event === "epmd_refused"));
  });
}

/** A program that holds on: its input does not end, and what it says of itself is among its lines at once. */
function holding(
  host: SegmentHost,
  command: readonly string[],
): RunningProcess {
  const script = 'exec "$0" "$@" 2>&1';
  return host.spawn(["sh", "-c", script, ...command], { input: true });
}

/** A node with all that it can have. */
function whole(
  host: SegmentHost,
  name: string,
  more: readonly string[],
): NodeProcess {
  const settings = {
    member_name: name,
    port,
    symmetric_key: key,
    multicast: { ip: "239.255.1.1" },
  };
  return NodeProcess.start(host, [
    ...["--name", `${name}@${host.address}`, ...cookie],
    ...["--overlay", `office=${JSON.stringify(settings)}`],
    ...["--http", "127.0.0.1:8080", "--superuser", "root:root-pass"],
    ...more,
  ]);
}
