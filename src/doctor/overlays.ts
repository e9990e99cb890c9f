/**
 * Listens to the group of an overlay as its node does, and says nothing there. Of a unicast overlay only its address and port are
 * tried.
 *
 * @module
 */
import { codecOf } from "../overlay_codec.ts";
import type { UdpOptions, World } from "../ports/world.ts";
import type { OverlayTrial } from "../protocol/doctor_overlay.ts";
import type { ResolvedOverlay } from "../protocol/overlay/settings.ts";
import type { Digest } from "../wire/gossiperl/digests.ts";
import { ReplayGuard } from "../wire/gossiperl/mod.ts";
import { openSocket, pause } from "./opened.ts";

/** Largest datagram that is read, in bytes: UDP's own bound. */
const datagramBytesMax = 65_507;

/** Those remembered: a group with more members is not silent. */
const membersMax = 1_024;

type Member = OverlayTrial["members"][number];

/** Listens to an overlay for so many seconds. */
export async function tryOverlay(
  world: World,
  settings: ResolvedOverlay,
  seconds: number,
): Promise<OverlayTrial> {
  const { name } = settings;
  const members = new Map<string, Member>();
  const unopened = new Set<string>();
  const { codec, release } = codecOf(settings, world, new ReplayGuard());
  const opening = await openSocket(world, optionsOf(settings), {
    datagram(bytes, { address }) {
      const opened = codec.open(bytes);
      if (!opened.ok) {
        if (unopened.size < membersMax) unopened.add(address);
        return;
      }
      const { digest } = opened.value;
      if (digest.type !== "digest" || members.size >= membersMax) return;
      if (digest.name === settings.member_name) return;
      members.set(digest.name, memberOf(digest, address, settings, world));
    },
  });
  const nothing = { name, seconds, members: [], unopened: [] };
  if (!opening.ok) {
    release();
    return { ...nothing, refused: opening.failure };
  }
  using _socket = opening.socket;
  await pause(world, seconds * 1_000);
  release();
  const heard = [...members.values()];
  const addresses = new Set(heard.map(({ address }) => address));
  return {
    ...nothing,
    members: heard,
    unopened: [...unopened].filter((address) => !addresses.has(address)),
  };
}

function memberOf(
  { name, heartbeat, secret }: Digest,
  address: string,
  settings: ResolvedOverlay,
  { clock }: Pick<World, "clock">,
): Member {
  return {
    name,
    address,
    hasSecret: secret.reveal() === settings.secret.reveal(),
    aheadMs: heartbeat * 1_000 - clock.nowMs(),
  };
}

function optionsOf(settings: ResolvedOverlay): UdpOptions {
  const common = { port: settings.port, receiveBytesMax: datagramBytesMax };
  if (!settings.multicast) {
    const address = settings.ip ?? "0.0.0.0";
    return { ...common, address, shared: false, broadcast: false };
  }
  const { ip: group, ttl, local_iface_address: by } = settings.multicast;
  const isIpv6 = settings.family === "ipv6";
  const wildcard = isIpv6 ? "::" : "0.0.0.0";
  const multicast = {
    groups: [group],
    ttl,
    ...(by !== wildcard && { interfaceAddress: by }),
  };
  return {
    ...common,
    address: wildcard,
    shared: true,
    broadcast: !isIpv6,
    multicast,
  };
}
