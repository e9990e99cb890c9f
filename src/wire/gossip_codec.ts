/**
 * All that travels on libcluster's gossip group: heartbeats, and our own probes.
 *
 * With a cipher only enveloped packets are understood, and everything sent is
 * enveloped, probes too; without one only plain packets are. So one group and port
 * can carry several clusters.
 *
 * @module
 */
import {
  type BlockCipher,
  type EnvelopeErrorCode,
  openEnvelope,
  sealEnvelope,
} from "./cbc_envelope.ts";
import type { Codec } from "./codec.ts";
import {
  decodeHeartbeat,
  encodeHeartbeat,
  type HeartbeatErrorCode,
} from "./heartbeat.ts";
import {
  decodeProbe,
  encodeProbe,
  isProbe,
  type ProbeErrorCode,
} from "./probe.ts";
import type { Result } from "./result.ts";

/** What one packet says. */
export type GossipValue =
  | {
    /** A node is there. */
    readonly type: "heartbeat";
    /** Its name, `name@host`. */
    readonly node: string;
  }
  | {
    /** A Rookery node tests the group. */
    readonly type: "probe";
    /** 16 random bytes as 32 lower-case hexadecimal digits. */
    readonly id: string;
  };

/** Why a packet says nothing. */
export type GossipErrorCode =
  | EnvelopeErrorCode
  | HeartbeatErrorCode
  | ProbeErrorCode;

/** What a gossip codec needs. */
export interface GossipCodecOptions {
  /** Opens and seals all packets; without it they are plain. */
  readonly cipher?: BlockCipher;
}

/** A {@linkcode Codec} whose refusals are gossip's. */
export interface GossipCodec extends Codec<GossipValue> {
  /** Decodes one datagram of a stranger; never throws. */
  open(bytes: Uint8Array): Result<GossipValue, GossipErrorCode>;
}

/** Makes the codec of one gossip group. Refusals inside an envelope tell offsets of the plaintext. */
export function gossipCodec(
  { cipher }: GossipCodecOptions = {},
): GossipCodec {
  if (cipher === undefined) return { open: decodeGossip, seal: encodeGossip };
  return {
    open(bytes: Uint8Array): Result<GossipValue, GossipErrorCode> {
      const plain = openEnvelope(bytes, cipher);
      return plain.ok ? decodeGossip(plain.value) : plain;
    },
    seal: (value: GossipValue) => sealEnvelope(encodeGossip(value), cipher),
  };
}

function decodeGossip(
  bytes: Uint8Array,
): Result<GossipValue, GossipErrorCode> {
  if (isProbe(bytes)) {
    const probe = decodeProbe(bytes);
    if (!probe.ok) return probe;
    return { ok: true, value: { type: "probe", id: probe.value.id } };
  }
  const heartbeat = decodeHeartbeat(bytes);
  if (!heartbeat.ok) return heartbeat;
  return {
    ok: true,
    value: { type: "heartbeat", node: heartbeat.value.node },
  };
}

function encodeGossip(value: GossipValue): Uint8Array {
  switch (value.type) {
    case "heartbeat":
      return encodeHeartbeat(value.node);
    case "probe":
      return encodeProbe(value.id);
  }
}
