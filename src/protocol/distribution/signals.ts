/**
 * What a message of the distribution does on the node that it reaches, whether it came over the network or from a
 * process next door.
 *
 * @module
 */
import type { DistributionMessage } from "../../wire/distribution/message.ts";
import { isAtom, type Pid, type Term } from "../../wire/etf/mod.ts";
import { exitTo, type Links } from "./links.ts";
import type { Monitors } from "./monitors.ts";
import type { ProcessTable } from "./process_table.ts";
import { reason, type Route } from "./route.ts";
import { isSystemProcess, systemAnswer } from "./system_processes.ts";

/** What there is on a node. */
export interface Local {
  /** Its name. */
  readonly node: string;
  /** Its process that speaks for the node itself. */
  readonly client: Pid;
  /** Its processes. */
  readonly table: ProcessTable;
  /** Their links. */
  readonly links: Links;
  /** Who watches whom. */
  readonly monitors: Monitors;
  /** The way to others. */
  readonly route: Route;
}

/** Does what `message` of the node `from` says. */
export function deliver(
  message: DistributionMessage,
  from: string,
  local: Local,
): void {
  const { links, monitors, route, table } = local;
  if (isForged(message, from)) return;
  switch (message.type) {
    case "send": {
      const own = table.find(message.to);
      return own?.receiver.message(message.message, own);
    }
    case "reg_send":
      return deliverByName(message.to, message.message, from, local);
    case "monitor":
      if (isSystemName(message.to)) return;
      return monitors.monitored(message);
    case "demonitor":
      return monitors.demonitored(message);
    case "monitor_exit": {
      const { to, reference } = message;
      return monitors.exited(to, reference, message.reason, from);
    }
    case "link":
      return links.linked(message.from, message.to);
    case "unlink":
      return links.unlinked(message.from, message.to);
    case "unlink_id":
      return links.unlinkedBy(message.id, message.from, message.to);
    case "unlink_id_ack":
      return links.acknowledged(message.id, message.from, message.to);
    case "exit":
      return links.exited(message.from, message.to, message.reason);
    case "exit2":
      return exitByOrder(message.from, message.to, message.reason, table);
    case "spawn_request": {
      const { reference, from: to } = message;
      const reply = { reference, to, flags: 0, result: "notsup" };
      return route.post({ type: "spawn_reply", ...reply }, from, "answer");
    }
    // Aliases are made by whoever negotiates them, group leaders by whoever has terminals; replies answer requests.
    case "alias_send":
    case "group_leader":
    case "spawn_reply":
    case "unknown":
      return;
  }
}

/** Whether a node speaks for a process that is not its own. */
function isForged(message: DistributionMessage, node: string): boolean {
  if (message.type === "send" || !("from" in message)) return false;
  const { from } = message;
  return typeof from !== "string" && from.node !== node;
}

function isSystemName(to: Pid | string): boolean {
  return typeof to === "string" && isSystemProcess(to);
}

function deliverByName(
  name: string,
  message: Term,
  from: string,
  { table, route, node, client }: Local,
): void {
  const own = table.find(name);
  if (own) return own.receiver.message(message, own);
  const answer = systemAnswer(name, message, node);
  if (!answer) return;
  const { to } = answer;
  if (typeof to !== "string") {
    const send = { type: "send", to, message: answer.message } as const;
    return route.post(send, to.node, "answer");
  }
  const cast = { from: client, to, message: answer.message };
  route.post({ type: "reg_send", ...cast }, from, "answer");
}

/** What `exit(Pid, Reason)` does. */
function exitByOrder(
  from: Pid,
  to: Pid,
  why: Term,
  table: ProcessTable,
): void {
  const own = table.find(to);
  if (!own) return;
  if (isAtom(why, "kill")) own.receiver.crash(from, reason.killed, own);
  else exitTo(own, from, why);
}
