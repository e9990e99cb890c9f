/**
 * An overlay's settings as a person would write them: what `resolveOverlaySettings` makes of them is the same again.
 *
 * @module
 */
import type { OverlaySettings, ResolvedOverlay } from "./settings.ts";

/** The settings in full, keys and secrets in the clear: for whoever changes one of them, and for nobody to show. */
export function writtenSettings(resolved: ResolvedOverlay): OverlaySettings {
  const { name: _, family: _family, ...rest } = resolved;
  const written = {
    ...rest,
    symmetric_key: rest.symmetric_key.reveal(),
    symmetric_keys: rest.symmetric_keys.map(({ id, key }) => ({
      id,
      key: key.reveal(),
    })),
    secret: rest.secret.reveal(),
  };
  // Without a value is another thing than left out.
  return Object.fromEntries(
    Object.entries(written).filter(([, value]) => value !== undefined),
  ) as unknown as OverlaySettings;
}
