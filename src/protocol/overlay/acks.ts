/**
 * When a node of a multicast overlay answers the digests it hears in the group, and with which rows.
 *
 * Real nodes answer every digest with all their members: n² packets of n rows. But every digest already tells the
 * whole group of its sender, and whatever one says all hear. So an answer waits for a moment that is drawn so that of n
 * nodes about one speaks first, and is not given at all if meanwhile another has answered every asker and nobody is
 * left of whom the group was not told within the round. A node gives at most one answer a round: with n
 * nodes at most n packets of bounded size, and in a calm group a handful.
 *
 * @module
 */

/** What the answers of an overlay depend on. */
export interface GroupAckSettings {
  /** Time between two digests of a node, in ms. */
  readonly roundMs: number;
}

/** An answer to be given now. */
export interface GroupAck<Row> {
  /** The id of the digest that it answers. */
  readonly replyId: string;
  /** Rows that fit, besides our own. */
  readonly rows: readonly Row[];
}

/** Wait for each node of the group, in ms: what one says reaches the others within that. */
const waitMsEach = 20;

/** Rounds for which the group knows what it was told: rounds are not exact. */
const toldRounds = 1.5;

/** Rows chosen from: more than fit into a packet. */
const chosenMax = 128;

/** Names remembered as told; more are made up. */
const toldMax = 65_536;

/** What was asked and told in the group. Changes in place. */
export class GroupAcks {
  #settings: GroupAckSettings;
  /** Askers that nobody answered, and the ids of their digests. */
  readonly #askers = new Map<string, string>();
  /** When the group was last told that a member is alive, in ms. */
  readonly #told = new Map<string, number>();
  #lastAsked = "";
  /** Since when there is a newcomer that heard nothing before, in ms; of no matter once all was told since. */
  #newcomerAtMs: number | undefined;
  #dueAtMs: number | undefined;
  #ackedAtMs = -Infinity;
  #cursor = 0;

  /** Nothing asked, nothing told. */
  constructor(settings: GroupAckSettings) {
    this.#settings = settings;
  }

  /** Takes changed settings. */
  reconfigure(settings: GroupAckSettings): void {
    this.#settings = settings;
  }

  /** When it is to be decided whether we answer, in ms; nothing if nobody asked. */
  get dueAtMs(): number | undefined {
    return this.#dueAtMs;
  }

  /** The id of the digest heard last, which what is told unasked names as its `reply_id`; empty if there was none. */
  get lastAskedId(): string {
    return this.#lastAsked;
  }

  /** A member's digest came through the group of about `nodes` nodes; `random` in `[0, 1)` draws the wait. */
  asked(
    asker: {
      readonly name: string;
      /** The id of its digest. */
      readonly id: string;
      /** Whether it was no member before. */
      readonly isNew: boolean;
    },
    nodes: number,
    random: number,
    nowMs: number,
  ): void {
    this.#askers.set(asker.name, asker.id);
    this.#lastAsked = asker.id;
    this.#tell(asker.name, nowMs);
    if (asker.isNew) this.#newcomerAtMs ??= nowMs;
    if (this.#dueAtMs !== undefined) return;
    const { roundMs } = this.#settings;
    const windowMs = Math.min(roundMs / 2, waitMsEach * nodes);
    const waitMs = waitMsOf(windowMs, nodes, random);
    this.#dueAtMs = Math.max(nowMs + waitMs, this.#ackedAtMs + roundMs);
  }

  /** Another node's ack came through the group: all but itself are answered, and know what it says. */
  answered(by: string, told: readonly string[], nowMs: number): void {
    const own = this.#askers.get(by);
    this.#askers.clear();
    if (own !== undefined) this.#askers.set(by, own);
    // Who asks next is waited for anew: else all whose time came meanwhile would speak after the first.
    else this.#dueAtMs = undefined;
    for (const name of told) this.#tell(name, nowMs);
  }

  /** A member is no longer one. */
  endOf(name: string): void {
    this.#askers.delete(name);
    this.#told.delete(name);
  }

  /**
   * The answer, at its time; nothing if others gave it. `rows` are those of the reachable nodes, `fit` says how many of
   * the chosen ones fit.
   */
  take<Row extends { readonly name: string }>(
    rows: readonly Row[],
    fit: (chosen: readonly Row[]) => number,
    nowMs: number,
  ): GroupAck<Row> | undefined {
    const { news, known } = this.#choose(rows, nowMs);
    const isNeeded = this.#askers.size > 0 || news.length > 0;
    const replyId = [...this.#askers.values()].at(-1) ?? this.#lastAsked;
    this.#dueAtMs = undefined;
    this.#newcomerAtMs = undefined;
    this.#askers.clear();
    if (!isNeeded) return undefined;
    const chosen = [...news, ...known].slice(0, chosenMax);
    const fitting = chosen.slice(0, fit(chosen));
    for (const { name } of fitting) this.#tell(name, nowMs);
    this.#cursor += fitting.length;
    this.#ackedAtMs = nowMs;
    return { replyId, rows: fitting };
  }

  /** Rows that the group was not told, and others that would fill the packet, from another place every time. */
  #choose<Row extends { readonly name: string }>(
    rows: readonly Row[],
    nowMs: number,
  ): { news: readonly Row[]; known: readonly Row[] } {
    const toldMs = toldRounds * this.#settings.roundMs;
    // What was said before a newcomer came, it did not hear.
    const sinceMs = Math.max(this.#newcomerAtMs ?? -Infinity, nowMs - toldMs);
    const news: Row[] = [];
    const known: Row[] = [];
    for (let i = 0; i < rows.length && news.length < chosenMax; i++) {
      const row = rows[(this.#cursor + i) % rows.length]!;
      const isNews = (this.#told.get(row.name) ?? -Infinity) < sinceMs;
      if (isNews) news.push(row);
      else if (known.length < chosenMax) known.push(row);
    }
    return { news, known };
  }

  #tell(name: string, nowMs: number): void {
    // In the place that the name has already: taking it out first would have the map made anew again and again.
    this.#told.set(name, nowMs);
    if (this.#told.size <= toldMax) return;
    for (const first of this.#told.keys()) {
      this.#told.delete(first);
      return;
    }
  }
}

/**
 * A wait within the window that is short for few: of `nodes` nodes that draw, about one is early
 * (Nonnenmacher and Biersack, "Optimal Multicast Feedback": truncated exponential timers).
 */
function waitMsOf(windowMs: number, nodes: number, random: number): number {
  const steepness = Math.log(Math.max(1, nodes)) + 1;
  const drawn = Math.log1p(random * Math.expm1(steepness)) / steepness;
  return windowMs * drawn;
}
