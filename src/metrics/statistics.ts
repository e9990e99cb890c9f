/**
 * gossiperl's statistics of an overlay, `GET /statistics/:overlay/:window`, from memory in place of its database.
 *
 * A series for each type of digest and direction, `digest-in`, `digestAck-out`, …, with `sum_packets` and `total_size`; and
 * `message-failed-decrypt-in`, `message-failed-decode-in` with `sum_packets`. As there, a series without anything within
 * the window is `"nil"`, and all of them are one text of JSON within the answer.
 *
 * @module
 */
import type { ThriftErrorCode } from "../wire/thrift/types.ts";
import { StatisticsRing } from "./statistics_ring.ts";

/** The windows that gossiperl knows, in ms. */
export const statisticsWindows: Readonly<Record<string, number>> = {
  total: Infinity,
  "1d": 86_400_000,
  "12h": 43_200_000,
  "6h": 21_600_000,
  "3h": 10_800_000,
  "1h": 3_600_000,
  "30m": 1_800_000,
  "10m": 600_000,
  "1m": 60_000,
};

/** What gossiperl answers. */
export interface Statistics {
  /** The overlay. */
  readonly overlay: string;
  /** The window. */
  readonly window: string;
  /** Always: there is nothing to be set up. */
  readonly enabled: true;
  /** JSON: the series by name, each `{sum_packets, total_size}` or `"nil"`. */
  readonly statistics: string;
  /** When, in seconds since the Unix epoch. */
  readonly ts: number;
}

/** Series of an overlay: kinds of digests, each in and out, and failures. What is beyond is not counted. */
export const statisticsSeriesMax = 64;

/** Reasons of refusal that mean a datagram could not be deciphered; what could be, and not decoded, has others. */
const undeciphered: ReadonlySet<string> = new Set([
  ...["bad_base64", "not_enveloped", "wrong_key"],
  ...["not_authenticated", "forged", "unknown_key", "unknown_version"],
]);

/** Reasons that mean a datagram was deciphered, and is no digest. */
const undecoded: ReadonlySet<string> = new Set<ThriftErrorCode>([
  ...["truncated", "negative_size", "bad_type", "too_deep"] as const,
  ...["too_many", "wrong_type", "missing_field", "duplicate_field"] as const,
  ...["bad_text", "bad_number", "bad_address"] as const,
]);

/** What passed through one overlay. */
export class OverlayStatistics {
  readonly #series = new Map<string, StatisticsRing>();

  /** Counts a datagram. */
  datagram(
    nowMs: number,
    direction: "in" | "out",
    kind: string,
    bytes: number,
  ): void {
    this.#of(`${kind}-${direction}`)?.add(nowMs, 1, bytes);
  }

  /** Counts datagrams that were refused, as far as gossiperl has a name for the reason. */
  refused(nowMs: number, reason: string, count: number): void {
    const failed = undeciphered.has(reason)
      ? "decrypt"
      : undecoded.has(reason)
      ? "decode"
      : undefined;
    if (failed === undefined) return;
    this.#of(`message-failed-${failed}-in`)?.add(nowMs, count, 0);
  }

  /** The series within a window, as gossiperl writes them. */
  within(nowMs: number, windowMs: number): string {
    const series = [...this.#series].map(([name, ring]) => {
      const { packets, bytes } = ring.within(nowMs, windowMs);
      const sized = name.startsWith("message-failed-")
        ? {}
        : { total_size: bytes };
      return [name, packets === 0 ? "nil" : { sum_packets: packets, ...sized }];
    });
    return JSON.stringify(Object.fromEntries(series));
  }

  #of(name: string): StatisticsRing | undefined {
    const known = this.#series.get(name);
    if (known || this.#series.size >= statisticsSeriesMax) return known;
    const ring = new StatisticsRing();
    this.#series.set(name, ring);
    return ring;
  }
}
