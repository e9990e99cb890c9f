/**
 * The events that an overlay makes of its members' lives, for subscribers on this host.
 *
 * @module
 */

/** The built-in event types, in gossiperl's words. */
export const builtInEvents = [
  "member_in",
  "member_quarantine",
  "member_unreachable",
  "member_drop",
  "member_rejoin",
  "member_out",
] as const;

/** What became of a member. */
export type BuiltInEvent = typeof builtInEvents[number];

const builtIn: ReadonlySet<string> = new Set(builtInEvents);

/** Whether an event type is built in: subscriptions to those are never shared, and no envelope is of such a type. */
export function isBuiltIn(eventType: string): eventType is BuiltInEvent {
  return builtIn.has(eventType);
}
