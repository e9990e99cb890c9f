/**
 * Sends every hostile packet of gossiperl's vectors to a place, one after the other:
 * `deno run --allow-net overlay_hostile_sender.ts <address> <port>`.
 *
 * @module
 */
import { createSocket } from "node:dgram";
import hostile from "../vectors/gossiperl-hostile.json" with { type: "json" };

/** The packets, in the order of the vectors. */
export const hostilePackets: readonly string[] = hostile.tests.flatMap(
  ({ packets_hex }) => packets_hex,
);

if (import.meta.main) {
  const [address = "", port] = Deno.args;
  const socket = createSocket("udp4");
  for (const hex of hostilePackets) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const bytes = Uint8Array.fromHex(hex);
    socket.send(
      bytes,
      Number(port),
      address,
      (error) => error ? reject(error) : resolve(),
    );
    await promise;
  }
  socket.close();
}
