/**
 * The way to an actor or a process, wherever it lives.
 *
 * @module
 */
import {
  ActorError,
  type CallOptions,
  type Monitor,
  type RemoteActor,
} from "./actor_types.ts";
import type { ProcessAccess } from "./process_access.ts";
import type { Down, Outcome } from "./protocol/distribution/effects.ts";
import { badRpcOf } from "./protocol/distribution/system_processes.ts";
import {
  type Address,
  type NamedProcess,
  nodeOf,
} from "./protocol/distribution/route.ts";
import { sendable } from "./protocol/distribution/sendable.ts";
import {
  Atom,
  type Encodable,
  format,
  type Pid,
  type Term,
  Tuple,
} from "./wire/etf/mod.ts";

/** How long a call waits unless said otherwise, in ms: as long as `GenServer.call/2`. */
export const callTimeoutMs = 5_000;

/** A longer wait is none. */
const timeoutMsMax = 2 ** 31 - 1;

/** The way to what has an address. */
export class ProcessHandle implements RemoteActor {
  /** Who it is. */
  readonly address: Pid | NamedProcess;
  readonly #access: ProcessAccess;

  /** The way to `address`. */
  constructor(address: Address, access: ProcessAccess) {
    this.address = address;
    this.#access = access;
  }

  /** Sends a message. */
  send(message: Encodable): boolean {
    const term = sendable(message);
    this.#refuseIfFull();
    this.#access.due(this.#access.ledger.send(this.address, term));
    return this.#isReady();
  }

  /** Sends a request that it wants no answer to. */
  cast(request: Encodable): boolean {
    const term = sendable(request);
    this.#refuseIfFull();
    this.#access.due(this.#access.ledger.cast(this.address, term));
    return this.#isReady();
  }

  /** Asks and waits. */
  async call(
    request: Encodable,
    { timeoutMs = callTimeoutMs }: CallOptions = {},
  ): Promise<Term> {
    if (!(timeoutMs >= 0 && timeoutMs <= timeoutMsMax)) {
      const allowed = `0 to ${timeoutMsMax} ms`;
      throw new RangeError(
        `Cannot wait ${timeoutMs} ms: allowed are ${allowed}`,
      );
    }
    const term = sendable(request);
    this.#refuseIfFull();
    const outcome = await new Promise<Outcome>((caller) => {
      const { ledger, nowMs } = this.#access;
      const deadlineMs = nowMs() + timeoutMs;
      const call = { to: this.address, request: term, deadlineMs, caller };
      this.#access.due(ledger.call(call));
    });
    if (outcome.ok) return outcome.value;
    throw this.#failure("call", outcome.code, outcome.reason);
  }

  /** Watches it. */
  monitor(): Monitor {
    this.#refuseIfFull();
    const { promise: down, resolve } = Promise.withResolvers<Down>();
    const { ledger } = this.#access;
    const [reference, effects] = ledger.watch(this.address, resolve);
    if (!reference) throw this.#failure("watch", "busy");
    this.#access.due(effects);
    const close = () => this.#access.due(ledger.unwatch(reference));
    return { down, close, [Symbol.dispose]: close };
  }

  #isReady(): boolean {
    return !this.#access.ledger.lines.isBusy(nodeOf(this.address));
  }

  #refuseIfFull(): void {
    const { hasEnded, ledger } = this.#access;
    if (hasEnded) throw this.#failure("reach", "stopped");
    if (ledger.lines.isFull(nodeOf(this.address))) {
      ledger.lines.unsent.queue_full++;
      throw this.#failure("reach", "busy");
    }
  }

  #failure(
    attempt: string,
    code: ActorError["code"],
    reason?: Term,
  ): ActorError {
    const who = nameOf(this.address);
    const why = code === "exit" && reason !== undefined
      ? `it ended with ${format(reason)}`
      : inWords[code] ?? code;
    return new ActorError(`Cannot ${attempt} ${who}: ${why}`, code, reason);
  }
}

/** Calls a function of another node. */
export async function callFunction(
  access: ProcessAccess,
  node: string,
  [module, name]: readonly [string, string],
  args: readonly Encodable[],
  options?: CallOptions,
): Promise<Term> {
  const rex = new ProcessHandle({ name: "rex", node }, access);
  const user = new Atom("user");
  const call = [new Atom("call"), new Atom(module), new Atom(name), args, user];
  const reply = await rex.call(new Tuple<Encodable>(call), options);
  const reason = badRpcOf(reply);
  if (reason === undefined) return reply;
  const attempt = `Cannot call ${module}:${name}/${args.length} on ${node}`;
  throw new ActorError(`${attempt}: ${format(reason)}`, "badrpc", reason);
}

const inWords: Partial<Record<ActorError["code"], string>> = {
  noproc: "there is no such process",
  noconnection: "its node is out of reach",
  timeout: "no answer came in time",
  busy: "too much waits already",
  stopped: "the node was stopped",
};

function nameOf(address: Address): string {
  if (!("name" in address)) return `${format(address)} on ${address.node}`;
  return `${address.name} on ${address.node}`;
}
