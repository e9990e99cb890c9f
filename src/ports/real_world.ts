/**
 * The world a node runs in outside tests.
 *
 * @module
 */

import { ciphers } from "./cipher.ts";
import { realClock } from "./clock.ts";
import { httpNetwork } from "./http_server.ts";
import { interfaceAddress } from "./interface_address.ts";
import { realRandom } from "./random.ts";
import { tcpNetwork } from "./tcp.ts";
import { udpNetwork } from "./udp.ts";
import type { World } from "./world.ts";

/** The real world: the system's clock, randomness and network. Needs `--allow-net` and nothing else. */
export function realWorld(): World {
  return {
    clock: realClock,
    random: realRandom,
    udp: udpNetwork,
    tcp: tcpNetwork,
    http: httpNetwork,
    ciphers: ciphers(realRandom),
    interfaceAddress,
  };
}
