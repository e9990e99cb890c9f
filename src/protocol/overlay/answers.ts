/**
 * What we say: our digests, and the lists that answer others', within the bytes they may take.
 *
 * Rows are encoded once and kept while they say the same, since a busy overlay sends the same lists thousands of times.
 *
 * @module
 */
import type {
  DigestMember,
  DigestSubscription,
  KnownDigest,
} from "../../wire/gossiperl/digests.ts";
import type { Outgoing } from "../../wire/gossiperl/message.ts";
import {
  encodeMember,
  encodeRows,
  encodeRowsDigest,
  encodeSubscription,
  roomForRows,
  rowsThatFit,
  type RowsType,
} from "../../wire/gossiperl/rows.ts";
import { ownRow, type RowsView, secondsOf, takeRows } from "./ack_rows.ts";
import type { Ledgers } from "./ledgers.ts";
import type { MemberKind, MemberRecord } from "./member.ts";

/** Size of the largest envelope whose datagram has at most so many bytes: the codec's own figure. */
export type EnvelopeBytesMax = (datagramBytesMax: number) => number;

/** Lists kept for one kind of asker: as many as a hundred clients take turns in. */
const listsKeptMax = 128;

/** Encoded lists that are right as long as these figures are. */
interface Kept {
  readonly version: number;
  readonly second: number;
  readonly room: number;
  /** By the place of their first row. */
  readonly lists: Map<number, KeptList>;
}

interface KeptList {
  readonly rows: Uint8Array;
  /** The asker's cursor afterwards. */
  readonly cursor: number;
}

/** Writes the answers of one overlay. Keeps what it encoded. */
export class Answers {
  readonly #ledgers: Ledgers;
  readonly #envelopeBytesMax: EnvelopeBytesMax;
  readonly #encoded = new WeakMap<DigestMember, Uint8Array>();
  readonly #kept = new Map<MemberKind, Kept>();

  /** Answers from these ledgers. */
  constructor(ledgers: Ledgers, envelopeBytesMax: EnvelopeBytesMax) {
    this.#ledgers = ledgers;
    this.#envelopeBytesMax = envelopeBytesMax;
  }

  /** A digest of gossiperl's own, in an envelope of its own. */
  digest(digest: KnownDigest): Outgoing {
    return { type: "digest", id: this.#ledgers.ambient.uuid(), digest };
  }

  /** What a round says: "I am here". */
  presence(nowMs: number): Outgoing {
    const { settings, ambient } = this.#ledgers;
    const { member_name: name, port, secret } = settings;
    const heartbeat = secondsOf(nowMs);
    const id = ambient.uuid();
    return this.digest({ type: "digest", name, port, heartbeat, id, secret });
  }

  /** What is said at the end: "I leave". */
  farewell(nowMs: number): Outgoing {
    const { member_name: name, secret } = this.#ledgers.settings;
    const heartbeat = secondsOf(nowMs);
    return this.digest({ type: "digestExit", name, heartbeat, secret });
  }

  /** The answer to one asker: ourselves, then the reachable members of its kind, rotating if they do not all fit. */
  ackTo(asker: MemberRecord, replyId: string, nowMs: number): Outgoing {
    const { kind } = asker;
    const view = this.#ledgers.ackRows.rows(kind, nowMs);
    const room = this.#room("digestAck", replyId, kind);
    const { lists } = this.#keptFor(kind, view.version, room, nowMs);
    const place = asker.rowsCursor % Math.max(1, view.rows.length);
    const list = lists.get(place) ?? this.#listFor(asker, view, room, nowMs);
    if (lists.size < listsKeptMax) lists.set(place, list);
    asker.rowsCursor = list.cursor;
    return this.#list("digestAck", replyId, list.rows, nowMs);
  }

  /** The answer to the group, if it is our turn: see {@linkcode GroupAcks}. */
  ackToGroup(nowMs: number): Outgoing | undefined {
    const { groupAcks, ackRows, ambient } = this.#ledgers;
    const own = this.#ownRow(nowMs);
    // Any id of the usual length: what is asked for is known only afterwards.
    const room = this.#room("digestAck", ambient.uuid(), "remote") - own.length;
    const taken = groupAcks.take(
      ackRows.rows("remote", nowMs).rows,
      (chosen) => this.#fit(chosen, 0, room),
      nowMs,
    );
    if (!taken) return undefined;
    const rows = encodeRows([own, ...taken.rows.map((row) => this.#row(row))]);
    return this.#list("digestAck", taken.replyId, rows, nowMs);
  }

  /** The subscriptions that it is our turn to tell the group, right after our digest. */
  subscriptionsToGroup(nowMs: number): readonly Outgoing[] {
    const { subscriptions, groupSubscriptions, groupAcks, ambient } =
      this.#ledgers;
    const rows = groupSubscriptions.take(subscriptions.shareable(), nowMs);
    const replyId = groupAcks.lastAskedId || ambient.uuid();
    return this.subscriptions(rows, replyId, nowMs);
  }

  /** Subscriptions in as many packets as they need. */
  subscriptions(
    rows: readonly DigestSubscription[],
    replyId: string,
    nowMs: number,
  ): readonly Outgoing[] {
    const room = this.#room("digestSubscriptions", replyId, "remote");
    let left = rows.map(encodeSubscription);
    const packets: Outgoing[] = [];
    while (left.length > 0) {
      // A row too large for any packet goes alone, in one that is fragmented.
      const count = Math.max(1, rowsThatFit(left, room));
      const list = encodeRows(left.slice(0, count));
      packets.push(this.#list("digestSubscriptions", replyId, list, nowMs));
      left = left.slice(count);
    }
    return packets;
  }

  #keptFor(
    kind: MemberKind,
    version: number,
    room: number,
    nowMs: number,
  ): Kept {
    const second = secondsOf(nowMs);
    const kept = this.#kept.get(kind);
    const isRight = kept?.version === version && kept.second === second &&
      kept.room === room;
    if (isRight) return kept;
    const anew: Kept = { version, second, room, lists: new Map() };
    this.#kept.set(kind, anew);
    return anew;
  }

  #listFor(
    asker: MemberRecord,
    { rows: listed }: RowsView,
    room: number,
    nowMs: number,
  ): KeptList {
    const own = this.#ownRow(nowMs);
    const others = takeRows(
      listed,
      asker,
      (rows, start) => this.#fit(rows, start, room - own.length),
    );
    const rows = encodeRows([own, ...others.map((row) => this.#row(row))]);
    return { rows, cursor: asker.rowsCursor };
  }

  #list(
    type: RowsType,
    replyId: string,
    rows: Uint8Array,
    nowMs: number,
  ): Outgoing {
    const { settings: { member_name: name }, ambient } = this.#ledgers;
    const heartbeat = secondsOf(nowMs);
    const encoded = encodeRowsDigest(type, { name, replyId, heartbeat, rows });
    return { type: "payload", id: ambient.uuid(), ...encoded };
  }

  #room(type: RowsType, replyId: string, kind: MemberRecord["kind"]): number {
    const { settings } = this.#ledgers;
    const { member_name: name, local_ack_bytes_max, remote_ack_bytes_max } =
      settings;
    const bytesMax = kind === "local"
      ? local_ack_bytes_max
      : remote_ack_bytes_max;
    return roomForRows(
      type,
      { name, replyId },
      this.#envelopeBytesMax(bytesMax),
    );
  }

  #fit(rows: readonly DigestMember[], start: number, room: number): number {
    let left = room;
    for (let count = 0; count < rows.length; count++) {
      left -= this.#row(rows[(start + count) % rows.length]!).length;
      if (left < 0) return count;
    }
    return rows.length;
  }

  #row(row: DigestMember): Uint8Array {
    const known = this.#encoded.get(row);
    if (known) return known;
    const encoded = encodeMember(row);
    this.#encoded.set(row, encoded);
    return encoded;
  }

  #ownRow(nowMs: number): Uint8Array {
    const { settings } = this.#ledgers;
    const { member_name, port, family } = settings;
    return encodeMember(ownRow(member_name, port, family, nowMs));
  }
}
