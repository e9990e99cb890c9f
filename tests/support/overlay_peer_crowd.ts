/**
 * Many members by one program: each round a digest of every one of them, to a bridge (then they are clients with ports of
 * their own, where nobody listens) or to a group.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { seal } from "./gossiperl_reference.ts";
import {
  bound,
  nowSeconds,
  type PeerSettings,
  roundMs,
  say,
} from "./peer_program.ts";

/** What a crowd is told; its members are called `<name>-0` and so on. */
export interface PeerCrowdSettings extends PeerSettings {
  /** How many they are. */
  readonly count: number;
  /** The port it sends from, and the first one that its members say they have. */
  readonly port: number;
  /** Where it sends to. */
  readonly to: { readonly address: string; readonly port: number };
  /** The address that it sends from. */
  readonly address: string;
}

/** Runs until it is killed. */
export async function runPeerCrowd(
  { name, key, secret, count, port, to, address }: PeerCrowdSettings,
): Promise<void> {
  const socket = await bound({ address, port }, () => {});
  const ask = () => {
    for (let index = 0; index < count; index++) {
      const digest = {
        name: `${name}-${index}`,
        port: port + index,
        heartbeat: nowSeconds(),
        id: randomUUID(),
        secret,
      };
      socket.send(seal(key, "digest", digest, "client"), to.port, to.address);
    }
  };
  setInterval(ask, roundMs);
  ask();
  say("ready");
}
