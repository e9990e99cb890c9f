/**
 * What connected nodes tell each other (Distribution Protocol, "Protocol between Connected Nodes").
 *
 * Names of processes are strings, processes are `Pid`s. What only serves tracing is left out.
 *
 * @module
 */
import type { Pid, Reference } from "../etf/identifiers.ts";
import type { Encodable, Term } from "../etf/term.ts";

/** The first element of a control message. `_TT` are those with a trace token. */
export const Operation = {
  LINK: 1,
  SEND: 2,
  EXIT: 3,
  UNLINK: 4,
  REG_SEND: 6,
  GROUP_LEADER: 7,
  EXIT2: 8,
  SEND_TT: 12,
  EXIT_TT: 13,
  REG_SEND_TT: 16,
  EXIT2_TT: 18,
  MONITOR_P: 19,
  DEMONITOR_P: 20,
  MONITOR_P_EXIT: 21,
  SEND_SENDER: 22,
  SEND_SENDER_TT: 23,
  PAYLOAD_EXIT: 24,
  PAYLOAD_EXIT_TT: 25,
  PAYLOAD_EXIT2: 26,
  PAYLOAD_EXIT2_TT: 27,
  PAYLOAD_MONITOR_P_EXIT: 28,
  SPAWN_REQUEST: 29,
  SPAWN_REQUEST_TT: 30,
  SPAWN_REPLY: 31,
  SPAWN_REPLY_TT: 32,
  ALIAS_SEND: 33,
  ALIAS_SEND_TT: 34,
  UNLINK_ID: 35,
  UNLINK_ID_ACK: 36,
} as const;

/** Two processes, the sender's first. */
export interface Between {
  /** The process of the node that sends. */
  readonly from: Pid;
  /** The process of the node that receives. */
  readonly to: Pid;
}

/** Links two processes. */
export interface Link extends Between {
  /** Tells it from other messages. */
  readonly type: "link";
}

/** Undoes a link in the way of OTP 22. */
export interface OldUnlink extends Between {
  /** Tells it from other messages. */
  readonly type: "unlink";
}

/** Undoes a link. */
export interface Unlink extends Between {
  /** Tells it from other messages. */
  readonly type: "unlink_id";
  /** 1 to 2^64 - 1. */
  readonly id: number | bigint;
}

/** Says that a link was undone: until then what comes of it does not count, and it cannot be undone again. */
export interface UnlinkAck extends Between {
  /** Tells it from other messages. */
  readonly type: "unlink_id_ack";
  /** That of the {@linkcode Unlink}. */
  readonly id: number | bigint;
}

/** A message to a process. */
export interface Send<Value> {
  /** Tells it from other messages. */
  readonly type: "send";
  /** Who gets it. */
  readonly to: Pid;
  /** What it says. */
  readonly message: Value;
  /** Who sent it, if that was told: it is for tracing only, and not sent by us. */
  readonly from?: Pid;
}

/** A message to whatever process has a name. */
export interface RegSend<Value> {
  /** Tells it from other messages. */
  readonly type: "reg_send";
  /** Who sent it. */
  readonly from: Pid;
  /** The name of who gets it. */
  readonly to: string;
  /** What it says. */
  readonly message: Value;
}

/** A message to an alias: dropped where that is none any more. */
export interface AliasSend<Value> {
  /** Tells it from other messages. */
  readonly type: "alias_send";
  /** Who sent it. */
  readonly from: Pid;
  /** The alias. */
  readonly to: Reference;
  /** What it says. */
  readonly message: Value;
}

/** A linked process ended. */
export interface Exit<Value> extends Between {
  /** Tells it from other messages. */
  readonly type: "exit";
  /** Why. */
  readonly reason: Value;
}

/** Somebody called `exit/2`. */
export interface Exit2<Value> extends Between {
  /** Tells it from other messages. */
  readonly type: "exit2";
  /** Why it shall end. */
  readonly reason: Value;
}

/** `to` gets another group leader. */
export interface GroupLeader extends Between {
  /** Tells it from other messages. */
  readonly type: "group_leader";
}

/** Who watches whom. */
export interface Watch {
  /** Who watches. */
  readonly from: Pid;
  /** Who is watched: a process or a name. */
  readonly to: Pid | string;
  /** Which monitor this is. */
  readonly reference: Reference;
}

/** Asks to be told when a process ends. */
export interface Monitor extends Watch {
  /** Tells it from other messages. */
  readonly type: "monitor";
}

/** Asks not to be told any more. */
export interface Demonitor extends Watch {
  /** Tells it from other messages. */
  readonly type: "demonitor";
}

/** A watched process ended. */
export interface MonitorExit<Value> {
  /** Tells it from other messages. */
  readonly type: "monitor_exit";
  /** Who was watched, as in {@linkcode Monitor}. */
  readonly from: Pid | string;
  /** Who watched. */
  readonly to: Pid;
  /** Which monitor it was. */
  readonly reference: Reference;
  /** Why it ended; `noproc` if there was none. */
  readonly reason: Value;
}

/** Asks to start a process, which we never do: answer with a {@linkcode SpawnReply} that says `notsup`. */
export interface SpawnRequest {
  /** Tells it from other messages. */
  readonly type: "spawn_request";
  /** Which request this is. */
  readonly reference: Reference;
  /** Who asks. */
  readonly from: Pid;
  /** The name of the module of the function. */
  readonly module: string;
  /** The name of the function. */
  readonly function: string;
  /** How many arguments it would be called with. */
  readonly arity: number;
}

/** Answers a {@linkcode SpawnRequest}. */
export interface SpawnReply {
  /** Tells it from other messages. */
  readonly type: "spawn_reply";
  /** Which request is answered. */
  readonly reference: Reference;
  /** Who asked. */
  readonly to: Pid;
  /** 1 if a link, 2 if a monitor was set up as well, or their sum. */
  readonly flags: number;
  /** The process, or the name of the error. */
  readonly result: Pid | string;
}

/** Something that this library does not know, and may ignore. */
export interface Unknown {
  /** Tells it from other messages. */
  readonly type: "unknown";
  /** The first element of the control message. */
  readonly operation: number;
}

/** A message that can be sent; `Value` is what messages and reasons consist of. */
export type OutgoingMessage<Value = Encodable> =
  | Link
  | OldUnlink
  | Unlink
  | UnlinkAck
  | Send<Value>
  | RegSend<Value>
  | AliasSend<Value>
  | Exit<Value>
  | Exit2<Value>
  | GroupLeader
  | Monitor
  | Demonitor
  | MonitorExit<Value>
  | SpawnReply;

/** A message of a peer. */
export type DistributionMessage =
  | OutgoingMessage<Term>
  | SpawnRequest
  | Unknown;
