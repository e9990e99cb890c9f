/**
 * Sends a digest that was posted.
 *
 * @module
 */
import type { PostedDigest } from "./digest_body.ts";
import { Problem } from "./problem.ts";
import type { Call } from "./route.ts";

/**
 * Sends it to all subscribers, or to one address; returns the id of its envelope.
 *
 * @throws {Problem} 409, if it is none or more than a datagram takes.
 * @throws {OverlayError} If it is for one address, and the overlay's socket is not open.
 */
export function publishing(
  { host, params }: Pick<Call, "host" | "params">,
  { type, fields, to }: PostedDigest,
): string {
  try {
    return host.overlays.publish(params["overlay"]!, type, fields, to);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new Problem(409, error.message);
    }
    throw error;
  }
}
