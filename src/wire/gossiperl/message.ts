/**
 * What travels in an overlay, above all encryption: one envelope with one digest.
 *
 * @module
 */
import { accept, type Result } from "../result.ts";
import type { ThriftWork } from "../thrift/reader.ts";
import { ThriftWriter } from "../thrift/writer.ts";
import type { KnownDigest, OwnDigest } from "./digests.ts";
import { decodeEnvelope, PayloadRoom, writeEnvelope } from "./envelope.ts";
import type { GossiperlErrorCode } from "./limits.ts";
import { decodePayload, isKnownType, writePayload } from "./payload.ts";

/** What was received. */
export interface Incoming {
  /** The envelope's id. */
  readonly id: string;
  /** What it carried; tell the kinds apart by `type`. */
  readonly digest: KnownDigest | OwnDigest;
  /** Rows left out of its list because something was wrong with them. */
  readonly rowsRefused: number;
}

/** What is to be sent. */
export type Outgoing =
  | {
    /** A digest. */
    readonly type: "digest";
    /** The envelope's id: a fresh UUID. */
    readonly id: string;
    /** The digest. */
    readonly digest: KnownDigest;
  }
  | {
    /** A digest whose payload is encoded: a user's own, or a list from kept rows. */
    readonly type: "payload";
    /** The envelope's id: a fresh UUID. */
    readonly id: string;
    /** Its type. */
    readonly payloadType: string;
    /** The bytes of its struct. */
    readonly payload: Uint8Array;
  }
  | {
    /** An envelope that came from elsewhere, passed on unchanged. */
    readonly type: "relay";
    /** Its bytes, without padding. */
    readonly envelope: Uint8Array;
  };

/** Reads and writes messages; keeps its working memory. */
export class MessageCoder {
  readonly #room = new PayloadRoom();
  readonly #payload = new ThriftWriter(1_024);
  readonly #envelope = new ThriftWriter(2_048);

  /** Decodes an envelope and its payload; adds what that cost to `work`. Never throws. */
  decode(
    bytes: Uint8Array,
    work?: ThriftWork,
  ): Result<Incoming, GossiperlErrorCode> {
    const options = { room: this.#room, ...(work && { work }) };
    const opened = decodeEnvelope(bytes, options);
    if (!opened.ok) return opened;
    const { payloadType, payload, id, envelope } = opened.value;
    if (!isKnownType(payloadType)) {
      const digest: OwnDigest = {
        type: "own",
        payloadType,
        // Copies: the one is memory that is used again, the other would keep the whole datagram.
        payload: new Uint8Array(payload),
        envelope: new Uint8Array(envelope),
      };
      return accept({ id, digest, rowsRefused: 0 });
    }
    const decoded = decodePayload(payloadType, payload, work);
    if (!decoded.ok) return decoded;
    const { digest, rowsRefused } = decoded.value;
    return accept({ id, digest, rowsRefused });
  }

  /**
   * Encodes an envelope, with `padding(its length)` zeros after it. It is a view of memory that is used again: stale
   * after the next.
   *
   * @throws {TypeError | RangeError} If a value in it could not be read back.
   */
  encode(
    message: Outgoing,
    padding: (envelopeBytes: number) => number,
  ): Uint8Array {
    const writer = this.#envelope;
    writer.clear();
    this.#write(writer, message);
    writer.space(padding(writer.length)).fill(0);
    return writer.view();
  }

  #write(writer: ThriftWriter, message: Outgoing): void {
    if (message.type === "relay") return writer.bytes(message.envelope);
    if (message.type === "payload") return writeEnvelope(writer, message);
    const { id, digest } = message;
    this.#payload.clear();
    writePayload(this.#payload, digest);
    const payload = this.#payload.view();
    writeEnvelope(writer, { payloadType: digest.type, payload, id });
  }
}
