/**
 * Links between processes: who is linked to whom, and who ends with whom.
 *
 * A link is undone at once for the one who undoes it; what was on its way meanwhile is ignored until the other has
 * acknowledged it (Distribution Protocol, "New Link Protocol").
 *
 * @module
 */
import { isAtom, type Pid, type Term } from "../../wire/etf/mod.ts";
import { NodeIndex } from "./node_index.ts";
import { pidKey } from "./numbering.ts";
import type { LinkEntry, LocalProcess, ProcessTable } from "./process_table.ts";
import { reason, type Route } from "./route.ts";

/** The links of the processes of a node; both ends where both are here. */
export class Links {
  readonly #table: ProcessTable;
  readonly #route: Route;
  readonly #byNode = new NodeIndex<LinkEntry>();
  #unlinkings = 0;

  /** No links. */
  constructor(table: ProcessTable, route: Route) {
    this.#table = table;
    this.#route = route;
  }

  /** Links a process of ours to another; to itself does nothing. */
  link(own: LocalProcess, other: Pid): void {
    const key = pidKey(other);
    const entry = own.links.get(key);
    if (key === pidKey(own.pid) || entry?.unlinking === 0) return;
    if (entry) entry.unlinking = 0;
    else this.#add({ own, other, unlinking: 0 }, key);
    const link = { type: "link", from: own.pid, to: other } as const;
    this.#route.post(link, other.node, own.sends);
  }

  /** Undoes a link. */
  unlink(own: LocalProcess, other: Pid): void {
    const entry = own.links.get(pidKey(other));
    if (!entry || entry.unlinking > 0) return;
    entry.unlinking = ++this.#unlinkings;
    const { unlinking: id } = entry;
    const type = "unlink_id" as const;
    const unlink = { type, id, from: own.pid, to: other };
    this.#route.post(unlink, other.node, own.sends);
  }

  /** `from` has linked itself to `to`. */
  linked(from: Pid, to: Pid): void {
    const own = this.#table.find(to);
    const isFull = this.#byNode.isFull(from.node);
    if (!own || isFull) {
      const why = isFull ? reason.systemLimit : reason.noproc;
      return this.#exit(to, from, why);
    }
    const key = pidKey(from);
    // One that is being undone: this was sent before the other heard of that.
    if (own.links.has(key)) return;
    this.#add({ own, other: from, unlinking: 0 }, key);
  }

  /** `from` has undone its link to `to`. */
  unlinked(from: Pid, to: Pid): void {
    const entry = this.#table.find(to)?.links.get(pidKey(from));
    if (entry?.unlinking === 0) this.#remove(entry);
  }

  /** `from` has undone its link to `to`, and waits for the acknowledgement. */
  unlinkedBy(id: number | bigint, from: Pid, to: Pid): void {
    this.unlinked(from, to);
    const ack = { type: "unlink_id_ack", id, from: to, to: from } as const;
    this.#route.post(ack, from.node, "answer");
  }

  /** `from` knows that `to` has undone the link. */
  acknowledged(id: number | bigint, from: Pid, to: Pid): void {
    const entry = this.#table.find(to)?.links.get(pidKey(from));
    if (entry && entry.unlinking > 0 && entry.unlinking === Number(id)) {
      this.#remove(entry);
    }
  }

  /** `from`, linked to `to`, has ended. */
  exited(from: Pid, to: Pid, why: Term): void {
    const entry = this.#table.find(to)?.links.get(pidKey(from));
    if (!entry) return;
    this.#remove(entry);
    if (entry.unlinking === 0) exitTo(entry.own, from, why);
  }

  /** A process of ours has ended. */
  ended({ pid, links }: LocalProcess, why: Term): void {
    for (const entry of links.values()) {
      this.#byNode.delete(entry.other.node, entry);
      if (entry.unlinking === 0) this.#exit(pid, entry.other, why);
    }
    links.clear();
  }

  /** A node is out of reach: whoever is linked to one of its processes hears `noconnection` from it. */
  nodeDown(node: string): void {
    for (const { own, other, unlinking } of this.#byNode.take(node)) {
      own.links.delete(pidKey(other));
      if (unlinking === 0) exitTo(own, other, reason.noconnection);
    }
  }

  #exit(from: Pid, to: Pid, why: Term): void {
    const exit = { type: "exit", from, to, reason: why } as const;
    this.#route.post(exit, to.node, "answer");
  }

  #add(entry: LinkEntry, key: string): void {
    entry.own.links.set(key, entry);
    this.#byNode.add(entry.other.node, entry);
  }

  #remove(entry: LinkEntry): void {
    entry.own.links.delete(pidKey(entry.other));
    this.#byNode.delete(entry.other.node, entry);
  }
}

/** What the exit of a linked process does to one: an event, nothing, or its own end. */
export function exitTo(own: LocalProcess, from: Pid, why: Term): void {
  const { receiver, trapsExits } = own;
  if (trapsExits) receiver.exit(from, why, own);
  else if (!isAtom(why, "normal")) receiver.crash(from, why, own);
}
