import assert from "node:assert/strict";
import type { AnyActorLogic } from "xstate";
import { overlayClientMachine } from "../../actors/overlay_client.ts";
import { ClientLedger } from "../../src/protocol/overlay/client_ledger.ts";
import { resolveClientSettings } from "../../src/protocol/overlay/client_settings.ts";
import { alone, noSocket, own, received } from "./overlay_actor.ts";

const logic = overlayClientMachine.provide({
  actors: { socket: noSocket },
}) as AnyActorLogic;
const node = "127.0.0.1";
const toNode = "to 127.0.0.1:6667";

/** A client whose port is bound; its first digest was `asked`. */
function started() {
  let ids = 0;
  const settings = resolveClientSettings({
    port: 6667,
    member_name: "c",
    symmetric_key: "k",
    secret: "s",
  });
  const ledger: ClientLedger = new ClientLedger(settings, {
    nowMs: () => harness.clock.nowMs(),
    random: () => 0.5,
    uuid: () => `id-${++ids}`,
  });
  const harness = alone("client", logic, undefined, { ledger });
  const first = harness.ready();
  assert.deepEqual(first, [`sends digest ${toNode}`]);
  const answer = (offSeconds = 0) =>
    received(
      {
        type: "digestAck",
        name: "n",
        heartbeat: Math.floor(harness.clock.nowMs() / 1_000) + offSeconds,
        replyId: "id-1",
        membership: [],
      } as never,
      node,
      6667,
    );
  const state = () => harness.actor.getSnapshot().value.node;
  return { ...harness, answer, state, ledger };
}

const fromNode = (digest: { readonly type: string }) =>
  received(digest, node, 6667);

Deno.test("client: the first answer connects it, and the next is no news", () => {
  const { does, answer, state } = started();
  assert.equal(state(), "connecting");
  assert.deepEqual(does(answer()), ["emits node.connected"]);
  assert.equal(state(), "connected");
  assert.deepEqual(does(answer()), []);
});

Deno.test("client: it says every 2 s that it is here, and is lost after 7 s without an answer", () => {
  const { does, answer, passes, state } = started();
  does(answer());
  assert.deepEqual(passes(6_999), Array(3).fill(`sends digest ${toNode}`));
  assert.deepEqual(passes(1), ["emits node.lost"]);
  assert.equal(state(), "lost");
  assert.deepEqual(does(answer()), ["emits node.connected"]);
});

Deno.test("client: a clock that is more than 5 s off is a loss", () => {
  const { does, answer, state } = started();
  does(answer(5));
  assert.equal(state(), "connected");
  assert.deepEqual(does(answer(-6)), ["emits node.lost"]);
  assert.deepEqual(does(answer(6)), []);
  assert.equal(state(), "lost");
});

Deno.test("client: what it subscribes to is said at once, again when it was not confirmed, and after a loss", () => {
  const { does, answer, passes } = started();
  const subscribe = [`sends digestSubscribe ${toNode}`];
  const add = { type: "subscription.add", eventType: "chat" };
  assert.deepEqual(does(add), [], "nobody would hear it yet");
  assert.deepEqual(does(answer()), ["emits node.connected", ...subscribe]);
  assert.deepEqual(does(answer()), subscribe);
  const eventTypes = ["chat"];
  const type = "digestSubscribeAck";
  does(fromNode({ type, heartbeat: 1, replyId: "x", eventTypes } as never));
  assert.deepEqual(does(answer()), []);
  passes(7_000);
  assert.deepEqual(does(answer()), ["emits node.connected", ...subscribe]);
});

Deno.test("client: an envelope is told once, and each copy acknowledged", () => {
  const { does, answer } = started();
  does(answer(), { type: "subscription.add", eventType: "chat" });
  const ack = `sends digestForwardedAck ${toNode}`;
  assert.deepEqual(does(fromNode(own())), [ack, "emits envelope.delivered"]);
  assert.deepEqual(does(fromNode(own())), [ack]);
});

Deno.test("client: what it does not want is acknowledged, and unsubscribed from", () => {
  const { does } = started();
  assert.deepEqual(does(fromNode(own("noise"))), [
    `sends digestForwardedAck ${toNode}`,
    `sends digestUnsubscribe ${toNode}`,
  ]);
});

Deno.test("client: a digest of the node is answered, that of anybody else is not", () => {
  const { does } = started();
  const asks = { type: "digest", name: "n", id: "q" };
  assert.deepEqual(does(fromNode(asks)), [`sends digestAck ${toNode}`]);
  assert.deepEqual(does(received(asks, node, 9)), []);
  assert.deepEqual(does(received(own(), "10.0.0.2", 6667)), []);
});

Deno.test("client: what it publishes is sent with each answer until the node has it", () => {
  const { does, answer, passes } = started();
  const envelope = new Uint8Array([0]);
  const publish = {
    type: "envelope.publish",
    id: "p",
    eventType: "chat",
    envelope,
  };
  assert.deepEqual(does(answer(), publish).slice(1), [`sends relay ${toNode}`]);
  passes(2_000);
  assert.deepEqual(does(answer()), [`sends relay ${toNode}`]);
  does(
    fromNode({ type: "digestForwardedAck", name: "n", replyId: "p" } as never),
  );
  passes(2_000);
  assert.deepEqual(does(answer()), []);
});

Deno.test("client: leaving is told to the node", () => {
  const { does } = started();
  assert.deepEqual(does({ type: "overlay.leave" }), [
    `sends digestExit ${toNode}`,
  ]);
});
