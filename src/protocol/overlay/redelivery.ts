/**
 * Envelopes that are sent again until who should get them has acknowledged them.
 *
 * That ends with the acknowledgement, the subscription, or the member; and at a number of attempts or an age, which
 * settings lift. Memory is bounded in envelopes and bytes: the oldest envelope is given up first, and counted.
 *
 * @module
 */

/** Bounds on sending again. */
export interface RedeliverySettings {
  /** Time between two attempts, in ms. */
  readonly everyMs: number;
  /** Most attempts after the first delivery; 0: any number. */
  readonly attemptsMax: number;
  /** Age at which an envelope is given up, in ms; 0: never. */
  readonly ageMsMax: number;
}

/** An envelope on its way. */
export interface PendingEnvelope {
  /** Its id. */
  readonly id: string;
  /** The type of its payload. */
  readonly eventType: string;
  /** Its bytes, as they came. */
  readonly envelope: Uint8Array;
}

/** An envelope to be sent now, and to whom. */
export interface Attempt extends PendingEnvelope {
  /** Members that did not acknowledge it yet. */
  readonly members: readonly string[];
}

/** How deliveries ended that were not acknowledged. */
export interface GivenUp {
  /** Deliveries that were tried as often as may be. */
  attempts: number;
  /** Deliveries that became too old. */
  age: number;
  /** Deliveries given up to make room. */
  room: number;
}

/** Most envelopes on their way. */
export const pendingMax = 8_192;

/** Most bytes of envelopes on their way. */
export const pendingBytesMax = 16 * 1_024 * 1_024;

interface Pending extends PendingEnvelope {
  readonly sinceMs: number;
  /** Attempts after the first delivery. */
  attempts: number;
  dueAtMs: number;
  readonly waiting: Set<string>;
}

/** The ledger of what is on its way. Changes in place. */
export class Redelivery {
  #settings: RedeliverySettings;
  readonly #pending = new Map<string, Pending>();
  /** Ids of what is on its way to a member. */
  readonly #byMember = new Map<string, Set<string>>();
  #bytes = 0;
  /** Deliveries that were not acknowledged, so far. */
  readonly givenUp: GivenUp = { attempts: 0, age: 0, room: 0 };

  /** Nothing on its way. */
  constructor(settings: RedeliverySettings) {
    this.#settings = settings;
  }

  /** Takes changed settings; what is due already stays so. */
  reconfigure(settings: RedeliverySettings): void {
    this.#settings = settings;
  }

  /** Envelopes on their way. */
  get size(): number {
    return this.#pending.size;
  }

  /** Bytes of envelopes on their way. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Notes that an envelope was just sent to `members`, each of which is to acknowledge it: clients and nodes one after the other. */
  await(envelope: PendingEnvelope, members: readonly string[], nowMs: number) {
    if (members.length === 0) return;
    const { waiting } = this.#pending.get(envelope.id) ??
      this.#add(envelope, nowMs);
    for (const member of members) {
      waiting.add(member);
      this.#idsOf(member).add(envelope.id);
    }
    this.#makeRoom();
  }

  /** A member has the envelope. Says whether it was on its way to it. */
  settle(id: string, member: string): boolean {
    const pending = this.#pending.get(id);
    return pending !== undefined && this.#release(pending, member);
  }

  /** A member is gone. */
  endOf(member: string): void {
    for (const id of [...this.#byMember.get(member) ?? []]) {
      this.settle(id, member);
    }
  }

  /** A member no longer gets envelopes of a type. */
  endOfSubscription(eventType: string, member: string): void {
    for (const id of [...this.#byMember.get(member) ?? []]) {
      const pending = this.#pending.get(id);
      if (pending?.eventType === eventType) this.#release(pending, member);
    }
  }

  /** What is to be sent again now, at most `sliceMax` envelopes; each is due again later. Ends what was tried enough. */
  due(nowMs: number, sliceMax: number): readonly Attempt[] {
    const attempts: Attempt[] = [];
    for (const pending of this.#pending.values()) {
      if (attempts.length >= sliceMax) break;
      if (pending.dueAtMs > nowMs || this.#isOver(pending, nowMs)) continue;
      pending.attempts++;
      pending.dueAtMs = nowMs + this.#settings.everyMs;
      const { id, eventType, envelope, waiting } = pending;
      attempts.push({ id, eventType, envelope, members: [...waiting] });
    }
    return attempts;
  }

  #add(envelope: PendingEnvelope, nowMs: number): Pending {
    const added: Pending = {
      ...envelope,
      sinceMs: nowMs,
      attempts: 0,
      dueAtMs: nowMs + this.#settings.everyMs,
      waiting: new Set(),
    };
    this.#pending.set(envelope.id, added);
    this.#bytes += envelope.envelope.length;
    return added;
  }

  #isOver(pending: Pending, nowMs: number): boolean {
    const { attemptsMax, ageMsMax } = this.#settings;
    const isTried = attemptsMax > 0 && pending.attempts >= attemptsMax;
    const isOld = ageMsMax > 0 && nowMs - pending.sinceMs >= ageMsMax;
    if (!isTried && !isOld) return false;
    this.#giveUp(pending, isTried ? "attempts" : "age");
    return true;
  }

  #makeRoom(): void {
    for (const oldest of this.#pending.values()) {
      const isRoom = this.#pending.size <= pendingMax &&
        this.#bytes <= pendingBytesMax;
      if (isRoom) return;
      this.#giveUp(oldest, "room");
    }
  }

  #giveUp(pending: Pending, reason: keyof GivenUp): void {
    this.givenUp[reason] += pending.waiting.size;
    for (const member of [...pending.waiting]) this.#release(pending, member);
  }

  #release(pending: Pending, member: string): boolean {
    if (!pending.waiting.delete(member)) return false;
    const ids = this.#byMember.get(member);
    ids?.delete(pending.id);
    if (ids?.size === 0) this.#byMember.delete(member);
    if (pending.waiting.size > 0) return true;
    this.#pending.delete(pending.id);
    this.#bytes -= pending.envelope.length;
    return true;
  }

  #idsOf(member: string): Set<string> {
    const ids = this.#byMember.get(member) ?? new Set<string>();
    this.#byMember.set(member, ids);
    return ids;
  }
}
