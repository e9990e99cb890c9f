/**
 * What the actor of all connections does about each event: asks the ledgers what follows, and has it done.
 *
 * @module
 */
import {
  type AnyRef,
  childOf,
  type Enqueuer,
  membersOf,
} from "../src/otp/mod.ts";
import {
  flagsInForce,
  isHidden,
  type Them,
} from "../src/protocol/distribution/handshake.ts";
import type {
  ConnectionLedgers,
  NotTried,
} from "../src/protocol/distribution/ledgers.ts";
import type { Connected } from "../src/protocol/distribution/roster.ts";
import { dueOn } from "../src/protocol/distribution/traffic.ts";
import type { ConnectionEvent } from "./connection_work.ts";
import type {
  ConnectFailed,
  ConnectionsContext,
  ConnectionsEvent,
} from "./connections_events.ts";

interface Heard {
  readonly context: ConnectionsContext;
  readonly event: ConnectionsEvent;
  readonly enqueue: Enqueuer;
  readonly self: AnyRef;
}

/** Ends of strangers that say nothing against anybody. */
const harmless: ReadonlySet<string> = new Set(["nok", "older_connection_kept"]);

/** What an earlier incarnation of this actor knew is gone, its connections with it. */
export function forgetAll(heard: Heard): void {
  const { ledgers } = heard.context;
  for (const node of ledgers.roster.clear()) {
    tellDown(heard, node, "connections_restarted");
  }
  ledgers.strangers.clear();
  ledgers.dialing.reset();
}

/** Notes that somebody is wanted. */
export function want(heard: Heard): void {
  const { context: { ledgers }, event } = heard;
  if (event.type !== "node.heard" && event.type !== "node.connect") return;
  const { node } = event;
  const isHeard = event.type === "node.heard";
  const reason = ledgers.notTried(node);
  const wish = isHeard ? "heard" : event.keep ? "kept" : "asked";
  if (reason === undefined || reason === "connected" && wish === "kept") {
    ledgers.dialing.want(node, wish, ledgers.ambient.nowMs());
    if (reason === "connected") ledgers.dialing.connected(node);
  } else if (!isHeard && reason !== "connected") {
    tellFailed(heard, notTried(node, reason));
  }
}

/** Ends a connection, and the wish for one. */
export function disconnect(
  { context: { ledgers }, event, enqueue }: Heard,
): void {
  if (event.type !== "node.disconnect") return;
  const { node } = event;
  const id = ledgers.roster.connected.get(node)?.id ??
    (ledgers.dialing.isDialing(node) ? node : undefined);
  const end = { type: "connection.end", reason: "disconnected" } as const;
  if (id !== undefined) send(enqueue, id, end);
  else ledgers.dialing.forget(node);
}

/** Takes a stranger in, if there is room. */
export function accept({ context, event, enqueue, self }: Heard): void {
  if (event.type !== "line.accepted") return;
  const { ledgers } = context;
  const { line: accepted, address, port } = event;
  const id = freeId(self, `${address}:${port}`);
  const refusal = ledgers.strangers.admit(id, address);
  if (refusal) return countRefusal(context, refusal);
  const input = { id, direction: "in", accepted, ledgers } as const;
  enqueue.sendTo("crowd", { type: "pool.start", id, input });
}

/** Says whether a stranger is welcome, given who it says it is. */
export function judge({ context: { ledgers }, event, enqueue }: Heard): void {
  if (event.type !== "name.offered") return;
  const { id, them } = event;
  const verdict = ledgers.verdictOn(them);
  ledgers.roster.claim(id, them.node);
  if (verdict === "ok_simultaneous") yieldTo(them, ledgers, enqueue);
  send(enqueue, id, { type: "name.judged", verdict });
}

/** Clears the way for a stranger that has proved who it is. */
export function prove(heard: Heard): void {
  const { context: { ledgers }, event, enqueue } = heard;
  if (event.type !== "name.proved") return;
  const node = ledgers.roster.claimOf(event.id)!;
  const older = ledgers.roster.connected.get(node);
  if (older) {
    ledgers.roster.remove(node);
    enqueue.sendTo("crowd", { type: "pool.stop", id: older.id });
    tellDown(heard, older, "connection_replaced");
  }
  yieldTo({ node }, ledgers, enqueue);
  send(enqueue, event.id, { type: "name.cleared" });
}

/** Notes and tells that a node is connected. */
export function connected(heard: Heard): void {
  const { context: { ledgers }, event, enqueue } = heard;
  if (event.type !== "connection.up") return;
  const { us, roster, ambient: { nowMs } } = ledgers;
  const { id, them, direction, traffic, beganAtMs, line } = event;
  const { node, creation } = them;
  const hidden = isHidden(us, them);
  ledgers.strangers.release(id);
  roster.settle(id);
  roster.add({ node, id, hidden, direction, sinceMs: nowMs(), traffic });
  ledgers.dialing.connected(node);
  const flags = flagsInForce(us, them);
  toProcesses(heard, { type: "node.up", node, line, hidden, flags, creation });
  const durationMs = nowMs() - beganAtMs;
  enqueue.emit({ type: "node.up", node, hidden, direction, durationMs });
}

/** Tells the processes which node does not read as fast as they write, and which does again. */
export function passBusy(heard: Heard): void {
  const { context: { ledgers }, event } = heard;
  if (event.type !== "connection.busy" && event.type !== "connection.drained") {
    return;
  }
  const node = ledgers.roster.ofId(event.id)?.node;
  const type = event.type === "connection.busy" ? "node.busy" : "node.drained";
  if (node !== undefined) toProcesses(heard, { type, node });
}

/** Judges an end: of a node that was connected, of an attempt of ours, or of a stranger. */
export function ended(heard: Heard): void {
  const { context, event } = heard;
  if (event.type !== "pool.completed" && event.type !== "pool.lost") return;
  const { ledgers } = context;
  const { id } = event;
  const reason = "output" in event ? event.output.reason : "crashed";
  const nowMs = ledgers.ambient.nowMs();
  const claimed = ledgers.roster.claimOf(id);
  ledgers.strangers.release(id);
  ledgers.roster.settle(id);
  const node = ledgers.roster.ofId(id);
  if (node) {
    ledgers.roster.remove(node.node);
    if (reason === "disconnected") ledgers.dialing.forget(node.node);
    else ledgers.dialing.lost(node.node, nowMs);
    tellDown(heard, node, reason);
  } else if (ledgers.dialing.isDialing(id)) {
    judgeFailure(heard, id, reason);
  } else if (claimed !== ledgers.us.node && !harmless.has(reason)) {
    countRefusal(context, reason);
  }
}

/** Has those who are to be connected wait for a place again, once their pause is over. */
export function renew({ context: { ledgers } }: Heard): void {
  const { dialing, ambient } = ledgers;
  dialing.renew(ambient.nowMs());
  dialing.tidy(ambient.nowMs());
}

/** Starts the attempts that there is a place for. */
export function startDials({ context: { ledgers }, enqueue }: Heard): void {
  for (const node of ledgers.dials()) {
    const input = { id: node, direction: "out", node, ledgers } as const;
    enqueue.sendTo("crowd", { type: "pool.start", id: node, input });
  }
}

/** Has connections say something that are due to, and gives those up that are silent. */
export function sweepLines({ context: { ledgers }, enqueue }: Heard): void {
  const { roster, settings, ambient } = ledgers;
  const ticktimeMs = settings.net_ticktime * 1_000;
  const silentMs = ledgers.silentMs();
  for (const { id, traffic } of roster.connected.values()) {
    const due = dueOn(traffic, ambient.nowMs(), ticktimeMs, silentMs);
    if (due === "tick") send(enqueue, id, { type: "tick.due" });
    if (due === "silence") send(enqueue, id, { type: "silence.noticed" });
  }
}

/** Counts a message that could not be encoded. */
export function countUnsendable({ context }: Pick<Heard, "context">): void {
  countRefusal(context, "unsendable");
}

/** Tells what was refused since the last time. */
export function tellRefusals({ context: { refused }, enqueue }: Heard): void {
  for (const [reason, count] of refused) {
    enqueue.emit({ type: "connections.refused", reason, count });
  }
  refused.clear();
}

/** Our own attempt makes way for one that comes from there. */
function yieldTo(
  { node }: Pick<Them, "node">,
  { dialing, ambient }: ConnectionLedgers,
  enqueue: Enqueuer,
): void {
  if (!dialing.isWanted(node)) return;
  const isOnItsWay = dialing.isDialing(node);
  dialing.yielded(node, ambient.nowMs());
  if (isOnItsWay) enqueue.sendTo("crowd", { type: "pool.stop", id: node });
}

function judgeFailure(heard: Heard, node: string, reason: string): void {
  const { ledgers } = heard.context;
  const nowMs = ledgers.ambient.nowMs();
  // The attempt from there goes on instead: nothing failed.
  if (reason === "nok") return ledgers.dialing.yielded(node, nowMs);
  if (reason === "self") {
    ledgers.rememberAlias(node);
    return tellFailed(heard, notTried(node, "own_name"));
  }
  const durationMs = nowMs - (ledgers.dialing.beganAtMs(node) ?? nowMs);
  const { isNews } = ledgers.dialing.failed(node, reason, nowMs);
  const isRepeated = !isNews;
  tellFailed(heard, { ...failure, node, reason, durationMs, isRepeated });
}

const failure = { type: "connect.failed" } as const;

function notTried(node: string, reason: NotTried): ConnectFailed {
  return { ...failure, node, reason, durationMs: 0, isRepeated: false };
}

function tellFailed(heard: Heard, failed: ConnectFailed): void {
  toProcesses(heard, failed);
  heard.enqueue.emit(failed);
}

function tellDown(heard: Heard, { node, hidden }: Connected, reason: string) {
  toProcesses(heard, { type: "node.down", node, reason });
  heard.enqueue.emit({ type: "node.down", node, hidden, reason });
}

function toProcesses({ context, enqueue, self }: Heard, event: object): void {
  const processes = self.system.get(context.processes);
  if (processes) enqueue.sendTo(processes, event);
}

function send(enqueue: Enqueuer, id: string, event: ConnectionEvent): void {
  enqueue.sendTo("crowd", { type: "pool.send", id, event });
}

/** A name for a connection that no other has: where it comes from, which a dead one may have had too. */
function freeId(self: AnyRef, from: string): string {
  const crowd = childOf(self, "crowd");
  const taken = crowd ? membersOf(crowd) : new Map();
  let id = from;
  while (taken.has(id)) id += "+";
  return id;
}

function countRefusal({ refused }: ConnectionsContext, reason: string): void {
  refused.set(reason, (refused.get(reason) ?? 0) + 1);
}
