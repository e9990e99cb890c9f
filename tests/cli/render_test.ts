import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonLine, tidyLine, tidyLines } from "../../src/cli/render.ts";
import type { NodeEvent, NodeNews } from "../../src/node_events.ts";

const atMs = Date.UTC(2025, 0, 1, 12, 34, 56, 789);
const at = "2025-01-01T12:34:56.789Z";
const node = "b@10.0.0.2";
const address = "10.0.0.2";
const topology = "gossip";
const refusal = {
  type: "socket_refused",
  topology,
  reason: "no_route",
  message: "Cannot send",
  advice: "look at the routes",
  retryInMs: 900,
} as const;

const table: [NodeNews, string][] = [
  [
    { type: "node_started", node, topologies: ["gossip", "other"] },
    "b@10.0.0.2 started (gossip, other)",
  ],
  [{ type: "node_stopped", node }, "b@10.0.0.2 stopped"],
  [
    { type: "peer_heard", topology, node, address },
    "gossip  b@10.0.0.2 heard from 10.0.0.2",
  ],
  [
    { type: "peer_silent", topology, node, address },
    "gossip  b@10.0.0.2 is silent",
  ],
  [
    { type: "peer_forgotten", topology, node, address },
    "gossip  b@10.0.0.2 is forgotten",
  ],
  [{ type: "heartbeat_sent", topology, node }, "gossip  heartbeat"],
  [
    { type: "heartbeat_received", topology, node, address },
    "gossip  received heartbeat from b@10.0.0.2 (10.0.0.2)",
  ],
  [
    { type: "socket_bound", topology, address: "0.0.0.0", port: 45_892 },
    "gossip  bound 0.0.0.0:45892",
  ],
  [
    refusal,
    "gossip  socket refused: no_route (Cannot send), again in 900 ms. look at the routes",
  ],
  [
    {
      type: "announcement_refused",
      topology,
      reason: "address_unknown",
      advice: "give it a name",
    },
    "gossip  listening only: address_unknown. give it a name",
  ],
  [
    { type: "datagrams_refused", topology, reason: "bad_term", count: 3 },
    "gossip  refused 3 datagrams: bad_term",
  ],
  [
    { type: "actor_crashed", actor: "identity", reason: "boom" },
    "identity crashed: boom",
  ],
  [
    { type: "actor_restarted", actor: "identity", restarts: 2 },
    "identity restarted (2 in its supervisor's window)",
  ],
  [
    {
      type: "supervisor_gave_up",
      actor: "overlays",
      reason: "overlays gave up: office needed more than 3 restarts",
    },
    "overlays gave up: office needed more than 3 restarts",
  ],
];

const overlay = "office";
const overlaySocket = { overlay, socket: "bridge" } as const;
const member = { overlay, member: "c", address: "127.0.0.1", port: 7 };
const overlayRefusal = {
  ...refusal,
  ...overlaySocket,
  type: "overlay_socket_refused",
} as const;

table.push(
  [{ type: "node_started", node, topologies: [] }, "b@10.0.0.2 started"],
  [{ type: "overlay_started", overlay }, "office  overlay started"],
  [{ type: "overlay_stopped", overlay }, "office  overlay stopped"],
  [{ type: "overlay_reconfigured", overlay }, "office  overlay reconfigured"],
  [
    { type: "overlay_warning", overlay, setting: "iface", message: "none" },
    "office  warning: iface: none",
  ],
  [
    { type: "overlay_socket_bound", ...overlaySocket, address, port: 1 },
    "office  bridge bound 10.0.0.2:1",
  ],
  [
    { type: "member_in", ...member, local: true },
    "office  member_in c (127.0.0.1:7, local)",
  ],
  [
    { type: "member_out", ...member, local: false },
    "office  member_out c (127.0.0.1:7)",
  ],
  [
    { type: "digests_refused", overlay, reason: "bad_secret", count: 2 },
    "office  refused 2 digests: bad_secret",
  ],
);

Deno.test("a forwarded digest's type is called type in JSON", () => {
  const news = {
    type: "digest_forwarded",
    overlay,
    digest: "chat",
    id: "1",
    to: ["a", "b"],
  } as const;
  assert.deepEqual(JSON.parse(jsonLine({ atMs, ...news })), {
    at,
    event: "digest_forwarded",
    overlay,
    type: "chat",
    id: "1",
    to: ["a", "b"],
  });
  assert.match(tidyLine({ atMs, ...news }), /office {2}chat 1 to a, b$/);
});

Deno.test("a socket of an overlay that is refused again is told in short", () => {
  const line = tidyLines();
  line({ atMs, ...refusal });
  assert.match(
    line({ atMs, ...overlayRefusal }),
    /bridge refused: no_route \(/,
  );
  assert.match(
    line({ atMs, ...overlayRefusal }),
    /office {2}bridge still refused: no_route, again in 900 ms$/,
  );
  assert.match(
    line({ atMs, ...overlayRefusal, socket: "multicast" }),
    /multicast refused: no_route \(/,
  );
  line({
    atMs,
    type: "overlay_socket_bound",
    ...overlaySocket,
    address,
    port: 1,
  });
  assert.match(
    line({ atMs, ...overlayRefusal }),
    /bridge refused: no_route \(/,
  );
});

for (const [news, sentence] of table) {
  Deno.test(`${news.type} is a tidy line: ${sentence}`, () => {
    assert.equal(tidyLine({ atMs, ...news }), `12:34:56.789  ${sentence}`);
    assert.equal(tidyLines()({ atMs, ...news }), `12:34:56.789  ${sentence}`);
  });

  Deno.test(`${news.type} is a JSON object: ${sentence}`, () => {
    const { type, ...rest } = news;
    const line = jsonLine({ atMs, ...news });
    assert.equal(line, JSON.stringify({ at, event: type, ...rest }));
  });
}

Deno.test("nothing that a stranger says forges a line or moves a cursor", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(text, text, (name, where) => {
      const news = { topology, node: name, address: where };
      for (const type of ["peer_heard", "heartbeat_received"] as const) {
        const event: NodeEvent = { atMs, type, ...news };
        for (const line of [tidyLine(event), jsonLine(event)]) {
          assert.doesNotMatch(line, /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
        }
        assert.deepEqual(JSON.parse(jsonLine(event)), {
          at,
          event: type,
          ...JSON.parse(JSON.stringify(news)),
        });
      }
    }),
  );
});

Deno.test("a socket that is refused again for the same reason is told in short", () => {
  const line = tidyLines();
  const told = (change: Partial<typeof refusal> | object = {}) =>
    line({ atMs, ...refusal, ...change }).slice("12:34:56.789  ".length);
  const full =
    "gossip  socket refused: no_route (Cannot send), again in 900 ms. look at the routes";
  assert.equal(told(), full);
  assert.equal(
    told({ retryInMs: 1_800 }),
    "gossip  socket still refused: no_route, again in 1800 ms",
  );
  assert.match(told({ reason: "unheard" }), /refused: unheard \(Cannot send\)/);
  assert.equal(told(), full, "the reason changed back");
});

Deno.test("what is told in short is told in full again once the socket was bound", () => {
  const line = tidyLines();
  const full = line({ atMs, ...refusal });
  assert.notEqual(line({ atMs, ...refusal }), full);
  line({ atMs, type: "socket_bound", topology, address, port: 1 });
  assert.equal(line({ atMs, ...refusal }), full);
});

Deno.test("each topology's refusals are told for themselves", () => {
  const line = tidyLines();
  line({ atMs, ...refusal });
  const other = line({ atMs, ...refusal, topology: "other" });
  assert.match(other, /other {2}socket refused: no_route \(Cannot send\)/);
});
