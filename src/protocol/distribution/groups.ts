/**
 * Process groups as OTP's `pg` keeps them: one scope process a node, under the scope's name, which tells its namesakes
 * on visible nodes who of its own node is in which group. Nobody asks for membership: everyone knows it.
 *
 * Groups are any term. What newer releases add at the end of a message is ignored.
 *
 * @module
 */
import { Atom, isAtom, Pid, type Term, Tuple } from "../../wire/etf/mod.ts";
import type { Down, GroupChange, Onlooker, Outbox } from "./effects.ts";
import { GroupTable, type Mentions } from "./group_table.ts";
import { isTagged, letterOf } from "./letters.ts";
import type { Monitors } from "./monitors.ts";
import { type Numbering, pidKey } from "./numbering.ts";
import type { LocalProcess, ProcessTable } from "./process_table.ts";
import type { Route } from "./route.ts";

/** Mentions taken of one peer: about 100 bytes each. What is beyond is left out. */
export const mentionsPerPeerMax = 262_144;

/** What a scope works with. */
export interface GroupParts {
  /** Where it is a process. */
  readonly table: ProcessTable;
  /** Who watches its namesakes. */
  readonly monitors: Monitors;
  /** How it reaches them. */
  readonly route: Route;
  /** References of watches. */
  readonly numbering: Numbering;
  /** What follows for onlookers. */
  readonly outbox: Outbox;
}

/** The groups of one scope. */
export class Groups {
  /** The scope's name. */
  readonly scope: string;
  /** The scope process of this node. */
  readonly own: LocalProcess;
  readonly #parts: GroupParts;
  readonly #table = new GroupTable();
  readonly #ownKey: string;
  /** Namesakes that are known. */
  readonly #peers = new Map<string, Pid>();
  readonly #onlookers = new Set<Onlooker>();

  /** Starts a scope; `nodes` are the visible nodes that are connected. */
  constructor(scope: string, parts: GroupParts, nodes: readonly string[]) {
    this.scope = scope;
    this.#parts = parts;
    this.own = parts.table.start({
      name: scope,
      receiver: {
        message: (message) => this.#heard(message),
        down: (down) => this.#lost(down),
        exit: () => {},
        crash: () => {},
      },
    });
    this.#ownKey = pidKey(this.own.pid);
    for (const node of nodes) this.discover(node);
  }

  /** Asks a node for its groups, and so offers it ours. */
  discover(node: string): void {
    const { pid: from } = this.own;
    const message = this.#say("discover");
    const type = "reg_send" as const;
    const discover = { type, from, to: this.scope, message };
    this.#parts.route.post(discover, node, "answer");
  }

  /** Names of the groups that have members. */
  groups(): readonly Term[] {
    return this.#table.groups();
  }

  /** Members of a group, on all nodes. */
  members(group: Term): readonly Pid[] {
    return this.#table.members(group);
  }

  /** Members of a group on this node. */
  localMembers(group: Term): readonly Pid[] {
    return this.#table.members(group, this.#ownKey);
  }

  /** Tells `onlooker` of every change from now on; gives what ends that. */
  watch(onlooker: Onlooker): () => void {
    this.#onlookers.add(onlooker);
    return () => void this.#onlookers.delete(onlooker);
  }

  /** Processes of ours join a group, once more if they are in it already. */
  join(group: Term, pids: readonly Pid[]): void {
    this.#table.add(this.#ownKey, { group, pids });
    this.#changed({ type: "joined", group, members: pids });
    this.#tellAll(this.#say("join", group, oneOrMany(pids)));
  }

  /** Processes of ours leave a group once; says whether any was in it. */
  leave(group: Term, pids: readonly Pid[]): boolean {
    const left = this.#table.remove(this.#ownKey, { group, pids });
    if (left.length === 0) return false;
    this.#changed({ type: "left", group, members: left });
    this.#tellAll(this.#say("leave", oneOrMany(left), [group]));
    return true;
  }

  /** A process of ours has ended: it leaves wherever it was. */
  ended(pid: Pid): void {
    const key = pidKey(pid);
    for (const { group, pids } of this.#table.mentionsOf(this.#ownKey)) {
      const own = pids.filter((member) => pidKey(member) === key);
      if (own.length > 0) this.leave(group, own);
    }
  }

  #heard(message: Term): void {
    const letter = letterOf(message);
    if (letter.type === "cast") return this.#synced(letter.request);
    if (letter.type !== "info" || !(message instanceof Tuple)) return;
    const [tag, peer, first, second] = message.elements;
    if (!isAtom(tag) || !(peer instanceof Pid)) return;
    switch (tag.name) {
      case "discover":
        return this.#discovered(peer);
      case "join":
        if (first === undefined) return;
        return this.#joined(peer, { group: first, pids: pidsOf(second) });
      case "leave":
        return this.#left(peer, pidsOf(first), second);
    }
  }

  #discovered(peer: Pid): void {
    const groups = this.#table.mentionsOf(this.#ownKey)
      .map(({ group, pids }) => new Tuple<Term>([group, [...pids]]));
    const sync = this.#say("sync", groups);
    this.#tell(peer, new Tuple<Term>([new Atom("$gen_cast"), sync]));
    if (this.#meet(peer)) this.#tell(peer, this.#say("discover"));
  }

  #synced(request: Term): void {
    if (!isTagged(request, "sync", 3)) return;
    const [, peer, groups] = request.elements;
    if (!(peer instanceof Pid) || !Array.isArray(groups)) return;
    this.#meet(peer);
    const before = this.#table.removeOwner(pidKey(peer));
    for (const entry of groups as readonly Term[]) {
      if (!(entry instanceof Tuple) || entry.elements.length < 2) continue;
      const [group, pids] = entry.elements;
      this.#add(peer, { group: group!, pids: pidsOf(pids) });
    }
    this.#compare(before, this.#table.mentionsOf(pidKey(peer)));
  }

  #joined(peer: Pid, { group, pids }: Mentions): void {
    if (!this.#peers.has(pidKey(peer))) return;
    const members = this.#add(peer, { group, pids });
    if (members.length > 0) this.#changed({ type: "joined", group, members });
  }

  #left(peer: Pid, pids: readonly Pid[], groups: Term | undefined): void {
    if (!Array.isArray(groups)) return;
    for (const group of groups as readonly Term[]) {
      const members = this.#table.remove(pidKey(peer), { group, pids });
      if (members.length > 0) this.#changed({ type: "left", group, members });
    }
  }

  #lost({ process: who }: Down): void {
    if (!(who instanceof Pid)) return;
    const key = pidKey(who);
    this.#peers.delete(key);
    for (const { group, pids } of this.#table.removeOwner(key)) {
      this.#changed({ type: "left", group, members: pids });
    }
  }

  /** Watches a namesake that was not known; says whether that is so. */
  #meet(peer: Pid): boolean {
    const key = pidKey(peer);
    if (this.#peers.has(key) || key === this.#ownKey) return false;
    this.#peers.set(key, peer);
    const { monitors, numbering } = this.#parts;
    monitors.monitor(this.own, peer, numbering.reference());
    return true;
  }

  #add(peer: Pid, { group, pids }: Mentions): readonly Pid[] {
    const owner = pidKey(peer);
    const room = mentionsPerPeerMax - this.#table.countOf(owner);
    const taken = pids.length > room ? pids.slice(0, room) : pids;
    this.#table.add(owner, { group, pids: taken });
    return taken;
  }

  /** Tells what a sync has changed. */
  #compare(before: readonly Mentions[], after: readonly Mentions[]): void {
    const was = new GroupTable(), is = new GroupTable();
    for (const mentions of before) was.add("", mentions);
    for (const mentions of after) is.add("", mentions);
    for (const { group, pids } of after) {
      const kept = was.remove("", { group, pids });
      is.remove("", { group, pids: kept });
    }
    for (const { group, pids } of was.mentionsOf("")) {
      this.#changed({ type: "left", group, members: pids });
    }
    for (const { group, pids } of is.mentionsOf("")) {
      this.#changed({ type: "joined", group, members: pids });
    }
  }

  #changed(change: GroupChange): void {
    for (const onlooker of this.#onlookers) {
      this.#parts.outbox.push({ to: "onlooker", onlooker, change });
    }
  }

  #tellAll(message: Term): void {
    for (const peer of this.#peers.values()) this.#tell(peer, message);
  }

  #tell(to: Pid, message: Term): void {
    this.#parts.route.post({ type: "send", to, message }, to.node, "answer");
  }

  #say(tag: string, ...rest: readonly Term[]): Term {
    return new Tuple<Term>([new Atom(tag), this.own.pid, ...rest]);
  }
}

function oneOrMany(pids: readonly Pid[]): Term {
  return pids.length === 1 ? pids[0]! : [...pids];
}

function pidsOf(term: Term | undefined): readonly Pid[] {
  if (term instanceof Pid) return [term];
  if (!Array.isArray(term)) return [];
  return term.filter((each: Term) => each instanceof Pid) as Pid[];
}
