/**
 * Nodes of ours, nodes and clients that are to ours what the real ones are, and what went between them, on hosts of a
 * test's own.
 *
 * @module
 */
import assert from "node:assert/strict";
// Fetches what the programs import along with what the tests import: where they run there is no network.
import "../support/overlay_peer.ts";
import { addressHex, type CapturedDatagram } from "../support/capture.ts";
import {
  assertOurStyle,
  isKnown,
  open,
  type Opened,
} from "../support/gossiperl_reference.ts";
import type { Host } from "../support/netns.ts";
import { NodeProcess, program } from "../support/node_process.ts";
import type { PeerClientSettings } from "../support/overlay_peer_client.ts";
import type { PeerCrowdSettings } from "../support/overlay_peer_crowd.ts";
import type { PeerNodeSettings } from "../support/overlay_peer_node.ts";
import type { OverlaySettings } from "../../src/protocol/overlay/settings.ts";

/** The key of gossiperl's documents. */
export const key = "v3JElaRswYgxOt4b";

/** The secret of the overlay, gossiperl's default. */
export const secret = "default-overlay-secret";

/** The overlay's port; clients talk to the next one. */
export const port = 6666;

/** The largest ack to a node: one packet, not cut. */
export const remoteAckBytesMax = 1_400;

/** The largest ack to a client: what the JVM client reads. */
export const localAckBytesMax = 1_024;

/** Two rounds of 2 s, and what two busy cores and the start of a program add, in ms. */
export const twoRoundsMs = 2 * 2_000 + 3_000;

/** A datagram that tcpdump saw, opened by the reference. */
export interface Seen extends CapturedDatagram {
  /** What is in it. */
  readonly opened: Opened;
}

const folder = new URL("../support/", import.meta.url).pathname;
const deno = [Deno.execPath(), "run"];

/** Settings of a node's overlays, by their names. */
export type OverlaysOfNode = Readonly<Record<string, OverlaySettings>>;

/** A node of ours with nothing but overlays. */
export function ours(host: Host, overlays: OverlaysOfNode): NodeProcess {
  return NodeProcess.start(host, overlayOptions(overlays));
}

/** Starts a node of ours that is to be refused one of its overlays; returns what it said to that. */
export async function refusal(
  host: Host,
  overlays: OverlaysOfNode,
): Promise<string> {
  const ended = host.run([...program, ...overlayOptions(overlays)]);
  return await ended.then(
    () => assert.fail("nothing was refused"),
    ({ message }: Error) => message,
  );
}

/** The command line of a node with these overlays. */
export function overlayOptions(overlays: OverlaysOfNode): readonly string[] {
  const each = Object.entries(overlays).flatMap(([name, settings]) => [
    "--overlay",
    `${name}=${JSON.stringify(settings)}`,
  ]);
  return ["--no-gossip", ...each];
}

/** A client of this host: subscribes to `eventTypes`, and publishes the type `publishes`. */
export function client(
  host: Host,
  settings: Partial<PeerClientSettings> & { readonly name: string },
): NodeProcess {
  const secret = `${settings.name}-secret`;
  const defaults = { port: 54_321, bridgePort: port + 1, eventTypes: [] };
  return peer(host, "client", { ...defaults, ...settings, secret });
}

/** A node as gossiperl is. */
export function theirs(
  host: Host,
  settings: Omit<PeerNodeSettings, "key" | "secret" | "address" | "port">,
): NodeProcess {
  const { address } = host;
  return peer(host, "node", { ...settings, address, port, secret });
}

/** Many members of one program, which only say that they are there. */
export function crowd(
  host: Host,
  settings: Omit<PeerCrowdSettings, "key" | "secret">,
): NodeProcess {
  return peer(host, "crowd", { ...settings, secret });
}

function peer(host: Host, role: string, settings: object): NodeProcess {
  const command = [...deno, "--allow-all", `${folder}overlay_peer.ts`];
  const told = JSON.stringify({ role, key, ...settings });
  return new NodeProcess(host.spawn([...command, told]));
}

/** Has a client publish its next event. */
export function publish({ process }: NodeProcess): void {
  process.kill("SIGUSR2");
}

/** The datagrams that came from an address. */
export function sentBy(
  address: string,
  datagrams: readonly CapturedDatagram[],
): readonly CapturedDatagram[] {
  const hex = addressHex(address);
  return datagrams.filter(({ from }) => from === hex);
}

/** What was captured, opened; each datagram must be whole, and one that a gossiperl program reads. */
export function openAll(datagrams: readonly CapturedDatagram[]): Seen[] {
  return datagrams.map((datagram) => {
    assert.ok(!datagram.isFragment, "no datagram is cut into fragments");
    return { ...datagram, opened: open(key, datagram.payload) };
  });
}

/** The bytes that every datagram of ours must be of, with IVs that never repeat. */
export function assertLayouts(seen: readonly Seen[]): void {
  assert.ok(seen.length > 0, "something of ours was captured");
  for (const { opened } of seen) assertOurStyle(opened);
  const ivs = new Set(seen.map(({ payload }) => payload.slice(0, 16).toHex()));
  assert.equal(ivs.size, seen.length, "no IV comes twice");
  const own = seen.filter(({ opened: { type } }) => isKnown(type));
  const ids = new Set(own.map(({ opened: { id } }) => id));
  assert.equal(ids.size, own.length, "no envelope id of ours comes twice");
}

/** No actor of these nodes crashed, and no peer saw a fault. */
export function assertUnharmed(...programs: readonly NodeProcess[]): void {
  const harmful = new Set([
    "actor_crashed",
    "actor_restarted",
    "supervisor_gave_up",
    "fault",
  ]);
  const harm = programs.flatMap(({ events }) =>
    events.filter(({ event }) => harmful.has(event))
  );
  assert.deepEqual(harm, []);
}

/** The texts of the events that came to a client's code. */
export function received({ events }: NodeProcess): readonly unknown[] {
  return events.filter(({ event }) => event === "received").map(({ fields }) =>
    (fields as Record<string, unknown>)["1"]
  );
}

/** Thresholds of the tests, in s: of quarantine, and of what follows it. */
export const quick = { quarantine_after: 3, max_quarantined: 2 };

/** How late a threshold may be noticed, in ms. */
const lateMsMax = 1_000;

/** A node under `quick` notices an end in time, but for `hearsayMs`. */
export async function assertNoticed(
  node: NodeProcess,
  member: string,
  killedAtMs: number,
  hearsayMs: number,
): Promise<void> {
  const quarantineMs = quick.quarantine_after * 1_000;
  const unreachableMs = quarantineMs + quick.max_quarantined * 1_000;
  const stages = [
    ["member_quarantine", quarantineMs],
    ["member_unreachable", unreachableMs],
  ] as const;
  for (const [event, ms] of stages) {
    const { at } = await node.told(event, { member });
    const afterMs = Date.parse(at) - killedAtMs;
    const isInTime = afterMs <= ms + hearsayMs + lateMsMax;
    assert.ok(isInTime, `${event} after ${afterMs} ms`);
  }
}
