/**
 * The settings of an overlay: what may be said, and what holds when nothing is said. Names and
 * defaults are gossiperl's; our own additions follow the same style.
 *
 * Durations are whole seconds, as in gossiperl. Refuses what is unknown or wrong with a {@linkcode SettingsError}
 * that names it, what was given and what is allowed; a symmetric key or secret is never repeated.
 *
 * @module
 */
import * as v from "valibot";
import type { Secret } from "../../wire/secret.ts";
import { problemsOf } from "../checks.ts";
import { SettingsError } from "../settings_error.ts";
import {
  isMulticast,
  multicastSchema,
  unicastSchema,
} from "./settings_schema.ts";

/** Settings of an overlay, as a person writes them. */
export interface OverlaySettings {
  /** Our name in the overlay; `<overlay><ip>:<port>@<uuid>` without it. */
  readonly member_name?: string;
  /** Address to bind. Unicast: required unless `iface` is given. Multicast: ignored. */
  readonly ip?: string;
  /** Interface whose first address is bound in place of `ip`. */
  readonly iface?: string;
  /** Our public address where it differs from `ip`, so that we do not gossip to ourselves. */
  readonly ip_hint?: string;
  /** UDP port of the overlay, 1 to 65535. */
  readonly port: number;
  /** What packets are enciphered with: the key is the SHA-256 of this text. */
  readonly symmetric_key: string | Secret;
  /** Further keys that packets may come under, while a key is being replaced; none. */
  readonly symmetric_keys?: readonly {
    readonly id: string;
    readonly key: string | Secret;
  }[];
  /** How packets are enciphered, `aes-256-cbc`, which is gossiperl's. */
  readonly cipher?: "aes-256-cbc" | "aes-256-gcm";
  /** The secret that nodes of the overlay show each other, `default-overlay-secret`. */
  readonly secret?: string | Secret;
  /** Unicast: whose seeds are ours, `default`. Multicast: ignored. */
  readonly rack_name?: string;
  /** Unicast: addresses of seeds by rack, `{"default": []}`. Multicast: ignored. */
  readonly racks?: Readonly<Record<string, readonly string[]>>;
  /** Makes it a multicast overlay. */
  readonly multicast?: MulticastSettings;
  /** Silence after which a member is in quarantine, 20 s. */
  readonly quarantine_after?: number;
  /** Time in quarantine after which it is unreachable, 10 s. */
  readonly max_quarantined?: number;
  /** Silence after which an unreachable member is dropped, 180 s; 0: never. */
  readonly drop_unreachable_after?: number;
  /** Time between two digests of ours, 2 s. */
  readonly gossip_round_every?: number;
  /** Time between two attempts to deliver an envelope, 5 s. */
  readonly redelivery_retry_every?: number;
  /** Most attempts to deliver an envelope again, 0: any number within `redelivery_age_max`. */
  readonly redelivery_retry_max?: number;
  /** Age at which an envelope is no longer delivered again, 180 s; 0: any age. */
  readonly redelivery_age_max?: number;
  /** Age at which an unconfirmed subscription is dropped, 20 s. */
  readonly drop_stale_subscriptions_after?: number;
  /** Bytes of the socket's receive buffer, 16777216; reported, not passed on. */
  readonly incoming_data_buffer_size?: number;
  /** Bytes of the socket's send buffer, 16777216; reported, not passed on. */
  readonly outgoing_data_buffer_size?: number;
  /** Reported, not used, 5. */
  readonly read_packet_count?: number;
  /** Largest `digestAck` to a local client, 1024 bytes: what the JVM client reads. */
  readonly local_ack_bytes_max?: number;
  /** Largest `digestAck` or `digestSubscriptions` to a remote member, 1400 bytes: one packet unfragmented. */
  readonly remote_ack_bytes_max?: number;
  /** Largest number of members, 16384. */
  readonly members_max?: number;
  /** Largest number of subscriptions, 65536. */
  readonly subscriptions_max?: number;
}

/** What makes an overlay a multicast one. */
export interface MulticastSettings {
  /** The group, IPv4 or IPv6. */
  readonly ip: string;
  /** Hops a packet may travel, 4. */
  readonly ttl?: number;
  /**
   * The interface to join and send on, 0.0.0.0 (`::`): the system's choice. IPv4: its address. IPv6: its name, or an
   * address with a zone such as `fe80::1%eth0`; groups up to site scope (`ff02::` to `ff05::`) need it.
   */
  readonly local_iface_address?: string;
  /** Port on 127.0.0.1 (`::1`) that clients of this host talk to, `port` + 1. */
  readonly local_port?: number;
}

/** Settings that both kinds of overlay have, with every default filled in; {@linkcode OverlaySettings} says of each what it is. */
export interface ResolvedCommon extends
  Readonly<
    Required<
      // Without those that are not in every overlay, or become something else when they are checked.
      Omit<
        OverlaySettings,
        | "iface"
        | "ip"
        | "ip_hint"
        | "multicast"
        | "rack_name"
        | "racks"
        | "secret"
        | "symmetric_key"
        | "symmetric_keys"
      >
    >
  > {
  /** The overlay's name. */
  readonly name: string;
  /** Which family its sockets are of. */
  readonly family: "ipv4" | "ipv6";
  /** Interface whose first address is bound. */
  readonly iface?: string | undefined;
  /** Our public address where it differs. */
  readonly ip_hint?: string | undefined;
  /** What packets are enciphered with. */
  readonly symmetric_key: Secret;
  /** Further keys. */
  readonly symmetric_keys: readonly {
    readonly id: string;
    readonly key: Secret;
  }[];
  /** What nodes show each other. */
  readonly secret: Secret;
}

/** A multicast overlay. What it ignores is left out. */
export interface ResolvedMulticast extends ResolvedCommon {
  /** The group. */
  readonly multicast: Readonly<Required<MulticastSettings>>;
}

/** A unicast overlay. */
export interface ResolvedUnicast extends ResolvedCommon {
  /** It has no group. */
  readonly multicast?: undefined;
  /** Address to bind; nothing if `iface` tells it. */
  readonly ip?: string | undefined;
  /** Whose seeds are ours. */
  readonly rack_name: string;
  /** Addresses of seeds by rack. */
  readonly racks: Readonly<Record<string, readonly string[]>>;
}

/** An overlay's settings with every default filled in. */
export type ResolvedOverlay = ResolvedMulticast | ResolvedUnicast;

/** Nothing is wrong but that no rack has the name in `rack_name`: REST answers 412 in place of 409. */
export class RackMissingError extends SettingsError {}

const nameSchema = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9_.-]{1,64}$/,
    "allowed as an overlay's name: 1 to 64 letters, digits, _, - and .",
  ),
);

/**
 * Checks the settings of the overlay `name` and fills in what was not said; `uuid` goes into a made-up `member_name`.
 *
 * @throws {SettingsError} Naming every setting that is unknown or wrong.
 * @throws {RackMissingError} If only the rack is missing.
 */
export function resolveOverlaySettings(
  name: string,
  given: unknown,
  uuid: string,
): ResolvedOverlay {
  const named = v.safeParse(nameSchema, name);
  if (!named.success) {
    throw new SettingsError(problemsOf(named.issues));
  }
  return isMulticast(given)
    ? resolveMulticast(name, given, uuid)
    : resolveUnicast(name, given, uuid);
}

function resolveMulticast(
  name: string,
  given: unknown,
  uuid: string,
): ResolvedMulticast {
  const result = v.safeParse(multicastSchema, given);
  if (!result.success) throw wrong(result.issues);
  const { member_name, multicast, ip: _, racks: _r, rack_name: _n, ...rest } =
    result.output;
  const bound = multicast.local_iface_address;
  return {
    ...rest,
    name,
    family: multicast.ip.includes(":") ? "ipv6" : "ipv4",
    member_name: member_name ?? nameFor(name, bound, rest.port, uuid),
    multicast,
  };
}

function resolveUnicast(
  name: string,
  given: unknown,
  uuid: string,
): ResolvedUnicast {
  const result = v.safeParse(unicastSchema, given);
  if (!result.success) throw wrong(result.issues);
  const { member_name, multicast: _, ...rest } = result.output;
  const bound = rest.ip ?? rest.iface ?? "";
  return {
    ...rest,
    name,
    family: bound.includes(":") ? "ipv6" : "ipv4",
    member_name: member_name ?? nameFor(name, bound, rest.port, uuid),
  };
}

function nameFor(name: string, ip: string, port: number, uuid: string): string {
  return `${name}${ip}:${port}@${uuid}`;
}

function wrong(issues: readonly v.BaseIssue<unknown>[]): SettingsError {
  const problems = problemsOf(issues);
  const isRackOnly = problems.length === 1 &&
    issues.every(({ message }) => message.includes("one of racks"));
  return isRackOnly
    ? new RackMissingError(problems)
    : new SettingsError(problems);
}
