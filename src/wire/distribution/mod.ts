/**
 * The bytes of the Erlang distribution: EPMD, the handshake, and what connected nodes tell each other.
 *
 * @module
 */
export * from "./challenge.ts";
export { decodeMessage } from "./decode_message.ts";
export type { MessageErrorCode, MessageLimits } from "./decode_message.ts";
export { encodeMessage } from "./encode_message.ts";
export * from "./epmd.ts";
export * from "./epmd_answers.ts";
export {
  EPMD_EXTRA_BYTES_MAX,
  EPMD_NAME_BYTES_MAX,
  type EpmdErrorCode,
  type EpmdNode,
} from "./epmd_node.ts";
export * from "./flags.ts";
export { formOf, FrameTag, type MessageForm } from "./form.ts";
export * from "./fragments.ts";
export * from "./frames.ts";
export * from "./handshake.ts";
export * from "./message.ts";
export * from "./read_handshake.ts";
