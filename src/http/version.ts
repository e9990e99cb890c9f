/**
 * The version that is told over HTTP.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };

/** The version of this program. */
export const version: string = config.version;
