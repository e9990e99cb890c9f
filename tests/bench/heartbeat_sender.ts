/**
 * Sends heartbeats at a steady rate: `<plain|secret> <per second> <seconds> <names>`; prints `sent <n>`.
 * The bench starts it in a namespace; it sends to loopback's group only.
 *
 * @module
 */
import dgram from "node:dgram";
import { ciphers } from "../../src/ports/cipher.ts";
import { realRandom } from "../../src/ports/random.ts";
import { gossipCodec } from "../../src/wire/gossip_codec.ts";

const [kind, ...figures] = Deno.args;
const [rate, seconds, names] = figures.map(Number) as [number, number, number];
const cipher = ciphers(realRandom).aes256Cbc("bench");
const codec = gossipCodec(kind === "secret" ? { cipher } : {});
const packets = Array.from(
  { length: names },
  (_, i) => codec.seal({ type: "heartbeat", node: `peer-${i}@127.0.0.1` }),
);
const socket = dgram.createSocket({ type: "udp4", reuseAddr: true });
await new Promise<void>((bound) => socket.bind(0, "0.0.0.0", bound));

const startedMs = performance.now();
const total = rate * seconds;
let sent = 0;
while (sent < total) {
  const due = Math.min(total, (performance.now() - startedMs) * rate / 1_000);
  while (sent < due) {
    const packet = packets[sent % packets.length]!;
    await new Promise((done) =>
      socket.send(packet, 45_892, "233.252.1.32", done)
    );
    sent++;
  }
  await new Promise((resolve) => setTimeout(resolve, 1));
}
socket.close();
console.log(`sent ${sent}`);
