/**
 * Who watches whom, both ways. A watcher is told once: when the watched process ends, at once if there is none, and
 * when its node is out of reach.
 *
 * @module
 */
import type { Pid, Reference, Term } from "../../wire/etf/mod.ts";
import { NodeIndex } from "./node_index.ts";
import { referenceKey } from "./numbering.ts";
import type {
  LocalProcess,
  ProcessTable,
  WatchEntry,
  WatcherEntry,
} from "./process_table.ts";
import { type Address, nodeOf, reason, type Route } from "./route.ts";

/** A `monitor` or `demonitor` as a peer sends it. */
interface Asked {
  readonly from: Pid;
  readonly to: Pid | string;
  readonly reference: Reference;
}

/** The monitors of the processes of a node. */
export class Monitors {
  readonly #table: ProcessTable;
  readonly #route: Route;
  /** Watched processes of ours, by the node of who watches. */
  readonly #watchers = new NodeIndex<WatcherEntry>();
  /** Processes of ours that watch, by the node of who is watched. */
  readonly #watches = new NodeIndex<WatchEntry>();

  /** Nobody watches. */
  constructor(table: ProcessTable, route: Route) {
    this.#table = table;
    this.#route = route;
  }

  /** Has a process of ours watch another. */
  monitor(own: LocalProcess, address: Address, reference: Reference): void {
    const node = nodeOf(address);
    const target = "name" in address ? address.name : address;
    const entry: WatchEntry = { own, target, node, reference };
    own.watching.set(referenceKey(reference), entry);
    this.#watches.add(node, entry);
    const { pid: from } = own;
    const monitor = { type: "monitor", from, to: target, reference } as const;
    this.#route.post(monitor, node, own.sends);
  }

  /** Ends a watch; says whether there was one, which has not been told yet. */
  demonitor(own: LocalProcess, reference: Reference): boolean {
    const entry = own.watching.get(referenceKey(reference));
    if (!entry) return false;
    this.#forget(entry);
    const { pid: from } = own;
    const { target: to, node } = entry;
    const demonitor = { type: "demonitor", from, to, reference } as const;
    this.#route.post(demonitor, node, own.sends);
    return true;
  }

  /** Somebody wants to watch a process of ours. */
  monitored(asked: Asked): void {
    const { from: by, to: as, reference } = asked;
    const own = this.#table.find(as);
    if (!own) return this.#tell(asked, reason.noproc);
    if (this.#watchers.isFull(by.node)) {
      return this.#tell(asked, reason.systemLimit);
    }
    const entry: WatcherEntry = { own, by, as, reference };
    own.watchers.set(referenceKey(reference), entry);
    this.#watchers.add(by.node, entry);
  }

  /** Somebody does not want to watch any more. */
  demonitored({ from, to, reference }: Asked): void {
    const key = referenceKey(reference);
    // The name may be another's by now, and then it is over anyway.
    const watchers = this.#table.find(to)?.watchers;
    const entry = watchers?.get(key);
    if (!entry || entry.by.node !== from.node) return;
    watchers?.delete(key);
    this.#watchers.delete(entry.by.node, entry);
  }

  /** What a process of ours watches has ended; `node` says so. */
  exited(to: Pid, reference: Reference, why: Term, node: string): void {
    const entry = this.#table.find(to)?.watching.get(referenceKey(reference));
    if (!entry || entry.node !== node) return;
    this.#forget(entry);
    tellDown(entry, why);
  }

  /** A process of ours has ended. */
  ended(own: LocalProcess, why: Term): void {
    for (const entry of own.watchers.values()) {
      this.#watchers.delete(entry.by.node, entry);
      const { by: from, as: to, reference } = entry;
      this.#tell({ from, to, reference }, why);
    }
    own.watchers.clear();
    for (const entry of [...own.watching.values()]) {
      this.demonitor(own, entry.reference);
    }
  }

  /** A node is out of reach. */
  nodeDown(node: string): void {
    for (const entry of this.#watchers.take(node)) {
      entry.own.watchers.delete(referenceKey(entry.reference));
    }
    for (const entry of this.#watches.take(node)) {
      entry.own.watching.delete(referenceKey(entry.reference));
      tellDown(entry, reason.noconnection);
    }
  }

  #tell({ from: to, to: from, reference }: Asked, why: Term): void {
    const type = "monitor_exit" as const;
    const exit = { type, from, to, reference, reason: why };
    this.#route.post(exit, to.node, "answer");
  }

  #forget(entry: WatchEntry): void {
    entry.own.watching.delete(referenceKey(entry.reference));
    this.#watches.delete(entry.node, entry);
  }
}

function tellDown(entry: WatchEntry, why: Term): void {
  const { own, target, node, reference } = entry;
  const down = { reference, process: target, node, reason: why };
  own.receiver.down(down, own);
}
