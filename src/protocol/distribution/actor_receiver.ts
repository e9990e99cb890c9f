/**
 * An actor as a process: what comes to it becomes events for it.
 *
 * @module
 */
import type { Pid, Term } from "../../wire/etf/mod.ts";
import type { Down, Outbox, ProcessEvent } from "./effects.ts";
import { letterOf } from "./letters.ts";
import type { LocalProcess, Receiver } from "./process_table.ts";
import type { Route } from "./route.ts";

/** What one incarnation of an actor does with what comes to it. */
export class ActorReceiver implements Receiver {
  readonly #handle: object;
  readonly #outbox: Outbox;
  readonly #route: Route;

  /** `handle` is that of this incarnation only: what is for it never reaches its successor. */
  constructor(handle: object, outbox: Outbox, route: Route) {
    this.#handle = handle;
    this.#outbox = outbox;
    this.#route = route;
  }

  /** A call, a cast, or just a message; what OTP's tools ask of any process is declined for it. */
  message(message: Term, own: LocalProcess): void {
    const letter = letterOf(message);
    if (letter.type !== "declined") return this.#tell(letter, own);
    const { to, answer } = letter;
    this.#route.post({ type: "send", to, message: answer }, to.node, "answer");
  }

  /** What it watches has ended. */
  down(down: Down, own: LocalProcess): void {
    this.#tell({ type: "down", ...down }, own);
  }

  /** It traps exits, and somebody ended. */
  exit(from: Pid, reason: Term, own: LocalProcess): void {
    this.#tell({ type: "exit", from, reason }, own);
  }

  /** It ends. */
  crash(from: Pid, reason: Term): void {
    this.#outbox.push({ to: "crash", handle: this.#handle, from, reason });
  }

  #tell(event: ProcessEvent, { pid }: LocalProcess): void {
    this.#outbox.push({ to: "actor", handle: this.#handle, pid, event });
  }
}
