/**
 * A member of an overlay called `late`, whose clock is off: says every half second that it is there.
 * `deno run --allow-net skewed_digest.ts <group> <port> <key> <seconds ahead>`.
 *
 * @module
 */
import { createSocket } from "node:dgram";
import { realWorld } from "../../src/ports/real_world.ts";
import { digestCodec, Secret } from "../../src/wire/gossiperl/mod.ts";

const [group = "", port = "", key = "", ahead = ""] = Deno.args;
const codec = digestCodec({ cipher: realWorld().ciphers.aes256Cbc(key) });
const socket = createSocket("udp4");
setInterval(() => {
  const heartbeat = Math.floor(Date.now() / 1_000) + Number(ahead);
  const id = crypto.randomUUID();
  const bytes = codec.seal({
    type: "digest",
    id,
    digest: {
      type: "digest",
      name: "late",
      port: Number(port),
      heartbeat,
      id,
      secret: new Secret("default-overlay-secret"),
    },
  });
  socket.send(bytes, Number(port), group);
}, 500);
