import assert from "node:assert/strict";
import fc from "fast-check";
import { fromTransition } from "xstate";
import type { ActorEvent } from "../../mod.ts";
import { routes } from "../../src/http/routes.ts";
import { logControlOf, offerLogControl } from "../../src/log_control.ts";
import type { LogLevels } from "../../src/protocol/logging_settings.ts";
import { as, key, office, RestWorld } from "./rest_world.ts";

/**
 * Bodies for each route: enough to be sure, few enough for every run; fewer for a second look at what was tried in full
 * (`ROOKERY_SEEDS`).
 */
const bodiesPerRoute = Deno.env.has("ROOKERY_SEEDS") ? 500 : 5_000;

/** Values that a setting or a field may be given. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    ...[0, 1, -1, 1.5, 65_535, 65_536, 1e308, null, true, "", "x"],
    ...["239.1.2.3", "10.0.0.2", "::1", "protected", [], {}, [[]]],
    "\u0000\u001b[2J",
    "\ud800",
    "__proto__",
  ),
);

const settingNames = [
  ...Object.keys(office),
  ...["ip", "iface", "ip_hint", "racks", "rack_name", "cipher"],
  ...["symmetric_keys", "quarantine_after", "members_max", "__proto__"],
  ...["constructor", "toString", "recipient_ip", "recipient_port", "chat"],
  ...["port", "multicast_addr", "announce", "path", "nonsense"],
  ...["level", "levels"],
];

/** Objects that are nearly settings, digests, or whatever else a route takes. */
const nearly: fc.Arbitrary<unknown> = fc.tuple(
  fc.constantFrom<object>(
    office,
    { ip: "10.0.0.1", port: 7000, symmetric_key: key },
    { chat: [{ text: "x", string: 1 }] },
    { path: "overlays/office" },
    { level: "debug", levels: { "overlays/office": "off" } },
    {},
  ),
  fc.array(fc.tuple(fc.constantFrom(...settingNames), value), { maxLength: 3 }),
).map(([base, changes]) => ({ ...base, ...Object.fromEntries(changes) }));

/** Bodies as bytes: no JSON at all, any JSON, and what is nearly right. */
const body: fc.Arbitrary<Uint8Array<ArrayBuffer>> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
  fc.string({ unit: "binary", maxLength: 200 }).map(utf8),
  value.map(json),
  nearly.map(json),
  fc.tuple(nearly, fc.nat()).map(([given, at]) => {
    const text = JSON.stringify(given);
    return utf8(text.slice(0, at % (text.length + 1)));
  }),
);

/** Answers every call. */
const worker = fromTransition((state: null, event: ActorEvent) => {
  if (event.type === "call") event.reply(null);
  return state;
}, null);

for (const { method, path } of routes.filter(({ body }) => body)) {
  Deno.test(`whatever ${method} ${path} is sent, it is never 500, and a refusal changes nothing`, async () => {
    await using world = await RestWorld.start();
    await world.overlay();
    await world.overlay("busy", {
      ...office,
      port: 7666,
      multicast: { ip: "239.1.2.5" },
    });
    const known = path.replace(":overlay", "office").replace(
      ":topology",
      "gossip",
    ).replace(":name", "worker");
    world.node.spawn("worker", worker);
    keepLevels(world);
    const added = path.replace(/:\w+/, "another");
    const isNew = method === "POST" && /:(overlay|topology)$/.test(path) &&
      !path.includes("digest");
    if (!isNew) await world.done(world.node.topologies.add("gossip", {}));
    let refused = 0;
    const tries = fc.asyncProperty(
      body,
      fc.constantFrom(
        "quarantine_after",
        "multicast",
        "__proto__",
        "%00",
        "port",
      ),
      async (bytes, setting) => {
        const target = isNew ? added : known.replace(":setting", setting);
        const before = stateOf(world);
        const { status, text } = await world.ask(method, target, {
          // Who may do everything with all of them.
          as: as.root,
          body: bytes,
        });
        assert.notEqual(status, 500, text);
        for (const hidden of [key, "hush-a-bye"]) {
          assert(!text.includes(hidden), text);
        }
        if (status >= 400) {
          refused++;
          assert.equal(stateOf(world), before, text);
        }
        await removeAdded(world);
        const { node } = world;
        if (!node.overlays.names().includes("office")) await world.overlay();
      },
    );
    await fc.assert(tries, { numRuns: bodiesPerRoute, seed: 5 });
    const shares = `${refused} of ${bodiesPerRoute} were refused`;
    assert(refused > bodiesPerRoute / 10 && refused < bodiesPerRoute, shares);
  });
}

Deno.test("whatever names are in a path, it is never 500", async () => {
  await using world = await RestWorld.start();
  await world.overlay();
  const part = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }).map(encode),
    fc.string({ maxLength: 40 }).map(encode),
    fc.constantFrom(
      "%",
      "%zz",
      "%00",
      "..",
      "%2e%2e",
      "%2f",
      "__proto__",
      "office",
      "",
      "a@b",
    ),
  );
  const routeIndex = fc.nat(routes.length - 1);
  const tries = fc.asyncProperty(
    routeIndex,
    part,
    part,
    async (index, one, other) => {
      const { method, path } = routes[index]!;
      if (path.endsWith("/events")) return;
      const parts = [one, other];
      const target = path.replace(/:\w+/g, () => parts.pop() ?? "x");
      const sent = { as: as.root, ...(method === "GET" ? {} : { body: "{}" }) };
      const response = await world.done(world.send(method, target, sent));
      await response.body?.cancel();
      assert.notEqual(response.status, 500, `${method} ${target}`);
      if (!world.node.overlays.names().includes("office")) {
        await world
          .overlay();
      }
    },
  );
  await fc.assert(tries, { numRuns: bodiesPerRoute, seed: 5 });
});

/** All that a refusal must leave alone. */
function stateOf({ node, sim }: RestWorld): string {
  const overlays = node.overlays.names().map((name) =>
    node.overlays.settings(name)
  );
  const sockets = sim.network.openSockets();
  const levels = logControlOf(node)?.levels();
  return JSON.stringify([overlays, node.topologies.names(), sockets, levels]);
}

/** Offers levels of a log that nobody writes. */
function keepLevels({ node }: RestWorld): void {
  let levels: LogLevels = { level: "info", levels: {} };
  offerLogControl(node, {
    levels: () => levels,
    setLevels: (given) => levels = given,
  });
}

async function removeAdded({ node }: RestWorld): Promise<void> {
  await node.topologies.remove("another");
  if (node.overlays.names().includes("another")) {
    await node.overlays.remove("another");
  }
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function json(given: unknown): Uint8Array<ArrayBuffer> {
  return utf8(JSON.stringify(given));
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
