/**
 * Settings files, made up: of all parts of a node that may change while it runs.
 *
 * @module
 */
import fc from "fast-check";
import {
  checkConfiguration,
  type ConfigurationFile,
} from "../../src/protocol/configuration.ts";
import type { DistributionSettings } from "../../src/protocol/distribution/settings.ts";
import type { HttpSettings } from "../../src/protocol/http_settings.ts";
import type { OverlaySettings } from "../../src/protocol/overlay/settings.ts";
import type { GossipSettings } from "../../src/protocol/settings.ts";

/**
 * The one port that everybody may want, one overlay at a time: with two, or with its two addresses, overlays could change
 * places, which no order of steps can do.
 */
const contested = 7_777;

/** Address of the host that the files are for. */
export const hostAddress = "10.0.0.1";

const texts = fc.constantFrom("horse", "battery", "staple");

/** Settings of a topology by which nobody is thought silent while it is changed. */
export const topologySettings: fc.Arbitrary<GossipSettings> = fc.record({
  port: fc.constantFrom(45_892, 5_000),
  multicast_addr: fc.constantFrom("233.252.1.32", ["230.1.1.251", "239.1.1.1"]),
  multicast_ttl: fc.integer({ min: 1, max: 9 }),
  if_addr: fc.constant("0.0.0.0"),
  secret: texts,
  announce: fc.boolean(),
  debug: fc.boolean(),
  silent_after_ms: fc.integer({ min: 13_000, max: 60_000 }),
  forgotten_after_ms: fc.integer({ min: 60_001, max: 90_000 }),
  peers_max: fc.integer({ min: 10, max: 20 }),
  names_per_minute_max: fc.integer({ min: 10, max: 20 }),
}, { requiredKeys: [] });

/** Settings of an overlay that change while it lives, and cost it nobody. */
export const gentleSettings = fc.record({
  quarantine_after: fc.integer({ min: 15, max: 40 }),
  max_quarantined: fc.integer({ min: 0, max: 40 }),
  drop_unreachable_after: fc.integer({ min: 0, max: 400 }),
  gossip_round_every: fc.integer({ min: 1, max: 3 }),
  redelivery_retry_every: fc.integer({ min: 1, max: 9 }),
  redelivery_retry_max: fc.integer({ min: 0, max: 9 }),
  redelivery_age_max: fc.integer({ min: 0, max: 99 }),
  drop_stale_subscriptions_after: fc.integer({ min: 20, max: 40 }),
  incoming_data_buffer_size: fc.integer({ min: 1, max: 99_999 }),
  read_packet_count: fc.integer({ min: 1, max: 9 }),
  local_ack_bytes_max: fc.integer({ min: 400, max: 2_000 }),
  remote_ack_bytes_max: fc.integer({ min: 400, max: 1_400 }),
  members_max: fc.integer({ min: 50, max: 99 }),
  secret: texts,
  symmetric_keys: fc.constantFrom([], [{ id: "1", key: "first" }]),
  cipher: fc.constantFrom("aes-256-cbc" as const, "aes-256-gcm" as const),
}, { requiredKeys: [] });

/** Settings of an overlay; `place` gives it ports of its own. */
function overlaySettings(place: number): fc.Arbitrary<OverlaySettings> {
  const own = (first: number) =>
    fc.constantFrom(first + 10 * place, first + 10 * place + 1, contested);
  const multicast = fc.record({
    port: fc.constantFrom(6_000, 6_001),
    symmetric_key: texts,
    member_name: fc.option(fc.constant(`m${place}`), { nil: undefined }),
    multicast: fc.record({
      ip: fc.constantFrom("239.1.2.3", "239.1.2.4"),
      ttl: fc.integer({ min: 1, max: 9 }),
      local_port: own(7_000),
    }),
  });
  const unicast = fc.record({
    ip: fc.constant(hostAddress),
    port: own(8_000),
    symmetric_key: texts,
    racks: fc.constantFrom({ default: [] }, { default: ["10.0.0.9"] }),
  });
  return fc.tuple(fc.oneof(multicast, unicast), gentleSettings)
    .map(([kind, more]) => ({ ...more, ...kind }));
}

/** Settings of the HTTP server. */
const httpSettings: fc.Arbitrary<HttpSettings> = fc.record({
  address: fc.constantFrom("127.0.0.1", "::1"),
  port: fc.constantFrom(8_080, 8_081),
  tls: fc.boolean(),
  superuser: fc.record({ username: fc.constant("root"), password: texts }),
  hosts: fc.constantFrom([], ["web"], ["web", "api"]),
  origins: fc.constantFrom([], ["https://ops.example"]),
}, { requiredKeys: [] });

/** Settings of a distribution whose nodes, all of which have the same, stay connected while it changes. */
const distributionSettings: fc.Arbitrary<DistributionSettings> = fc.record({
  cookie: texts,
  port: fc.constantFrom(9_100, 9_101),
  address: fc.constantFrom("0.0.0.0", hostAddress),
  epmd_port: fc.constantFrom(4_369, 4_370),
  hidden: fc.boolean(),
  net_ticktime: fc.integer({ min: 8, max: 60 }),
  connect: fc.constantFrom([], ["n@10.0.0.2"], ["n@10.0.0.2", "n@10.0.0.3"]),
  auto_connect: fc.boolean(),
  allow: fc.constantFrom({ hosts: ["10.*"] }, { nodes: ["n@*", "a@*"] }),
  frame_bytes_max: fc.constantFrom(65_536, 1_000_000),
  send_queue_bytes_max: fc.constantFrom(65_536, 1_000_000),
}, { requiredKeys: ["cookie", "port"] });

/** Some of these, by their names. */
function some<Part>(
  parts: Readonly<Record<string, fc.Arbitrary<Part>>>,
): fc.Arbitrary<Record<string, Part>> {
  return fc.record(parts, { requiredKeys: [] }) as fc.Arbitrary<
    Record<string, Part>
  >;
}

/** Settings files that are right, for a node called `a@10.0.0.1`. */
export const configurationFiles: fc.Arbitrary<ConfigurationFile> = fc.record({
  name: fc.constant(`a@${hostAddress}`),
  topologies: some({ gossip: topologySettings, second: topologySettings }),
  overlays: some({
    a: overlaySettings(0),
    b: overlaySettings(1),
    "c.d": overlaySettings(2),
  }),
  distribution: distributionSettings,
  http: httpSettings,
}, { requiredKeys: ["name", "topologies", "overlays", "distribution"] }).filter(
  (file) => holdersOfContested(file) <= 1,
)
  .filter((file) => checkConfiguration(said(file)).ok);

function holdersOfContested({ overlays }: ConfigurationFile): number {
  return Object.values(overlays ?? {})
    .filter(({ port, multicast }) =>
      port === contested || multicast?.local_port === contested
    ).length;
}

/** Without what is undefined, as JSON has it. */
export function said(file: unknown): unknown {
  return JSON.parse(JSON.stringify(file));
}
