/**
 * What each setting of an overlay may be, and its default.
 *
 * @module
 */
import * as v from "valibot";
import { isKeyId } from "../../wire/gossiperl/authenticated_frame.ts";
import { hiddenText, notAList, text, whole } from "../checks.ts";
import {
  familyOf,
  interfaceOf,
  isGroup,
  isMemberAddress,
  isUnspecified,
  needsInterface,
} from "./addresses.ts";

/** Seconds of a year: what is longer is a slip of the pen. */
const secondsMax = 31_536_000;

const seconds = whole(1, secondsMax);
const secondsOrNone = whole(0, secondsMax);
const bytes = whole(1, 2_147_483_647);
const datagramBytes = whole(256, 65_507);
/** A port. */
export const port = whole(1, 65_535);

/** A key or a secret. */
export const hidden = hiddenText();

const memberAddress = addressThat(
  isMemberAddress,
  "allowed: the address of a host, such as 192.168.1.10 or fd00::10",
);

const boundAddress = addressThat(
  (given) => isMemberAddress(given) || isUnspecified(given),
  "allowed: an address of this host, such as 192.168.1.10 or fd00::10; or iface in its place",
);

const keyIdAllowed = "allowed: 1 to 32 visible ASCII characters";
const keyId = v.pipe(v.string(keyIdAllowed), v.check(isKeyId, keyIdAllowed));

/** How an overlay's packets are protected: the same for its nodes and its clients. */
export const protection = {
  symmetric_key: hidden,
  symmetric_keys: v.optional(
    v.pipe(
      v.array(
        v.strictObject({ id: keyId, key: hidden }),
        "allowed: a list of {id, key}",
      ),
      v.maxLength(16, "allowed: at most 16 keys"),
      v.check(
        (keys) => new Set(keys.map(({ id }) => id)).size === keys.length,
        "allowed: keys with different ids",
      ),
    ),
    [],
  ),
  cipher: v.optional(
    v.picklist(
      ["aes-256-cbc", "aes-256-gcm"],
      'allowed: "aes-256-cbc" or "aes-256-gcm"',
    ),
    "aes-256-cbc",
  ),
};

const common = {
  member_name: v.optional(text(255)),
  iface: v.optional(text(64)),
  ip_hint: v.optional(memberAddress),
  port,
  ...protection,
  secret: v.optional(hidden, "default-overlay-secret"),
  quarantine_after: v.optional(seconds, 20),
  max_quarantined: v.optional(secondsOrNone, 10),
  drop_unreachable_after: v.optional(secondsOrNone, 180),
  gossip_round_every: v.optional(seconds, 2),
  redelivery_retry_every: v.optional(seconds, 5),
  redelivery_retry_max: v.optional(whole(0, 1_000_000), 0),
  redelivery_age_max: v.optional(secondsOrNone, 180),
  drop_stale_subscriptions_after: v.optional(seconds, 20),
  incoming_data_buffer_size: v.optional(bytes, 16_777_216),
  outgoing_data_buffer_size: v.optional(bytes, 16_777_216),
  read_packet_count: v.optional(whole(1, 65_535), 5),
  local_ack_bytes_max: v.optional(datagramBytes, 1_024),
  remote_ack_bytes_max: v.optional(datagramBytes, 1_400),
  members_max: v.optional(whole(1, 1_048_576), 16_384),
  subscriptions_max: v.optional(whole(1, 1_048_576), 65_536),
};

const group = v.pipe(
  notAList("multicast settings"),
  withBlank("ip"),
  v.strictObject({
    ip: addressThat(
      isGroup,
      "allowed: the address of a group, such as 239.255.1.1 or ff05::1",
    ),
    // Deno does not take 0.
    ttl: v.optional(whole(1, 255), 4),
    local_iface_address: v.optional(text(64)),
    local_port: v.optional(port),
  }),
  v.forward(
    v.check(
      ({ ip, local_iface_address: given }) =>
        given === undefined || fitsGroup(ip, given),
      "allowed: for an IPv4 group, the address of the interface; for an IPv6 group, the interface's name or an address with a zone such as fe80::1%eth0",
    ),
    ["local_iface_address"],
  ),
  v.forward(
    v.check(
      ({ ip, local_iface_address: given }) =>
        !needsInterface(ip) ||
        given !== undefined && !isUnspecified(given),
      "allowed: the interface's name, without which a group of this scope is none",
    ),
    ["local_iface_address"],
  ),
  v.transform(({ local_iface_address, ...rest }) => ({
    ...rest,
    local_iface_address: local_iface_address ??
      (rest.ip.includes(":") ? "::" : "0.0.0.0"),
  })),
);

/** A multicast overlay's settings. What it ignores may be anything. */
export const multicastSchema = v.pipe(
  notAList("settings of an overlay"),
  withBlank("port", "symmetric_key"),
  v.strictObject({
    ...common,
    ip: v.optional(v.unknown()),
    rack_name: v.optional(v.unknown()),
    racks: v.optional(v.unknown()),
    multicast: group,
  }),
  v.forward(
    v.check(
      ({ port, multicast: { local_port } }) =>
        local_port === undefined ? port < 65_535 : local_port !== port,
      "allowed: a port other than port; it must be given if port is 65535",
    ),
    ["multicast", "local_port"],
  ),
  v.transform(({ multicast, ...rest }) => ({
    ...rest,
    multicast: {
      ...multicast,
      local_port: multicast.local_port ?? rest.port + 1,
    },
  })),
);

/** A unicast overlay's settings. */
export const unicastSchema = v.pipe(
  notAList("settings of an overlay"),
  withBlank("port", "symmetric_key", "ip"),
  v.strictObject({
    ...common,
    ip: v.optional(boundAddress),
    rack_name: v.optional(text(255), "default"),
    racks: v.optional(
      v.pipe(
        notAList("lists of addresses by the racks' names"),
        v.record(
          text(255),
          v.pipe(
            v.array(memberAddress, "allowed: a list of addresses"),
            v.maxLength(1_024, "allowed: at most 1024 addresses"),
          ),
        ),
      ),
      { default: [] },
    ),
    multicast: v.optional(v.undefined()),
  }),
  v.forward(
    v.check(
      ({ ip, iface }) => ip !== undefined || iface !== undefined,
      "allowed: an address of this host, or iface in its place",
    ),
    ["ip"],
  ),
  v.forward(
    v.check(
      ({ rack_name, racks }) => Object.hasOwn(racks, rack_name),
      "allowed: the name of one of racks",
    ),
    ["rack_name"],
  ),
);

/** An overlay's settings, of either kind. */
export const overlaySchema = v.lazy((given) =>
  isMulticast(given) ? multicastSchema : unicastSchema
);

/** Whether these are meant as settings of a multicast overlay. */
export function isMulticast(given: unknown): boolean {
  return typeof given === "object" && given !== null && "multicast" in given &&
    given.multicast !== undefined;
}

/** Of a key that is not there valibot tells in its own words; of one without a value, in ours. */
export function withBlank(...keys: readonly string[]) {
  const blank: Record<string, unknown> = Object.fromEntries(
    keys.map((key) => [key, undefined]),
  );
  return v.transform((
    given: Readonly<Record<string, unknown>>,
  ): Record<string, unknown> => ({ ...blank, ...given }));
}

function addressThat(isRight: (given: string) => boolean, allowed: string) {
  return v.pipe(
    v.string(allowed),
    v.check(
      (given) => familyOf(given) !== undefined && isRight(given),
      allowed,
    ),
  );
}

/** For an IPv6 group, anything that names an interface, or any of them by `::`. */
function fitsGroup(ip: string, given: string): boolean {
  if (!ip.includes(":")) return familyOf(given) === "ipv4" && !isGroup(given);
  if (familyOf(given) === "ipv4") return false;
  return given === "::" || interfaceOf(given) !== undefined;
}
