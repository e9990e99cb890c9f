/**
 * A client as the JavaScript and JVM ones are: a digest to the bridge every 2 s under a secret of its own, and the node
 * is lost when its acks fail to come, or their clock is 5 s off.
 *
 * @module
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  assertOurStyle,
  open,
  type OwnField,
  seal,
} from "./gossiperl_reference.ts";
import {
  bound,
  nowSeconds,
  type PeerSettings,
  roundMs,
  say,
} from "./peer_program.ts";

/** What a client is told. */
export interface PeerClientSettings extends PeerSettings {
  /** Its own port. */
  readonly port: number;
  /** The bridge's port, or that of a unicast overlay. */
  readonly bridgePort: number;
  /** Loopback of the overlay's family. */
  readonly loopback?: string;
  /** What it subscribes to. */
  readonly eventTypes: readonly string[];
  /** The type of what it publishes. */
  readonly publishes?: string;
  /** Whether the node is one of gossiperl's, of which less is asked than of ours. */
  readonly isBesideTheirs?: boolean;
}

/** What the JVM client reads of a datagram. */
const readBytesMax = 1_024;

/** How far an ack's clock may be off, in s. */
const clockSecondsMax = 5;

/** Runs until it is killed. */
export async function runPeerClient(
  {
    name,
    key,
    secret,
    port,
    bridgePort,
    loopback = "127.0.0.1",
    isBesideTheirs,
    ...rest
  }: PeerClientSettings,
): Promise<void> {
  const asked = new Set<string>();
  let subscribeId: string | undefined;
  let published = 0;
  const send = (type: string, fields: object | readonly OwnField[]) => {
    const bytes = seal(key, type, fields as Record<string, unknown>, "client");
    socket.send(bytes, bridgePort, loopback);
  };
  const ask = () => {
    const id = randomUUID();
    asked.add(id);
    send("digest", { name, port, heartbeat: nowSeconds(), id, secret });
  };
  const subscribe = () => {
    subscribeId = randomUUID();
    const { eventTypes: event_types } = rest;
    const id = subscribeId;
    const heartbeat = nowSeconds();
    send("digestSubscribe", { name, heartbeat, id, event_types, secret });
  };
  const socket = await bound({ address: loopback, port }, (bytes, from) => {
    assert.equal(from.port, bridgePort, "comes from where we send to");
    const opened = open(key, bytes);
    if (!isBesideTheirs) assertOurStyle(opened);
    const { type, id, fields } = opened;
    switch (type) {
      case "digestAck": {
        assert.ok(bytes.length <= readBytesMax, "an ack fits the JVM client");
        assert.ok(asked.delete(String(fields.reply_id)), "answers a digest");
        const off = Math.abs(nowSeconds() - Number(fields.heartbeat));
        assert.ok(off <= clockSecondsMax, "the clocks agree");
        const members = fields.membership as { member_name: string }[];
        const names = members.map(({ member_name }) => member_name);
        say("ack", { node: fields.name, names, bytes: bytes.length });
        if (!subscribeId && rest.eventTypes.length > 0) subscribe();
        return;
      }
      case "digestSubscribeAck":
        assert.equal(fields.reply_id, subscribeId);
        assert.deepEqual(fields.event_types, rest.eventTypes);
        return say("subscribed");
      case "digestEvent":
        return say("event", {
          type: fields.event_type,
          member: fields.event_object,
        });
      case "digestForwardedAck":
        if (!isBesideTheirs) {
          assert.equal(fields.secret, secret, "shows no secret but ours");
        }
        return say("taken", { id: fields.reply_id });
      case "digestUnsubscribeAck":
      case "digestExit":
      case "digestSubscriptions":
      case "digestSubscribe":
      case "digestUnsubscribe":
      case "digest":
        throw new Error(`a node does not send a ${type} to a client`);
      default:
        say("received", { type, id, fields });
        send("digestForwardedAck", { name, reply_id: id, secret });
    }
  });
  setInterval(ask, roundMs);
  ask();
  Deno.addSignalListener("SIGUSR2", () => {
    const text = `${name} ${++published}`;
    send(rest.publishes!, [{ id: 1, value: text }, {
      id: 2,
      value: published,
    }]);
    say("published", { text });
  });
  say("ready");
}
