/**
 * How the program gets at the processes of its node: it asks the ledger, and the processes actor performs what follows.
 *
 * @module
 */
import type { AnyRef } from "./otp/mod.ts";
import type {
  Effect,
  ProcessLedger,
} from "./protocol/distribution/process_ledger.ts";

/** What access is given by. */
export interface ProcessAccessParts {
  /** What is known of processes. */
  readonly ledger: ProcessLedger;
  /** The processes actor, while there is one. */
  readonly processes: () => AnyRef | undefined;
  /** The time, in ms. */
  readonly nowMs: () => number;
}

/** The program's access to processes. */
export class ProcessAccess {
  /** What is known of processes. */
  readonly ledger: ProcessLedger;
  /** The time, in ms. */
  readonly nowMs: () => number;
  /** What was asked for and was not done yet; the processes actor counts it down. */
  readonly backlog: { steps: number } = { steps: 0 };
  readonly #processes: () => AnyRef | undefined;
  #hasEnded = false;

  /** Access to what `parts` name. */
  constructor({ ledger, processes, nowMs }: ProcessAccessParts) {
    this.ledger = ledger;
    this.nowMs = nowMs;
    this.#processes = processes;
  }

  /** Whether the node has stopped. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Has what follows performed. */
  due(effects: readonly Effect[]): void {
    if (this.#hasEnded) return tellWaiting(effects);
    // Without effects too: what waits for a busy connection may take too long.
    if (effects.length === 0 && !this.ledger.isWaiting) return;
    const processes = this.#processes();
    if (!processes) return tellWaiting(effects);
    this.backlog.steps++;
    processes.send({ type: "effects.due", effects });
  }

  /** The node has stopped: whoever waits is told that nothing will come. */
  end(): void {
    this.#hasEnded = true;
    tellWaiting(this.ledger.close());
  }
}

/** Tells those who wait, who are no actors; nobody else is there any more. */
function tellWaiting(effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.to === "caller") effect.caller(effect.outcome);
    if (effect.to === "watcher") effect.watcher(effect.down);
  }
}
