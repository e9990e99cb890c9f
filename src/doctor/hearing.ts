/**
 * Listens to groups, each on a socket of its own that is bound to the group's address, so that who says something is known
 * with where it said it; and sends a probe to each every second, by which another examination hears us.
 *
 * @module
 */
import type { World } from "../ports/world.ts";
import type { Heard, Hearing } from "../protocol/doctor_hearing.ts";
import { BLOCK_BYTES } from "../wire/cbc_envelope.ts";
import { type GossipCodec, gossipCodec } from "../wire/gossip_codec.ts";
import { PROBE_ID_BYTES } from "../wire/probe.ts";
import type { Secret } from "../wire/secret.ts";
import { type OpenedSocket, openSocket, pause } from "./opened.ts";
import { optionsOf, type Way } from "./paths.ts";

/** Different sayings remembered: a group with more members is not silent. */
const heardMax = 1_024;

/** What is listened for. */
export interface Listening extends Way {
  /** Groups that are joined beside. */
  readonly beside: readonly string[];
  /** What packets are enciphered with. */
  readonly secret?: Secret | undefined;
  /** How long, in seconds. */
  readonly seconds: number;
}

/** Listens, and tells who was heard. */
export async function listen(
  world: Pick<World, "udp" | "clock" | "random" | "ciphers">,
  listening: Listening,
): Promise<Hearing> {
  const { groups, beside, secret, seconds } = listening;
  const cipher = secret && world.ciphers.aes256Cbc(secret.reveal());
  const codec = gossipCodec(cipher ? { cipher } : {});
  const id = world.random.bytes(PROBE_ID_BYTES).toHex();
  const heard = new Map<string, Heard>();
  using sockets = new DisposableStack();
  for (const group of new Set([...groups, ...beside])) {
    const options = { ...optionsOf({ ...listening, groups: [group] }) };
    const opening = await openSocket(world, { ...options, address: group }, {
      datagram(bytes, { address }) {
        const said = sayingOf(bytes, codec, id);
        if (!said || heard.size >= heardMax) return;
        heard.set(JSON.stringify([group, address, said]), {
          ...{ group, address, said },
        });
      },
    });
    if (opening.ok) sockets.use(opening.socket);
  }
  const speaking = await openSocket(world, {
    ...optionsOf(listening),
    port: 0,
  });
  if (speaking.ok) {
    using speaker = speaking.socket;
    await speak(world, speaker, listening, codec.seal({ type: "probe", id }));
  } else await pause(world, seconds * 1_000);
  cipher?.release();
  const hasSecret = secret !== undefined;
  return { seconds, groups, hasSecret, heard: [...heard.values()] };
}

async function speak(
  world: Pick<World, "clock">,
  speaker: OpenedSocket,
  { groups, port, seconds }: Listening,
  probe: Uint8Array,
): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    for (const address of groups) speaker.send(probe, { address, port });
    await pause(world, 1_000);
  }
}

/** What a datagram says; nothing if it is our own. */
function sayingOf(
  bytes: Uint8Array,
  codec: GossipCodec,
  ownId: string,
): Heard["said"] | undefined {
  const opened = codec.open(bytes);
  if (opened.ok) {
    const { value } = opened;
    if (value.type === "heartbeat") return value;
    return value.id === ownId ? undefined : { type: "probe" };
  }
  if (gossipCodec().open(bytes).ok) return { type: "plain" };
  const { length } = bytes;
  const isBlocks = length >= 2 * BLOCK_BYTES && length % BLOCK_BYTES === 0;
  return { type: isBlocks ? "enciphered" : "foreign" };
}
