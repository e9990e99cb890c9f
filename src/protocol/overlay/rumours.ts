/**
 * What the rows of a `digestAck` make of the members: the part of the roster that believes third parties, a little.
 *
 * @module
 */
import type { DigestAck, DigestMember } from "../../wire/gossiperl/digests.ts";
import { Admission } from "../admission.ts";
import {
  type Family,
  familyOf,
  isLoopback,
  isMemberAddress,
  isUnspecified,
} from "./addresses.ts";
import { type Hearsay, type News, saysAlive } from "./hearsay.ts";
import {
  isMemberName,
  isPort,
  type MemberRecord,
  type MemberRefusal,
  newMember,
  type Origin,
} from "./member.ts";
import type { MemberTable } from "./member_table.ts";

/** A member that there is news of, to be told to its statechart. */
export interface MemberNews {
  /** The member. */
  readonly member: MemberRecord;
  /** Whether it was none before. */
  readonly isNew: boolean;
}

/** What became of the rows of an ack. */
export interface Reported {
  /** Members that there is news of. */
  readonly heard: readonly MemberNews[];
  /** Names that the ack says are alive: who else heard the ack knows it. */
  readonly told: readonly string[];
  /** Rows left out, by reason. */
  readonly refused: ReadonlyMap<MemberRefusal, number>;
}

/** What rumours are measured by. */
export interface RumourSettings {
  /** Our own name. */
  readonly memberName: string;
  /** What our sockets reach. */
  readonly family: Family;
  /** Silence from which on a member is not reachable, in ms. */
  readonly quarantineMs: number;
  /** Most members; half of them may be so by hearsay alone. */
  readonly membersMax: number;
}

/** Names that one address may introduce within a minute by telling of them. */
const namesPerMinuteMax = 1_024;

/** Members as others tell of them. Changes the table in place. */
export class Rumours {
  #settings: RumourSettings;
  readonly #table: MemberTable;
  readonly #hearsay: Hearsay;
  readonly #admission: Admission;

  /** Rumours about the members of `table`. */
  constructor(
    table: MemberTable,
    hearsay: Hearsay,
    settings: RumourSettings,
  ) {
    this.#table = table;
    this.#hearsay = hearsay;
    this.#settings = settings;
    // The other half is for who proves itself: made-up names never fill the table against it.
    const half = Math.max(1, Math.floor(settings.membersMax / 2));
    this.#admission = new Admission({
      peersMax: half,
      namesPerAddressMax: half,
      namesPerMinuteMax,
    });
  }

  /** Takes changed settings; the share of hearsay stays what it was. */
  reconfigure(settings: RumourSettings): void {
    this.#settings = settings;
  }

  /** Takes an ack's rows one by one. */
  report(ack: DigestAck, from: Origin, nowMs: number): Reported {
    const heard: MemberNews[] = [];
    const told: string[] = [];
    const refused = new Map<MemberRefusal, number>();
    const isProven = this.#isProven(ack.name, from);
    for (const listed of ack.membership) {
      // Everybody lists us; that only the others' rows count is no refusal.
      if (listed.name === this.#settings.memberName) continue;
      const row = isUnspecified(listed.ip)
        ? { ...listed, ip: from.address }
        : listed;
      const refusal = this.#refusalOf(row, from);
      const outcome = refusal ?? this.#take(row, ack, isProven, nowMs);
      if (typeof outcome === "string") {
        refused.set(outcome, (refused.get(outcome) ?? 0) + 1);
        continue;
      }
      if (outcome.isAlive) told.push(row.name);
      if (outcome.news) heard.push(outcome.news);
    }
    return { heard, told, refused };
  }

  /** Gives the place of a member back that proved itself or is gone. */
  release(name: string): void {
    this.#admission.release(name);
  }

  /** Forgets addresses that nothing depends on. */
  tidy(nowMs: number): void {
    this.#admission.tidy(nowMs);
  }

  /** Whether an ack comes from where the member of that name showed the right secret. */
  #isProven(name: string, { address }: Origin): boolean {
    const reporter = this.#table.get(name);
    return reporter !== undefined && reporter.isProven &&
      reporter.kind === "remote" && reporter.address === address;
  }

  #refusalOf(row: DigestMember, from: Origin): MemberRefusal | undefined {
    const { name, ip, port, heartbeat } = row;
    const isRow = isMemberName(name) && Number.isSafeInteger(heartbeat) &&
      heartbeat >= 0;
    if (!isRow) return "bad_row";
    const isOurs = from.kind === "local" || isLoopback(ip) ||
      this.#table.get(name)?.kind === "local";
    if (isOurs) return "local_row";
    const isReached = isPort(port) && isMemberAddress(ip) &&
      familyOf(ip) === this.#settings.family;
    return isReached ? undefined : "bad_address";
  }

  #take(
    row: DigestMember,
    ack: DigestAck,
    isProven: boolean,
    nowMs: number,
  ): { isAlive: boolean; news?: MemberNews } | MemberRefusal {
    const { quarantineMs } = this.#settings;
    const { name, heartbeat } = row;
    const said = { reporter: ack.name, reporterHeartbeat: ack.heartbeat };
    const known = this.#table.get(name);
    const isAlive = saysAlive({ ...said, heartbeat }, quarantineMs);
    // Its own word is fresher than anybody's could be, and most rows of a group are about such.
    const isFresh = known?.isProven &&
      nowMs - known.heardAtMs < quarantineMs / 2;
    if (isFresh) return { isAlive };
    const heardAtMs = known?.heardAtMs;
    const judged = { name, heartbeat, ...said, isProven, heardAtMs };
    const news = this.#hearsay.judge(judged, nowMs, quarantineMs);
    if (!news) return { isAlive };
    const member = known
      ? this.#refresh(known, row, news)
      : this.#meet(row, news, ack.name, nowMs);
    if (typeof member === "string") return member;
    return { isAlive, news: { member, isNew: !known } };
  }

  #refresh(known: MemberRecord, row: DigestMember, news: News): MemberRecord {
    if (!known.isProven) this.#table.move(known, row.ip, row.port);
    known.heardAtMs = news.atMs;
    if (news.isDated) known.toldAtMs = news.atMs;
    return known;
  }

  #meet(
    { name, ip, port }: DigestMember,
    { atMs, isDated }: News,
    reporter: string,
    nowMs: number,
  ): MemberRecord | MemberRefusal {
    if (this.#table.size >= this.#settings.membersMax) return "members_full";
    const introducer = this.#table.get(reporter)?.address ?? ip;
    const refusal = this.#admission.admit(name, introducer, nowMs);
    if (refusal) return refusal;
    const given = { name, kind: "remote", address: ip, port } as const;
    const member = newMember(
      { ...given, heardAtMs: atMs },
      isDated ? { toldAtMs: atMs } : {},
    );
    this.#table.add(member);
    return member;
  }
}
