import assert from "node:assert/strict";
import { resolveSettings } from "../../../src/protocol/settings.ts";
import { Secret } from "../../../src/wire/secret.ts";

const problemsOf = (distribution: unknown): readonly string[] => {
  try {
    resolveSettings({ distribution });
  } catch (error) {
    return (error as { problems: readonly string[] }).problems;
  }
  return [];
};

Deno.test("distribution: the cookie is all that must be said", () => {
  const { distribution, topologies } = resolveSettings({
    distribution: { cookie: "monster" },
  });
  const { cookie, ...rest } = distribution!;
  assert.equal(cookie.reveal(), "monster");
  assert.equal(String(cookie), "protected");
  assert.deepEqual(rest, {
    hidden: false,
    port: 0,
    address: "0.0.0.0",
    epmd_port: 4_369,
    epmd_address: "0.0.0.0",
    net_ticktime: 60,
    connect: [],
    frame_bytes_max: 134_217_728,
    auto_connect: true,
    send_queue_bytes_max: 268_435_456,
  });
  assert.ok(topologies["gossip"]?.announce, "others are to connect too");
});

Deno.test("distribution: who says so is not announced, and who has none is not either", () => {
  const quiet = resolveSettings({
    topologies: { gossip: { announce: false } },
    distribution: { cookie: new Secret("monster") },
  });
  assert.equal(quiet.topologies["gossip"]?.announce, false);
  assert.equal(resolveSettings({}).topologies["gossip"]?.announce, false);
  assert.ok(!("distribution" in resolveSettings({})));
});

const refused: [string, unknown, RegExp][] = [
  ["no cookie", {}, /^distribution\.cookie: given nothing; it must be given$/],
  [
    "an empty cookie",
    { cookie: "" },
    /^distribution\.cookie: allowed: a text of 1 to 255/,
  ],
  [
    "a cookie that no Erlang node can have",
    { cookie: "кука" },
    /^distribution\.cookie: allowed: characters of Latin-1/,
  ],
  ["a list", [], /^distribution: given \[\]; allowed: an object/],
  [
    "an unknown setting",
    { cookie: "c", prot: 1 },
    /^distribution\.prot: unknown setting$/,
  ],
  [
    "a tick time too short to keep",
    { cookie: "c", net_ticktime: 3 },
    /^distribution\.net_ticktime: given 3; allowed: a whole number from 4 to 86400$/,
  ],
  [
    "a port that there is not",
    { cookie: "c", port: 65_536 },
    /^distribution\.port: given 65536;/,
  ],
  [
    "a name that is none",
    { cookie: "c", connect: ["web"] },
    /^distribution\.connect\.0: given "web"; allowed: name@host/,
  ],
  [
    "an address that is none",
    { cookie: "c", address: "here" },
    /^distribution\.address: given "here"; allowed: an IPv4 address/,
  ],
  [
    "a pattern that is none",
    { cookie: "c", allow: { nodes: [1] } },
    /^distribution\.allow\.nodes\.0: given 1;/,
  ],
  ["a key that is no PEM certificate", {
    cookie: "c",
    tls: { cert: "x", key: "k" },
  }, /^distribution\.tls\.cert: given "x"; allowed: a PEM text$/],
  ["a strategy that cannot be called", {
    cookie: "c",
    strategy: { connect: 1 },
  }, /^distribution\.strategy\.connect: given 1; allowed: a function$/],
];

for (const [name, distribution, problem] of refused) {
  Deno.test(`distribution: ${name} is refused by name`, () => {
    const [first = "", ...others] = problemsOf(distribution);
    assert.match(first, problem);
    assert.deepEqual(others, []);
  });
}

Deno.test("distribution: neither cookie nor key is ever repeated", () => {
  const told = [
    problemsOf({ cookie: 987_654 }),
    problemsOf({ cookie: { hush: "987654" } }),
    problemsOf({ cookie: "x", tls: { cert: "-----BEGIN", key: 987_654 } }),
  ].flat();
  assert.equal(told.length, 3);
  for (const problem of told) assert.doesNotMatch(problem, /987654/);
});
