import assert from "node:assert/strict";
import {
  askMs,
  type IdentityInput,
  identityMachine,
  knownAs,
} from "../../actors/identity.ts";
import { startTree } from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { after, passed } from "./chart.ts";
import { FakeUdp } from "./fake_udp.ts";

const probe = { type: "probe", id: "ours" } as const;
const input: IdentityInput = { basename: "rookery-1", probe };
const bound = { type: "socket.bound", address: "0.0.0.0", port: 4_000 };
const refused = {
  type: "socket.refused",
  during: "bind",
  reason: "unknown",
  message: "m",
};
interface Heard {
  readonly type: string;
  readonly [key: string]: string;
}
const back = (address: string, value: Heard = probe) => ({
  type: `${value.type}.received`,
  value,
  from: { address, port: 4_000 },
  atMs: 0,
});
const asked = passed("asked", "identity.asking");

const table: Record<string, [object[], string, string | undefined]> = {
  "it asks when it was given no name": [[], "asking", undefined],
  "it keeps asking once its socket is bound": [[bound], "asking", undefined],
  "its name has the address its probe came back from": [
    [bound, back("10.0.0.1")],
    "known",
    "rookery-1@10.0.0.1",
  ],
  "a probe of another node says nothing": [
    [bound, back("10.0.0.9", { type: "probe", id: "theirs" })],
    "asking",
    undefined,
  ],
  "a heartbeat says nothing": [
    [bound, back("10.0.0.9", { type: "heartbeat", node: "b@10.0.0.9" })],
    "asking",
    undefined,
  ],
  "0.0.0.0 is no address": [
    [bound, back("0.0.0.0")],
    "unaddressed",
    "rookery-1@127.0.0.1",
  ],
  "a lone host's probe comes back from loopback": [
    [bound, back("127.0.0.1")],
    "known",
    "rookery-1@127.0.0.1",
  ],
  ":: is no address": [
    [bound, back("::")],
    "unaddressed",
    "rookery-1@127.0.0.1",
  ],
  "a refused socket leaves loopback": [
    [refused],
    "unaddressed",
    "rookery-1@127.0.0.1",
  ],
  "a refused probe leaves loopback": [
    [bound, { ...refused, during: "send" }],
    "unaddressed",
    "rookery-1@127.0.0.1",
  ],
  "no answer leaves loopback": [
    [bound, asked],
    "unaddressed",
    "rookery-1@127.0.0.1",
  ],
  "what comes later changes nothing": [
    [bound, asked, back("10.0.0.1")],
    "unaddressed",
    "rookery-1@127.0.0.1",
  ],
};

for (const [name, [events, state, known]] of Object.entries(table)) {
  Deno.test(`identity: ${name}`, () => {
    const step = after(identityMachine, input, events);
    assert.equal(step.state, state);
    const { context } = step;
    assert.deepEqual(
      knownAs({ value: state, context }),
      known && { node: known, isAddressKnown: state === "known" },
    );
  });
}

Deno.test("identity: a given name is kept, and nothing is asked", () => {
  const step = after(identityMachine, { ...input, name: "a@host" });
  const { context } = step;
  assert.equal(knownAs({ value: step.state, context })?.isAddressKnown, true);
  assert.equal(step.state, "known");
  assert.equal(step.context.name, "a@host");
  assert.deepEqual(step.effects, []);
});

Deno.test("identity: it sends one probe once bound, and closes its socket when it knows", () => {
  const { udp, tree } = running();
  assert.equal(udp.take(), "");
  udp.grant();
  assert.equal(udp.take(), "probe");
  assert.equal(udp.disposed, 0);
  udp.deliver(probe, "10.0.0.1");
  assert.equal(udp.disposed, 1);
  assert.equal(knownAs(tree.root.getSnapshot())?.node, "rookery-1@10.0.0.1");
});

Deno.test("identity: it waits 250 ms for an answer, bound or not", () => {
  assert.equal(askMs, 250);
  for (const isBound of [true, false]) {
    const { udp, tree, clock } = running();
    if (isBound) udp.grant();
    clock.advance(askMs - 1);
    assert.equal(knownAs(tree.root.getSnapshot())?.node, undefined);
    clock.advance(1);
    assert.equal(knownAs(tree.root.getSnapshot())?.node, "rookery-1@127.0.0.1");
    assert.equal(udp.disposed, 1);
    assert.equal(clock.timersWaiting, 0);
  }
});

Deno.test("identity: without a port to ask through it crashes", async () => {
  const tree = startTree(identityMachine, { input });
  await assert.rejects(tree.closed, /given no udp port/);
});

function running() {
  const clock = new VirtualClock({ startMs: 0 });
  const udp = new FakeUdp();
  const logic = identityMachine.provide({ actors: { udp: udp.logic } });
  return { clock, udp, tree: startTree(logic, { input, clock }) };
}
