/**
 * `rookery doctor`: says why nodes do not see each other. One finding a line, faults first, each with what to do.
 *
 * Exit codes: 0 when there is no fault, 1 when there is one, 2 for wrong usage.
 *
 * @module
 */
import { examine, type Questions } from "../doctor/examine.ts";
import { realWorld } from "../ports/real_world.ts";
import { type Finding, findingsOf } from "../protocol/doctor.ts";
import { resolveOverlaySettings } from "../protocol/overlay/settings.ts";
import { printable } from "../protocol/reason.ts";
import { resolveSettings } from "../protocol/settings.ts";
import { Secret } from "../wire/secret.ts";
import { overlaysOf } from "./overlay_option.ts";
import { readSecret } from "./secret_option.ts";

/** The options as they were given. */
export interface DoctorOptions {
  /** `--multicast-addr`, each */
  readonly multicastAddr?: readonly string[];
  /** `--port` */
  readonly port?: number;
  /** `--multicast-if` */
  readonly multicastIf?: string;
  /** `--multicast-ttl` */
  readonly multicastTtl?: number;
  /** `--secret` */
  readonly secret?: string;
  /** `--no-gossip` */
  readonly gossip?: boolean;
  /** `--overlay`, each */
  readonly overlay?: readonly string[];
  /** `--cookie` */
  readonly cookie?: string;
  /** `--epmd-port` */
  readonly epmdPort?: number;
  /** `--connect`, each */
  readonly connect?: readonly string[];
  /** `--seconds` */
  readonly seconds?: number;
  /** `--json` */
  readonly json?: boolean;
}

/** How long is listened: libcluster announces itself every 5 s at the latest. */
const secondsDefault = 6;

/** EPMD's port. */
const epmdPortDefault = 4_369;

/** Examines this host and prints what was found; returns the exit code. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const questions = await questionsOf(options);
  const forbidden = forbiddenIn(questions);
  const findings = findingsOf(
    forbidden.length > 0
      ? { forbidden, overlays: [], distribution: { epmds: [], dials: [] } }
      : await examine(realWorld(), questions),
  );
  const line = options.json ? JSON.stringify : lineOf;
  for (const finding of findings) console.log(printable(line(finding)));
  return findings.some(({ level }) => level === "fault") ? 1 : 0;
}

/** `fault no_route: what was found. What to do` */
function lineOf({ level, code, what, advice }: Finding): string {
  const todo = advice === undefined ? "" : `. ${advice}`;
  return `${level.padEnd(5)}  ${code}: ${what}${todo}`;
}

async function questionsOf(options: DoctorOptions): Promise<Questions> {
  const { cookie, connect = [] } = options;
  const overlays = await overlaysOf(options.overlay ?? []);
  const gossip = options.gossip === false ? undefined : await gossipOf(options);
  return {
    ...(gossip && { gossip }),
    overlays: Object.entries(overlays).map(([name, settings]) =>
      resolveOverlaySettings(name, settings, "")
    ),
    seconds: options.seconds ?? secondsDefault,
    ...interfacesIfAllowed(),
    connect,
    cookie: cookie === undefined
      ? undefined
      : new Secret(await readSecret(cookie)),
    epmdPort: options.epmdPort ?? epmdPortDefault,
  };
}

async function gossipOf(
  options: DoctorOptions,
): Promise<NonNullable<Questions["gossip"]>> {
  const { secret: given } = options;
  const { topologies } = resolveSettings({
    topologies: {
      gossip: {
        multicast_addr: options.multicastAddr,
        port: options.port,
        multicast_if: options.multicastIf,
        multicast_ttl: options.multicastTtl,
        secret: given === undefined ? undefined : await readSecret(given),
      },
    },
  });
  const { multicast_addr: groups, multicast_ttl: ttl, ...rest } = topologies
    .gossip!;
  const { port, multicast_if: by, secret } = rest;
  return { groups, port, ttl, secret, ...(by !== undefined && { by }) };
}

/** IPv4 addresses of interfaces other than loopback; asking for them without the permission would prompt. */
function interfacesIfAllowed(): Pick<Questions, "interfaces"> {
  const asked = { name: "sys", kind: "networkInterfaces" } as const;
  if (Deno.permissions.querySync(asked).state !== "granted") return {};
  const addresses = Deno.networkInterfaces()
    .filter(({ family, name }) => family === "IPv4" && name !== "lo")
    .map(({ address }) => address);
  return { interfaces: [...new Set(addresses)] };
}

/** What we are not allowed to reach: using it would prompt. */
function forbiddenIn({ gossip, overlays }: Questions): readonly string[] {
  const isAllowed = (descriptor: Deno.NetPermissionDescriptor) => {
    const { state, partial } = Deno.permissions.querySync(descriptor);
    return state === "granted" && !partial;
  };
  if (isAllowed({ name: "net" })) return [];
  const hosts = [
    ...(gossip
      ? ["0.0.0.0", ...gossip.groups].map((host) => `${host}:${gossip.port}`)
      : []),
    ...overlays.map(({ port }) => `0.0.0.0:${port}`),
  ].filter((host) => !isAllowed({ name: "net", host }));
  return hosts.length > 0 ? hosts : ["all of the network, which it needs"];
}
