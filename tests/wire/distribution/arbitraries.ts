/** Any message that can be sent. */
import fc from "fast-check";
import type { OutgoingMessage } from "../../../src/wire/distribution/mod.ts";
import { Pid, Reference, type Term } from "../../../src/wire/etf/mod.ts";
import { anyTerm } from "../etf/terms.ts";

const u32 = fc.nat({ max: 0xffffffff });
const node = fc.constantFrom("a@b", "нода@10.77.0.1");

const pid: fc.Arbitrary<Pid> = fc
  .tuple(node, fc.nat({ max: 0x7fff }), fc.nat({ max: 0x1fff }), u32)
  .map((parts) => new Pid(...parts));

const reference: fc.Arbitrary<Reference> = fc
  .tuple(node, u32, fc.array(u32, { minLength: 1, maxLength: 5 }))
  .map((parts) => new Reference(...parts));

const name = fc.constantFrom("net_kernel", "", "true", "nil", "ä".repeat(255));
const process = fc.oneof(pid, name);
const message = anyTerm;
const id = fc.oneof(
  fc.integer({ min: 1 }),
  fc.bigInt(1n << 60n, (1n << 64n) - 1n),
);

const byType: Record<OutgoingMessage["type"], fc.Arbitrary<object>> = {
  link: plain({ from: pid, to: pid }),
  unlink: plain({ from: pid, to: pid }),
  group_leader: plain({ from: pid, to: pid }),
  unlink_id: plain({ id, from: pid, to: pid }),
  unlink_id_ack: plain({ id, from: pid, to: pid }),
  send: plain({ to: pid, message }),
  reg_send: plain({ from: pid, to: name, message }),
  alias_send: plain({ from: pid, to: reference, message }),
  exit: plain({ from: pid, to: pid, reason: message }),
  exit2: plain({ from: pid, to: pid, reason: message }),
  monitor: plain({ from: pid, to: process, reference }),
  demonitor: plain({ from: pid, to: process, reference }),
  monitor_exit: plain({ from: process, to: pid, reference, reason: message }),
  spawn_reply: plain({
    reference,
    to: pid,
    flags: fc.nat({ max: 3 }),
    result: process,
  }),
};

/** Messages of every type. */
export const anyMessage: fc.Arbitrary<OutgoingMessage<Term>> = fc.oneof(
  ...Object.entries(byType).map(([type, parts]) =>
    parts.map((parts) => ({ type, ...parts }) as OutgoingMessage<Term>)
  ),
);

function plain(parts: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record(parts, { noNullPrototype: true });
}
