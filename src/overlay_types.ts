/**
 * What a node's overlays offer to its user.
 *
 * @module
 */
import type {
  OverlaySettings,
  ResolvedOverlay,
} from "./protocol/overlay/settings.ts";
import type { Endpoint } from "./ports/world.ts";
import type { DigestSubscription } from "./wire/gossiperl/digests.ts";
import type { ThriftField } from "./wire/thrift/fields.ts";

/** The overlays of a node: they come and go at run time. */
export interface Overlays {
  /** Names of the overlays, in the order in which they came. */
  names(): readonly string[];
  /**
   * Starts an overlay.
   *
   * @returns When its sockets are bound, or will be once a route or an interface is there.
   * @throws {SettingsError} Naming every setting that is unknown or wrong.
   * @throws {OverlayError} If there is one of that name, or an address is taken; nothing of it is left then.
   */
  add(name: string, settings: OverlaySettings): Promise<void>;
  /**
   * Takes changed settings while the overlay lives; members stay, and sockets are bound anew only where they must be.
   *
   * @throws {SettingsError} Naming every setting that is unknown, wrong, or may not change.
   * @throws {OverlayError} If there is no such overlay, or a new address is taken; then all is as it was.
   */
  reconfigure(name: string, settings: OverlaySettings): Promise<void>;
  /** Says goodbye and stops an overlay; returns whether there was one. */
  remove(name: string): Promise<boolean>;
  /**
   * The settings in force, every default filled in; keys and secrets are opaque.
   *
   * @throws {OverlayError} If there is no such overlay.
   */
  settings(name: string): ResolvedOverlay;
  /** Who is in an overlay. */
  members(name: string): readonly MemberView[];
  /** Who subscribes to what, as far as it is known here. */
  subscriptions(name: string): readonly DigestSubscription[];
  /**
   * Subscribes to types of events; `member_in`, `member_quarantine`, `member_unreachable`, `member_drop`,
   * `member_rejoin` and `member_out` among them. Each envelope comes once, however often the wire repeats it.
   */
  subscribe(name: string, eventTypes: readonly string[]): OverlaySubscription;
  /**
   * Publishes an event to all who subscribe to its type.
   *
   * @param fields The event's fields, each with its Thrift id and type.
   * @param to One address that gets it, once, in place of all who subscribe.
   * @returns The id of its envelope.
   * @throws {OverlayError} If it is for one address, and the socket that leads there is not open.
   */
  publish(
    name: string,
    eventType: string,
    fields: readonly ThriftField[],
    to?: Endpoint,
  ): string;
}

/** A member as it is known at one moment. */
export interface MemberView {
  /** Its name. */
  readonly name: string;
  /** What is believed of it. */
  readonly state: "reachable" | "quarantine" | "unreachable" | "dropped";
  /** Its address. */
  readonly ip: string;
  /** Its port. */
  readonly port: number;
  /** When it was last heard, in ms on our own clock. */
  readonly heardAtMs: number;
  /** Whether it is a client of this host. */
  readonly local: boolean;
}

/** An event that was published in an overlay, or that became of a member. */
export interface OverlayEvent {
  /** Its type. */
  readonly type: string;
  /** The id of its envelope; a fresh one for what became of a member. */
  readonly id: string;
  /** Its fields; none if they are no Thrift struct of known types. */
  readonly fields: readonly ThriftField[];
  /** The bytes of its struct. */
  readonly payload: Uint8Array;
  /** The member it is about, for `member_in` and its like. */
  readonly member?: string;
}

/** Events from now on; ending the iteration, or `close`, unsubscribes. */
export interface OverlaySubscription extends AsyncIterable<OverlayEvent> {
  /** Events dropped because the iteration was slow. */
  readonly dropped: number;
  /** Unsubscribes, and ends all iterations. */
  close(): void;
}

/** An overlay could not be had. */
export class OverlayError extends Error {
  /** Tells it from other errors. */
  override readonly name = "OverlayError";
  /** In one word: `exists`, `missing`, or why an address was refused. */
  readonly reason: string;

  /** An error with its reason in one word. */
  constructor(message: string, reason: string) {
    super(message);
    this.reason = reason;
  }
}
