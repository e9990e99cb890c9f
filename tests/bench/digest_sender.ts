/**
 * Clients that send digests at a steady rate and count the acks: `<port> <clients> <per second> <seconds> [secret]`;
 * prints `sent <n> acked <n> within <ms> rows <n>`. They share one socket, and have secrets of their own unless one is
 * given. The bench starts it in a namespace; it sends to loopback only.
 *
 * @module
 */
import { ciphers } from "../../src/ports/cipher.ts";
import { realRandom } from "../../src/ports/random.ts";
import { digestCodec } from "../../src/wire/gossiperl/mod.ts";
import { Secret } from "../../src/wire/secret.ts";
import { Batch, RawUdp } from "./raw_udp.ts";

const ownPort = 20_000;
const packetsMin = 1_000;
/**
 * After a wait for a core, what is late is spread too, as independent clients would spread it: the other side's kernel
 * holds some 200 datagrams, and a burst would be the bench's own loss.
 */
const atOnceMax = 40;
const catchUp = 1.5;
const msAfterLast = 500;

const [, , , , secret] = Deno.args;
const [toPort, clients, rate, seconds] = Deno.args.slice(0, 4).map(Number) as [
  number,
  number,
  number,
  number,
];
const cipher = ciphers(realRandom).aes256Cbc("bench");
const codec = digestCodec({ cipher });
const packets = new Batch(
  Array.from(
    { length: Math.ceil(packetsMin / clients) * clients },
    (_, i) => digestOf(i % clients),
  ),
);

using socket = new RawUdp(ownPort, toPort);
const total = rate * seconds;
const startedMs = performance.now();
let sent = 0;
let acked = 0;
let lastAckMs = startedMs;
let lastAck: Uint8Array = new Uint8Array(0);
let lookedMs = startedMs;
let allowance = 0;
// Ends some time after the last digest or ack, at the latest when twice the time is over.
for (let msQuiet = 0; msQuiet < msAfterLast;) {
  const nowMs = performance.now();
  const due = Math.min(total, Math.floor((nowMs - startedMs) * rate / 1_000));
  const earned = (nowMs - lookedMs) * rate / 1_000 * catchUp;
  allowance = Math.min(atOnceMax, allowance + earned);
  lookedMs = nowMs;
  const now = Math.min(due - sent, Math.floor(allowance));
  allowance -= now;
  sent += socket.send(packets, sent % packets.length, now);
  const acks = socket.receive();
  if (acks.length > 0) {
    acked += acks.length;
    lastAck = acks.at(-1)!.slice();
    lastAckMs = performance.now();
  } else {
    socket.sleep(1);
  }
  msQuiet = sent < total
    ? 0
    : performance.now() - Math.max(lastAckMs, startedMs + seconds * 1_000);
}
const tookMs = Math.round(lastAckMs - startedMs);
console.log(
  `sent ${sent} acked ${acked} within ${tookMs} rows ${rowsIn(lastAck)}`,
);
cipher.release();

function digestOf(client: number): Uint8Array<ArrayBuffer> {
  const datagram = codec.seal({
    type: "digest",
    id: crypto.randomUUID(),
    digest: {
      type: "digest",
      name: `client-${client}`,
      port: ownPort,
      heartbeat: Math.floor(Date.now() / 1_000),
      id: crypto.randomUUID(),
      secret: new Secret(secret ?? `secret of ${client}`),
    },
  });
  return new Uint8Array(datagram);
}

function rowsIn(ack: Uint8Array): number {
  const opened = codec.open(ack);
  if (!opened.ok || opened.value.digest.type !== "digestAck") return 0;
  return opened.value.digest.membership.length;
}
