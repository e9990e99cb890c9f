/**
 * Gossiperl's wire: datagrams to digests and back.
 *
 * @module
 */
export * from "./authenticated_codec.ts";
export { FRAME_VERSION, isKeyId, SENDER_BYTES } from "./authenticated_frame.ts";
export * from "./digest_codec.ts";
export type * from "./digests.ts";
export {
  decodeEnvelope,
  encodeEnvelope,
  type Envelope,
  type EnvelopeOptions,
  type OpenedEnvelope,
  PayloadRoom,
} from "./envelope.ts";
export * from "./limits.ts";
export type { Incoming, Outgoing } from "./message.ts";
export type { OverlayCodec } from "./overlay_codec.ts";
export { decodePayload, isKnownType, type Payload } from "./payload.ts";
export * from "./replay_window.ts";
export * from "./rows.ts";
export { datagramBytes, envelopeBytes, payloadBytesMax } from "./sizes.ts";
export { Secret } from "../secret.ts";
export type { ThriftErrorCode } from "../thrift/types.ts";
export type { ThriftWork } from "../thrift/reader.ts";
export {
  decodeFields,
  encodeFields,
  type FieldType,
  type FieldValue,
  type ThriftField,
} from "../thrift/fields.ts";
export { fieldProblem, isFieldType } from "../thrift/field_problem.ts";
