/**
 * The settings of the Erlang distribution: what may be said, and what holds when nothing is said. Without them, or
 * rather without a cookie, a node has no distribution.
 *
 * Names are OTP's where OTP has one (`net_ticktime` in seconds), libcluster's for the strategy.
 *
 * @module
 */
import * as v from "valibot";
import { isNodeName } from "../../wire/node_name.ts";
import { Secret } from "../../wire/secret.ts";
import {
  flag,
  ipv4Address,
  notAList,
  problemsOf,
  text,
  whole,
} from "../checks.ts";
import { SettingsError } from "../settings_error.ts";

/** Settings of the Erlang distribution; the cookie is all that must be given. */
export interface DistributionSettings {
  /** What nodes of the cluster prove to each other that they know; 1 to 255 characters of Latin-1. */
  readonly cookie: string | Secret;
  /** Whether others see us in `nodes(hidden)` only, false. */
  readonly hidden?: boolean;
  /** TCP port that peers connect to; 0, any, without it. */
  readonly port?: number;
  /** Address to listen on, 0.0.0.0. */
  readonly address?: string;
  /** Port of EPMD, here and on the hosts of peers, 4369. */
  readonly epmd_port?: number;
  /** Address on which we serve EPMD where nobody else does, 0.0.0.0. */
  readonly epmd_address?: string;
  /** Silence after which a peer is down, 60 s; we say something in a quarter of it. */
  readonly net_ticktime?: number;
  /** Nodes to be connected to always, `name@host`; none. */
  readonly connect?: readonly string[];
  /** Whether a node that is not connected is connected to when something is sent to an actor there, true. */
  readonly auto_connect?: boolean;
  /** Who may be connected to, and may connect; everybody who knows the cookie without it. */
  readonly allow?: AllowSettings;
  /** Largest message that is taken, 134217728 bytes: OTP itself has no bound. */
  readonly frame_bytes_max?: number;
  /** Bytes that may wait for a peer who does not read; beyond it the connection is given up. 268435456. */
  readonly send_queue_bytes_max?: number;
  /** Encrypts every connection, as OTP's `-proto_dist inet_tls` does. */
  readonly tls?: DistributionTls;
  /** What is done about a node that was heard of; our own way without it. */
  readonly strategy?: ConnectStrategy;
}

/** Who may be connected to, and may connect: nodes that fit one of either list. `*` stands for anything. */
export interface AllowSettings {
  /** Names, such as `web@10.0.0.1` or `web-*@*`. */
  readonly nodes?: readonly string[];
  /** What comes after the `@`, such as `10.0.*`. */
  readonly hosts?: readonly string[];
}

/** TLS of the distribution; texts are PEM. */
export interface DistributionTls {
  /** Our certificate. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string | Secret;
  /** Who signs the certificates of peers. */
  readonly ca?: string;
  /** Whether certificates of peers are looked at, `peer`. */
  readonly verify?: "peer" | "none";
}

/** libcluster's `connect`, `disconnect` and `list_nodes`: what is not given is done our own way. */
export interface ConnectStrategy {
  /** Connects to a node that was heard of; says whether it did, or `ignored` where this node is no part of the network. */
  readonly connect?: (node: string) => ConnectAnswer | Promise<ConnectAnswer>;
  /** Ends a connection; says whether it did. */
  readonly disconnect?: (node: string) => boolean | Promise<boolean>;
  /** Who is connected: nobody of these is connected to. */
  readonly listNodes?: () => readonly string[];
}

/** What became of a connect: done, unreachable, or we are no part of the network ourselves. */
export type ConnectAnswer = boolean | "ignored";

/** Characters of a cookie: OTP's is an atom. */
const cookieCharsMax = 255;

/** Names in a list; each is looked at once a second or at each stranger. */
const listedMax = 1_024;

const oneGigabyte = 1_073_741_824;

const nodeName = v.pipe(
  v.string("allowed: name@host"),
  v.check(isNodeName, "allowed: name@host, such as web@192.168.1.10"),
);

const patterns = v.pipe(
  v.array(text(255), "allowed: a list of names, with * for anything"),
  v.maxLength(listedMax, `allowed: at most ${listedMax} names`),
);

const pem = v.pipe(
  v.string("allowed: a PEM text"),
  v.includes("-----BEGIN", "allowed: a PEM text"),
);

function secret(charsMax: number) {
  const allowed = `allowed: a text of 1 to ${charsMax} characters`;
  return v.pipe(
    v.union([v.string(), v.instance(Secret)], allowed),
    v.transform((given) =>
      typeof given === "string" ? new Secret(given) : given
    ),
    v.check((given) => {
      const { length } = given.reveal();
      return length > 0 && length <= charsMax;
    }, allowed),
  );
}

function isLatin1(text: string): boolean {
  return [...text].every((char) => char.codePointAt(0)! <= 0xff);
}

function callable<Callable>() {
  return v.custom<Callable>(
    (given) => typeof given === "function",
    "allowed: a function",
  );
}

/** Checks the settings of the distribution. */
export const distributionSchema = v.pipe(
  notAList("settings of the distribution"),
  v.strictObject({
    cookie: v.pipe(
      secret(cookieCharsMax),
      v.check(
        (given) => isLatin1(given.reveal()),
        "allowed: characters of Latin-1 only, as in Erlang",
      ),
    ),
    hidden: v.optional(flag(), false),
    port: v.optional(whole(0, 65_535), 0),
    address: v.optional(ipv4Address, "0.0.0.0"),
    epmd_port: v.optional(whole(1, 65_535), 4_369),
    epmd_address: v.optional(ipv4Address, "0.0.0.0"),
    net_ticktime: v.optional(whole(4, 86_400), 60),
    connect: v.optional(
      v.pipe(
        v.array(nodeName, "allowed: a list of names"),
        v.maxLength(listedMax, `allowed: at most ${listedMax} names`),
      ),
      [],
    ),
    auto_connect: v.optional(flag(), true),
    allow: v.optional(
      v.strictObject({
        nodes: v.optional(patterns, []),
        hosts: v.optional(patterns, []),
      }),
    ),
    frame_bytes_max: v.optional(whole(65_536, oneGigabyte), 134_217_728),
    send_queue_bytes_max: v.optional(whole(65_536, oneGigabyte), 268_435_456),
    tls: v.optional(
      v.strictObject({
        cert: pem,
        key: secret(65_536),
        ca: v.optional(pem),
        verify: v.optional(
          v.picklist(["peer", "none"], 'allowed: "peer" or "none"'),
          "peer",
        ),
      }),
    ),
    strategy: v.optional(
      v.strictObject({
        connect: v.optional(
          callable<NonNullable<ConnectStrategy["connect"]>>(),
        ),
        disconnect: v.optional(
          callable<NonNullable<ConnectStrategy["disconnect"]>>(),
        ),
        listNodes: v.optional(
          callable<NonNullable<ConnectStrategy["listNodes"]>>(),
        ),
      }),
    ),
  }),
);

/**
 * Checks the settings of the distribution and fills in what was not said.
 *
 * @throws {SettingsError} Naming every setting that is unknown or wrong, as `distribution.…`.
 */
export function resolveDistribution(
  distribution: unknown,
): ResolvedDistribution {
  const schema = v.object({ distribution: distributionSchema });
  const result = v.safeParse(schema, { distribution });
  if (result.success) return result.output.distribution;
  throw new SettingsError(problemsOf(result.issues));
}

/** Settings of the distribution with every default filled in. */
export type ResolvedDistribution = v.InferOutput<typeof distributionSchema>;
