/**
 * How the Erlang distribution is put together. With `node.ts`, `topology_tree.ts`, `overlay_tree.ts` and
 * `overlay_client.ts` the only files that join actors and ports.
 *
 *     distribution     rest_for_one
 *     ├── processes    who has which name, and what they tell each other
 *     ├── connections  whom to connect to, who may, who is
 *     │   └── crowd    a pool: one machine and its line for each connection
 *     ├── listener     where others connect to
 *     ├── epmd         how they find that out
 *     └── inspector    answers those who look at our actors
 *
 * @module
 */
import type { AnyActorLogic } from "xstate";
import { connectionMachine } from "../actors/connection.ts";
import { connectionsMachine, connectionsPool } from "../actors/connections.ts";
import { epmdMachine } from "../actors/epmd.ts";
import { listenerMachine } from "../actors/listener.ts";
import { type ChildSpec, type Logic, supervisor } from "./otp/mod.ts";
import { epmdRegistrationPort } from "./ports/epmd_registration_port.ts";
import { epmdServerPort } from "./ports/epmd_server_port.ts";
import { linePort } from "./ports/line_port.ts";
import { listenerPort } from "./ports/listener_port.ts";
import type { TlsOptions, World } from "./ports/world.ts";
import type { Ambient } from "./protocol/ambient.ts";
import {
  ConnectionLedgers,
  type DistributionAmbient,
} from "./protocol/distribution/ledgers.ts";
import type { ResolvedDistribution } from "./protocol/distribution/settings.ts";
import { flagsOf } from "./wire/distribution/mod.ts";

/** System ids of the distribution's actors. */
export const distributionPaths = {
  processes: "distribution/processes",
  connections: "distribution/connections",
  listener: "distribution/listener",
  epmd: "distribution/epmd",
} as const;

/** What the distribution is made of: it outlives its actors. */
export interface DistributionParts {
  /** What its actors touch. */
  readonly world: World;
  /** What they remember, who we are among it. */
  readonly ledgers: ConnectionLedgers;
}

/** Puts the parts together for a node of this name. */
export function distributionParts(
  node: string,
  settings: ResolvedDistribution,
  world: World,
  ambient: Ambient,
): DistributionParts {
  const challenge = () => numberOf(world.random.bytes(4));
  const us = {
    node,
    creation: creationOf(challenge()),
    flags: flagsOf(settings),
    cookie: settings.cookie,
  };
  const all: DistributionAmbient = { ...ambient, challenge };
  return { world, ledgers: new ConnectionLedgers(us, settings, all) };
}

/**
 * The subtree of the distribution; `processes` is the child that connections work for, `others` work with other nodes. What
 * its ports are made of is looked up when they start, since settings may change while the node runs.
 */
export function distributionChild(
  parts: DistributionParts,
  processes: ChildSpec,
  others: readonly ChildSpec[],
): ChildSpec {
  const { ledgers } = parts;
  const { us, ambient } = ledgers;
  const [name = ""] = us.node.split("@");
  const { listener, epmd } = distributionPaths;
  const logic = supervisor({
    id: "distribution",
    strategy: "rest_for_one",
    children: [
      processes,
      connectionsChild(parts),
      {
        id: "listener",
        logic: listenerMachine.provide({ actors: { tcp: tcpOf(parts) } }),
        input: { follower: epmd, ambient },
      },
      {
        id: "epmd",
        logic: epmdMachine.provide({ actors: epmdPorts(parts) }),
        input: {
          ...{ name, listener, ambient },
          get hidden() {
            return ledgers.settings.hidden;
          },
        },
      },
      ...others,
    ],
  });
  return { id: "distribution", logic };
}

function connectionsChild({ world, ledgers }: DistributionParts): ChildSpec {
  const line = linePort({
    world,
    processes: distributionPaths.processes,
    get epmdPort() {
      return ledgers.settings.epmd_port;
    },
    get tls() {
      return tlsOf(ledgers.settings);
    },
    get frameBytesMax() {
      return ledgers.settings.frame_bytes_max;
    },
    get queueBytesMax() {
      return ledgers.settings.send_queue_bytes_max;
    },
  });
  const connection: Logic = connectionMachine.provide({
    actors: { line: line as AnyActorLogic },
  });
  const logic = connectionsMachine.provide({
    actors: { crowd: connectionsPool(connection) },
  });
  const { processes } = distributionPaths;
  return { id: "connections", logic, input: { ledgers, processes } };
}

function tcpOf({ world, ledgers }: DistributionParts): AnyActorLogic {
  return listenerPort({
    world,
    get options() {
      const { address, port, ...settings } = ledgers.settings;
      const tls = tlsOf(settings);
      return { address, port, ...(tls && { tls }) };
    },
    listener: distributionPaths.connections,
  }) as AnyActorLogic;
}

function epmdPorts({ world, ledgers }: DistributionParts) {
  const registration = epmdRegistrationPort({
    world,
    get epmdPort() {
      return ledgers.settings.epmd_port;
    },
  }) as AnyActorLogic;
  const server = epmdServerPort({
    world,
    get address() {
      return ledgers.settings.epmd_address;
    },
    get port() {
      return ledgers.settings.epmd_port;
    },
  }) as AnyActorLogic;
  return { registration, server };
}

/** Both sides look at each other's certificates, or neither does. */
function tlsOf(
  { tls }: Pick<ResolvedDistribution, "tls">,
): TlsOptions | undefined {
  return tls && { ...tls, requireClientCertificate: tls.verify === "peer" };
}

/** 0 to 3 mean something in old releases: a life has none of them. */
function creationOf(word: number): number {
  return word > 3 ? word : word + 4;
}

function numberOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}
