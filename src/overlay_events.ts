/**
 * What a node tells of its overlays.
 *
 * @module
 */

/** What happened in an overlay. */
export type OverlayNews =
  | OverlayChanged
  | OverlayWarning
  | OverlaySocketBound
  | OverlaySocketRefused
  | MemberNews
  | DigestForwarded
  | DigestsRefused
  | NeighbourStorms;

/** An overlay was started, changed or stopped. */
export interface OverlayChanged {
  /** Which of these. */
  readonly type: "overlay_started" | "overlay_stopped" | "overlay_reconfigured";
  /** Its name. */
  readonly overlay: string;
}

/** A setting of an overlay does not do here what it says. */
export interface OverlayWarning {
  /** Always this. */
  readonly type: "overlay_warning";
  /** Whose. */
  readonly overlay: string;
  /** The setting, e.g. `multicast.ttl`. */
  readonly setting: string;
  /** What happens in its place, and what can be done about it. */
  readonly message: string;
}

/** A socket of an overlay works, for the first time or again. */
export interface OverlaySocketBound {
  /** Always this. */
  readonly type: "overlay_socket_bound";
  /** Whose. */
  readonly overlay: string;
  /** Which: `multicast`, `bridge` or `unicast`. */
  readonly socket: string;
  /** Address it is bound to. */
  readonly address: string;
  /** Port it is bound to. */
  readonly port: number;
}

/** A socket of an overlay was refused something and will try again. */
export interface OverlaySocketRefused {
  /** Always this. */
  readonly type: "overlay_socket_refused";
  /** Whose. */
  readonly overlay: string;
  /** Which: `multicast`, `bridge` or `unicast`. */
  readonly socket: string;
  /** Why, in one word, e.g. `address_in_use`. */
  readonly reason: string;
  /** The platform's words. */
  readonly message: string;
  /** What can be done about it, in one line. */
  readonly advice: string;
  /** Wait until the next attempt, in ms. */
  readonly retryInMs: number;
}

/** Something became of a member, in gossiperl's words. */
export interface MemberNews {
  /** What. */
  readonly type:
    | "member_in"
    | "member_quarantine"
    | "member_unreachable"
    | "member_drop"
    | "member_rejoin"
    | "member_out";
  /** Where. */
  readonly overlay: string;
  /** Its name. */
  readonly member: string;
  /** Its address. */
  readonly address: string;
  /** Its port. */
  readonly port: number;
  /** Whether it is a client of this host. */
  readonly local: boolean;
}

/** An envelope was handed to others. */
export interface DigestForwarded {
  /** Always this. */
  readonly type: "digest_forwarded";
  /** Where. */
  readonly overlay: string;
  /** The type of its payload. */
  readonly digest: string;
  /** Its id. */
  readonly id: string;
  /** Members that get it. */
  readonly to: readonly string[];
}

/** Digests came that were not taken; told at most once a second per reason. */
export interface DigestsRefused {
  /** Always this. */
  readonly type: "digests_refused";
  /** Where. */
  readonly overlay: string;
  /** Why, in one word. */
  readonly reason: string;
  /** How many since the last time. */
  readonly count: number;
}

/** A neighbour said far too much within the last minute; what was beyond measure was not looked at. */
export interface NeighbourStorms {
  /** Always this. */
  readonly type: "neighbour_storms";
  /** Where. */
  readonly overlay: string;
  /** Its address and port. */
  readonly sender: string;
  /** Datagrams, and copies of known envelopes, that were shed. */
  readonly shed: { readonly datagrams: number; readonly copies: number };
}

const types: Readonly<Record<OverlayNews["type"], true>> = {
  overlay_started: true,
  overlay_stopped: true,
  overlay_reconfigured: true,
  overlay_warning: true,
  overlay_socket_bound: true,
  overlay_socket_refused: true,
  member_in: true,
  member_quarantine: true,
  member_unreachable: true,
  member_drop: true,
  member_rejoin: true,
  member_out: true,
  digest_forwarded: true,
  digests_refused: true,
  neighbour_storms: true,
};

/** Whether a node tells events of this type of its overlays; any other type is one of envelopes. */
export function isOverlayNews(type: string): type is OverlayNews["type"] {
  return Object.hasOwn(types, type);
}
