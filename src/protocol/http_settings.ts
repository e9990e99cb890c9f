/**
 * The settings of the HTTP server: where it listens, what protects it, and who may ask.
 *
 * There are no passwords by default: a user that is not given cannot log in.
 *
 * @module
 */
import * as v from "valibot";
import { Secret } from "../wire/secret.ts";
import {
  flag,
  ipv4Address,
  notAList,
  problemsOf,
  text,
  whole,
} from "./checks.ts";
import { familyOf, isLoopback } from "./overlay/addresses.ts";
import { SettingsError } from "./settings_error.ts";

/** Settings of the HTTP server; everything may be left out. */
export interface HttpSettings {
  /** Address to listen on, 127.0.0.1. On any that others can reach, `tls` is required. */
  readonly address?: string;
  /** Port to listen on, 1 to 65535; without it the first free one from 8080 to 8099. */
  readonly port?: number;
  /** A certificate and its key as PEM, or `true` for a pair made at start and signed by itself; false. */
  readonly tls?: boolean | {
    readonly cert: string;
    readonly key: string | Secret;
  };
  /** Allows plain HTTP on an address that others can reach, false: passwords then travel in the clear. */
  readonly insecure?: boolean;
  /** Who may list and add overlays. */
  readonly rest_user?: HttpUser | null;
  /** Who may do everything. */
  readonly superuser?: HttpUser | null;
  /** A token of at least 32 characters with which everything may be read, and nothing changed. */
  readonly read_token?: string | Secret | null;
  /** A token of at least 32 characters that opens the inspector as the superuser, by the address `/?token=`; none. */
  readonly inspector_token?: string | Secret | null;
  /** Names that the server goes by on plain HTTP, beside `localhost` and addresses; a browser may not ask by others. */
  readonly hosts?: readonly string[];
  /** Origins of web pages that may ask, such as `https://ops.example`; none. */
  readonly origins?: readonly string[];
}

/** A user of the HTTP server. */
export interface HttpUser {
  /** Its name. */
  readonly username: string;
  /** Its password. */
  readonly password: string | Secret;
}

/** Ports that are tried, in order, when none is asked for: gossiperl's, and enough others for the nodes of one host. */
export const httpPorts: { readonly first: number; readonly last: number } = {
  first: 8_080,
  last: 8_099,
};

const hidden = (charsMin: number, charsMax: number) => {
  const allowed = `allowed: a text of ${charsMin} to ${charsMax} characters`;
  const given = v.pipe(
    v.string(allowed),
    v.minLength(charsMin, allowed),
    v.maxLength(charsMax, allowed),
  );
  return v.pipe(
    v.union([given, v.instance(Secret)], allowed),
    v.transform((text) => typeof text === "string" ? new Secret(text) : text),
  );
};

/** A certificate chain and its key in PEM are a few kB. */
const pemCharsMax = 65_536;

const user = v.nullable(
  v.pipe(
    notAList("username and password, or null"),
    v.strictObject({
      // Basic authentication ends the name at the first colon (RFC 7617, section 2).
      username: v.pipe(
        text(255),
        v.check((name) => !name.includes(":"), "allowed: a text without colon"),
      ),
      password: hidden(1, 1_024),
    }),
  ),
);

const address = v.union(
  [
    ipv4Address,
    v.pipe(
      v.string(),
      v.check((given) => familyOf(given) === "ipv6" && !given.includes("%")),
    ),
  ],
  "allowed: an address of this host, such as 127.0.0.1 or ::",
);

const hostName = v.pipe(
  v.string("allowed: a host name"),
  v.regex(/^[A-Za-z0-9._-]{1,253}$/, "allowed: a host name without a port"),
  v.transform((given) => given.toLowerCase()),
);

const origin = v.pipe(
  v.string("allowed: an origin"),
  v.check(isOrigin, "allowed: an origin such as https://ops.example"),
);

/** What the settings of the HTTP server may be, and their defaults. */
export const httpSchema = v.pipe(
  notAList("settings of the HTTP server"),
  v.strictObject({
    address: v.optional(address, "127.0.0.1"),
    port: v.optional(whole(1, 65_535)),
    tls: v.optional(
      v.union(
        [
          v.boolean(),
          v.strictObject({
            cert: v.pipe(v.string(), v.maxLength(pemCharsMax)),
            key: hidden(1, pemCharsMax),
          }),
        ],
        "allowed: true, false, or {cert, key} as PEM",
      ),
      false,
    ),
    insecure: v.optional(flag(), false),
    rest_user: v.optional(user, null),
    superuser: v.optional(user, null),
    read_token: v.optional(v.nullable(hidden(32, 1_024)), null),
    inspector_token: v.optional(v.nullable(hidden(32, 1_024)), null),
    hosts: v.optional(
      v.pipe(
        v.array(hostName, "allowed: a list of host names"),
        v.maxLength(64, "allowed: at most 64 host names"),
      ),
      [],
    ),
    origins: v.optional(
      v.pipe(
        v.array(origin, "allowed: a list of origins"),
        v.maxLength(64, "allowed: at most 64 origins"),
      ),
      [],
    ),
  }),
  v.forward(
    v.check(
      ({ address, tls, insecure }) =>
        tls !== false || insecure || isLoopback(address),
      "allowed: true or {cert, key}, since others can reach the address; plain HTTP there only with insecure",
    ),
    ["tls"],
  ),
);

/** Settings of the HTTP server with every default filled in. */
export type ResolvedHttp = v.InferOutput<typeof httpSchema>;

/**
 * Checks the settings of the HTTP server and fills in what was not said.
 *
 * @throws {SettingsError} Naming every setting that is unknown or wrong, as `http.…`.
 */
export function resolveHttp(http: unknown): ResolvedHttp {
  const result = v.safeParse(v.object({ http: httpSchema }), { http });
  if (result.success) return result.output.http;
  throw new SettingsError(problemsOf(result.issues));
}

function isOrigin(given: string): boolean {
  return URL.parse(given)?.origin === given && /^https?:/.test(given);
}
