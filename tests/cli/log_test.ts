import assert from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import { entryOf } from "../../src/cli/log_entry.ts";
import { startLog } from "../../src/cli/log.ts";
import { jsonLogLine, textLogLine } from "../../src/cli/log_line.ts";
import { LogLevels } from "../../src/cli/log_levels.ts";
import { loggingOf } from "../../src/cli/log_option.ts";
import { startNode } from "../../src/node.ts";
import type { NodeEvent } from "../../src/node_events.ts";
import {
  loggingSchema,
  logLevelsMax,
} from "../../src/protocol/logging_settings.ts";
import { simulation } from "../../src/sim/mod.ts";

const refused: NodeEvent = {
  type: "socket_refused",
  topology: "gossip",
  reason: "no_route",
  message: "Cannot send",
  advice: "look at the routes",
  retryInMs: 900,
  atMs: 0,
};
const silent: NodeEvent = {
  type: "peer_silent",
  topology: "gossip",
  node: "b@10.0.0.2",
  address: "10.0.0.2",
  atMs: 0,
};

Deno.test("each event is logged under the actor it comes from, by how much it matters", () => {
  const of = (event: NodeEvent) => {
    const { path, level } = entryOf(event);
    return `${level} ${path}`;
  };
  assert.equal(of(refused), "warning topologies/gossip/socket");
  assert.equal(of(silent), "warning topologies/gossip/peers");
  const overlay = { overlay: "office", atMs: 0 };
  assert.deepEqual(
    [
      of({ type: "overlay_started", ...overlay }),
      of({
        ...{ type: "overlay_socket_bound", socket: "bridge", ...overlay },
        ...{ address: "127.0.0.1", port: 1 },
      }),
      of({
        ...{ type: "member_in", member: "a", ...overlay },
        ...{ address: "10.0.0.1", port: 1, local: false },
      }),
      of({
        ...{ type: "actor_crashed", actor: "topologies/gossip/peers/crowd/x" },
        ...{ reason: "boom", atMs: 0 },
      }),
      of({ type: "distribution_listening", address: "", port: 1, atMs: 0 }),
      of({ type: "node_stopped", node: "a@b", atMs: 0 }),
    ],
    [
      "info overlays/office",
      "info overlays/office/bridge/socket",
      "info overlays/office/members",
      "error topologies/gossip/peers/crowd",
      "info distribution/listener",
      "info node",
    ],
  );
});

Deno.test("a level holds for an actor and all below it that have none of their own", () => {
  const levels = new LogLevels("warning", {
    "topologies/gossip": "debug",
    "topologies/gossip/beacon": "off",
  });
  const trials: [path: string, level: "debug" | "info" | "error", boolean][] = [
    ["topologies/gossip/socket", "debug", true],
    ["topologies/gossip", "debug", true],
    ["topologies/gossips", "info", false],
    ["topologies/gossip/beacon", "error", false],
    ["topologies", "info", false],
    ["overlays/office", "error", true],
  ];
  for (const [path, level, isLogged] of trials) {
    assert.equal(levels.allows(path, level), isLogged, `${path} ${level}`);
  }
  levels.set("topologies/gossip/beacon");
  assert(levels.allows("topologies/gossip/beacon", "debug"));
  levels.set("", "debug");
  assert(levels.allows("overlays/office", "debug"));
});

Deno.test("levels cannot be set for any number of actors", () => {
  const levels = new LogLevels("info");
  for (let i = 0; i < logLevelsMax; i++) levels.set(`actors/${i}`, "debug");
  levels.set("actors/0", "error");
  assert.throws(() => levels.set("one more", "debug"), RangeError);
});

Deno.test("a refusal that repeats itself is written once, and then counted", () => {
  const { clock } = simulation({ seed: 1 });
  const lines: string[] = [];
  using log = startLog(settings({ fold_seconds: 10 }), push(lines), clock);
  for (let i = 0; i < 4; i++) log.told({ ...refused, retryInMs: 900 * 2 ** i });
  log.told(silent);
  assert.equal(lines.length, 2);
  clock.advance(10_000);
  assert.equal(lines.length, 3);
  assert.match(lines[2]!, /again in 7200 ms.*\(the same 3 times since\)$/);
  clock.advance(10_000);
  log.told(refused);
  assert.equal(lines.length, 4, "after a quiet time it is news again");
});

Deno.test("what was folded is written when the log ends", () => {
  const { clock } = simulation({ seed: 1 });
  const lines: string[] = [];
  {
    using log = startLog(settings({}), push(lines), clock);
    log.told(refused);
    log.told(refused);
  }
  assert.equal(lines.length, 2);
  assert.match(lines[1]!, /\(the same 1 time since\)$/);
});

Deno.test("levels may change while a log is written", () => {
  const { clock } = simulation({ seed: 1 });
  const lines: string[] = [];
  using log = startLog(
    settings({ level: "error", fold_seconds: 0 }),
    push(lines),
    clock,
  );
  log.told(silent);
  assert.deepEqual(lines, []);
  log.levels.set("topologies/gossip/peers", "info");
  log.told(silent);
  assert.equal(lines.length, 1);
  log.reconfigure(settings({ level: "off", format: "json" }));
  log.told(silent);
  assert.equal(lines.length, 1);
});

Deno.test("a node's log at its most talkative has no secret in it, and tells who started", async () => {
  const world = simulation({ seed: 7 });
  const lines: string[] = [];
  using log = startLog(
    settings({ level: "debug", format: "json" }),
    push(lines),
    world.clock,
  );
  const starting = startNode(
    {
      name: "a@10.0.0.1",
      topologies: {
        gossip: { secret: "correct horse", debug: true, announce: true },
      },
    },
    world.host("10.0.0.1"),
    (event) => log.told(event),
  );
  await world.advanceAsync(1_000);
  const node = await starting;
  log.follow(node);
  await world.advanceAsync(10_000);
  await node.stop();
  const entries = lines.map((line) => JSON.parse(line));
  assert(!lines.join("\n").includes("horse"));
  assert(
    entries.some(({ event, category }) =>
      event === "heartbeat_sent" && category === "topologies/gossip/beacon"
    ),
  );
  assert(
    entries.some(({ event, category }) =>
      event === "actor_stopped" && category === "topologies/gossip/socket"
    ),
  );
});

Deno.test("whatever strangers call themselves, an entry is one line without control characters", () => {
  const moment = { atMs: 0, repeats: 2 };
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const { clock } = simulation({ seed: 1 });
      const lines: string[] = [];
      const event: NodeEvent = { ...silent, node: name, address: name };
      {
        using log = startLog(settings({}), push(lines), clock);
        log.told(event);
      }
      const entry = entryOf(event);
      assert.equal(lines.length, 1);
      for (
        const line of [
          ...lines,
          textLogLine(entry, moment),
          jsonLogLine(entry, moment),
        ]
      ) {
        // deno-lint-ignore no-control-regex -- these must not be there
        assert(!/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/.test(line));
      }
      const parsed = JSON.parse(jsonLogLine(entry, moment));
      assert.deepEqual([parsed.event, parsed.repeats], ["peer_silent", 2]);
    }),
    { numRuns: 200 },
  );
});

Deno.test("what nobody asked to log is not logged, and what is no level is told", () => {
  assert.equal(loggingOf(undefined), undefined);
  assert.deepEqual(loggingOf(["warning", "topologies/gossip=debug"], true), {
    level: "warning",
    levels: { "topologies/gossip": "debug" },
    format: "json",
    fold_seconds: 10,
  });
  assert.throws(
    () => loggingOf(["loud"]),
    /--log level: given "loud"; allowed/,
  );
  assert.throws(() => loggingOf(["a=loud"]), /--log levels\.a: given "loud"/);
});

function settings(given: object) {
  return v.parse(loggingSchema, given);
}

function push(lines: string[]) {
  return (line: string) => void lines.push(line);
}
