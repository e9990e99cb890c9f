/**
 * Envelopes of overlays for readers over HTTP, with their fields. Who asks for types of envelopes has this node subscribe to
 * them; all who ask for the same types of one overlay share one subscription and its history.
 *
 * When the last reader leaves, the subscription stays for a while, so that who lost its connection finds what came
 * meanwhile.
 *
 * @module
 */
import { eventOf } from "../overlay_envelope.ts";
import type { OverlayEvent } from "../overlay_types.ts";
import { isMemberName } from "../protocol/overlay/member.ts";
import type { FieldValue, ThriftField } from "../wire/thrift/fields.ts";
import { History, type HistoryParts } from "./history.ts";
import type { RestHost } from "./host.ts";
import { Problem } from "./problem.ts";

/** Bytes that are kept of each subscription: its latest envelopes, some hundreds of common ones. */
export const keptBytesMax = 1_048_576;

/** What an envelope takes beside its payload, in bytes: about as much as its object. */
const envelopeBytes = 256;

/** Time for which a subscription outlives its last reader, in ms: who comes back does so within seconds. */
export const lingerMs = 60_000;

/** Subscriptions at one time: with what is kept of them they take 32 MiB. */
export const streamsMax = 32;

/** Types of one subscription. */
export const typesMax = 64;

/** What is kept of one: its fields are read when they are told. */
type Envelope = Omit<OverlayEvent, "fields"> & { readonly atMs: number };

/** What this node subscribes to for readers over HTTP. */
export class EnvelopeStreams {
  readonly #host: RestHost;
  readonly #parts: HistoryParts;
  readonly #streams = new Map<string, EnvelopeStream>();

  /** None yet. */
  constructor(host: RestHost, parts: HistoryParts) {
    this.#host = host;
    this.#parts = parts;
  }

  /**
   * A stream of what comes to an overlay of these types: after `lastId` if that is still kept, otherwise from now on.
   *
   * @throws {Problem} 409 if that are no types; 503 if there are too many subscriptions, or too many readers.
   */
  stream(
    overlay: string,
    types: readonly string[],
    lastId: string | null,
  ): Response {
    if (types.length > typesMax || !types.every(isType)) {
      const detail = `types: allowed: 1 to ${typesMax} types of envelopes`;
      throw new Problem(409, detail);
    }
    const wanted = [...new Set(types)].sort();
    const key = JSON.stringify([overlay, ...wanted]);
    const known = this.#streams.get(key);
    const stream = known ?? this.#subscribe(overlay, wanted, key);
    return stream.read(lastId);
  }

  /** Sends all readers away, who may come back. */
  dismiss(): void {
    for (const stream of this.#streams.values()) stream.dismiss();
  }

  /** Ends all, at once. */
  end(): void {
    for (const stream of this.#streams.values()) stream.close();
  }

  #subscribe(
    overlay: string,
    types: readonly string[],
    key: string,
  ): EnvelopeStream {
    if (this.#streams.size >= streamsMax) {
      throw new Problem(
        503,
        `There are ${streamsMax} subscriptions: try later`,
      );
    }
    const stream = new EnvelopeStream(
      { host: this.#host, overlay, types, parts: this.#parts },
      () => this.#streams.delete(key),
    );
    this.#streams.set(key, stream);
    return stream;
  }
}

/** One subscription. */
class EnvelopeStream {
  /** Ends it. */
  readonly close: () => void;
  readonly #history: History<Envelope>;
  readonly #parts: HistoryParts;
  /** What ends it, while nobody reads. */
  #lingering: number | undefined;
  #hasEnded = false;

  constructor(
    { host, overlay, types, parts }: {
      readonly host: RestHost;
      readonly overlay: string;
      readonly types: readonly string[];
      readonly parts: HistoryParts;
    },
    ended: () => void,
  ) {
    this.#parts = parts;
    const subscription = host.overlays.subscribe(overlay, types);
    this.close = () => subscription.close();
    if (!isSubscribed(host, overlay, types)) {
      this.close();
      ended();
      throw new Problem(503, "The overlay takes no more subscriptions");
    }
    this.#history = new History(parts, {
      weightMax: keptBytesMax,
      weigh: ({ payload }) => payload.length + envelopeBytes,
      told: (envelope) => toldOf(overlay, envelope),
      deserted: () => this.#linger(),
    });
    const keep = async () => {
      for await (const { fields: _, ...envelope } of subscription) {
        this.#history.keep({ ...envelope, atMs: parts.clock.nowMs() });
      }
      this.#hasEnded = true;
      parts.clock.clearTimeout(this.#lingering);
      this.#history.end();
      ended();
    };
    void keep();
    this.#linger();
  }

  read(lastId: string | null): Response {
    const response = this.#history.stream(lastId, () => true);
    this.#parts.clock.clearTimeout(this.#lingering);
    return response;
  }

  dismiss(): void {
    this.#history.dismiss();
  }

  #linger(): void {
    // Its last readers leave because it has ended: a timer would keep the program from doing so.
    if (this.#hasEnded) return;
    this.#lingering = this.#parts.clock.setTimeout(this.close, lingerMs);
  }
}

/** Line breaks would end a line of the stream. */
function isType(text: string): boolean {
  // deno-lint-ignore no-control-regex -- they are what is looked for
  return isMemberName(text) && !/[\x00-\x1f]/.test(text);
}

/** An overlay has a bound on subscriptions, and refuses what is beyond it without a word. */
function isSubscribed(
  { overlays }: RestHost,
  overlay: string,
  types: readonly string[],
): boolean {
  const us = overlays.settings(overlay).member_name;
  const ours = overlays.subscriptions(overlay)
    .filter(({ memberName }) => memberName === us)
    .map(({ eventType }) => eventType);
  return types.every((type) => ours.includes(type));
}

/** What is told of an envelope; its bytes too if they are no fields that could be read. */
function toldOf(
  overlay: string,
  { type, id, member, payload, atMs }: Envelope,
): object {
  const { fields } = eventOf(id, type, payload);
  const isUnread = fields.length === 0 && payload.length > 1;
  return {
    ...{ type, overlay, atMs, id },
    ...(member !== undefined && { member }),
    fields: fields.map(({ id, type, value }: ThriftField) => ({
      ...{ id, type, value: valueOf(value) },
    })),
    ...(isUnread && { payload: payload.toBase64() }),
  };
}

/** JSON has neither bytes nor whole numbers of 64 bits, nor what is no number. */
function valueOf(value: FieldValue): unknown {
  if (value instanceof Uint8Array) return value.toBase64();
  if (Array.isArray(value)) return value.map(valueOf);
  const isText = typeof value === "bigint" ||
    typeof value === "number" && !Number.isFinite(value);
  return isText ? String(value) : value;
}
