/**
 * What a user publishes, as an envelope, and what came in one.
 *
 * @module
 */
import type { OverlayEvent } from "./overlay_types.ts";
import { isBuiltIn } from "./protocol/overlay/events.ts";
import {
  decodeFields,
  encodeEnvelope,
  encodeFields,
  isKnownType,
  type ThriftField,
} from "./wire/gossiperl/mod.ts";

/** Largest datagram that overlays' sockets read, in bytes: what UDP over Ethernet may be put together from, with room. */
export const datagramBytesMax = 16_384;

/** An envelope that this process publishes. */
export interface OwnEnvelope {
  /** Its id. */
  readonly id: string;
  /** The type of its payload. */
  readonly eventType: string;
  /** The bytes of its payload. */
  readonly payload: Uint8Array;
  /** Its bytes. */
  readonly envelope: Uint8Array;
}

/**
 * Makes an envelope of what a user publishes.
 *
 * @param codec Says how large an envelope may be.
 * @throws {TypeError} If the type is gossiperl's own or no name, or naming the field that does not fit its type.
 * @throws {RangeError} If it is more than one datagram takes.
 */
export function ownEnvelope(
  eventType: string,
  fields: readonly ThriftField[],
  id: string,
  codec: { envelopeBytesMax(datagramBytesMax: number): number },
): OwnEnvelope {
  if (isBuiltIn(eventType) || isKnownType(eventType)) {
    throw new TypeError(
      `Cannot publish ${eventType}: the type is gossiperl's own`,
    );
  }
  const payload = encodeFields(fields);
  const envelope = encodeEnvelope({ payloadType: eventType, payload, id });
  const bytesMax = codec.envelopeBytesMax(datagramBytesMax);
  if (envelope.length > bytesMax) {
    throw new RangeError(
      `Cannot publish ${eventType}: its envelope has ${envelope.length} bytes, and ${bytesMax} are allowed`,
    );
  }
  return { id, eventType, payload, envelope };
}

/** What a subscriber gets of an envelope. */
export function eventOf(
  id: string,
  type: string,
  payload: Uint8Array,
): OverlayEvent {
  const decoded = decodeFields(payload);
  const fields = decoded.ok ? decoded.value : [];
  return { type, id, fields, payload };
}
