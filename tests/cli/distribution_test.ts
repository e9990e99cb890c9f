/**
 * The distribution on the command line: its options, and how its events look.
 *
 * @module
 */
import assert from "node:assert/strict";
import { format } from "node:util";
import { run } from "../../src/cli/program.ts";
import { tidyLine } from "../../src/cli/render.ts";
import type { DistributionNews } from "../../src/distribution_events.ts";

const node = "b@10.0.0.2";
const advice = "do something";
const sentences: [DistributionNews, string][] = [
  [{ type: "node_up", node, hidden: false }, "b@10.0.0.2 is up"],
  [{ type: "node_up", node, hidden: true }, "b@10.0.0.2 is up (hidden)"],
  [
    { type: "node_down", node, hidden: false, reason: "net_tick_timeout" },
    "b@10.0.0.2 is down: net_tick_timeout",
  ],
  [
    { type: "connect_node_ok", node, durationMs: 12 },
    "connected to b@10.0.0.2 in 12 ms",
  ],
  [
    {
      type: "connect_node_error",
      ...{ node, detail: "wrong_cookie", advice, durationMs: 3 },
      reason: "unreachable",
    },
    "cannot connect to b@10.0.0.2: wrong_cookie. do something",
  ],
  [
    { type: "distribution_listening", address: "0.0.0.0", port: 5_000 },
    "listening for nodes on 0.0.0.0:5000",
  ],
  [
    {
      type: "distribution_refused",
      ...{ reason: "address_in_use", message: "no", advice, retryInMs: 250 },
    },
    "port for nodes refused: address_in_use (no), again in 250 ms. do something",
  ],
  [
    { type: "epmd_registered", port: 5_000 },
    "registered port 5000 with EPMD",
  ],
  [
    { type: "epmd_serving", port: 5_000 },
    "serving EPMD, with port 5000 for this node",
  ],
  [
    { type: "epmd_refused", reason: "name_taken", advice, retryInMs: 250 },
    "not registered with EPMD: name_taken, again in 250 ms. do something",
  ],
  [
    { type: "connections_refused", reason: "wrong_cookie", count: 3 },
    "refused 3 connections: wrong_cookie",
  ],
];

for (const [news, sentence] of sentences) {
  Deno.test(`${news.type} is told as: ${sentence}`, () => {
    const line = tidyLine({ atMs: 0, ...news });
    assert.equal(line, `00:00:00.000  ${sentence}`);
  });
}

const mistakes: [string, readonly string[], RegExp][] = [
  [
    "--hidden without a cookie",
    ["--hidden"],
    /^error: --hidden needs --cookie$/,
  ],
  [
    "--connect without a cookie",
    ["--connect", node],
    /^error: --connect needs --cookie$/,
  ],
  [
    "a name that is none",
    ["--cookie", "c", "--connect", "web"],
    /^error: distribution\.connect\.0: given "web"; allowed: name@host/,
  ],
  [
    "a tick time that is too short",
    ["--cookie", "c", "--net-ticktime", "1"],
    /^error: distribution\.net_ticktime: given 1; allowed: a whole number/,
  ],
  [
    "a port that there is not",
    ["--cookie", "c", "--dist-port", "70000"],
    /^error: distribution\.port: given 70000;/,
  ],
  [
    "an empty cookie",
    ["--cookie", ""],
    /^error: distribution\.cookie: allowed: a text of 1 to 255/,
  ],
  [
    "a cookie file that is not there",
    ["--cookie", "@/nowhere/cookie"],
    /^error: Cannot read the secret from \/nowhere\/cookie/,
  ],
];

for (const [what, args, message] of mistakes) {
  Deno.test(`${what} is told, and leaves with 2`, async () => {
    const err: string[] = [];
    const { error } = console;
    console.error = (...texts) => void err.push(format(...texts));
    try {
      assert.equal(await run(args), 2);
    } finally {
      console.error = error;
    }
    assert.match(err.join("\n"), message);
  });
}
