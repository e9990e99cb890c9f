import assert from "node:assert/strict";
import { readConfiguration } from "../../src/protocol/read_configuration.ts";
import { resolveSettings } from "../../src/protocol/settings.ts";
import { Secret } from "../../src/wire/secret.ts";

const key = "correct horse";
const office = {
  port: 6666,
  symmetric_key: key,
  multicast: { ip: "239.1.2.3" },
};

function read(given: unknown) {
  const result = readConfiguration(JSON.stringify(given));
  assert(result.ok, JSON.stringify(result));
  return result.value.configuration;
}

function problemsOf(given: unknown): readonly string[] {
  const result = readConfiguration(
    typeof given === "string" ? given : JSON.stringify(given),
  );
  assert(!result.ok, "it was taken");
  assert.doesNotMatch(Deno.inspect(result), /horse/);
  return result.problems.map(({ line, column, message }) =>
    `${line}:${column} ${message}`
  );
}

Deno.test("an empty file is a node of which nothing was said", () => {
  assert.deepEqual(read({}), { ...resolveSettings({}), saidOfHttp: [] });
  assert.deepEqual(read({ $schema: "settings.schema.json" }), read({}));
});

Deno.test("topologies, overlays, distribution, logging and http are told in one file", () => {
  const configuration = read({
    name: "a@10.0.0.1",
    topologies: { gossip: { port: 4_000, secret: key } },
    overlays: { office },
    distribution: { cookie: key },
    logging: { level: "debug" },
    http: { port: 8_088 },
  });
  assert.equal(configuration.topologies["gossip"]!.port, 4_000);
  // Whoever has a distribution can be connected to.
  assert.equal(configuration.topologies["gossip"]!.announce, true);
  assert.equal(configuration.overlays["office"]!.quarantine_after, 20);
  assert.equal(configuration.logging?.level, "debug");
  assert.equal(configuration.http?.port, 8_088);
  assert(configuration.overlays["office"]!.symmetric_key instanceof Secret);
  assert.doesNotMatch(Deno.inspect(configuration, { depth: 9 }), /horse/);
});

Deno.test("gossiperl's names for the HTTP server are ours", () => {
  const rest_user = { username: "rest", password: key };
  const superuser = { username: "root", password: key };
  const theirs = read({
    rest_ip: "127.0.0.1",
    rest_port: 9_090,
    rest_user,
    superuser: null,
  });
  const ours = read({
    http: {
      address: "127.0.0.1",
      port: 9_090,
      rest_user,
      superuser: null,
    },
  });
  assert.deepEqual(theirs, ours);
  assert.equal(theirs.http?.rest_user?.password.reveal(), key);
  assert.equal(read({ superuser }).http?.superuser?.username, "root");
});

Deno.test("an address that others reach needs gossiperl's rest_ssl, or http.insecure", () => {
  assert.match(problemsOf({ rest_ip: "0.0.0.0" })[0]!, /http\.tls: /);
  const rest_ssl = { certfile: "cert.pem", keyfile: "key.pem" };
  const configuration = read({ rest_ip: "0.0.0.0", rest_ssl });
  assert.equal(configuration.http?.tls, true);
  assert.deepEqual(configuration.rest_ssl, rest_ssl);
  read({ rest_ip: "0.0.0.0", http: { insecure: true } });
});

const wrong: [what: string, text: string, ...problems: string[]][] = [
  [
    "a list",
    "[]",
    "1:1 settings: given []; allowed: an object, the settings of a node",
  ],
  ["an unknown setting", '{\n  "prot": 1\n}', "2:3 prot: unknown setting"],
  [
    "a wrong setting",
    '{\n  "topologies": {\n    "gossip": {"port": 0}\n  }\n}',
    "3:16 topologies.gossip.port: given 0; allowed: a whole number from 1 to 65535",
  ],
  [
    "a missing setting",
    '{"overlays": {\n  "office": {"port": 1, "multicast": {"ip": "239.1.2.3"}}}}',
    "2:3 overlays.office.symmetric_key: given nothing; allowed: a text",
  ],
  [
    "a wrong secret",
    '{"topologies": {"gossip": {"secret": ["correct horse"]}}}',
    "1:28 topologies.gossip.secret: allowed: a text",
  ],
  [
    "a name that an overlay cannot have",
    '{"overlays": {"of fice": {"port": 1, "symmetric_key": "x", "multicast": {"ip": "239.1.2.3"}}}}',
    `1:15 overlays.of fice: given "of fice"; allowed as an overlay's name: 1 to 64 letters, digits, _, - and .`,
  ],
  [
    "a wrong setting under gossiperl's name",
    '{\n"rest_port": "x"}',
    '2:1 rest_port: given "x"; allowed: a whole number from 1 to 65535',
  ],
  [
    "one setting under two names",
    '{"http": {"port": 1},\n"rest_port": 2}',
    "2:1 rest_port: http.port says it already",
  ],
  [
    "a function's place",
    '{"distribution": {"cookie": "x", "strategy": {"connect": 1}}}',
    "1:47 distribution.strategy.connect: given 1; allowed: a function",
  ],
];

for (const [what, text, ...problems] of wrong) {
  Deno.test(`${what} is told with line and column`, () => {
    assert.deepEqual(problemsOf(text), problems);
  });
}

Deno.test("several problems are told in the order of the text", () => {
  const places = problemsOf(
    '{\n"overlays": {"a": {"port": 0}},\n"nmae": 1,\n"topologies": {"gossip": {"ttl": 1}}}',
  ).map((line) => line.split(":")[0]);
  assert.deepEqual(places, places.toSorted());
  assert.deepEqual([...new Set(places)], ["2", "3", "4"]);
});

Deno.test("two overlays cannot have one bridge port, nor a bridge another overlay's own", () => {
  const other = (port: number, local_port?: number) => ({
    ...office,
    port,
    multicast: { ip: "239.1.2.4", ...(local_port && { local_port }) },
  });
  assert.deepEqual(
    problemsOf({ overlays: { office, b: other(7_000, 6_667) } }),
    [
      "1:179 overlays.b.multicast.local_port: given 6667; allowed: a port other than overlays.office.multicast.local_port",
    ],
  );
  assert.match(
    problemsOf({ overlays: { office, b: other(6_667) } })[0]!,
    /overlays\.b\.port: given 6667; allowed: a port other than overlays\.office\.multicast\.local_port$/,
  );
  // Ports of groups are shared, and another address is another socket.
  read({ overlays: { office, b: other(6_666, 7_000) } });
  const unicast = { ip: "10.0.0.1", port: 6_667, symmetric_key: key };
  read({ overlays: { office, b: unicast } });
  assert.equal(
    problemsOf({ overlays: { office, b: { ...unicast, ip: "0.0.0.0" } } })
      .length,
    1,
  );
});
