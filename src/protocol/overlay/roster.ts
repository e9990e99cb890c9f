/**
 * The members of an overlay: who they are, where, and when each was last heard.
 *
 * A member's stage is its own statechart's affair; the ledger keeps what the chart says, and finds whose
 * silence asks for another one. Nothing postpones that: what arrives about others changes no member's silence.
 *
 * @module
 */
import type { Digest, DigestAck } from "../../wire/gossiperl/digests.ts";
import type { Secret } from "../../wire/secret.ts";
import { Admission } from "../admission.ts";
import type { Family } from "./addresses.ts";
import { Hearsay } from "./hearsay.ts";
import {
  isMemberName,
  isPort,
  type MemberKind,
  type MemberRecord,
  type MemberRefusal,
  newMember,
  type Origin,
} from "./member.ts";
import { MemberTable } from "./member_table.ts";
import { type MemberNews, type Reported, Rumours } from "./rumours.ts";
import { silenceMsMax, type Stage, type Thresholds } from "./thresholds.ts";

/** What a roster must know of its overlay. */
export interface RosterSettings {
  /** Our own name, which is no member. */
  readonly memberName: string;
  /** The secret between nodes. */
  readonly secret: Secret;
  /** What our sockets reach. */
  readonly family: Family;
  /** Silences that change a member's stage. */
  readonly thresholds: Thresholds;
  /** Most members. */
  readonly membersMax: number;
}

/** A member, or why there is none. */
export type Vouched =
  | { readonly member: MemberRecord; readonly refusal?: undefined }
  | { readonly refusal: MemberRefusal };

/** What became of a digest. */
export type Heard =
  | MemberNews & { readonly refusal?: undefined }
  | {
    readonly refusal: MemberRefusal;
    /** A member that gives its name up: the sender is met when it asks again. */
    readonly yielded?: { readonly left: string };
  };

/** Clients that may come to this host within a minute. */
const clientsPerMinuteMax = 1_024;

/** The ledger of members. Changes in place: it is asked at every datagram. */
export class Roster {
  /** Members by name and place, to read. */
  readonly table = new MemberTable();
  #settings: RosterSettings;
  readonly #hearsay: Hearsay;
  readonly #rumours: Rumours;
  readonly #clients: Admission;

  /** A roster without members. */
  constructor(settings: RosterSettings) {
    this.#settings = settings;
    this.#hearsay = new Hearsay(2 * settings.membersMax);
    const rumours = rumourSettings(settings);
    this.#rumours = new Rumours(this.table, this.#hearsay, rumours);
    const half = Math.max(1, Math.floor(settings.membersMax / 2));
    this.#clients = new Admission({
      peersMax: half,
      namesPerAddressMax: half,
      namesPerMinuteMax: clientsPerMinuteMax,
    });
  }

  /** Takes changed settings; members stay, even if there are more than there may be now. */
  reconfigure(settings: RosterSettings): void {
    this.#settings = settings;
    this.#rumours.reconfigure(rumourSettings(settings));
  }

  /** A digest: its sender is here now, if its secret is right. */
  hear(
    digest: Pick<Digest, "name" | "port" | "secret">,
    from: Origin,
    nowMs: number,
  ): Heard {
    const { name, port, secret } = digest;
    if (name === this.#settings.memberName) return { refusal: "own_name" };
    if (!isMemberName(name)) return { refusal: "bad_row" };
    if (!isPort(port)) return { refusal: "bad_address" };
    const known = this.table.get(name);
    if (!known) return this.#meet(digest, from, nowMs);
    if (from.kind === "local" && !known.isProven) {
      // Nobody's word keeps a client of ours from its name.
      this.drop(name);
      return this.#meet(digest, from, nowMs);
    }
    const vouched = this.vouch(name, secret, from.kind);
    if (vouched.refusal) {
      const yielded = this.#yields(known, secret, from) && { left: name };
      return { ...vouched, ...(yielded && { yielded }) };
    }
    this.#prove(known);
    this.table.move(known, from.address, port);
    known.heardAtMs = known.toldAtMs = nowMs;
    return { member: known, isNew: false };
  }

  /** An ack: its rows, as far as they are to be believed. */
  report(ack: DigestAck, from: Origin, nowMs: number): Reported {
    return this.#rumours.report(ack, from, nowMs);
  }

  /** The member that a name and secret belong to, for exits, subscriptions and acks of envelopes. */
  vouch(name: string, secret: Secret, kind: MemberKind): Vouched {
    const member = this.table.get(name);
    if (!member) return { refusal: "unknown_member" };
    if (member.kind !== kind) return { refusal: "name_taken" };
    const isRight = this.secretOf(member).reveal() === secret.reveal();
    return isRight ? { member } : { refusal: "wrong_secret" };
  }

  /** The secret that a member expects of us: its own, or the overlay's. */
  secretOf(member: MemberRecord): Secret {
    return member.secret ?? this.#settings.secret;
  }

  /** Notes what a member's statechart says it is; to be called at once, since acks list the reachable ones. */
  settle(name: string, stage: Stage): void {
    const member = this.table.get(name);
    if (member) this.table.settle(member, stage);
  }

  /**
   * Takes out a member that left: until its silence would have put it into quarantine, nobody's word brings it back,
   * since others may not know yet.
   */
  leave(name: string, nowMs: number): MemberRecord | undefined {
    const { quarantineMs } = this.#settings.thresholds;
    return this.#remove(name, nowMs + quarantineMs);
  }

  /** Takes out a member that was dropped: only news of it that is newer than ours brings it back. */
  drop(name: string): MemberRecord | undefined {
    return this.#remove(name, -Infinity);
  }

  /** Names whose silence asks for another stage than theirs, at most `sliceMax`: ask again until there are none. */
  due(nowMs: number, sliceMax: number): readonly string[] {
    const { thresholds } = this.#settings;
    const due: string[] = [];
    for (const { name, stage, heardAtMs } of this.table.all()) {
      if (nowMs - heardAtMs < silenceMsMax(stage, thresholds)) continue;
      due.push(name);
      if (due.length >= sliceMax) break;
    }
    return due;
  }

  /** Forgets addresses that nothing depends on; once a minute is enough. */
  tidy(nowMs: number): void {
    this.#rumours.tidy(nowMs);
    this.#clients.tidy(nowMs);
  }

  #meet(
    { name, port, secret }: Pick<Digest, "name" | "port" | "secret">,
    { address, kind }: Origin,
    nowMs: number,
  ): Heard {
    const isOurs = secret.reveal() === this.#settings.secret.reveal();
    if (kind === "remote" && !isOurs) return { refusal: "wrong_secret" };
    if (this.table.size >= this.#settings.membersMax) {
      return { refusal: "members_full" };
    }
    if (kind === "local") {
      const refusal = this.#clients.admit(name, address, nowMs);
      if (refusal) return { refusal };
    }
    const given = { name, kind, address, port, heardAtMs: nowMs };
    const member = newMember(given, {
      isProven: true,
      toldAtMs: nowMs,
      ...(kind === "local" && { secret }),
    });
    this.table.add(member);
    this.#hearsay.returned(name);
    return { member, isNew: true };
  }

  /** A silent client, to a node that shows the overlay's secret: else one packet takes a node's name for minutes. */
  #yields(known: MemberRecord, secret: Secret, { kind }: Origin): boolean {
    return kind === "remote" && known.kind === "local" &&
      known.stage !== "reachable" &&
      secret.reveal() === this.#settings.secret.reveal();
  }

  #prove(member: MemberRecord): void {
    if (member.isProven) return;
    member.isProven = true;
    this.#rumours.release(member.name);
  }

  #remove(name: string, heldUntilMs: number): MemberRecord | undefined {
    const member = this.table.get(name);
    if (!member) return undefined;
    this.table.remove(member);
    this.#rumours.release(name);
    this.#clients.release(name);
    this.#hearsay.gone(name, member.heardAtMs, heldUntilMs);
    return member;
  }
}

function rumourSettings(
  { memberName, family, thresholds, membersMax }: RosterSettings,
) {
  const { quarantineMs } = thresholds;
  return { memberName, family, quarantineMs, membersMax };
}
