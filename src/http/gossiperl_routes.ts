/**
 * gossiperl's REST API, with its paths, bodies, codes and headers.
 *
 * @module
 */
import * as v from "valibot";
import { statisticsWindows } from "../metrics/metrics.ts";
import type { OverlaySettings } from "../protocol/overlay/settings.ts";
import { writtenSettings } from "../protocol/overlay/written_settings.ts";
import { digestBody, digestOf } from "./digest_body.ts";
import { tellOfOverlay } from "./overlay_replies.ts";
import { overlayDocument, overlaySettings } from "./overlay_schema.ts";
import { Problem } from "./problem.ts";
import { publishing } from "./publishing.ts";
import { type Call, type Reply, type Route, route } from "./route.ts";
import * as schemas from "./schemas.ts";

const tag = "gossiperl";

const badSettings = {
  409:
    "A setting is unknown or wrong, may not change while the overlay lives, or an address is taken.",
  412: "No rack has the name in rack_name.",
};

const windows = Object.keys(statisticsWindows);

/** Names that an overlay has; here they are its path. */
function overlayOf({ params }: Pick<Call, "params">): string {
  return params["overlay"]!;
}

/** Starts an overlay and gives its token. */
export async function addOverlay(
  call: Call<OverlaySettings>,
): Promise<Reply> {
  const { host, tokens, body, timestamp } = call;
  const overlay = overlayOf(call);
  await host.overlays.add(overlay, body);
  const token = tokens.of(overlay);
  const overlays = host.overlays.names();
  const operation = "add_overlay";
  return {
    status: 201,
    body: { overlay, overlays, token, operation, timestamp },
    headers: { "x-session-token": token },
  };
}

/** Gives an overlay all settings anew. */
export async function reconfigureOverlay(
  call: Call<OverlaySettings>,
): Promise<Reply> {
  const { host, body, timestamp } = call;
  const overlay = overlayOf(call);
  await host.overlays.reconfigure(overlay, body);
  const operation = "reconfigure_overlay";
  return { status: 200, body: { overlay, operation, timestamp } };
}

/** Stops an overlay. */
export async function removeOverlay(call: Call): Promise<Reply> {
  const { host, timestamp } = call;
  await host.overlays.remove(overlayOf(call));
  const overlays = host.overlays.names();
  const operation = "remove_overlay";
  return { status: 202, body: { overlays, operation, timestamp } };
}

/** All routes of gossiperl's API. */
export const gossiperlRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/overlays",
    operation: "overlays",
    summary: "Names of the overlays.",
    ...{ tag, scope: "rest_user" },
    answers: { 200: { description: "They.", schema: schemas.overlayNames } },
    handle: ({ host, timestamp }) => {
      const overlays = host.overlays.names();
      const operation = "overlays";
      return { status: 200, body: { overlays, operation, timestamp } };
    },
  }),
  route({
    method: "POST",
    path: "/overlays/:overlay",
    operation: "add_overlay",
    summary: "Starts an overlay, and gives the token for it.",
    ...{ tag, scope: "rest_user" },
    body: overlaySettings,
    document: overlayDocument,
    answers: {
      201: {
        description: "It runs.",
        schema: schemas.overlayAdded,
        headers: { "x-session-token": "The token once more." },
      },
    },
    refusals: {
      ...badSettings,
      409: `There is one of that name. ${badSettings[409]}`,
      503: "The node stops.",
    },
    handle: addOverlay,
  }),
  route({
    method: "PUT",
    path: "/overlays/:overlay",
    operation: "reconfigure_overlay",
    summary:
      "Gives an overlay all settings anew; those left out go back to their defaults.",
    ...{ tag, scope: "overlay" },
    body: overlaySettings,
    document: overlayDocument,
    answers: {
      200: {
        description: "They are in force.",
        schema: schemas.overlayReconfigured,
      },
    },
    refusals: badSettings,
    handle: reconfigureOverlay,
  }),
  route({
    method: "PUT",
    path: "/overlays/:overlay/:setting",
    operation: "reconfigure_overlay_setting",
    summary: "Gives an overlay another value of one setting.",
    ...{ tag, scope: "overlay" },
    body: v.pipe(v.unknown(), v.description("The value.")),
    answers: {
      202: {
        description: "It is in force.",
        schema: schemas.propertyReconfigured,
      },
    },
    refusals: badSettings,
    async handle(call) {
      const { host, params, body, timestamp } = call;
      const overlay = overlayOf(call);
      const property = params["setting"]!;
      const before = writtenSettings(host.overlays.settings(overlay));
      const after = { ...before, [property]: body };
      await host.overlays.reconfigure(overlay, after);
      const operation = "reconfigure_overlay";
      return { status: 202, body: { overlay, property, operation, timestamp } };
    },
  }),
  route({
    method: "DELETE",
    path: "/overlays/:overlay",
    operation: "remove_overlay",
    summary: "Says goodbye in an overlay and stops it.",
    ...{ tag, scope: "overlay" },
    answers: {
      202: { description: "It is gone.", schema: schemas.overlayRemoved },
    },
    handle: removeOverlay,
  }),
  route({
    method: "GET",
    path: "/configuration/:overlay",
    operation: "configuration",
    summary: "An overlay's settings.",
    ...{ tag, scope: "overlay" },
    answers: { 200: { description: "They.", schema: schemas.configuration } },
    handle: (call) => tellOfOverlay(call, "configuration"),
  }),
  route({
    method: "GET",
    path: "/membership/:overlay",
    operation: "membership",
    summary: "Who is in an overlay.",
    ...{ tag, scope: "overlay" },
    answers: { 200: { description: "They.", schema: schemas.membership } },
    handle: (call) => tellOfOverlay(call, "membership"),
  }),
  route({
    method: "GET",
    path: "/subscriptions/:overlay",
    operation: "subscriptions",
    summary: "Who subscribes to what.",
    ...{ tag, scope: "overlay" },
    answers: { 200: { description: "They.", schema: schemas.subscriptions } },
    handle: (call) => tellOfOverlay(call, "subscriptions"),
  }),
  route({
    method: "GET",
    path: "/statistics/:overlay/:window",
    operation: "statistics",
    summary: `What was counted in a window: ${windows.join(", ")}.`,
    ...{ tag, scope: "overlay" },
    answers: {
      200: { description: "It.", schema: schemas.statisticsAnswer },
    },
    refusals: { 412: "There is no such window." },
    handle(call) {
      const { parts, params, timestamp: ts } = call;
      const overlay = overlayOf(call);
      const window = params["window"]!;
      if (!windows.includes(window)) {
        const allowed = windows.join(", ");
        throw new Problem(412, `window: allowed: one of ${allowed}`);
      }
      const off = { overlay, window, enabled: false, statistics: "{}", ts };
      return {
        status: 200,
        body: parts.extras?.statistics?.(overlay, window) ?? off,
      };
    },
  }),
  route({
    method: "POST",
    path: "/digest/:overlay",
    operation: "digest",
    summary: "Sends a digest of a type of one's own.",
    ...{ tag, scope: "overlay" },
    body: digestBody,
    answers: {
      202: { description: "It is on its way.", schema: schemas.digestSent },
    },
    refusals: {
      409: "The digest is none, or more than a datagram takes.",
      503: "The overlay's socket is not open.",
    },
    handle(call) {
      publishing(call, digestOf(call.body));
      return { status: 202, body: { status: "ok" } };
    },
  }),
];
