/**
 * What a row of somebody's `digestAck` is worth: whether it is news of a member, and of when.
 *
 * A row carries no secret, and clocks may be hours apart. So a row is news only when its heartbeat grew since that
 * reporter's last row. When it was heard is counted back from now by the *reporter's* clock, which the ack carries, and
 * rounded to the older side: seconds handed round in a circle must not make a dead member younger. Where that
 * clock and the row's are not the same one (real nodes hand on rows as they came), growth counts as now, but is
 * not told on: a row that nobody can date dies out with who made it.
 *
 * @module
 */

/** A row about another member, with what is known of it and of who says so. */
export interface HearsayRow {
  /** The member. */
  readonly name: string;
  /** Its `member_heartbeat`, in seconds of some clock. */
  readonly heartbeat: number;
  /** Who says so. */
  readonly reporter: string;
  /** The ack's heartbeat, in seconds of the reporter's clock. */
  readonly reporterHeartbeat: number;
  /** Whether the reporter was heard at this address with the right secret. */
  readonly isProven: boolean;
  /** When the member was last heard as far as we know, in ms; nothing if it is no member. */
  readonly heardAtMs?: number | undefined;
}

/** When a member was heard by somebody else. */
export interface News {
  /** On our own clock, in ms; at most now. */
  readonly atMs: number;
  /** Whether that could be counted on one clock, and so may be told to others. */
  readonly isDated: boolean;
}

interface Remembered {
  /** The last row of each reporter, in seconds; the oldest reporter first. */
  readonly rows: Map<string, number>;
  /** Once it is no member: until when nobody's word brings it back, in ms. */
  heldUntilMs: number;
  /** When it was last heard before it ceased to be a member, in ms. */
  goneHeardAtMs: number;
}

/** Reporters remembered for each member: more than hear of it by others than itself in an overlay of some hundred nodes. */
export const reportersMax = 64;

/** Ages that are counted by a reporter's clock, in s: what is beyond was dated by another's. */
const datedSecondsMax = 120;

/** What was said by whom. Changes in place: it is asked for every row of every ack. */
export class Hearsay {
  readonly #namesMax: number;
  readonly #names = new Map<string, Remembered>();

  /** Remembers what was said about at most `namesMax` members; the longest unmentioned is forgotten first. */
  constructor(namesMax: number) {
    this.#namesMax = namesMax;
  }

  /** Names remembered now. */
  get size(): number {
    return this.#names.size;
  }

  /** Notes a row, and says what it is worth; nothing if it is no news. Silences from `quarantineMs` on are none. */
  judge(
    row: HearsayRow,
    nowMs: number,
    quarantineMs: number,
  ): News | undefined {
    const said = this.#remembered(row.name);
    const before = said.rows.get(row.reporter);
    note(said.rows, row);
    if (nowMs < said.heldUntilMs) return undefined;
    const hasGrown = before !== undefined && row.heartbeat > before;
    const isFirst = before === undefined &&
      (row.isProven || isStranger(said, row));
    if (!hasGrown && !isFirst) return undefined;
    const seconds = row.reporterHeartbeat - row.heartbeat;
    if (seconds < -1 || seconds > datedSecondsMax) {
      return hasGrown ? { atMs: nowMs, isDated: false } : undefined;
    }
    const atMs = nowMs - 1_000 * ageOf(row, seconds);
    const isOld = atMs <= (row.heardAtMs ?? said.goneHeardAtMs) ||
      nowMs - atMs >= quarantineMs;
    return isOld ? undefined : { atMs, isDated: true };
  }

  /** Notes that a member is none any more: until `heldUntilMs` nobody's word brings it back, and later only newer news. */
  gone(name: string, heardAtMs: number, heldUntilMs: number): void {
    const said = this.#remembered(name);
    said.goneHeardAtMs = heardAtMs;
    said.heldUntilMs = heldUntilMs;
  }

  /** Notes that a member speaks for itself again. */
  returned(name: string): void {
    const said = this.#names.get(name);
    if (said) said.heldUntilMs = said.goneHeardAtMs = -Infinity;
  }

  #remembered(name: string): Remembered {
    const said = this.#names.get(name) ??
      { rows: new Map(), heldUntilMs: -Infinity, goneHeardAtMs: -Infinity };
    this.#names.delete(name);
    this.#names.set(name, said);
    if (this.#names.size > this.#namesMax) dropFirst(this.#names);
    return said;
  }
}

/** Whether a row's age by its reporter's clock says that the member is alive: then whoever heard it has been told so. */
export function saysAlive(
  row: Pick<HearsayRow, "heartbeat" | "reporterHeartbeat">,
  quarantineMs: number,
): boolean {
  const ageMs = 1_000 * (row.reporterHeartbeat - row.heartbeat);
  return ageMs >= -1_000 && ageMs < quarantineMs;
}

/** A member that was never one, as far as is remembered: anybody may name it first. */
function isStranger(said: Remembered, { heardAtMs }: HearsayRow): boolean {
  return heardAtMs === undefined && said.goneHeardAtMs === -Infinity;
}

/** A reporter's own row is now; of others, the seconds were cut off twice. */
function ageOf(row: HearsayRow, seconds: number): number {
  return row.name === row.reporter ? 0 : Math.max(0, seconds) + 1;
}

function note(rows: Map<string, number>, { reporter, heartbeat }: HearsayRow) {
  rows.delete(reporter);
  rows.set(reporter, heartbeat);
  if (rows.size > reportersMax) dropFirst(rows);
}

function dropFirst(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
