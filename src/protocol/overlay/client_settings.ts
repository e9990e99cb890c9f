/**
 * The settings of a client of an overlay: which node of this host it talks to, and as whom.
 *
 * @module
 */
import * as v from "valibot";
import type { Secret } from "../../wire/secret.ts";
import { notAList, problemsOf, text, whole } from "../checks.ts";
import { SettingsError } from "../settings_error.ts";
import { hidden, port, protection, withBlank } from "./settings_schema.ts";

/** Settings of a client, as a person writes them. */
export interface OverlayClientSettings {
  /** The node's port for clients: `multicast.local_port`, or the `port` of a unicast overlay. */
  readonly port: number;
  /** The address of that port, 127.0.0.1; `::1` where the overlay is IPv6. */
  readonly host?: "127.0.0.1" | "::1";
  /** The client's name in the overlay. */
  readonly member_name: string;
  /** The overlay's key. */
  readonly symmetric_key: string;
  /** Further keys of the overlay; none. */
  readonly symmetric_keys?: readonly {
    readonly id: string;
    readonly key: string;
  }[];
  /** How the overlay's packets are enciphered, `aes-256-cbc`. */
  readonly cipher?: "aes-256-cbc" | "aes-256-gcm";
  /** The overlay's name, which `aes-256-gcm` needs. */
  readonly overlay?: string;
  /** The client's own secret: the node keeps the first it hears with a name, and refuses others. */
  readonly secret: string;
  /** Port to bind, 0: any that is free. */
  readonly local_port?: number;
  /** Seconds within which the node must first answer, 10; 0: waits for nothing. */
  readonly answer_within?: number;
}

/** A client's settings with every default filled in. */
export interface ResolvedClient {
  readonly port: number;
  readonly host: "127.0.0.1" | "::1";
  readonly member_name: string;
  readonly symmetric_key: Secret;
  readonly symmetric_keys: readonly {
    readonly id: string;
    readonly key: Secret;
  }[];
  readonly cipher: "aes-256-cbc" | "aes-256-gcm";
  readonly overlay?: string | undefined;
  readonly secret: Secret;
  readonly local_port: number;
  readonly answer_within: number;
}

const schema = v.pipe(
  notAList("settings of a client"),
  withBlank("port", "member_name", "symmetric_key", "secret"),
  v.strictObject({
    port,
    host: v.optional(
      v.picklist(["127.0.0.1", "::1"], 'allowed: "127.0.0.1" or "::1"'),
      "127.0.0.1",
    ),
    member_name: text(255),
    ...protection,
    overlay: v.optional(text(64)),
    secret: hidden,
    local_port: v.optional(whole(0, 65_535), 0),
    answer_within: v.optional(whole(0, 3_600), 10),
  }),
  v.forward(
    v.check(
      ({ cipher, overlay }) =>
        cipher !== "aes-256-gcm" || overlay !== undefined,
      "allowed: the overlay's name, which aes-256-gcm needs",
    ),
    ["overlay"],
  ),
);

/**
 * Checks a client's settings and fills in what was not said.
 *
 * @throws {SettingsError} Naming every setting that is unknown or wrong.
 */
export function resolveClientSettings(given: unknown): ResolvedClient {
  const result = v.safeParse(schema, given);
  if (result.success) return result.output;
  throw new SettingsError(problemsOf(result.issues));
}
