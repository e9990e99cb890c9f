/**
 * An overlay's settings as a body.
 *
 * Most of what they may be is looked at where they are put in force, which names each wrong one.
 *
 * @module
 */
import * as v from "valibot";
import { notAList } from "../protocol/checks.ts";
import type { OverlaySettings } from "../protocol/overlay/settings.ts";
import {
  multicastSchema,
  unicastSchema,
} from "../protocol/overlay/settings_schema.ts";

/** An overlay's settings. */
export const overlaySettings = notAList(
  "settings of an overlay",
) as unknown as v.GenericSchema<unknown, OverlaySettings>;

/** What the OpenAPI document says of them. */
export const overlayDocument = v.pipe(
  v.union([multicastSchema, unicastSchema]),
  v.description(
    "The settings of a multicast overlay, or without `multicast` of a unicast one.",
  ),
);
