/**
 * All that a node knows of processes, its own and others': decides what follows from what they tell each other.
 *
 * A plain object beside the actors, which it outlives. Each operation gives what follows, in order; nothing happens
 * until somebody performs it. What a node says in the name of a process that is not its own is ignored.
 *
 * @module
 */
import type {
  DistributionMessage,
  OutgoingMessage,
} from "../../wire/distribution/message.ts";
import {
  Atom,
  type Pid,
  type Reference,
  type Term,
  Tuple,
} from "../../wire/etf/mod.ts";
import { ActorReceiver } from "./actor_receiver.ts";
import { Calls, type CallSpec } from "./calls.ts";
import { type Effect, Outbox, type Watcher } from "./effects.ts";
import { Groups } from "./groups.ts";
import { answerTo } from "./letters.ts";
import { Lines } from "./lines.ts";
import { Links } from "./links.ts";
import { Monitors } from "./monitors.ts";
import { Numbering } from "./numbering.ts";
import { type LocalProcess, ProcessTable } from "./process_table.ts";
import { type Address, nodeOf, type Route, type Urgency } from "./route.ts";
import { deliver, type Local } from "./signals.ts";

export type { DistributionMessage, Effect };

/** What a ledger needs to know. */
export interface ProcessLedgerInput {
  /** Our name. */
  readonly node: string;
  /** Which life of the node. */
  readonly creation: number;
  /** The time, in ms. */
  readonly nowMs: () => number;
  /** Whether what is sent to a node that is not connected asks for a connection; it does unless said. */
  readonly autoConnect?: boolean | undefined;
}

/** An actor as it comes to life. */
export interface ActorSpec {
  /** Its name. */
  readonly name: string;
  /** By which effects name it. */
  readonly handle: object;
  /** Whether exits of linked processes are events for it. */
  readonly trapsExits: boolean;
}

type Effects = readonly Effect[];

/** The processes of a node, and what it knows of others. */
export class ProcessLedger implements Route {
  /** Our name. */
  readonly node: string;
  /** The connections to other nodes. */
  readonly lines: Lines;
  /** Whether what is sent to a node that is not connected asks for a connection. */
  autoConnect: boolean;
  readonly #outbox = new Outbox();
  readonly #numbering: Numbering;
  readonly #table: ProcessTable;
  readonly #links: Links;
  readonly #monitors: Monitors;
  readonly #calls: Calls;
  readonly #scopes = new Map<string, Groups>();
  readonly #local: Local;

  /** Nobody is there yet, and no node connected. */
  constructor(input: ProcessLedgerInput) {
    const { node, creation, nowMs, autoConnect = true } = input;
    this.node = node;
    this.autoConnect = autoConnect;
    const outbox = this.#outbox;
    const numbering = this.#numbering = new Numbering(node, creation);
    const table = this.#table = new ProcessTable(numbering);
    const links = this.#links = new Links(table, this);
    const monitors = this.#monitors = new Monitors(table, this);
    this.lines = new Lines(outbox, nowMs);
    this.#calls = new Calls(table, numbering, monitors, outbox);
    const { pid: client } = this.#calls.client;
    this.#local = { node, client, table, links, monitors, route: this };
  }

  /** Whether anybody waits for something that may take too long. */
  get isWaiting(): boolean {
    return this.#calls.isWaiting || this.lines.isDialling;
  }

  /** A message of another node. */
  received(node: string, message: DistributionMessage): Effects {
    if (this.lines.isUp(node)) deliver(message, node, this.#local);
    return this.#outbox.take();
  }

  /** A connection is there. */
  nodeUp(node: string, line: object, hidden: boolean): Effects {
    // It replaced another, whose end nobody told.
    if (this.lines.isUp(node)) this.#lost(node);
    this.lines.opened(node, line, hidden);
    if (!hidden) {
      for (const groups of this.#scopes.values()) groups.discover(node);
    }
    return this.#outbox.take();
  }

  /** A connection is lost, or could not be had. */
  nodeDown(node: string): Effects {
    this.#lost(node);
    return this.#outbox.take();
  }

  /** A connection takes no more for now. */
  nodeBusy(node: string): void {
    this.lines.busy(node);
  }

  /** A connection takes more again. */
  nodeDrained(node: string): Effects {
    this.lines.drained(node);
    return this.#outbox.take();
  }

  /** All connections are lost. */
  allDown(): Effects {
    for (const node of this.lines.nodes()) this.#lost(node);
    return this.#outbox.take();
  }

  /** An actor came to life: a process with a pid that nobody had before. */
  started({ name, handle, trapsExits }: ActorSpec): LocalProcess {
    const receiver = new ActorReceiver(handle, this.#outbox, this);
    return this.#table.start({ name, receiver, trapsExits });
  }

  /** A process has ended. */
  ended(own: LocalProcess, why: Term): Effects {
    if (this.#table.end(own)) {
      this.#links.ended(own, why);
      this.#monitors.ended(own, why);
      for (const groups of this.#scopes.values()) groups.ended(own.pid);
    }
    return this.#outbox.take();
  }

  /** The living process of that pid or name. */
  find(target: Pid | string): LocalProcess | undefined {
    return this.#table.find(target);
  }

  /** The program itself sends a message. */
  send(to: Address, message: Term): Effects {
    this.#sendTo(to, message);
    return this.#outbox.take();
  }

  /** The program itself sends a request that it wants no answer to. */
  cast(to: Address, request: Term): Effects {
    return this.send(to, new Tuple<Term>([genCast, request]));
  }

  /** The program itself calls somebody. */
  call(spec: CallSpec): Effects {
    const message = this.#calls.begin(spec);
    if (message !== undefined) this.#sendTo(spec.to, message);
    return this.#outbox.take();
  }

  /** Answers a call. */
  reply(to: Pid, tag: Term, answer: Term): Effects {
    const message = answerTo(tag, answer);
    this.post({ type: "send", to, message }, to.node, "answer");
    return this.#outbox.take();
  }

  /** The program itself watches somebody; no reference if it watches too many. */
  watch(to: Address, watcher: Watcher): [Reference | undefined, Effects] {
    const reference = this.#calls.watch(to, watcher);
    return [reference, this.#outbox.take()];
  }

  /** The program itself watches somebody no longer. */
  unwatch(reference: Reference): Effects {
    this.#calls.unwatch(reference);
    return this.#outbox.take();
  }

  /** A process of ours watches somebody. */
  monitor(own: LocalProcess, to: Address): [Reference, Effects] {
    const reference = this.#numbering.reference();
    this.#monitors.monitor(own, to, reference);
    return [reference, this.#outbox.take()];
  }

  /** A process of ours watches somebody no longer. */
  demonitor(own: LocalProcess, reference: Reference): Effects {
    this.#monitors.demonitor(own, reference);
    return this.#outbox.take();
  }

  /** A process of ours is linked to another from now on. */
  link(own: LocalProcess, other: Pid): Effects {
    this.#links.link(own, other);
    return this.#outbox.take();
  }

  /** A process of ours is linked to another no longer. */
  unlink(own: LocalProcess, other: Pid): Effects {
    this.#links.unlink(own, other);
    return this.#outbox.take();
  }

  /** A process of ours tells another to end. */
  exit(own: LocalProcess, to: Pid, why: Term): Effects {
    const { pid: from, sends } = own;
    this.post({ type: "exit2", from, to, reason: why }, to.node, sends);
    return this.#outbox.take();
  }

  /** The groups of a scope, which is started if it was not; what follows is left for {@linkcode settle}. */
  groups(scope: string): Groups {
    const known = this.#scopes.get(scope);
    if (known) return known;
    const nodes = this.lines.up().filter(({ hidden }) => !hidden)
      .map(({ node }) => node);
    const parts = {
      table: this.#table,
      monitors: this.#monitors,
      route: this,
      numbering: this.#numbering,
      outbox: this.#outbox,
    };
    const groups = new Groups(scope, parts, nodes);
    this.#scopes.set(scope, groups);
    return groups;
  }

  /** Whether a scope was started. */
  hasScope(scope: string): boolean {
    return this.#scopes.has(scope);
  }

  /** Nothing will come any more: whoever of the program waits is told so. */
  close(): Effects {
    this.#calls.abandon();
    return this.#outbox.take();
  }

  /** What follows from what was done to groups. */
  settle(): Effects {
    return this.#outbox.take();
  }

  /** Ends what has waited too long. */
  sweep(nowMs: number): Effects {
    this.#calls.sweep(nowMs);
    for (const node of this.lines.overdue(nowMs)) this.#lost(node);
    return this.#outbox.take();
  }

  /** Brings a message to a process of ours, or has it sent. */
  post(
    message: OutgoingMessage<Term>,
    node: string,
    urgency: Urgency,
  ): void {
    if (node === this.node) return deliver(message, node, this.#local);
    const dials = urgency !== "answer" && !this.lines.knows(node);
    if (dials && !this.autoConnect) {
      this.lines.unsent.not_connected++;
      return this.#lost(node);
    }
    this.lines.post(message, node, urgency);
  }

  #sendTo(to: Address, message: Term): void {
    const { pid: from } = this.#calls.client;
    const outgoing: OutgoingMessage<Term> = "name" in to
      ? { type: "reg_send", from, to: to.name, message }
      : { type: "send", to, message };
    this.post(outgoing, nodeOf(to), "request");
  }

  #lost(node: string): void {
    this.lines.closed(node);
    this.#links.nodeDown(node);
    this.#monitors.nodeDown(node);
  }
}

const genCast = new Atom("$gen_cast");
