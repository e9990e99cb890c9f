/**
 * Sends every hostile packet of the vectors to a group, then a heartbeat that is well formed:
 * `deno run --allow-net hostile_sender.ts <group> <port> <node> [secret]`.
 *
 * With a secret it sends those that are meant for nodes with that secret.
 *
 * @module
 */
import { createSocket } from "node:dgram";
import { gossipCodec } from "../../src/wire/gossip_codec.ts";
import { realWorld } from "../../src/ports/real_world.ts";
import { hostilePlain, hostileSecret } from "../wire/vectors.ts";

const [group, port, node, secret] = Deno.args as [
  string,
  string,
  string,
  string?,
];
const cipher = secret === undefined
  ? undefined
  : realWorld().ciphers.aes256Cbc(secret);
const hostile = secret === undefined
  ? hostilePlain
  : hostileSecret.filter((vector) => vector.receiver_secret === secret);
const last = gossipCodec(cipher ? { cipher } : {})
  .seal({ type: "heartbeat", node });

const socket = createSocket("udp4");
for (
  const bytes of [...hostile.map(({ hex }) => Uint8Array.fromHex(hex)), last]
) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.send(
    bytes,
    Number(port),
    group,
    (error) => error ? reject(error) : resolve(),
  );
  await promise;
}
socket.close();
console.log(`sent ${hostile.length}`);
