/**
 * Calls and watches that no actor but the program itself makes: who waits for what, and until when. A call watches whom
 * it asks, as OTP's `gen_server:call` does, so that it never waits for somebody who is not there.
 *
 * @module
 */
import {
  Atom,
  isAtom,
  Reference,
  type Term,
  Tuple,
} from "../../wire/etf/mod.ts";
import type { Caller, Down, Outbox, Outcome, Watcher } from "./effects.ts";
import type { Monitors } from "./monitors.ts";
import { type Numbering, referenceKey } from "./numbering.ts";
import type { LocalProcess, ProcessTable } from "./process_table.ts";
import { type Address, reason } from "./route.ts";

/** Calls and watches at once: beyond it something calls without end. */
export const callsMax = 65_536;

/** What is asked of whom. */
export interface CallSpec {
  /** Who is asked. */
  readonly to: Address;
  /** What. */
  readonly request: Term;
  /** When the caller has waited long enough, in ms. */
  readonly deadlineMs: number;
  /** Hears how it ended. */
  readonly caller: Caller;
}

interface Pending {
  readonly reference: Reference;
  readonly deadlineMs: number;
  readonly caller: Caller;
}

/** The program itself as a process, and what it waits for. */
export class Calls {
  /** The process that calls. */
  readonly client: LocalProcess;
  readonly #numbering: Numbering;
  readonly #monitors: Monitors;
  readonly #outbox: Outbox;
  readonly #pending = new Map<string, Pending>();
  readonly #watchers = new Map<string, Watcher>();

  /** Nobody waits. */
  constructor(
    table: ProcessTable,
    numbering: Numbering,
    monitors: Monitors,
    outbox: Outbox,
  ) {
    this.#numbering = numbering;
    this.#monitors = monitors;
    this.#outbox = outbox;
    this.client = table.start({
      receiver: {
        message: (message) => this.#answered(message),
        down: (down) => this.#down(down),
        // It is linked to nobody, and whoever wants it to end is out of luck.
        exit: () => {},
        crash: () => {},
      },
      sends: "request",
    });
  }

  /** Whether anybody waits for an answer. */
  get isWaiting(): boolean {
    return this.#pending.size > 0;
  }

  /** Begins a call; gives the message that is to be sent, unless the call has ended already. */
  begin({ to, request, deadlineMs, caller }: CallSpec): Term | undefined {
    if (this.#pending.size >= callsMax) {
      this.#tell(caller, failure("busy", reason.systemLimit));
      return undefined;
    }
    const reference = this.#numbering.reference();
    const key = referenceKey(reference);
    this.#pending.set(key, { reference, deadlineMs, caller });
    this.#monitors.monitor(this.client, to, reference);
    // A process of our own node that is not there has told so by now.
    if (!this.#pending.has(key)) return undefined;
    const from = new Tuple<Term>([this.client.pid, reference]);
    return new Tuple<Term>([genCall, from, request]);
  }

  /** Ends the calls whose time is over. */
  sweep(nowMs: number): void {
    for (const [key, pending] of this.#pending) {
      if (pending.deadlineMs > nowMs) continue;
      this.#pending.delete(key);
      this.#monitors.demonitor(this.client, pending.reference);
      this.#tell(pending.caller, failure("timeout", reason.timeout));
    }
  }

  /** Ends all calls and watches as if every node were out of reach. */
  abandon(): void {
    for (const { target, node, reference } of this.client.watching.values()) {
      const why = reason.noconnection;
      this.#down({ process: target, node, reference, reason: why });
    }
    this.client.watching.clear();
  }

  /** Watches somebody; `undefined` if too many are watched. */
  watch(to: Address, watcher: Watcher): Reference | undefined {
    if (this.#watchers.size >= callsMax) return undefined;
    const reference = this.#numbering.reference();
    this.#watchers.set(referenceKey(reference), watcher);
    this.#monitors.monitor(this.client, to, reference);
    return reference;
  }

  /** Watches no longer. */
  unwatch(reference: Reference): void {
    this.#watchers.delete(referenceKey(reference));
    this.#monitors.demonitor(this.client, reference);
  }

  #answered(message: Term): void {
    if (!(message instanceof Tuple) || message.elements.length !== 2) return;
    const [tag, value] = message.elements;
    if (!(tag instanceof Reference) || value === undefined) return;
    const key = referenceKey(tag);
    const pending = this.#pending.get(key);
    if (!pending) return;
    this.#pending.delete(key);
    this.#monitors.demonitor(this.client, tag);
    this.#tell(pending.caller, { ok: true, value });
  }

  #down(down: Down): void {
    const key = referenceKey(down.reference);
    const pending = this.#pending.get(key);
    const watcher = this.#watchers.get(key);
    this.#pending.delete(key);
    this.#watchers.delete(key);
    if (pending) this.#tell(pending.caller, endOf(down.reason));
    if (watcher) this.#outbox.push({ to: "watcher", watcher, down });
  }

  #tell(caller: Caller, outcome: Outcome): void {
    this.#outbox.push({ to: "caller", caller, outcome });
  }
}

const genCall = new Atom("$gen_call");

function endOf(why: Term): Outcome {
  if (isAtom(why, "noproc")) return failure("noproc", why);
  if (isAtom(why, "noconnection")) return failure("noconnection", why);
  return failure("exit", why);
}

function failure(
  code: (Outcome & { readonly ok: false })["code"],
  why: Term,
): Outcome {
  return { ok: false, code, reason: why };
}
