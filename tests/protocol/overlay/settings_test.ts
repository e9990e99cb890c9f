import assert from "node:assert/strict";
import { SettingsError } from "../../../src/protocol/settings.ts";
import {
  type OverlaySettings,
  RackMissingError,
  type ResolvedOverlay,
  resolveOverlaySettings,
} from "../../../src/protocol/overlay/settings.ts";
import { difference } from "../../../src/protocol/overlay/difference.ts";

const uuid = "11111111-2222-4333-8444-555555555555";
const group = { ip: "239.1.1.1" };
const unicast = { ip: "10.0.0.1", port: 6666, symmetric_key: "k" };
const multicast = { port: 6666, symmetric_key: "k", multicast: group };

function resolve(given: unknown): ResolvedOverlay {
  return resolveOverlaySettings("o", given, uuid);
}

function problemsOf(given: unknown): string {
  try {
    resolve(given);
    return "";
  } catch (error) {
    assert(error instanceof SettingsError);
    return error.message;
  }
}

Deno.test("an overlay's settings have gossiperl's defaults", () => {
  const { secret, symmetric_key, ...rest } = resolve(unicast);
  assert.equal(secret.reveal(), "default-overlay-secret");
  assert.equal(symmetric_key.reveal(), "k");
  assert.deepEqual(rest, {
    name: "o",
    family: "ipv4",
    member_name: `o10.0.0.1:6666@${uuid}`,
    ip: "10.0.0.1",
    port: 6666,
    rack_name: "default",
    racks: { default: [] },
    symmetric_keys: [],
    cipher: "aes-256-cbc",
    quarantine_after: 20,
    max_quarantined: 10,
    drop_unreachable_after: 180,
    gossip_round_every: 2,
    redelivery_retry_every: 5,
    redelivery_retry_max: 0,
    redelivery_age_max: 180,
    drop_stale_subscriptions_after: 20,
    incoming_data_buffer_size: 16_777_216,
    outgoing_data_buffer_size: 16_777_216,
    read_packet_count: 5,
    local_ack_bytes_max: 1_024,
    remote_ack_bytes_max: 1_400,
    members_max: 16_384,
    subscriptions_max: 65_536,
  });
});

Deno.test("a multicast overlay's settings have gossiperl's defaults, in both families", () => {
  const four = resolve(multicast);
  assert.deepEqual(four.multicast, {
    ip: "239.1.1.1",
    ttl: 4,
    local_iface_address: "0.0.0.0",
    local_port: 6667,
  });
  assert.equal(four.member_name, `o0.0.0.0:6666@${uuid}`);
  const six = resolve({ ...multicast, multicast: { ip: "ff0e::1" } });
  assert.equal(six.family, "ipv6");
  assert.equal(six.multicast?.local_iface_address, "::");
});

Deno.test("what a multicast overlay does not use may be anything", () => {
  const junk = { ip: 5, rack_name: [], racks: "none" };
  const settings = resolve({ ...multicast, ...junk });
  assert.deepEqual(Object.keys(junk).filter((key) => key in settings), []);
});

Deno.test("interfaces of IPv6 groups are names, or addresses with a zone", () => {
  const trials: [ip: string, given: string | undefined, isTaken: boolean][] = [
    ["ff02::1", "eth0", true],
    ["ff05::1", "fe80::1%eth0", true],
    ["ff0e::1", undefined, true],
    ["ff02::1", undefined, false],
    ["ff05::1", "::", false],
    ["ff0e::1", "10.0.0.1", false],
    ["ff0e::1", "fd00::1", false],
    ["239.1.1.1", "10.0.0.1", true],
    ["239.1.1.1", "eth0", false],
    ["239.1.1.1", "239.1.1.1", false],
  ];
  for (const [ip, local_iface_address, isTaken] of trials) {
    const given = { ...multicast, multicast: { ip, local_iface_address } };
    const problems = problemsOf(given);
    assert.equal(problems === "", isTaken, `${ip} ${local_iface_address}`);
    assert(isTaken || problems.includes("multicast.local_iface_address"));
  }
});

Deno.test("a wrong setting is told by name, with what was given and what is allowed", () => {
  const trials: [given: unknown, told: RegExp][] = [
    [{ ...unicast, port: 0 }, /^port: given 0; allowed: a whole number/],
    [{ ...unicast, port: undefined }, /^port: given nothing; allowed: a whole/],
    [{ ip: "10.0.0.1", port: 1 }, /^symmetric_key: given nothing; allowed:/],
    [{ ...unicast, colour: 1 }, /^colour: unknown setting$/],
    [{ ...unicast, quarantine_after: 1.5 }, /^quarantine_after: given 1.5; /],
    [{ ...unicast, ip: undefined }, /^ip: given nothing; allowed: .*iface/],
    [{ ...unicast, ip: "239.1.1.1" }, /^ip: given "239.1.1.1"; allowed: /],
    [{ ...unicast, ip: "10.0.0.256" }, /^ip: given "10.0.0.256"; allowed: /],
    [{ ...unicast, cipher: "rot13" }, /^cipher: given "rot13"; allowed: "aes-/],
    [{ ...unicast, member_name: "a\u001b[2J" }, /^member_name: given "a\\\\?u/],
    [{ ...unicast, racks: { default: [5] } }, /^racks.default.0: given 5; /],
    [{ ...multicast, multicast: {} }, /^multicast.ip: given nothing; allowed/],
    [
      { ...multicast, multicast: { ...group, loop: true } },
      /^multicast.loop: unknown setting$/,
    ],
    [
      { ...multicast, multicast: { ip: "10.0.0.1" } },
      /^multicast.ip: given "10.0.0.1"; allowed: the address of a group/,
    ],
    [
      { ...multicast, multicast: { ...group, ttl: 0 } },
      /^multicast.ttl: given 0; allowed: /,
    ],
    [
      { ...multicast, multicast: { ...group, local_port: 6666 } },
      /^multicast.local_port: given 6666; allowed: a port other than port/,
    ],
    [
      { ...multicast, port: 65_535 },
      /^multicast.local_port: given nothing; allowed/,
    ],
    [
      { ...multicast, symmetric_keys: [{ id: "k".repeat(33), key: "k" }] },
      /symmetric_keys.0.id: .*allowed: 1 to 32 visible ASCII characters/,
    ],
    [[], /^settings: given \[\]; allowed: an object/],
    [null, /^settings: given null; allowed: an object/],
  ];
  for (const [given, told] of trials) assert.match(problemsOf(given), told);
});

Deno.test("what was given for a secret is never told", () => {
  const problems = problemsOf({
    ...unicast,
    symmetric_key: ["hunter2"],
    secret: { hunter2: "hunter2" },
    symmetric_keys: [{ id: "a", key: 22, hunter2: 1 }, "hunter2"],
  });
  assert.match(problems, /^symmetric_key: allowed/m);
  assert.match(problems, /^secret: allowed/m);
  assert.match(problems, /^symmetric_keys.0.key: allowed/m);
  assert(!/: .*hunter2|22/.test(problems), problems);
  const settings = resolve({ ...unicast, symmetric_key: "hunter2" });
  assert(!JSON.stringify(settings).includes("hunter2"));
});

Deno.test("a missing rack alone is an error of its own", () => {
  const given = { ...unicast, rack_name: "r" };
  assert.throws(() => resolve(given), RackMissingError);
  const error = problemsOf({ ...given, port: 0 });
  assert.match(error, /^port: .*/);
  assert.throws(
    () => resolve({ ...given, port: 0 }),
    (error) => !(error instanceof RackMissingError),
  );
  assert.equal(problemsOf({ ...given, racks: { r: ["10.0.0.2"] } }), "");
  assert.notEqual(problemsOf({ ...unicast, rack_name: "toString" }), "");
});

Deno.test("a change asks for no more than it must", () => {
  const before: OverlaySettings = { ...multicast, member_name: "n" };
  const trials: [change: object, kinds: Record<string, string>][] = [
    [{}, {}],
    [{ quarantine_after: 5 }, { quarantine_after: "tell" }],
    [{ symmetric_key: "other" }, { symmetric_key: "tell" }],
    [{ read_packet_count: 9 }, { read_packet_count: "keep" }],
    [{ ip: "anything" }, {}],
    [{ multicast: { ...group, ttl: 9 } }, { "multicast.ttl": "tell" }],
    [
      { multicast: { ...group, local_port: 7000 } },
      { "multicast.local_port": "rebind_bridge" },
    ],
    [
      { multicast: { ip: "239.1.1.2" } },
      { "multicast.ip": "rebind_multicast" },
    ],
    [{ multicast: undefined, ip: "10.0.0.1" }, { multicast: "restart" }],
  ];
  for (const [change, kinds] of trials) {
    const { refused, changes } = difference(
      resolve(before),
      resolve({ ...before, ...change }),
    );
    assert.deepEqual(refused, []);
    assert.deepEqual(Object.fromEntries(changes), kinds);
  }
});

Deno.test("who and where a node is may not change", () => {
  const before = { ...unicast, member_name: "n", iface: "eth0" };
  const after = { ip: "10.0.0.2", port: 7, symmetric_key: "k", iface: "eth1" };
  const { refused } = difference(resolve(before), resolve(after));
  assert.deepEqual([...refused].sort(), ["iface", "ip", "member_name", "port"]);
});
