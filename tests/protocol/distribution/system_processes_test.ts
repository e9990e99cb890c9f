import assert from "node:assert/strict";
import type { DistributionMessage } from "../../../src/wire/distribution/mod.ts";
import {
  atom,
  format,
  ImproperList,
  Pid,
  Reference,
  type Term,
  tuple,
} from "../../../src/wire/etf/mod.ts";
import { JoinedNetwork } from "./joined_ledgers.ts";

const asker = new Pid("z@h", 9, 0, 3);
const reference = new Reference("z@h", 3, [1, 2, 3]);
const alias = new ImproperList<Term>([atom("alias")], reference);

/** What a node answers to messages of another, in words. */
function answers(...messages: readonly DistributionMessage[]): string[] {
  const node = new JoinedNetwork().node("us@h");
  node.spawn("actor");
  const effects = [
    ...node.ledger.nodeUp("z@h", { send() {} }, false),
    ...messages.flatMap((message) => [
      ...node.ledger.received("z@h", message),
    ]),
  ];
  return effects.map((effect) => {
    if (effect.to !== "line") return effect.to;
    const { type } = effect.message;
    if (effect.message.type === "monitor_exit") {
      return `${type} ${format(effect.message.reason)}`;
    }
    if (effect.message.type === "spawn_reply") {
      return `${type} ${effect.message.result}`;
    }
    const { to, message } = effect.message as {
      to: Pid | string;
      message: Term;
    };
    const who = to === asker ? "asker" : String(to);
    return `${type} ${who} ${format(message)}`;
  });
}

function say(to: string, ...terms: readonly unknown[]): DistributionMessage {
  const message = tuple(...terms as Term[]) as Term;
  return { type: "reg_send", from: asker, to, message };
}

function gen(to: string, request: unknown, tag: Term = reference) {
  return say(to, atom("$gen_call"), tuple(asker, tag), request);
}

const words = format(reference), aliasWords = format(alias);

Deno.test("a ping is answered with the tag as it came", () => {
  const isAuth = tuple(atom("is_auth"), atom("z@h"));
  assert.deepEqual(answers(gen("net_kernel", isAuth, alias)), [
    `send asker {${aliasWords},yes}`,
  ]);
  const ofMany = tuple(reference, atom("us@h")) as Term;
  assert.deepEqual(answers(gen("net_kernel", isAuth, ofMany)), [
    `send asker {${format(ofMany)},yes}`,
  ]);
});

Deno.test("whatever else net_kernel is called for is declined", () => {
  for (
    const request of [atom("nonsense"), tuple(atom("spawn"), atom("m")), 7]
  ) {
    assert.deepEqual(answers(gen("net_kernel", request)), [
      `send asker {${words},{error,notsup}}`,
    ]);
  }
});

Deno.test("net_kernel can be watched, and so can rex; other system names are of nobody", () => {
  const watch = (to: string): DistributionMessage => ({
    type: "monitor",
    from: asker,
    to,
    reference,
  });
  assert.deepEqual(answers(watch("net_kernel"), watch("rex")), []);
  for (const name of ["global_name_server", "user", "auth", "nobody"]) {
    assert.deepEqual(answers(watch(name)), ["monitor_exit noproc"], name);
  }
});

Deno.test("a remote call says that there is no such function", () => {
  for (const kind of ["call", "block_call"]) {
    const call = tuple(atom(kind), atom("m"), atom("f"), [1], atom("user"));
    assert.deepEqual(answers(gen("rex", call)), [
      `send asker {${words},{badrpc,{'EXIT',{undef,[{m,f,[1],[]}]}}}}`,
    ]);
  }
  assert.deepEqual(answers(gen("rex", 7)), [
    `send asker {${words},{error,notsup}}`,
  ]);
  assert.deepEqual(answers(say("rex", asker, atom("features_request"))), []);
});

Deno.test("global's offer of names is ended, and the rest of it ignored", () => {
  const offer = tuple(atom("init_connect"), tuple(8, -5), atom("z@h"), 1);
  assert.deepEqual(
    answers(say("global_name_server", atom("$gen_cast"), offer)),
    [
      "reg_send global_name_server {'$gen_cast',{in_sync,us@h,true}}",
    ],
  );
  const lock = tuple(atom("set_lock"), 1);
  assert.deepEqual(
    answers(
      gen("global_name_server", lock),
      say("global_name_server", atom("$gen_cast"), tuple(atom("resolved"))),
      say("global_name_server", atom("lost_connection"), 1),
    ),
    [],
  );
});

Deno.test("what OTP's tools ask of any process is declined for an actor", () => {
  const from = tuple(asker, alias);
  assert.deepEqual(
    answers(
      say("actor", atom("system"), from, atom("get_state")),
      say("actor", atom("io_request"), asker, reference, atom("getopts")),
      say("actor", atom("hello"), 1),
    ),
    [
      `send asker {${aliasWords},{error,notsup}}`,
      `send asker {io_reply,${words},{error,request}}`,
      "actor",
    ],
  );
});

Deno.test("nothing is spawned here", () => {
  const request: DistributionMessage = {
    type: "spawn_request",
    reference,
    from: asker,
    module: "m",
    function: "f",
    arity: 0,
  };
  assert.deepEqual(answers(request), ["spawn_reply notsup"]);
});

Deno.test("what nobody knows is ignored", () => {
  const to = new Pid("us@h", 1, 0, 7);
  assert.deepEqual(
    answers(
      { type: "unknown", operation: 99 },
      { type: "group_leader", from: asker, to },
      { type: "alias_send", from: asker, to: reference, message: 1 },
      { type: "send", to: new Pid("us@h", 77, 0, 1), message: 1 },
      say("nobody", 1),
    ),
    [],
  );
});
