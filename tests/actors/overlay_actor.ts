/**
 * One actor of an overlay alone: what it sends and tells is written down.
 *
 * @module
 */
import { type AnyActorLogic, createMachine } from "xstate";
import { type AnyRef, startTree, supervisor } from "../../src/otp/mod.ts";
import { Answers } from "../../src/protocol/overlay/answers.ts";
import { Ledgers } from "../../src/protocol/overlay/ledgers.ts";
import type { Outgoing } from "../../src/protocol/overlay/reaction.ts";
import { Reactions } from "../../src/protocol/overlay/reactions.ts";
import { resolveOverlaySettings } from "../../src/protocol/overlay/settings.ts";
import { VirtualClock } from "../../src/sim/clock.ts";
import { Secret } from "../../src/wire/secret.ts";

/** Settings of a multicast overlay. */
export const multicast = {
  member_name: "a",
  port: 6666,
  symmetric_key: "k",
  secret: "s",
  multicast: { ip: "239.1.2.3" },
};

/** Settings of a unicast overlay. */
export const unicast = {
  member_name: "a",
  port: 6666,
  symmetric_key: "k",
  secret: "s",
  ip: "10.0.0.1",
  racks: { default: ["10.0.0.9"] },
};

/** Says what an actor does with its input, where the composition root would. */
export interface Alone {
  /** Time. */
  readonly clock: VirtualClock;
  /** What it shares. */
  readonly ledgers: Ledgers;
  /** The actor. */
  readonly actor: AnyRef;
  /** Hands it events; gives what it did since the last call. */
  does(...events: readonly object[]): readonly string[];
  /** Lets time pass; gives what it did. */
  passes(ms: number): readonly string[];
  /** Its socket is there. */
  ready(): readonly string[];
}

/** Starts `logic` under `id`; `more` goes into its input. */
export function alone(
  id: string,
  logic: AnyActorLogic,
  given: object = multicast,
  more: object = {},
): Alone {
  const clock = new VirtualClock({ startMs: 1_000_000 });
  let ids = 0;
  const ambient = {
    nowMs: () => clock.nowMs(),
    random: () => 0.5,
    uuid: () => `id-${++ids}`,
  };
  const settings = resolveOverlaySettings("office", given, "uuid");
  const ledgers = new Ledgers(settings, ambient);
  const answers = new Answers(ledgers, (bytes) => bytes - 48);
  const reactions = new Reactions(ledgers, answers);
  const isUnicast = settings.multicast === undefined;
  const nodes = isUnicast ? "unicast" : "multicast";
  const clients = isUnicast ? "unicast" : "bridge";
  const paths = {
    members: "members",
    subscriptions: "subscriptions",
    nodes,
    clients,
  };
  const done: string[] = [];
  const witness = (name: string) =>
    createMachine({
      on: {
        "*": { actions: ({ event }) => void done.push(inWords(name, event)) },
      },
    });
  const tree = startTree(supervisor({ id: "root", strategy: "one_for_one" }), {
    clock,
  });
  const names = ["udp", "members", "subscriptions", "multicast", "bridge"];
  for (const name of names.filter((name) => name !== id)) {
    const spec = { id: name, logic: witness(name) };
    tree.root.send({ type: "child.start", spec });
  }
  tree.lifecycle.subscribe(({ type, path }, ref) => {
    if (type !== "started" || path !== id) return;
    ref.on("*", (news) => done.push(`emits ${news.type}`));
  });
  const input = {
    ledgers,
    reactions,
    answers,
    paths,
    bridge: clients,
    ...more,
  };
  tree.root.send({ type: "child.start", spec: { id, logic, input } });
  const actor = () => tree.root.system.get(id) as AnyRef;
  const does = (...events: readonly object[]) => {
    for (const event of events) actor().send(event);
    return done.splice(0);
  };
  return {
    clock,
    ledgers,
    get actor() {
      return actor();
    },
    does,
    passes(ms) {
      clock.advance(ms);
      return done.splice(0);
    },
    ready() {
      const udp = tree.root.system.get("udp");
      const local = { address: "10.0.0.1", port: 6666 };
      return does({ type: "socket.ready", udp, local });
    },
  };
}

/** A socket that does nothing. */
export const noSocket = createMachine({}) as unknown as AnyActorLogic;

/** A digest as a port hands it over. */
export function received(
  digest: { readonly type: string },
  address = "10.0.0.2",
  port = 6666,
  id = "e",
): object {
  const value = { id, digest, rowsRefused: 0, type: digest.type };
  const from = { address, port };
  return { type: `${digest.type}.received`, value, from, atMs: 1_000_000 };
}

/** "I am here." */
export function hello(name: string, port = 6666, secret = "s") {
  const id = `${name}-asks`;
  const kept = new Secret(secret);
  return { type: "digest", name, port, heartbeat: 1_000, id, secret: kept };
}

/** "I want these." */
export function wants(name: string, eventTypes: readonly string[]) {
  const secret = new Secret("s");
  const type = "digestSubscribe";
  return { type, name, heartbeat: 1, id: "w", eventTypes, secret };
}

/** A user's own. */
export function own(payloadType = "chat") {
  const bytes = new Uint8Array([0]);
  return { type: "own", payloadType, payload: bytes, envelope: bytes };
}

interface Word {
  readonly type: string;
  readonly value?: Outgoing;
  readonly to?: { readonly address: string; readonly port: number };
  readonly name?: string;
}

function inWords(who: string, { type, value, to, name }: Word): string {
  if (!value) return `${who} hears ${type}${name ? ` ${name}` : ""}`;
  const what = value.type === "digest"
    ? value.digest.type
    : value.type === "payload"
    ? value.payloadType
    : value.type;
  return `sends ${what}${to ? ` to ${to.address}:${to.port}` : ""}`;
}
