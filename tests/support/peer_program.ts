/**
 * What the two peers of `overlay_peer.ts` share.
 *
 * @module
 */
import { createSocket, type Socket } from "node:dgram";
import process from "node:process";

/** What both are told. */
export interface PeerSettings {
  /** Its member name. */
  readonly name: string;
  /** What packets are enciphered with. */
  readonly key: string;
  /** The secret it comes with. */
  readonly secret: string;
}

/** Every how many ms a digest is sent. */
export const roundMs = 2_000;

/** Prints one line. */
export function say(event: string, fields: object = {}): void {
  console.log(JSON.stringify({ event, ...fields }));
}

/** Unix time in seconds. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}

/** A bound socket, whose datagrams `take` judges: what it throws ends the program. */
export async function bound(
  { address, port, group }: {
    readonly address: string;
    readonly port: number;
    /** The group to join, and the interface's address. */
    readonly group?: readonly [string, string];
  },
  take: (bytes: Uint8Array, from: { address: string; port: number }) => void,
): Promise<Socket> {
  const socket = createSocket({
    type: address.includes(":") ? "udp6" : "udp4",
    reuseAddr: group !== undefined,
  });
  socket.on("message", (bytes, { address, port }) => {
    try {
      take(new Uint8Array(bytes), { address, port });
    } catch (error) {
      const { message } = error as Error;
      const hex = new Uint8Array(bytes).toHex();
      say("fault", { message, from: `${address} ${port}`, hex });
      process.exit(1);
    }
  });
  await new Promise<void>((done) => socket.bind(port, address, done));
  if (group) {
    socket.setMulticastTTL(4);
    socket.setMulticastLoopback(true);
    socket.setMulticastInterface(group[1]);
    socket.addMembership(...group);
  }
  return socket;
}
