/**
 * Overlays and what happens, beyond gossiperl's API.
 *
 * @module
 */
import {
  addOverlay,
  reconfigureOverlay,
  removeOverlay,
} from "./gossiperl_routes.ts";
import { digestBody, digestOf } from "./digest_body.ts";
import type { EventFilter } from "./event_history.ts";
import { tellOfOverlay } from "./overlay_replies.ts";
import { overlayDocument, overlaySettings } from "./overlay_schema.ts";
import { publishing } from "./publishing.ts";
import { type Call, type Route, route } from "./route.ts";
import * as schemas from "./schemas.ts";

const tag = "v1";

const settingsRefused = {
  409: "A setting is unknown or wrong, may not change, or an address is taken.",
  412: "No rack has the name in rack_name.",
};

const lastEventId = {
  name: "last_event_id",
  description: "As the header `Last-Event-ID`, for those who cannot set it.",
};

const streamQuery = [
  {
    name: "types",
    description: "Only events of these types, with commas between.",
  },
  lastEventId,
];

const streamed =
  "from now on or after `Last-Event-ID`; `gap {missed}` where some are no longer kept, with null where nobody knows how many.";

const eventStream = {
  200: {
    description: `Server-sent events, ${streamed}`,
    mediaType: "text/event-stream",
  },
};

const tooManyReaders = { 503: "Too many read events." };

/** Routes of overlays, and of events. */
export const v1OverlayRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/overlays",
    operation: "v1_overlays",
    summary: "Overlays.",
    ...{ tag, scope: "read" },
    answers: { 200: { description: "They.", schema: schemas.overlays } },
    handle: ({ host }) => ({
      status: 200,
      body: {
        overlays: host.overlays.names().map((name) => {
          const { multicast, member_name, port } = host.overlays.settings(name);
          return {
            ...{ name, member_name, port },
            kind: multicast ? "multicast" : "unicast",
            members: host.overlays.members(name).length,
            subscriptions: host.overlays.subscriptions(name).length,
          };
        }),
      },
    }),
  }),
  route({
    method: "GET",
    path: "/v1/overlays/:overlay",
    operation: "v1_overlay",
    summary: "An overlay's settings.",
    ...{ tag, scope: "overlay_read" },
    answers: { 200: { description: "They.", schema: schemas.configuration } },
    handle: (call) => tellOfOverlay(call, "configuration"),
  }),
  route({
    method: "POST",
    path: "/v1/overlays/:overlay",
    operation: "v1_add_overlay",
    summary: "Starts an overlay, and gives the token for it.",
    ...{ tag, scope: "rest_user" },
    body: overlaySettings,
    document: overlayDocument,
    answers: { 201: { description: "It runs.", schema: schemas.overlayAdded } },
    refusals: { ...settingsRefused, 503: "The node stops." },
    handle: addOverlay,
  }),
  route({
    method: "PUT",
    path: "/v1/overlays/:overlay",
    operation: "v1_reconfigure_overlay",
    summary: "Gives an overlay all settings anew.",
    ...{ tag, scope: "overlay" },
    body: overlaySettings,
    document: overlayDocument,
    answers: {
      200: {
        description: "They are in force.",
        schema: schemas.overlayReconfigured,
      },
    },
    refusals: settingsRefused,
    handle: reconfigureOverlay,
  }),
  route({
    method: "DELETE",
    path: "/v1/overlays/:overlay",
    operation: "v1_remove_overlay",
    summary: "Says goodbye in an overlay and stops it.",
    ...{ tag, scope: "overlay" },
    answers: {
      202: { description: "It is gone.", schema: schemas.overlayRemoved },
    },
    handle: removeOverlay,
  }),
  route({
    method: "GET",
    path: "/v1/overlays/:overlay/members",
    operation: "v1_members",
    summary: "Who is in an overlay.",
    ...{ tag, scope: "overlay_read" },
    answers: { 200: { description: "They.", schema: schemas.membership } },
    handle: (call) => tellOfOverlay(call, "membership"),
  }),
  route({
    method: "GET",
    path: "/v1/overlays/:overlay/subscriptions",
    operation: "v1_subscriptions",
    summary: "Who subscribes to what.",
    ...{ tag, scope: "overlay_read" },
    answers: { 200: { description: "They.", schema: schemas.subscriptions } },
    handle: (call) => tellOfOverlay(call, "subscriptions"),
  }),
  route({
    method: "POST",
    path: "/v1/overlays/:overlay/digests",
    operation: "v1_publish",
    summary: "Sends a digest of a type of one's own.",
    ...{ tag, scope: "overlay" },
    body: digestBody,
    answers: {
      202: { description: "It is on its way.", schema: schemas.published },
    },
    refusals: {
      409: "The digest is none, or more than a datagram takes.",
      503: "The overlay's socket is not open.",
    },
    handle: (call) => ({
      status: 202,
      body: { id: publishing(call, digestOf(call.body)) },
    }),
  }),
  route({
    method: "GET",
    path: "/v1/overlays/:overlay/events",
    operation: "v1_overlay_events",
    summary: "What happens in an overlay, as it happens.",
    ...{ tag, scope: "overlay_read" },
    query: streamQuery,
    answers: eventStream,
    refusals: tooManyReaders,
    handle(call) {
      const overlay = call.params["overlay"]!;
      const isWanted = filterOf(call.query);
      return streamOf(
        call,
        (event) =>
          "overlay" in event && event.overlay === overlay && isWanted(event),
      );
    },
  }),
  route({
    method: "GET",
    path: "/v1/overlays/:overlay/envelopes",
    operation: "v1_envelopes",
    summary:
      "Subscribes to types of envelopes, and tells those that come, with their fields, as they come. The subscription outlives its last reader by a minute.",
    ...{ tag, scope: "overlay" },
    query: [
      {
        name: "types",
        description:
          "Types of envelopes, with commas between; `member_in` and its like among them.",
      },
      lastEventId,
    ],
    answers: {
      200: {
        description: `Server-sent events, each an envelope, ${streamed}`,
        mediaType: "text/event-stream",
        schema: schemas.envelope,
      },
    },
    refusals: {
      409: "No types, too many, or one that cannot be one.",
      503: "Too many read, or there are too many subscriptions.",
    },
    handle: ({ envelopes, params, query, request }) =>
      envelopes.stream(
        params["overlay"]!,
        query.get("types")?.split(",") ?? [""],
        lastIdOf(request, query),
      ),
  }),
  route({
    method: "GET",
    path: "/v1/events",
    operation: "v1_events",
    summary: "What happens to the node, as it happens.",
    ...{ tag, scope: "read" },
    query: streamQuery,
    answers: eventStream,
    refusals: tooManyReaders,
    handle: (call) => streamOf(call, filterOf(call.query)),
  }),
];

function streamOf(
  { history, query, request }: Call,
  wants: EventFilter,
): Response {
  return history.stream(lastIdOf(request, query), wants);
}

function lastIdOf({ headers }: Request, query: URLSearchParams): string | null {
  return headers.get("last-event-id") ?? query.get("last_event_id");
}

function filterOf(query: URLSearchParams): EventFilter {
  const types = query.get("types")?.split(",");
  return types ? ({ type }) => types.includes(type) : () => true;
}
