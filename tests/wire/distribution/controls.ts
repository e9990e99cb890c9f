/** Every control message of the protocol, and what it means. */
import type { DistributionMessage } from "../../../src/wire/distribution/mod.ts";
import {
  atom,
  type Encodable,
  encodeTerm,
  Pid,
  Reference,
  tuple,
} from "../../../src/wire/etf/mod.ts";
import { concat } from "../../../src/wire/bytes.ts";

export const from = new Pid("a@b", 1, 2, 3);
export const to = new Pid("c@d", 4, 5, 6);
export const reference = new Reference("a@b", 3, [7, 8, 9]);
const token = tuple(1, 2, 3, from, 4);
export const empty = atom("");
export const because = tuple(atom("because"), [1000]);
const mfa = tuple(atom("erlang"), atom("halt"), 0);

/** Each control message, the payload after it if there is one, and what they mean. */
export const controls: readonly [
  elements: readonly Encodable[],
  payload: Encodable | undefined,
  meaning: DistributionMessage,
][] = [
  [[1, from, to], undefined, { type: "link", from, to }],
  [[2, empty, to], because, { type: "send", to, message: because }],
  [[3, from, to, because], undefined, exit("exit")],
  [[4, from, to], undefined, { type: "unlink", from, to }],
  [[6, from, empty, atom("x")], because, regSend("x")],
  [[6, from, empty, null], because, regSend("nil")],
  [[7, from, to], undefined, { type: "group_leader", from, to }],
  [[8, from, to, because], undefined, exit("exit2")],
  [[12, empty, to, token], because, { type: "send", to, message: because }],
  [[13, from, to, token, because], undefined, exit("exit")],
  [[16, from, empty, atom("x"), token], because, regSend("x")],
  [[18, from, to, token, because], undefined, exit("exit2")],
  [[19, from, to, reference], undefined, monitor("monitor", to)],
  [[19, from, atom("x"), reference], undefined, monitor("monitor", "x")],
  [[20, from, to, reference], undefined, monitor("demonitor", to)],
  [[20, from, true, reference], undefined, monitor("demonitor", "true")],
  [[21, from, to, reference, because], undefined, monitorExit(from)],
  [[21, atom("x"), to, reference, because], undefined, monitorExit("x")],
  [[22, from, to], because, { type: "send", to, message: because, from }],
  [[23, from, to, token], because, {
    type: "send",
    to,
    message: because,
    from,
  }],
  [[24, from, to], because, exit("exit")],
  [[25, from, to, token], because, exit("exit")],
  [[26, from, to], because, exit("exit2")],
  [[27, from, to, token], because, exit("exit2")],
  [[28, from, to, reference], because, monitorExit(from)],
  [[29, reference, from, to, mfa, []], [], spawnRequest()],
  [[30, reference, from, to, mfa, [], token], [], spawnRequest()],
  [[31, reference, to, 0, atom("notsup")], undefined, spawnReply("notsup")],
  [[32, reference, to, 0, from, token], undefined, spawnReply(from)],
  [[33, from, reference], because, aliasSend()],
  [[34, from, reference, token], because, aliasSend()],
  [[35, 1, from, to], undefined, unlink("unlink_id", 1)],
  [
    [36, 2n ** 64n - 1n, from, to],
    undefined,
    unlink("unlink_id_ack", 2n ** 64n - 1n),
  ],
  [[5], undefined, { type: "unknown", operation: 5 }],
  [[37, from], because, { type: "unknown", operation: 37 }],
];

export function exit(type: "exit" | "exit2") {
  return { type, from, to, reason: because } as const;
}

export function regSend(name: string) {
  return { type: "reg_send", from, to: name, message: because } as const;
}

export function aliasSend() {
  return { type: "alias_send", from, to: reference, message: because } as const;
}

export function monitor(type: "monitor" | "demonitor", process: Pid | string) {
  return { type, from, to: process, reference } as const;
}

export function monitorExit(process: Pid | string) {
  return {
    type: "monitor_exit",
    from: process,
    to,
    reference,
    reason: because,
  } as const;
}

export function unlink(
  type: "unlink_id" | "unlink_id_ack",
  id: number | bigint,
) {
  return { type, id, from, to } as const;
}

export function spawnRequest() {
  return {
    type: "spawn_request",
    reference,
    from,
    module: "erlang",
    function: "halt",
    arity: 0,
  } as const;
}

export function spawnReply(result: Pid | string) {
  return { type: "spawn_reply", reference, to, flags: 0, result } as const;
}

export function passThrough(
  elements: readonly Encodable[],
  payload: Encodable | undefined,
): Uint8Array {
  const terms = [encodeTerm(tuple(...elements))];
  if (payload !== undefined) terms.push(encodeTerm(payload));
  return concat(Uint8Array.of(112), ...terms);
}

export function withHeader(
  elements: readonly Encodable[],
  payload: Encodable | undefined,
): Uint8Array {
  const version = false;
  const terms = [encodeTerm(tuple(...elements), { version })];
  if (payload !== undefined) terms.push(encodeTerm(payload, { version }));
  return concat(Uint8Array.of(131, 68, 0), ...terms);
}

/** The elements that a message is made of: not what it leaves out, nor what may be any term. */
export function partsThatMatter(
  type: DistributionMessage["type"],
  elements: readonly Encodable[],
): number[] {
  return elements.keys().toArray().slice(1).filter((at) => {
    const part = elements[at];
    if (part === token || part === empty || part === because) return false;
    return type !== "spawn_request" || (at !== 3 && at !== 5);
  });
}
