/**
 * An actor of this node: one name, and one incarnation after the other, each a process of its own.
 *
 * @module
 */
import {
  ActorError,
  type CallOptions,
  type LocalActor,
  type RemoteActor,
} from "./actor_types.ts";
import type { AnyRef } from "./otp/mod.ts";
import type { ProcessAccess } from "./process_access.ts";
import type { LocalProcess } from "./protocol/distribution/process_table.ts";
import type { NamedProcess } from "./protocol/distribution/route.ts";
import { sendable } from "./protocol/distribution/sendable.ts";
import { ProcessHandle } from "./remote_actor.ts";
import {
  type Encodable,
  Pid,
  type Reference,
  type Term,
} from "./wire/etf/mod.ts";

/** Whom a method is about. */
type Other = Pid | LocalActor;

/** A running actor, for whoever spawned it. */
export class SpawnedActor implements LocalActor {
  /** Its name. */
  readonly name: string;
  readonly #access: ProcessAccess;
  readonly #trapsExits: boolean;
  readonly #onStop: () => void;
  #ref: AnyRef | undefined;
  #process: LocalProcess | undefined;
  #pid: Pid | undefined;

  /** Does not live yet; `onStop` stops it. */
  constructor(
    name: string,
    trapsExits: boolean,
    access: ProcessAccess,
    onStop: () => void,
  ) {
    this.name = name;
    this.#trapsExits = trapsExits;
    this.#access = access;
    this.#onStop = onStop;
  }

  /** Whether it lives. */
  get isAlive(): boolean {
    return this.#process !== undefined;
  }

  /** The pid of the incarnation that lives, or of the latest. */
  get pid(): Pid {
    if (this.#pid) return this.#pid;
    throw new ActorError(`${this.name} never lived`, "noproc");
  }

  /** An incarnation comes to life. */
  began(ref: AnyRef): void {
    const { name } = this;
    const spec = { name, handle: ref, trapsExits: this.#trapsExits };
    this.#ref = ref;
    this.#process = this.#access.ledger.started(spec);
    this.#pid = this.#process.pid;
  }

  /** An incarnation has ended. */
  ended(ref: AnyRef, reason: Term): void {
    const process = this.#process;
    if (!process || ref !== this.#ref) return;
    this.#process = undefined;
    this.#ref = undefined;
    this.#access.due(this.#access.ledger.ended(process, reason));
  }

  /** Hands it an event of its own. */
  send(event: { readonly type: string }): boolean {
    this.#ref?.send(event);
    return this.#ref !== undefined;
  }

  /** Asks and waits. */
  call(request: Encodable, options?: CallOptions): Promise<Term> {
    const { node } = this.#access.ledger;
    const address = { name: this.name, node };
    return new ProcessHandle(address, this.#access).call(request, options);
  }

  /** Its XState snapshot. */
  snapshot(): unknown {
    return this.#ref?.getSnapshot();
  }

  /** Links it to another. */
  link(other: Other): void {
    const process = this.#alive("link");
    this.#access.due(this.#access.ledger.link(process, pidOf(other)));
  }

  /** Undoes a link. */
  unlink(other: Other): void {
    if (!this.#process) return;
    this.#access.due(this.#access.ledger.unlink(this.#process, pidOf(other)));
  }

  /** Has it watch another. */
  monitor(target: Other | NamedProcess | RemoteActor): Reference {
    const process = this.#alive("monitor");
    const address = target instanceof Pid || "node" in target
      ? target
      : "address" in target
      ? target.address
      : target.pid;
    const { ledger } = this.#access;
    const [reference, effects] = ledger.monitor(process, address);
    this.#access.due(effects);
    return reference;
  }

  /** Ends a watch. */
  demonitor(reference: Reference): void {
    if (!this.#process) return;
    const { ledger } = this.#access;
    this.#access.due(ledger.demonitor(this.#process, reference));
  }

  /** Tells another process to end. */
  exit(other: Other, reason: Encodable): void {
    const process = this.#alive("exit");
    const { ledger } = this.#access;
    const term = sendable(reason);
    this.#access.due(ledger.exit(process, pidOf(other), term));
  }

  /** Stops it for good. */
  stop(): boolean {
    const { isAlive } = this;
    this.#onStop();
    return isAlive;
  }

  #alive(attempt: string): LocalProcess {
    if (this.#process) return this.#process;
    const message =
      `Cannot ${attempt} in the name of ${this.name}: it does not live`;
    throw new ActorError(message, "noproc");
  }
}

function pidOf(other: Other): Pid {
  return other instanceof Pid ? other : other.pid;
}
