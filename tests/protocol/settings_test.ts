import assert from "node:assert/strict";
import fc from "fast-check";
import { Secret } from "../../src/wire/secret.ts";
import { resolveSettings, SettingsError } from "../../src/protocol/settings.ts";

const hidden = "correct horse";
const gossip = (settings: unknown) => ({ topologies: { gossip: settings } });

/** What else a node has of which nothing is said. */
const others = { overlays: {}, inspector: true, allow_chaos: false };

Deno.test("nothing said gives libcluster's defaults and our own", () => {
  const defaults = {
    strategy: "gossip",
    port: 45_892,
    if_addr: "0.0.0.0",
    multicast_addr: ["230.1.1.251", "233.252.1.32"],
    multicast_ttl: 1,
    broadcast_only: false,
    announce: false,
    debug: false,
    silent_after_ms: 15_000,
    forgotten_after_ms: 180_000,
    peers_max: 4_096,
    names_per_minute_max: 64,
    names_per_address_max: 256,
  };
  assert.deepEqual(resolveSettings({}), {
    topologies: { gossip: defaults },
    ...others,
  });
  assert.deepEqual(resolveSettings(gossip({})), resolveSettings({}));
  assert.deepEqual(resolveSettings({ topologies: {} }).topologies, {});
});

Deno.test("a setting that is undefined was not said", () => {
  const said = { name: undefined, ...gossip({ port: undefined }) };
  assert.deepEqual(
    JSON.stringify(resolveSettings(said)),
    JSON.stringify(resolveSettings({})),
  );
});

Deno.test("what is said holds", () => {
  const said = {
    strategy: "gossip",
    port: 1,
    if_addr: "10.0.0.1",
    multicast_if: "10.0.0.1",
    multicast_addr: ["239.255.255.255"],
    multicast_ttl: 255,
    broadcast_only: true,
    announce: true,
    debug: true,
    silent_after_ms: 1,
    forgotten_after_ms: 86_400_000,
    peers_max: 65_536,
    names_per_minute_max: 1,
    names_per_address_max: 1,
  };
  assert.deepEqual(
    resolveSettings({ name: "a@host", ...gossip(said) }),
    { name: "a@host", ...gossip(said), ...others },
  );
});

Deno.test("one group may be given without a list", () => {
  const { topologies } = resolveSettings(
    gossip({ multicast_addr: "224.0.0.1" }),
  );
  assert.deepEqual(topologies["gossip"]!.multicast_addr, ["224.0.0.1"]);
});

Deno.test("any address may be broadcast to", () => {
  const said = { broadcast_only: true, multicast_addr: "255.255.255.255" };
  const { topologies } = resolveSettings(gossip(said));
  assert.deepEqual(topologies["gossip"]!.multicast_addr, ["255.255.255.255"]);
});

Deno.test("a secret is taken, and opaque from then on", () => {
  const settings = resolveSettings(gossip({ secret: hidden }));
  const { secret } = settings.topologies["gossip"]!;
  assert.ok(secret instanceof Secret);
  assert.equal(secret.reveal(), hidden);
  assert.ok(!Deno.inspect(settings, { depth: 9 }).includes(hidden));
  assert.ok(!JSON.stringify(settings).includes(hidden));
});

const ms = "a whole number from 1 to 86400000";
const count = "a whole number from 1 to 65536";
const wrong: [
  setting: string,
  given: unknown,
  shown: string,
  allowed: string,
][] = [
  ["strategy", "epmd", '"epmd"', '"gossip"'],
  ["port", 0, "0", "a whole number from 1 to 65535"],
  ["port", 65_536, "65536", "a whole number from 1 to 65535"],
  ["port", 1.5, "1.5", "a whole number from 1 to 65535"],
  ["port", "45892", '"45892"', "a whole number from 1 to 65535"],
  ["port", NaN, "NaN", "a whole number from 1 to 65535"],
  ["port", -Infinity, "-Infinity", "a whole number from 1 to 65535"],
  ["port", null, "null", "a whole number from 1 to 65535"],
  ["if_addr", "eth0", '"eth0"', "an IPv4 address such as 192.168.1.10"],
  ["if_addr", "::1", '"::1"', "an IPv4 address such as 192.168.1.10"],
  ["if_addr", "1.2.3", '"1.2.3"', "an IPv4 address such as 192.168.1.10"],
  [
    "if_addr",
    "1.2.3.256",
    '"1.2.3.256"',
    "an IPv4 address such as 192.168.1.10",
  ],
  ["if_addr", "01.2.3.4", '"01.2.3.4"', "an IPv4 address such as 192.168.1.10"],
  ["multicast_if", 7, "7", "an IPv4 address"],
  [
    "multicast_addr",
    "10.0.0.1",
    '["10.0.0.1"]',
    "addresses from 224.0.0.0 to 239.255.255.255, unless broadcast_only is set",
  ],
  [
    "multicast_addr",
    ["230.1.1.251", "240.0.0.1"],
    '["230.1.1.251", "240.0.0.1"]',
    "addresses from 224.0.0.0 to 239.255.255.255, unless broadcast_only is set",
  ],
  ["multicast_addr", [], "[]", "at least one address"],
  [
    "multicast_addr",
    Array(17).fill("224.0.0.1"),
    "a list",
    "at most 16 addresses",
  ],
  ["multicast_addr", 5, "5", "an IPv4 address, or a list of them"],
  ["multicast_ttl", 0, "0", "a whole number from 1 to 255"],
  ["multicast_ttl", 256, "256", "a whole number from 1 to 255"],
  ["broadcast_only", "yes", '"yes"', "true or false"],
  ["announce", 1, "1", "true or false"],
  ["debug", {}, "an object", "true or false"],
  ["silent_after_ms", 0, "0", ms],
  ["silent_after_ms", 86_400_001, "86400001", ms],
  ["forgotten_after_ms", -1, "-1", ms],
  ["forgotten_after_ms", 15_000, "15000", "more than silent_after_ms"],
  ["peers_max", 0, "0", count],
  ["names_per_minute_max", 65_537, "65537", count],
  ["names_per_address_max", "many", '"many"', count],
];

for (const [setting, given, shown, allowed] of wrong) {
  Deno.test(`${setting} is not to be ${shown}`, () => {
    const [problem] = problemsOf(gossip({ [setting]: given, secret: hidden }));
    assert.equal(
      problem,
      `topologies.gossip.${setting}: given ${shown}; allowed: ${allowed}`,
    );
  });
}

const wrongNodes: [what: string, settings: unknown, problem: string][] = [
  [
    "nothing",
    undefined,
    "settings: given nothing; allowed: an object, the settings of a node",
  ],
  [
    "null",
    null,
    "settings: given null; allowed: an object, the settings of a node",
  ],
  [
    "a text",
    "x",
    'settings: given "x"; allowed: an object, the settings of a node',
  ],
  [
    "a list",
    [],
    "settings: given []; allowed: an object, the settings of a node",
  ],
  ["an unknown setting", { nmae: "x" }, "nmae: unknown setting"],
  [
    "a topology's setting in the wrong place",
    { secret: hidden },
    "secret: unknown setting",
  ],
  [
    "an unknown setting of a topology",
    gossip({ prot: 1 }),
    "topologies.gossip.prot: unknown setting",
  ],
  [
    "a name without a host",
    { name: "a" },
    'name: given "a"; allowed: name@host, such as rookery@192.168.1.10',
  ],
  [
    "a name with a line break",
    { name: "a@b\n" },
    'name: given "a@b\\n"; allowed: name@host, such as rookery@192.168.1.10',
  ],
  ["a number as a name", { name: 1 }, "name: given 1; allowed: name@host"],
  [
    "a list of topologies",
    { topologies: [] },
    "topologies: given []; allowed: an object, the topologies by their names",
  ],
  [
    "a topology that is a list",
    gossip([]),
    "topologies.gossip: given []; allowed: an object, the settings of a topology",
  ],
  [
    "a topology that is true",
    gossip(true),
    "topologies.gossip: given true; allowed: an object, the settings of a topology",
  ],
  [
    "a topology with a path as its name",
    { topologies: { "a/b": {} } },
    'topologies.a/b: given "a/b"; allowed as a topology\'s name: 1 to 64 letters, digits, _ and -',
  ],
  [
    "a topology of an inherited name",
    { topologies: { constructor: {} } },
    "topologies: given an object; allowed as a topology's name: none of __proto__, prototype, constructor",
  ],
];

for (const [what, settings, problem] of wrongNodes) {
  Deno.test(`${what} is refused by name`, () => {
    assert.deepEqual(problemsOf(settings), [problem]);
  });
}

Deno.test("several problems are told at once, each once", () => {
  const settings = {
    name: "nobody",
    topologies: {
      a: { port: -1.5, secret: "", peers_max: 0 },
      b: { if_addr: "x", colour: "red" },
    },
  };
  const named = problemsOf(settings).map((problem) => problem.split(":")[0]);
  assert.deepEqual(named.toSorted(), [
    "name",
    "topologies.a.peers_max",
    "topologies.a.port",
    "topologies.a.secret",
    "topologies.b.colour",
    "topologies.b.if_addr",
  ]);
});

Deno.test("a long value is shown in short, and without control characters", () => {
  const [problem] = problemsOf(gossip({ if_addr: "\x1b\u202e".repeat(1e6) }));
  assert.ok(problem!.length < 700, `${problem!.length}`);
  assert.doesNotMatch(problem!, /[\p{Cc}\p{Bidi_Control}]/u);
  const [named] = problemsOf(gossip({ ["\n\u202e".repeat(1e4)]: 1 }));
  assert.ok(named!.length < 700);
  assert.doesNotMatch(named!, /[\p{Cc}\p{Bidi_Control}]/u);
});

const around: [string, unknown][] = [
  ["it is empty beside it", gossip({ secret: hidden, port: -1 })],
  [
    "a check of all settings fails",
    gossip({ secret: hidden, multicast_addr: "10.0.0.1" }),
  ],
  [
    "another such check fails",
    gossip({ secret: hidden, silent_after_ms: 200_000 }),
  ],
  ["it is no text", gossip({ secret: [hidden] })],
  ["it is an object", gossip({ secret: { text: hidden } })],
  ["its topology is in a list", gossip([{ secret: hidden }])],
  ["topologies are a list", { topologies: [{ secret: hidden }] }],
  ["settings are a list", [gossip({ secret: hidden })]],
  ["it is where a name belongs", { name: { secret: hidden } }],
  ["it is where a number belongs", gossip({ port: { secret: hidden } })],
  ["it is one level too high", { topologies: { secret: { port: hidden } } }],
  ["its topology has a wrong name", {
    topologies: { "a b": { secret: hidden, port: 0 } },
  }],
];

for (const [when, settings] of around) {
  Deno.test(`a secret is not repeated when ${when}`, () => {
    const error = errorOf(settings);
    assert.ok(!Deno.inspect(error).includes(hidden), error.message);
  });
}

Deno.test("whatever is given, settings hold or are refused as such", () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  });
  const keyed = fc.record({
    name: anything,
    topologies: fc.dictionary(
      fc.string(),
      fc.record({ port: anything, secret: anything }, { requiredKeys: [] }),
    ),
  }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.oneof(anything, fc.jsonValue(), keyed), (given) => {
      try {
        resolveSettings(given);
      } catch (error) {
        assert.ok(error instanceof SettingsError, `${error}`);
        assert.ok(error.problems.length > 0);
      }
    }),
  );
});

function problemsOf(settings: unknown): readonly string[] {
  return errorOf(settings).problems;
}

function errorOf(settings: unknown): SettingsError {
  try {
    resolveSettings(settings);
  } catch (error) {
    assert.ok(error instanceof SettingsError, `${error}`);
    assert.equal(error.name, "SettingsError");
    assert.equal(error.message, error.problems.join("\n"));
    return error;
  }
  assert.fail("these settings were taken");
}
