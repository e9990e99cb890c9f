/**
 * Datagrams of an authenticated overlay: nobody without a key can make, alter or repeat one.
 *
 * Real gossiperl programs cannot read them, nor does this codec read theirs
 * (docs/decisions/0008-authenticated-overlays.md).
 *
 * @module
 */
import { hexOf } from "../hex.ts";
import { NONCE_BYTES } from "../aes_gcm.ts";
import { concat } from "../bytes.ts";
import { refuse, type Result } from "../result.ts";
import type { ThriftWork } from "../thrift/reader.ts";
import {
  decodeFrame,
  encodeHead,
  type Frame,
  type FrameErrorCode,
  frameOverheadBytes,
  isKeyId,
  SENDER_BYTES,
} from "./authenticated_frame.ts";
import { DATAGRAM_BYTES_MAX, type GossiperlErrorCode } from "./limits.ts";
import { type Incoming, MessageCoder, type Outgoing } from "./message.ts";
import { type OverlayCodec, requireDatagram } from "./overlay_codec.ts";
import { ReplayGuard } from "./replay_window.ts";

/** Authenticated encryption under one key; nonces have 12 bytes, tags 16. */
export interface Aead {
  /** Seals `plain`, and `associated` with it; returns ciphertext and tag. */
  seal(
    nonce: Uint8Array,
    plain: Uint8Array,
    associated: Uint8Array,
  ): Uint8Array;
  /** Opens that; `undefined` if anything about it was altered. */
  open(
    nonce: Uint8Array,
    sealed: Uint8Array,
    associated: Uint8Array,
  ): Uint8Array | undefined;
}

/** A key and the id it is known by in all nodes. */
export interface OverlayKey {
  /** 1 to 32 visible ASCII characters, sent in the clear. */
  readonly id: string;
  /** Seals and opens with it. */
  readonly aead: Aead;
}

/** Why a datagram is refused. */
export type AuthenticatedErrorCode =
  | FrameErrorCode
  | GossiperlErrorCode
  /** It is sealed with a key that we do not have. */
  | "unknown_key"
  /** The key did not seal this, or it did for another overlay. */
  | "forged"
  /** It was received before, or is too old to tell. */
  | "replayed";

/** What an authenticated codec needs. */
export interface AuthenticatedCodecOptions {
  /** The overlay's name, which every frame is bound to. */
  readonly overlay: string;
  /** Seals with the first, opens with any. */
  readonly keys: readonly [OverlayKey, ...OverlayKey[]];
  /** Where the sender's id and the nonces come from: never the same twice. */
  readonly random: { bytes(count: number): Uint8Array };
  /** Remembers what was received. To be shared by all sockets of an overlay and to outlive them. */
  readonly replays?: ReplayGuard;
}

/**
 * Makes the codec of one socket. Each codec is a sender of its own.
 *
 * @throws {TypeError} If a key's id is none, or there twice.
 */
export function authenticatedCodec(
  { overlay, keys, random, replays = new ReplayGuard() }:
    AuthenticatedCodecOptions,
): OverlayCodec<AuthenticatedErrorCode> {
  const coder = new MessageCoder();
  const aeads = byId(keys);
  const name = new TextEncoder().encode(overlay);
  const [{ id: keyId, aead }] = keys;
  const sender = hexOf(random.bytes(SENDER_BYTES));
  let counter = 0;

  const open = (
    datagram: Uint8Array,
    work?: ThriftWork,
  ): Result<Incoming, AuthenticatedErrorCode> => {
    const frame = decodeFrame(datagram);
    if (!frame.ok) return frame;
    const plain = openFrame(frame.value, aeads, name, replays);
    return plain.ok ? coder.decode(plain.value, work) : plain;
  };
  const seal = (message: Outgoing): Uint8Array => {
    const plain = coder.encode(message, () => 0);
    const nonce = random.bytes(NONCE_BYTES);
    const head = encodeHead({ keyId, sender, counter, nonce });
    counter++;
    const sealed = aead.seal(nonce, plain, concat(head, name));
    return requireDatagram(concat(head, sealed));
  };
  return {
    open,
    openMany: (datagrams) => datagrams.map((datagram) => open(datagram)),
    seal,
    sealMany: (messages) => messages.map(seal),
    envelopeBytesMax: (datagramBytesMax) =>
      Math.min(datagramBytesMax, DATAGRAM_BYTES_MAX) -
      frameOverheadBytes(keyId),
  };
}

function openFrame(
  { keyId, sender, counter, nonce, head, sealed }: Frame,
  aeads: ReadonlyMap<string, Aead>,
  overlay: Uint8Array,
  replays: ReplayGuard,
): Result<Uint8Array, AuthenticatedErrorCode> {
  const aead = aeads.get(keyId);
  if (aead === undefined) return refuse("unknown_key", 4);
  // First what is cheap: a storm of repetitions costs no deciphering.
  if (!replays.isFresh(sender, counter)) return refuse("replayed", head.length);
  const plain = aead.open(nonce, sealed, concat(head, overlay));
  if (plain === undefined) return refuse("forged", head.length);
  // Only now: a forged counter must not move the window.
  replays.record(sender, counter);
  return { ok: true, value: plain };
}

function byId(keys: readonly OverlayKey[]): ReadonlyMap<string, Aead> {
  const aeads = new Map(keys.map(({ id, aead }) => [id, aead]));
  if (keys.every(({ id }) => isKeyId(id)) && aeads.size === keys.length) {
    return aeads;
  }
  throw new TypeError(
    "Cannot use these keys: each takes an id of its own, 1 to 32 visible ASCII characters",
  );
}
