/**
 * A node as gossiperl is: answers every digest of the group to the group at once with all its members, then with its
 * subscriptions; forwards events between its clients and the group.
 *
 * With `relay` it also does what makes real ones storm: it takes its own packets that the group brings back for new
 * ones, and sends them again, 32 bytes longer. Here it ends after `relaysMax`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  assertOurStyle,
  encipher,
  type Fields,
  open,
  type Opened,
  seal,
} from "./gossiperl_reference.ts";
import {
  bound,
  nowSeconds,
  type PeerSettings,
  roundMs,
  say,
} from "./peer_program.ts";

/** What a node is told. */
export interface PeerNodeSettings extends PeerSettings {
  /** The address of its interface. */
  readonly address: string;
  /** The group. */
  readonly group: string;
  /** The overlay's port; clients talk to the next one. */
  readonly port: number;
  /** Whether it relays what it sent itself. */
  readonly relay?: boolean;
}

/** Packets after which a relaying node has stormed enough. */
const relaysMax = 400;

interface Member {
  readonly address: string;
  readonly port: number;
  readonly secret: string;
  heartbeat: number;
}

/** Runs until it is killed. */
export async function runPeerNode(
  { name, key, secret, address, group, port, relay = false }: PeerNodeSettings,
): Promise<void> {
  const members = new Map<string, Member>();
  /** `event type` and `member`, with the origin. */
  const subscriptions = new Map<string, Fields>();
  let relays = 0;

  const toGroup = (bytes: Uint8Array) => overlay.send(bytes, port, group);
  const toMember = (to: string, bytes: Uint8Array) => {
    const member = members.get(to);
    if (!member) return;
    if (isLocal(member.address)) {
      bridge.send(bytes, member.port, member.address);
    } else toGroup(bytes);
  };
  const sealed = (type: string, fields: Fields) =>
    seal(key, type, fields, "node");

  const hearDigest = (fields: Fields, from: string) => {
    const { name: member, port, secret: shown, id: reply_id } = fields;
    if (member === name) return;
    const known = members.get(String(member));
    const expected = isLocal(from) ? known?.secret ?? shown : secret;
    assert.equal(shown, expected, "the secret is right");
    const heartbeat = nowSeconds();
    members.set(String(member), {
      address: from,
      port: Number(port),
      secret: String(shown),
      heartbeat,
    });
    if (!known) say("member_in", { member, address: from });
    const membership = [{
      member_name: name,
      member_ip: "0.0.0.0",
      member_port: port,
      member_heartbeat: heartbeat,
    }];
    for (const [member_name, other] of members) {
      if (isLocal(other.address) !== isLocal(from)) continue;
      membership.push({
        member_name,
        member_ip: other.address,
        member_port: other.port,
        member_heartbeat: other.heartbeat,
      });
    }
    const head = { name, heartbeat, reply_id };
    toMember(String(member), sealed("digestAck", { ...head, membership }));
    if (isLocal(from)) return;
    const rows = [...subscriptions.values()].filter(({ origin }) =>
      origin !== member
    ).map((row) => row.origin === name ? { ...row, member_name: name } : row);
    if (rows.length === 0) return;
    toGroup(sealed("digestSubscriptions", { ...head, subscriptions: rows }));
  };

  const forward = ({ type, id, plain }: Opened, from: string, at: number) => {
    if (!isLocal(from) && from === address && !relay) return;
    const again = encipher(key, plain, "node");
    const subscribers = [...subscriptions.values()].filter(({ event_type }) =>
      event_type === type
    );
    const names = new Set(subscribers.map((row) => String(row.member_name)));
    for (const to of names) {
      const member = members.get(to);
      if (!member || member.address === from) continue;
      if (!isLocal(member.address) && from === address) {
        if (++relays > relaysMax) continue;
        if (relays === relaysMax) say("stormed", { relays });
      }
      toMember(to, again);
    }
    const ack = sealed("digestForwardedAck", { name, reply_id: id, secret });
    if (isLocal(from)) bridge.send(ack, at, from);
    else toGroup(ack);
  };

  const take = (bytes: Uint8Array, from: { address: string; port: number }) => {
    const opened = open(key, bytes);
    const { type, fields } = opened;
    const isTheirs = !isLocal(from.address) && from.address !== address;
    if (isTheirs) assertOurStyle(opened);
    switch (type) {
      case "digest":
        return hearDigest(fields, from.address);
      case "digestAck": {
        if (fields.name === name) return;
        const rows = fields.membership as Fields[];
        return say("ack", {
          node: fields.name,
          names: rows.map(({ member_name }) => member_name),
        });
      }
      case "digestSubscriptions":
        if (fields.name === name) return;
        for (const row of fields.subscriptions as Fields[]) {
          const place = `${row.event_type} ${row.member_name} ${row.origin}`;
          if (!subscriptions.has(place)) say("subscription", row);
          subscriptions.set(place, row);
        }
        return;
      case "digestSubscribe": {
        assert.ok(isLocal(from.address), "only a client subscribes");
        const { name: member_name, heartbeat, id, event_types } = fields;
        for (const event_type of event_types as string[]) {
          const row = { event_type, member_name, origin: name, heartbeat };
          subscriptions.set(`${event_type} ${member_name} ${name}`, row);
        }
        const ack = { heartbeat: nowSeconds(), reply_id: id, event_types };
        const bytes = sealed("digestSubscribeAck", ack);
        return bridge.send(bytes, from.port, from.address);
      }
      case "digestForwardedAck":
        if (fields.name === name) return;
        assert.equal(
          fields.secret,
          isTheirs ? secret : members.get(String(fields.name))?.secret,
        );
        return say("acknowledged", { id: fields.reply_id, by: fields.name });
      case "digestExit":
        if (members.delete(String(fields.name))) {
          say("member_out", { member: fields.name });
        }
        return;
      case "digestEvent":
      case "digestSubscribeAck":
      case "digestUnsubscribe":
      case "digestUnsubscribeAck":
        throw new Error(`a node is not sent a ${type}`);
      default:
        return forward(opened, from.address, from.port);
    }
  };

  const overlay = await bound(
    { address: "0.0.0.0", port, group: [group, address] },
    take,
  );
  const bridge = await bound({ address: "127.0.0.1", port: port + 1 }, take);
  const ask = () => {
    const id = randomUUID();
    const heartbeat = nowSeconds();
    toGroup(sealed("digest", { name, port, heartbeat, id, secret }));
  };
  setInterval(ask, roundMs);
  ask();
  say("ready");
}

function isLocal(address: string): boolean {
  return address === "127.0.0.1" || address === "::1";
}
