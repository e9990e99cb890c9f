/**
 * A whole simulated world: one virtual clock, one network, one seed.
 *
 * @module
 */

import type { BlockCipher, Ciphers, World } from "../ports/world.ts";
import { Aes256Cbc } from "../wire/aes_cbc.ts";
import { Aes256Gcm } from "../wire/aes_gcm.ts";
import { VirtualClock } from "./clock.ts";
import type { LinkConditions } from "./link.ts";
import { SimNetwork } from "./network.ts";
import { SeededRandom } from "./random.ts";

/** How a simulation starts. */
export interface SimulationOptions {
  /** What all chance follows from. */
  readonly seed: number;
  /** Where virtual time begins, in milliseconds since the Unix epoch; `VIRTUAL_EPOCH_MS` without it. */
  readonly startMs?: number;
  /** Conditions of all links, as far as they differ from `LAN`. */
  readonly conditions?: Partial<LinkConditions>;
}

/** A simulated world, in which a test starts nodes and moves time. */
export interface Simulation {
  /** What all chance follows from: print it when a test fails. */
  readonly seed: number;
  /** Time of all hosts. */
  readonly clock: VirtualClock;
  /** Randomness of the scenario itself; hosts and links have streams of their own. */
  readonly random: SeededRandom;
  /** The network, to watch and to break. */
  readonly network: SimNetwork;
  /** The world as the host with this address sees it: what a node is started with. The same at each call. */
  host(address: string, segment?: string): World;
  /** Moves time forward by `ms`; same as `clock.advance`. */
  advance(ms: number): void;
  /** Moves time forward by `ms` and lets promises settle; same as `clock.advanceAsync`. */
  advanceAsync(ms: number): Promise<void>;
  /** Moves time forward until `holds()`, by no more than `limitMs`; same as `clock.runUntil`. */
  runUntil(holds: () => boolean, limitMs: number): boolean;
}

/**
 * Makes a world from a seed: the same seed and the same steps give the same run, down to each byte and
 * microsecond.
 *
 * @example
 * ```ts
 * import { simulation } from "@rookery/rookery/sim";
 * import assert from "node:assert/strict";
 *
 * const { host, advance, network } = simulation({ seed: 7 });
 * const options = {
 *   address: "0.0.0.0",
 *   port: 4000,
 *   shared: false,
 *   broadcast: false,
 *   receiveBytesMax: 1_500,
 * };
 * const heard: string[] = [];
 * const nothing = { bound() {}, failed() {}, datagram() {} };
 * host("10.0.0.2").udp.open(options, {
 *   ...nothing,
 *   datagram: (_bytes, from) => heard.push(from.address),
 * });
 * const sender = host("10.0.0.1").udp.open(options, nothing);
 * sender.send(new Uint8Array([1]), { address: "10.0.0.2", port: 4000 });
 * advance(10);
 * assert.deepEqual(heard, ["10.0.0.1"]);
 *
 * network.partition([["10.0.0.1"]]);
 * sender.send(new Uint8Array([2]), { address: "10.0.0.2", port: 4000 });
 * advance(10);
 * assert.equal(network.counters.dropped.partition, 1);
 * ```
 */
export function simulation(
  { seed, startMs, conditions }: SimulationOptions,
): Simulation {
  const clock = new VirtualClock({ startMs });
  const random = new SeededRandom(seed);
  const network = new SimNetwork({
    clock,
    random: random.fork("network"),
    conditions,
  });
  const worlds = new Map<string, World>();
  return {
    seed,
    clock,
    random,
    network,
    host: (address, segment) =>
      worlds.getOrInsertComputed(address, () => {
        const own = random.fork(`host ${address}`);
        const udp = network.host(address, segment);
        const { tcp } = udp;
        const ciphers: Ciphers = {
          aes256Cbc: (secret) => cipher(secret, own),
          aes256Gcm: (secret) => new Aes256Gcm(secret),
        };
        return { clock, random: own, udp, tcp, ciphers };
      }),
    advance: (ms) => clock.advance(ms),
    advanceAsync: (ms) => clock.advanceAsync(ms),
    runUntil: (holds, limitMs) => clock.runUntil(holds, limitMs),
  };
}

/** A simulation holds nothing of the platform's that a test would have to give back. */
function cipher(secret: string, random: SeededRandom): BlockCipher {
  const aes = new Aes256Cbc(secret, random);
  const released = (bytes: Uint8Array) => {
    aes.release();
    return bytes;
  };
  return {
    decipher: (packet) => released(aes.decipher(packet)),
    encipher: (padded) => released(aes.encipher(padded)),
    release: () => {},
  };
}
