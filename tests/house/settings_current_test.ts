import assert from "node:assert/strict";
import { Ajv } from "ajv";
import fc from "fast-check";
import { settingsDocuments } from "../../docs/settings/generate.ts";
import { configurationFiles, said } from "../support/configurations.ts";
import { root } from "./source.ts";

const documents = settingsDocuments();

Deno.test("the documents on settings are those of the schemas", () => {
  const old = [...documents].filter(([path, text]) =>
    Deno.readTextFileSync(new URL(path, root)) !== text
  );
  const paths = old.map(([path]) => path);
  assert.deepEqual(paths, [], "Write them anew: deno task settings");
});

Deno.test("the schema for editors takes what is right, and notices a slip of the pen", () => {
  const schema = JSON.parse(documents.get("docs/settings.schema.json")!);
  const takes = new Ajv({ strict: false }).compile(schema);
  fc.assert(fc.property(configurationFiles, (file) => {
    assert(takes(said(file)), JSON.stringify(takes.errors));
  }));
  const office = {
    port: 6_666,
    symmetric_key: "horse",
    multicast: { ip: "239.1.2.3" },
  };
  const right = [
    {},
    { $schema: "./settings.schema.json", rest_port: 8_080, rest_user: null },
    { overlays: { office }, distribution: { cookie: "x" } },
    { rest_ssl: { certfile: "cert.pem", keyfile: "key.pem" } },
  ];
  for (const file of right) assert(takes(file), JSON.stringify(takes.errors));
  const wrong = [
    { nmae: "a@host" },
    { topologies: { gossip: { ttl: 1 } } },
    { topologies: { gossip: { port: 0 } } },
    { overlays: { office: { ...office, port: "x" } } },
    { overlays: { office: { ...office, symmetric_key: undefined } } },
    { distribution: {} },
    { distribution: { cookie: "x", strategy: {} } },
    { rest_port: 70_000 },
    { logging: { level: "loud" } },
  ];
  for (const file of wrong) assert(!takes(said(file)), JSON.stringify(file));
});
