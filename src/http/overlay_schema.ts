/**
 * An overlay's settings as a body.
 *
 * What they may be is looked at where they are put in force, which names each wrong one.
 *
 * @module
 */
import type * as v from "valibot";
import { notAList } from "../protocol/checks.ts";
import type { OverlaySettings } from "../protocol/overlay/settings.ts";

/** An overlay's settings. */
export const overlaySettings = notAList(
  "settings of an overlay",
) as unknown as v.GenericSchema<unknown, OverlaySettings>;
