/**
 * What each control message looks like: its elements after the operation, and what it means.
 *
 * @module
 */
import { atomName } from "../etf/atom.ts";
import { Pid, Reference } from "../etf/identifiers.ts";
import { type Term, Tuple } from "../etf/term.ts";
import { type DistributionMessage, Operation } from "./message.ts";

/** How a control message is understood. */
export interface ControlShape {
  /** How many elements it has, the operation included. */
  readonly arity: number;
  /** Whether a payload follows it. */
  readonly hasPayload: boolean;
  /** What it means; `undefined` if an element is not what it must be. */
  readonly meaning: (
    elements: readonly Term[],
    payload: Term,
  ) => DistributionMessage | undefined;
}

type Meaning = ControlShape["meaning"];

/** Between two pids; `id` stands before them if there is one. */
const between =
  (type: "link" | "unlink" | "group_leader"): Meaning => ([, from, to]) =>
    isPid(from) && isPid(to) ? { type, from, to } : undefined;

const unlink =
  (type: "unlink_id" | "unlink_id_ack"): Meaning => ([, id, from, to]) =>
    isUnlinkId(id) && isPid(from) && isPid(to)
      ? { type, id, from, to }
      : undefined;

const send: Meaning = ([, , to], message) =>
  isPid(to) ? { type: "send", to, message } : undefined;

const sendSender: Meaning = ([, from, to], message) =>
  isPid(from) && isPid(to) ? { type: "send", to, message, from } : undefined;

const regSend: Meaning = ([, from, , name], message) => {
  const to = atomName(name);
  return isPid(from) && to !== undefined
    ? { type: "reg_send", from, to, message }
    : undefined;
};

const aliasSend: Meaning = ([, from, to], message) =>
  isPid(from) && isReference(to)
    ? { type: "alias_send", from, to, message }
    : undefined;

/** With the reason as an element at `at`, or as the payload. */
const exit =
  (type: "exit" | "exit2", at?: number): Meaning => (elements, payload) => {
    const [, from, to] = elements;
    const reason = at === undefined ? payload : elements[at]!;
    return isPid(from) && isPid(to) ? { type, from, to, reason } : undefined;
  };

const monitor = (type: "monitor" | "demonitor"): Meaning =>
(
  [, from, process, reference],
) => {
  const to = processOf(process);
  return isPid(from) && to !== undefined && isReference(reference)
    ? { type, from, to, reference }
    : undefined;
};

const monitorExit = (at?: number): Meaning => (elements, payload) => {
  const [, process, to, reference] = elements;
  const from = processOf(process);
  const reason = at === undefined ? payload : elements[at]!;
  return from !== undefined && isPid(to) && isReference(reference)
    ? { type: "monitor_exit", from, to, reference, reason }
    : undefined;
};

const spawnRequest: Meaning = ([, reference, from, , call]) => {
  const [module, name, arity] = call instanceof Tuple ? call.elements : [];
  const moduleName = atomName(module);
  const functionName = atomName(name);
  return isReference(reference) && isPid(from) && moduleName !== undefined &&
      functionName !== undefined && typeof arity === "number"
    ? {
      type: "spawn_request",
      reference,
      from,
      module: moduleName,
      function: functionName,
      arity,
    }
    : undefined;
};

const spawnReply: Meaning = ([, reference, to, flags, outcome]) => {
  const result = processOf(outcome);
  return isReference(reference) && isPid(to) && typeof flags === "number" &&
      result !== undefined
    ? { type: "spawn_reply", reference, to, flags, result }
    : undefined;
};

/** The control messages by operation. */
export const controlShapes: ReadonlyMap<number, ControlShape> = new Map([
  shape(Operation.LINK, 3, false, between("link")),
  shape(Operation.SEND, 3, true, send),
  shape(Operation.EXIT, 4, false, exit("exit", 3)),
  shape(Operation.UNLINK, 3, false, between("unlink")),
  shape(Operation.REG_SEND, 4, true, regSend),
  shape(Operation.GROUP_LEADER, 3, false, between("group_leader")),
  shape(Operation.EXIT2, 4, false, exit("exit2", 3)),
  shape(Operation.SEND_TT, 4, true, send),
  shape(Operation.EXIT_TT, 5, false, exit("exit", 4)),
  shape(Operation.REG_SEND_TT, 5, true, regSend),
  shape(Operation.EXIT2_TT, 5, false, exit("exit2", 4)),
  shape(Operation.MONITOR_P, 4, false, monitor("monitor")),
  shape(Operation.DEMONITOR_P, 4, false, monitor("demonitor")),
  shape(Operation.MONITOR_P_EXIT, 5, false, monitorExit(4)),
  shape(Operation.SEND_SENDER, 3, true, sendSender),
  shape(Operation.SEND_SENDER_TT, 4, true, sendSender),
  shape(Operation.PAYLOAD_EXIT, 3, true, exit("exit")),
  shape(Operation.PAYLOAD_EXIT_TT, 4, true, exit("exit")),
  shape(Operation.PAYLOAD_EXIT2, 3, true, exit("exit2")),
  shape(Operation.PAYLOAD_EXIT2_TT, 4, true, exit("exit2")),
  shape(Operation.PAYLOAD_MONITOR_P_EXIT, 4, true, monitorExit()),
  shape(Operation.SPAWN_REQUEST, 6, true, spawnRequest),
  shape(Operation.SPAWN_REQUEST_TT, 7, true, spawnRequest),
  shape(Operation.SPAWN_REPLY, 5, false, spawnReply),
  shape(Operation.SPAWN_REPLY_TT, 6, false, spawnReply),
  shape(Operation.ALIAS_SEND, 3, true, aliasSend),
  shape(Operation.ALIAS_SEND_TT, 4, true, aliasSend),
  shape(Operation.UNLINK_ID, 4, false, unlink("unlink_id")),
  shape(Operation.UNLINK_ID_ACK, 4, false, unlink("unlink_id_ack")),
]);

function shape(
  operation: number,
  arity: number,
  hasPayload: boolean,
  meaning: Meaning,
): [number, ControlShape] {
  return [operation, { arity, hasPayload, meaning }];
}

function isPid(term: Term | undefined): term is Pid {
  return term instanceof Pid;
}

function isReference(term: Term | undefined): term is Reference {
  return term instanceof Reference;
}

function isUnlinkId(term: Term | undefined): term is number | bigint {
  const isInteger = typeof term === "number" || typeof term === "bigint";
  return isInteger && term >= 1 && term <= 0xffff_ffff_ffff_ffffn;
}

function processOf(term: Term | undefined): Pid | string | undefined {
  return isPid(term) ? term : atomName(term);
}
