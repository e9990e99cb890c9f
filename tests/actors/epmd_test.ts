import assert from "node:assert/strict";
import { epmdMachine, makingRoomMs, registeringMs } from "../../actors/epmd.ts";
import { listenerMachine } from "../../actors/listener.ts";
import { after, explainsItself, passed, still } from "./chart.ts";

// The listener is no actor of these tests: whoever asks for its port asks nobody.
const drawn = epmdMachine.provide({ actions: { askListener: () => {} } });
const input = {
  name: "a",
  hidden: false,
  listener: "distribution/listener",
  ambient: { ...still(), challenge: () => 7 },
};
const listening = { type: "listener.listening", port: 5_000 };
const absent = { type: "epmd.absent" };
const serving = [listening, absent, { type: "epmd.serving" }];
const kill = { type: "epmd.kill", client: "x" };

const table: Record<string, [object[], string, string[]]> = {
  "without a port it is unlisted": [[], "unlisted", ["askListener"]],
  "a port is registered": [
    [listening],
    "registering.asking",
    ["starts registration", `waits ${registeringMs}`],
  ],
  "what is registered is told": [
    [listening, { type: "epmd.registered" }],
    "registering.registered",
    ["emits epmd.registered"],
  ],
  "a port that took the place of another is registered instead": [
    [listening, { type: "epmd.registered" }, { ...listening, port: 9_999 }],
    "registering.asking",
    ["stops a child", "starts registration", `waits ${registeringMs}`],
  ],
  "the same port needs no other registration": [
    [listening, { type: "epmd.registered" }, listening],
    "registering.registered",
    [],
  ],
  "what is no longer registered is registered again": [
    [
      listening,
      { type: "epmd.registered" },
      { type: "epmd.refused", reason: "epmd_closed" },
    ],
    "backingOff",
    ["stops a child", "emits epmd.refused", "waits 250"],
  ],
  "an EPMD that says nothing is tried again": [
    [listening, passed("answer", "epmd.registering.asking")],
    "backingOff",
    ["stops a child", "emits epmd.refused", "waits 250"],
  ],
  "after a pause": [
    [
      listening,
      { type: "epmd.refused", reason: "name_taken" },
      passed("retry", "epmd.backingOff"),
    ],
    "registering.asking",
    ["starts registration", `waits ${registeringMs}`],
  ],
  "where nobody serves, we do": [
    [listening, absent],
    "serving.binding",
    ["stops a child", "openRegistry", "starts server"],
  ],
  "and say so": [serving, "serving.bound", ["emits epmd.serving"]],
  "who asks is answered": [
    [...serving, {
      type: "epmd.asked",
      client: "x",
      request: { type: "names" },
    }],
    "serving.bound",
    ["sends epmd.answer to server"],
  ],
  "who comes first serves, and we register there": [
    [listening, absent, { type: "epmd.unserved", reason: "address_in_use" }],
    "backingOff",
    ["stops a child", "emits epmd.refused", "waits 250"],
  ],
  "asked to end, it makes room": [
    [...serving, kill],
    "makingRoom",
    ["stops a child", `waits ${makingRoomMs}`],
  ],
  "and then looks who took it": [
    [...serving, kill, passed("room", "epmd.makingRoom")],
    "registering.asking",
    ["starts registration", `waits ${registeringMs}`],
  ],
  "without its port it is unlisted again": [
    [...serving, { type: "listener.lost" }],
    "unlisted",
    ["stops a child", "askListener"],
  ],
};

for (const [name, [events, state, effects]] of Object.entries(table)) {
  Deno.test(`EPMD: ${name}`, () => {
    const step = after(drawn, input, events);
    assert.equal(step.state, state);
    assert.deepEqual(step.effects, effects);
  });
}

const bound = { type: "listener.bound", address: "0.0.0.0", port: 5_000 };
const refused = {
  type: "listener.refused",
  ...{ reason: "address_in_use", message: "no" },
};
const listenerTable: Record<string, [object[], string, string[]]> = {
  "it asks the world first": [[], "open.binding", ["starts tcp"]],
  "what is granted is told": [
    [bound],
    "open.listening",
    ["emits listener.bound"],
  ],
  "what is refused is told, and tried again": [
    [refused],
    "backoff",
    ["stops a child", "emits listener.refused", "waits 250"],
  ],
  "after a pause": [
    [refused, passed("retry", "listener.backoff")],
    "open.binding",
    ["starts tcp"],
  ],
  "what is taken back is told too": [
    [bound, refused],
    "backoff",
    ["stops a child", "emits listener.refused", "waits 250"],
  ],
};

for (const [name, [events, state, effects]] of Object.entries(listenerTable)) {
  Deno.test(`listener: ${name}`, () => {
    const given = { follower: "distribution/epmd", ambient: still() };
    const step = after(listenerMachine, given, events);
    assert.equal(step.state, state);
    assert.deepEqual(step.effects, effects);
  });
}

for (const machine of [epmdMachine, listenerMachine]) {
  Deno.test(`the drawing of ${machine.id} explains itself`, () => {
    explainsItself(machine, ["healthy", "waiting", "troubled"]);
  });
}
