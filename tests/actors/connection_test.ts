import assert from "node:assert/strict";
import { connectionMachine, setupMs } from "../../actors/connection.ts";
import { after, passed } from "./chart.ts";
import { flags, frames, ledgersOf, received } from "./distribution_parts.ts";

const nothing = () => {};
/** Alone, without the parent that it tells what happens. */
const drawn = connectionMachine.provide({
  actions: {
    offerName: nothing,
    tellProven: nothing,
    tellUp: nothing,
    tellBusy: nothing,
    tellDrained: nothing,
  },
});

const out = { id: "b@10.0.0.2", direction: "out", node: "b@10.0.0.2" };
const incoming = { id: "10.0.0.2:5000", direction: "in", accepted: {} };
const resolved = { type: "line.resolved" };
const opened = { type: "line.opened" };
const judged = (verdict: string) => ({ type: "name.judged", verdict });
const closed = { type: "line.closed", reason: "reset" };

const dialled = [resolved, opened];
const welcomed = [...dialled, frames.status("ok")];
const asked = [...welcomed, frames.challenge("b@10.0.0.2")];
const up = [...asked, frames.ack()];
const named = [frames.name("b@10.0.0.2")];
const letIn = [...named, judged("ok")];
const proved = [...letIn, frames.reply()];

const table: Record<string, [object, object[], string, string[]]> = {
  "one that we begin asks for the port first": [
    out,
    [],
    "resolving",
    ["starts line", `waits ${setupMs}`],
  ],
  "then connects": [out, [resolved], "connecting", [`waits ${setupMs}`]],
  "then says our name": [
    out,
    dialled,
    "handshaking.awaitingStatus",
    ["sends frame.send to line", `waits ${setupMs}`],
  ],
  "goes on when it is welcome": [
    out,
    welcomed,
    "handshaking.awaitingChallenge",
    [`waits ${setupMs}`],
  ],
  "goes on when it makes way for nobody": [
    out,
    [...dialled, frames.status("ok_simultaneous")],
    "handshaking.awaitingChallenge",
    [`waits ${setupMs}`],
  ],
  "says that an older connection is gone": [
    out,
    [...dialled, frames.status("alive")],
    "handshaking.awaitingChallenge",
    ["sends frame.send to line", `waits ${setupMs}`],
  ],
  "gives its proof": [
    out,
    asked,
    "handshaking.awaitingAck",
    ["sends frame.send to line", `waits ${setupMs}`],
  ],
  "is up by the proof of the other side": [
    out,
    up,
    "up.ready",
    ["tellUp", "sends line.establish to line"],
  ],
  "says when the other side does not read": [
    out,
    [...up, { type: "line.busy" }],
    "up.busy",
    ["tellBusy"],
  ],
  "and when it does again": [
    out,
    [...up, { type: "line.busy" }, { type: "line.drained" }],
    "up.ready",
    ["tellDrained"],
  ],
  "ticks when it is due": [
    out,
    [...up, { type: "tick.due" }],
    "up.ready",
    ["sends tick.send to line"],
  ],
  "one that they begin waits for a name": [
    incoming,
    [],
    "handshaking.awaitingName",
    ["starts line", `waits ${setupMs}`],
  ],
  "has the name judged": [
    incoming,
    named,
    "handshaking.awaitingVerdict",
    ["offerName", `waits ${setupMs}`],
  ],
  "asks for a proof of who is welcome": [
    incoming,
    letIn,
    "handshaking.awaitingReply",
    [
      "sends frame.send to line",
      "noteGiven",
      "sends frame.send to line",
      `waits ${setupMs}`,
    ],
  ],
  "asks who is connected whether that is over": [
    incoming,
    [...named, judged("alive")],
    "handshaking.awaitingDecision",
    ["sends frame.send to line", `waits ${setupMs}`],
  ],
  "and asks for a proof then": [
    incoming,
    [...named, judged("alive"), frames.status("true")],
    "handshaking.awaitingReply",
    ["noteGiven", "sends frame.send to line", `waits ${setupMs}`],
  ],
  "has the way cleared for who has proved it": [
    incoming,
    proved,
    "handshaking.awaitingClearance",
    ["tellProven", `waits ${setupMs}`],
  ],
  "gives its proof last": [
    incoming,
    [...proved, { type: "name.cleared" }],
    "up.ready",
    [
      "sends frame.send to line",
      "tellUp",
      "sends line.establish to line",
    ],
  ],
};

for (const [name, [input, events, state, effects]] of Object.entries(table)) {
  Deno.test(`connection: ${name}`, () => {
    const ledgers = ledgersOf();
    const step = after(drawn, { ...input, ledgers }, events);
    assert.equal(step.state, state);
    assert.deepEqual(step.effects, effects);
  });
}

const ends: Record<string, [object, object[], string]> = {
  "nobody of that name": [
    out,
    [{ type: "line.closed", reason: "not_registered" }],
    "not_registered",
  ],
  "no answer": [out, [passed("setup", "connection.resolving")], "timed_out"],
  "a status that is no welcome": [
    out,
    [...dialled, frames.status("nok")],
    "nok",
  ],
  "another name than was dialled": [
    out,
    [...welcomed, frames.challenge("x@10.0.0.2")],
    "wrong_name",
  ],
  "ourselves": [
    out,
    [...welcomed, frames.challenge("m@10.0.0.1", 1, 5)],
    "self",
  ],
  "a node that cannot do what is demanded": [
    out,
    [
      ...welcomed,
      received({
        type: "challenge",
        ...{ name: "b@10.0.0.2", challenge: 1, creation: 9 },
        flags: flags & 1n,
      }),
    ],
    "flags_missing",
  ],
  "a proof by another cookie": [
    out,
    [...asked, frames.ack("guess")],
    "wrong_cookie",
  ],
  "the end of the line instead of a proof": [
    out,
    [...asked, closed],
    "wrong_cookie",
  ],
  "a stranger's proof by another cookie": [
    incoming,
    [...letIn, frames.reply("guess")],
    "wrong_cookie",
  ],
  "a proof of being ourselves": [
    incoming,
    [frames.name("m@10.0.0.1", 5), judged("ok"), frames.reply()],
    "wrong_cookie",
  ],
  "a stranger that keeps its older connection": [
    incoming,
    [...named, judged("alive"), frames.status("false")],
    "older_connection_kept",
  ],
  "a stranger that is not welcome": [
    incoming,
    [...named, judged("not_allowed")],
    "not_allowed",
  ],
  "nonsense": [
    incoming,
    [{ type: "frame.refused", reason: "truncated" }],
    "truncated",
  ],
  "silence": [out, [...up, { type: "silence.noticed" }], "net_tick_timeout"],
  "the end of the line": [out, [...up, closed], "reset"],
  "being told": [
    out,
    [...up, { type: "connection.end", reason: "disconnected" }],
    "disconnected",
  ],
};

for (const [name, [input, events, reason]] of Object.entries(ends)) {
  Deno.test(`connection: ${name} is its end, and known as ${reason}`, () => {
    const ledgers = ledgersOf();
    const step = after(drawn, { ...input, ledgers }, events);
    assert.equal(step.state, "down");
    assert.equal(step.context.reason, reason);
  });
}

Deno.test("connection: what we asked a stranger is answered to nobody", () => {
  const ledgers = ledgersOf();
  ledgers.challenges.give(99, 0);
  const events = [...welcomed, frames.challenge("b@10.0.0.2", 99)];
  const { state, context } = after(
    drawn,
    { ...out, ledgers },
    events,
  );
  assert.equal(state, "down");
  assert.equal(context.reason, "reflected");
});
