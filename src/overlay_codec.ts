/**
 * The codec of an overlay, by the keys in its settings: for its node and for its clients.
 *
 * @module
 */
import type { World } from "./ports/world.ts";
import {
  authenticatedCodec,
  digestCodec,
  type OverlayCodec,
  type OverlayKey,
  type ReplayGuard,
  type Secret,
} from "./wire/gossiperl/mod.ts";

/** Id of `symmetric_key` beside those of `symmetric_keys`. */
const singleKeyId = "0";

/** What packets are protected with. */
export interface OverlayKeys {
  /** The overlay's name. */
  readonly name: string;
  /** How. */
  readonly cipher: "aes-256-cbc" | "aes-256-gcm";
  /** The key, if there is one. */
  readonly symmetric_key: Secret;
  /** Keys that go before it. */
  readonly symmetric_keys: readonly {
    readonly id: string;
    readonly key: Secret;
  }[];
}

/** A codec, and what gives its ciphers back. */
export interface HeldCodec {
  /** Encodes and decodes. */
  readonly codec: OverlayCodec<string>;
  /** Gives the ciphers back; they are made anew if they are used once more. */
  release(): void;
}

/** Seals with the first of `symmetric_keys`, or else with `symmetric_key`; opens with any of them. */
export function codecOf(
  { name, cipher, symmetric_key, symmetric_keys }: OverlayKeys,
  { ciphers, random }: Pick<World, "ciphers" | "random">,
  replays: ReplayGuard,
): HeldCodec {
  // Among the others under its own id, it has the place in their order that it is given there.
  const isListed = symmetric_keys.some(({ id }) => id === singleKeyId);
  const single = { id: singleKeyId, key: symmetric_key };
  const keys = isListed ? symmetric_keys : [...symmetric_keys, single];
  if (cipher === "aes-256-gcm") {
    const aeads = keys.map(({ id, key }): OverlayKey => ({
      id,
      aead: ciphers.aes256Gcm(key.reveal()),
    }));
    const [first, ...others] = aeads as [OverlayKey, ...OverlayKey[]];
    const options = {
      overlay: name,
      keys: [first, ...others],
      random,
    } as const;
    return { codec: authenticatedCodec({ ...options, replays }), release() {} };
  }
  const held = keys.map(({ key }) => ciphers.aes256Cbc(key.reveal()));
  const codecs = held.map((cipher) => digestCodec({ cipher }));
  return {
    codec: openingWithAny(codecs),
    release: () => held.forEach((cipher) => cipher.release()),
  };
}

/** gossiperl's packets do not say which key they are under: tries one after the other. */
function openingWithAny(
  codecs: readonly OverlayCodec<string>[],
): OverlayCodec<string> {
  const [first, ...others] = codecs as [
    OverlayCodec<string>,
    ...OverlayCodec<string>[],
  ];
  const open: typeof first.open = (datagram, work) => {
    const refused = first.open(datagram, work);
    if (refused.ok) return refused;
    for (const codec of others) {
      const opened = codec.open(datagram, work);
      if (opened.ok) return opened;
    }
    return refused;
  };
  const openMany = (datagrams: readonly Uint8Array[]) =>
    datagrams.map((datagram) => open(datagram));
  return others.length === 0 ? first : { ...first, open, openMany };
}
