/**
 * Members by name and by where they are. Decides nothing.
 *
 * @module
 */
import type { MemberRecord } from "./member.ts";
import type { Stage } from "./thresholds.ts";

/** The members of an overlay. Changes in place. */
export class MemberTable {
  readonly #members = new Map<string, MemberRecord>();
  readonly #endpoints = new Map<string, Set<string>>();
  #changes = 0;

  /** Members now. */
  get size(): number {
    return this.#members.size;
  }

  /** Grows whenever a member comes, goes, moves, or becomes reachable or no longer so. */
  get changes(): number {
    return this.#changes;
  }

  /** A member by its name. */
  get(name: string): MemberRecord | undefined {
    return this.#members.get(name);
  }

  /** All members, in the order in which they came. */
  all(): Iterable<MemberRecord> {
    return this.#members.values();
  }

  /** Names of the members at an address and port: several where nodes share them. */
  at(address: string, port: number): readonly string[] {
    return [...this.#endpoints.get(endpoint(address, port)) ?? []];
  }

  /** Adds a member. */
  add(member: MemberRecord): void {
    this.#members.set(member.name, member);
    this.#enter(member);
    this.#changes++;
  }

  /** Notes where a member is now. */
  move(member: MemberRecord, address: string, port: number): void {
    if (member.address === address && member.port === port) return;
    this.#leave(member);
    member.address = address;
    member.port = port;
    this.#enter(member);
    this.#changes++;
  }

  /** Notes what a member's statechart says it is. */
  settle(member: MemberRecord, stage: Stage): void {
    if (member.stage === stage) return;
    const isListed = [member.stage, stage].includes("reachable");
    member.stage = stage;
    if (isListed) this.#changes++;
  }

  /** Takes a member out. */
  remove(member: MemberRecord): void {
    this.#members.delete(member.name);
    this.#leave(member);
    this.#changes++;
  }

  #enter({ address, port, name }: MemberRecord): void {
    const key = endpoint(address, port);
    const names = this.#endpoints.get(key);
    if (names) names.add(name);
    else this.#endpoints.set(key, new Set([name]));
  }

  #leave({ address, port, name }: MemberRecord): void {
    const key = endpoint(address, port);
    const names = this.#endpoints.get(key);
    names?.delete(name);
    if (names?.size === 0) this.#endpoints.delete(key);
  }
}

function endpoint(address: string, port: number): string {
  return `${address} ${port}`;
}
