/**
 * What answers are made of, as schemas: the OpenAPI document says it, and tests hold every answer against it.
 *
 * @module
 */
import * as v from "valibot";
import { actorKinds } from "../inspector/frame.ts";
import { logLevel } from "../protocol/logging_settings.ts";

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const port = v.pipe(v.number(), v.integer(), v.maxValue(65_535));
const whenMs = v.pipe(
  v.number(),
  v.description("Milliseconds since the Unix epoch."),
);
const timestamp = v.pipe(
  v.number(),
  v.integer(),
  v.description("Seconds since the Unix epoch."),
);

/** gossiperl's answers: each says which operation it is of, and when. */
function gossiperl<Entries extends v.ObjectEntries>(
  operation: string,
  entries: Entries,
) {
  return v.strictObject({
    ...entries,
    operation: v.literal(operation),
    timestamp,
  });
}

/** Names of overlays. */
export const overlayNames = gossiperl("overlays", { overlays: v.array(text) });

/** An overlay that was added. */
export const overlayAdded = gossiperl("add_overlay", {
  overlay: text,
  overlays: v.pipe(v.array(text), v.description("All overlays.")),
  token: v.pipe(
    text,
    v.description("Whoever has it may do everything with this overlay."),
  ),
});

/** An overlay that took other settings. */
export const overlayReconfigured = gossiperl("reconfigure_overlay", {
  overlay: text,
});

/** An overlay that took another value of one setting. */
export const propertyReconfigured = gossiperl("reconfigure_overlay", {
  overlay: text,
  property: text,
});

/** The overlays that are left. */
export const overlayRemoved = gossiperl("remove_overlay", {
  overlays: v.array(text),
});

/** An overlay's settings. */
export const configuration = gossiperl("configuration", {
  overlay: text,
  configuration: v.pipe(
    v.looseObject({
      member_name: text,
      port,
      symmetric_key: v.literal("protected"),
      secret: v.literal("protected"),
      multicast: v.union([v.literal("off"), v.looseObject({ ip: text })]),
    }),
    v.description("Every setting; keys and secrets say `protected`."),
  ),
});

/** Who is in an overlay. */
export const membership = gossiperl("membership", {
  overlay: text,
  membership: v.pipe(
    v.array(v.strictObject({
      name: text,
      state: v.picklist(["reachable", "quarantine", "unreachable", "dropped"]),
      ip: text,
      port,
      heartbeat: timestamp,
    })),
    v.description("Ourselves first."),
  ),
});

/** Who subscribes to what. */
export const subscriptions = gossiperl("subscriptions", {
  overlay: text,
  subscriptions: v.array(v.strictObject({
    event_type: text,
    member_name: text,
    origin: text,
    heartbeat: timestamp,
  })),
});

/** What was counted in a window. */
export const statisticsAnswer = v.strictObject({
  overlay: text,
  window: text,
  enabled: v.boolean(),
  statistics: v.pipe(
    text,
    v.description(
      'JSON: the series by name, each {"sum_packets", "total_size"} or "nil".',
    ),
  ),
  ts: timestamp,
});

/** A digest is on its way. */
export const digestSent = v.strictObject({ status: v.literal("ok") });

/** Tokens by overlay. */
export const tokens = gossiperl("tokens", {
  tokens: v.pipe(
    v.array(v.record(text, text)),
    v.description("One object for each overlay: its name and its token."),
  ),
});

/** What became of the settings file. */
export const reconfigured = gossiperl("reconfigure", {
  status: v.picklist(["reconfigured", "no_file"]),
});

/** The node itself. */
export const nodeView = v.strictObject({
  name: text,
  version: text,
  started_at_ms: whenMs,
  uptime_ms: count,
  topologies: v.array(text),
  overlays: v.array(text),
  peers: count,
  connections: count,
});

/** Who is heard. */
export const peers = v.strictObject({
  peers: v.array(v.strictObject({
    topology: text,
    node: text,
    address: text,
    state: v.picklist(["heard", "silent"]),
    heard_at_ms: whenMs,
  })),
});

/** Who is connected. */
export const connections = v.strictObject({
  connections: v.array(v.strictObject({
    node: text,
    hidden: v.boolean(),
    direction: v.picklist(["in", "out"]),
    since_ms: whenMs,
    messages_in: count,
    messages_out: count,
    bytes_in: count,
    bytes_out: count,
  })),
});

/** Whether a node is connected. */
export const connection = v.strictObject({
  node: text,
  connected: v.boolean(),
});

/** Topologies. */
export const topologies = v.strictObject({
  topologies: v.array(v.strictObject({ name: text, peers: count })),
});

/** One topology. */
export const topology = v.strictObject({ topology: text });

/** Whether every heartbeat is an event. */
export const debugging = v.strictObject({ topology: text, debug: v.boolean() });

/** Overlays. */
export const overlays = v.strictObject({
  overlays: v.array(v.strictObject({
    name: text,
    kind: v.picklist(["multicast", "unicast"]),
    member_name: text,
    port,
    members: count,
    subscriptions: count,
  })),
});

/** An envelope that was published. */
export const published = v.strictObject({
  id: v.pipe(text, v.description("The id of its envelope.")),
});

const fieldValue = v.union([v.boolean(), v.number(), text]);

/** An envelope that came, or what became of a member. */
export const envelope = v.strictObject({
  type: v.pipe(text, v.description("The type of its payload.")),
  overlay: text,
  atMs: whenMs,
  id: v.pipe(text, v.description("The id of the envelope.")),
  member: v.pipe(
    v.optional(text),
    v.description("The member it is about, for `member_in` and its like."),
  ),
  fields: v.pipe(
    v.array(v.strictObject({
      id: v.pipe(v.number(), v.integer()),
      type: v.pipe(text, v.description("Its Thrift type.")),
      value: v.union([fieldValue, v.array(fieldValue)]),
    })),
    v.description(
      "Binary is base64; what is no number, or a whole one beyond 2^53, is a text.",
    ),
  ),
  payload: v.pipe(
    v.optional(text),
    v.description("Its payload in base64, if no fields could be read in it."),
  ),
});

/** The live tree. */
export const actors = v.strictObject({
  actors: v.array(v.strictObject({
    path: text,
    kind: v.picklist(actorKinds),
    state: text,
    tags: v.array(text),
    children: count,
    restarts: count,
    last_crash: v.optional(v.strictObject({ at_ms: whenMs, reason: text })),
  })),
  truncated: v.pipe(
    v.boolean(),
    v.description("Whether there are more than were asked for."),
  ),
});

/** An actor that was started afresh. */
export const restarted = v.strictObject({ path: text });

/** What an actor answered. */
export const actorReply = v.strictObject({
  reply: v.pipe(
    v.unknown(),
    v.description(
      "The answer as JSON: atoms and binaries as texts, tuples as lists, maps as objects; anything else as in `term`.",
    ),
  ),
  term: v.pipe(
    text,
    v.description("The answer in Erlang's syntax, cut after 1,000 characters."),
  ),
});

/** From which level on each actor is logged. */
export const logLevels = v.strictObject({
  level: logLevel,
  levels: v.record(text, logLevel),
});

/** It lives, or is ready. */
export const health = v.strictObject({ status: v.literal("ok") });
