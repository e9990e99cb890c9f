/**
 * Nodes reduced to their ledgers, joined back to back by the bytes of the distribution, without a socket or an actor.
 *
 * @module
 */
import assert from "node:assert/strict";
import type {
  Effect,
  ProcessEvent,
} from "../../../src/protocol/distribution/effects.ts";
import type { LocalProcess } from "../../../src/protocol/distribution/process_table.ts";
import { ProcessLedger } from "../../../src/protocol/distribution/process_ledger.ts";
import {
  decodeMessage,
  encodeMessage,
} from "../../../src/wire/distribution/mod.ts";
import { format, type Pid, type Term } from "../../../src/wire/etf/mod.ts";

/** An actor that only writes down what it hears. */
export interface Scribe {
  /** Its node. */
  readonly node: JoinedNode;
  /** Its process. */
  readonly process: LocalProcess;
  /** Its pid. */
  readonly pid: Pid;
  /** What it heard since the last look, in words such as `info hello` and `down noproc`. */
  heard(): readonly string[];
  /** The calls that it heard. */
  readonly calls: Extract<ProcessEvent, { type: "call" }>[];
  /** Why it ended; undefined while it lives. */
  endedWith(): string | undefined;
  /** Ends it. */
  end(reason: Term): void;
}

/** A node reduced to its ledger. */
export class JoinedNode {
  /** Its name. */
  readonly name: string;
  /** What it knows of processes. */
  readonly ledger: ProcessLedger;
  /** Nodes that it asked to be connected to. */
  readonly dialled: string[] = [];
  readonly #network: JoinedNetwork;

  /** Connected to nobody. */
  constructor(name: string, creation: number, network: JoinedNetwork) {
    this.name = name;
    this.#network = network;
    const nowMs = () => network.nowMs;
    this.ledger = new ProcessLedger({ node: name, creation, nowMs });
  }

  /** Performs what follows; messages wait in the network. */
  do(effects: readonly Effect[]): void {
    for (const effect of effects) this.#do(effect);
  }

  /** Starts an actor. */
  spawn(name: string, trapsExits = false): Scribe {
    const heard: string[] = [];
    const calls: Scribe["calls"] = [];
    let ended: string | undefined;
    // Who has ended hears nothing more, as actors do.
    const handle: Handle = {
      hear: (event) => {
        if (ended !== undefined) return;
        heard.push(inWords(event));
        if (event.type === "call") calls.push(event);
      },
      crash: (reason) => {
        if (ended === undefined) end(reason);
      },
    };
    const process = this.ledger.started({ name, handle, trapsExits });
    const end = (reason: Term) => {
      assert.equal(ended, undefined, `${name} ended twice`);
      ended = format(reason);
      this.do(this.ledger.ended(process, reason));
    };
    return {
      node: this,
      process,
      pid: process.pid,
      heard: () => heard.splice(0),
      calls,
      endedWith: () => ended,
      end,
    };
  }

  #do(effect: Effect): void {
    switch (effect.to) {
      case "actor":
        return (effect.handle as Handle).hear(effect.event);
      case "crash":
        return (effect.handle as Handle).crash(effect.reason);
      case "line":
        return (effect.line as Line).send(encodeMessage(effect.message, plain));
      case "dial":
        return void this.dialled.push(effect.node);
      case "caller":
        return effect.caller(effect.outcome);
      case "watcher":
        return effect.watcher(effect.down);
      case "onlooker":
        return effect.onlooker(effect.change);
    }
  }
}

/** Without anything that needs negotiation. */
const plain = { hasHeader: false, hasExitPayload: false };

interface Handle {
  hear(event: ProcessEvent): void;
  crash(reason: Term): void;
}

/** One direction of a connection: bytes in their order. */
class Line {
  readonly from: JoinedNode;
  readonly to: JoinedNode;
  readonly #waiting: Uint8Array[] = [];

  constructor(from: JoinedNode, to: JoinedNode) {
    this.from = from;
    this.to = to;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  send(frame: Uint8Array): void {
    this.#waiting.push(frame);
  }

  deliver(): void {
    // Without the length in front.
    const message = decodeMessage(this.#waiting.shift()!.subarray(4));
    assert.ok(message.ok, "what a ledger sends is understood");
    this.to.do(this.to.ledger.received(this.from.name, message.value));
  }
}

/** Nodes, and what is on its way between them. */
export class JoinedNetwork {
  /** The time, in ms. */
  nowMs = 0;
  readonly #lines = new Set<Line>();
  #creations = 7;

  /** A new node. */
  node(name: string): JoinedNode {
    return new JoinedNode(name, this.#creations++, this);
  }

  /** Connects two nodes; both know at once. */
  connect(a: JoinedNode, b: JoinedNode, hidden = false): void {
    const there = new Line(a, b), back = new Line(b, a);
    this.#lines.add(there).add(back);
    a.do(a.ledger.nodeUp(b.name, there, hidden));
    b.do(b.ledger.nodeUp(a.name, back, hidden));
  }

  /** Cuts two nodes off from each other; what was on its way is lost. */
  disconnect(a: JoinedNode, b: JoinedNode): void {
    for (const line of this.#lines) {
      const ends = [line.from, line.to];
      if (ends.includes(a) && ends.includes(b)) this.#lines.delete(line);
    }
    a.do(a.ledger.nodeDown(b.name));
    b.do(b.ledger.nodeDown(a.name));
  }

  /** Delivers one message of a line that `choose` picks among those that have any; says whether there was one. */
  deliverOne(choose: (count: number) => number): boolean {
    const full = [...this.#lines].filter(({ isEmpty }) => !isEmpty);
    const line = full[choose(full.length)];
    line?.deliver();
    return line !== undefined;
  }

  /** Delivers all that is on its way, and what follows from it. */
  settle(): void {
    for (let left = 100_000; this.deliverOne(() => 0); left--) {
      assert.ok(left > 0, "it never ends");
    }
  }
}

function inWords(event: ProcessEvent): string {
  switch (event.type) {
    case "call":
      return `call ${format(event.request)}`;
    case "cast":
      return `cast ${format(event.request)}`;
    case "info":
      return `info ${format(event.message)}`;
    case "down":
      return `down ${format(event.reason)}`;
    case "exit":
      return `exit ${format(event.reason)}`;
  }
}
