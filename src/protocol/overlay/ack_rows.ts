/**
 * The rows of our acks: the reachable members of the asker's kind.
 *
 * Rows are made anew when who is reachable changes, and their heartbeats at most once a second: then a crowd
 * of clients that ask every other second is served from one encoding.
 *
 * @module
 */
import type { DigestMember } from "../../wire/gossiperl/digests.ts";
import type { Family } from "./addresses.ts";
import type { MemberKind, MemberRecord } from "./member.ts";
import type { MemberTable } from "./member_table.ts";

/** The rows for askers of one kind. */
export interface RowsView {
  /** Changes only when the rows do: what was encoded under this number is still right. */
  readonly version: number;
  /** The rows without our own; a row that says the same is the same object. */
  readonly rows: readonly DigestMember[];
}

/** Age at which heartbeats in rows are made anew, in ms: they are told in seconds. */
const heartbeatMs = 1_000;

/** Age at which a long list is made anew for one change, in ms: thousands may join within a second. */
const longListMs = 250;

/** Rows from which on a list is long. */
const longListRows = 256;

interface Made extends RowsView {
  readonly atMs: number;
  readonly changes: number;
}

/** The rows as they were last made. Changes in place. */
export class AckRows {
  readonly #table: MemberTable;
  readonly #made = new Map<MemberKind, Made>();

  /** Rows about the members of `table`. */
  constructor(table: MemberTable) {
    this.#table = table;
  }

  /** The rows for askers of `kind`. */
  rows(kind: MemberKind, nowMs: number): RowsView {
    const made = this.#made.get(kind);
    if (made && !this.#isStale(made, nowMs)) return made;
    const rows = rowsOf(this.#table.all(), kind);
    const { changes } = this.#table;
    const isSame = made !== undefined && areSame(made.rows, rows);
    const version = (made?.version ?? 0) + (isSame ? 0 : 1);
    const next: Made = {
      version,
      rows: isSame ? made.rows : rows,
      atMs: nowMs,
      changes,
    };
    this.#made.set(kind, next);
    return next;
  }

  #isStale({ atMs, changes, rows }: Made, nowMs: number): boolean {
    const ageMs = nowMs - atMs;
    if (ageMs >= heartbeatMs) return true;
    const isLong = rows.length >= longListRows;
    return changes !== this.#table.changes && (!isLong || ageMs >= longListMs);
  }
}

/** Our own row, which leads every ack; the receiver puts our address in. */
export function ownRow(
  name: string,
  port: number,
  family: Family,
  nowMs: number,
): DigestMember {
  const ip = family === "ipv4" ? "0.0.0.0" : "::";
  return { name, ip, port, heartbeat: secondsOf(nowMs) };
}

/**
 * Takes the rows that fit for `asker` and moves its cursor on, so that it hears of all of them in a few rounds.
 *
 * `fit` is how many fit from the cursor on and around the end.
 */
export function takeRows<Row>(
  rows: readonly Row[],
  asker: Pick<MemberRecord, "rowsCursor">,
  fit: (rows: readonly Row[], start: number) => number,
): readonly Row[] {
  if (rows.length === 0) return [];
  const start = asker.rowsCursor % rows.length;
  const count = fit(rows, start);
  asker.rowsCursor = count === rows.length ? 0 : (start + count) % rows.length;
  return Array.from(
    { length: count },
    (_, i) => rows[(start + i) % rows.length]!,
  );
}

/** Time as heartbeats tell it. */
export function secondsOf(ms: number): number {
  return Math.max(0, Math.floor(ms / 1_000));
}

function rowsOf(
  members: Iterable<MemberRecord>,
  kind: MemberKind,
): readonly DigestMember[] {
  const rows: DigestMember[] = [];
  for (const member of members) {
    if (member.kind !== kind || member.stage !== "reachable") continue;
    const row = rowOf(member);
    if (row) rows.push(row);
  }
  return rows;
}

function rowOf(member: MemberRecord): DigestMember | undefined {
  const { name, address: ip, port, toldAtMs, row } = member;
  if (toldAtMs === undefined) return undefined;
  const heartbeat = secondsOf(toldAtMs);
  const isSame = row?.heartbeat === heartbeat && row.ip === ip &&
    row.port === port;
  return member.row = isSame ? row : { name, ip, port, heartbeat };
}

function areSame(
  one: readonly DigestMember[],
  other: readonly DigestMember[],
): boolean {
  return one.length === other.length &&
    one.every((row, place) => row === other[place]);
}
