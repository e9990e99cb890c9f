/**
 * The option `--overlay <name>=<settings as JSON>`. The settings hold a key, and arguments show in process lists: so
 * `name=@FILE` reads them from a file, `name=-` from standard input. Nothing that is wrong is ever repeated.
 *
 * @module
 */
import {
  type OverlaySettings,
  resolveOverlaySettings,
} from "../protocol/overlay/settings.ts";
import { printable } from "../protocol/reason.ts";
import { SettingsError } from "../protocol/settings.ts";
import { readText, UsageError } from "./secret_option.ts";

/** An overlay to be started. */
export interface OverlayOption {
  /** Its name. */
  readonly name: string;
  /** Its settings. */
  readonly settings: OverlaySettings;
}

/**
 * What `--overlay` was given, each time.
 *
 * @throws {UsageError} If one is no name and JSON, or a name is there twice.
 * @throws {SettingsError} Naming every setting that is unknown or wrong, as `overlays.<name>.<setting>`.
 */
export async function overlaysOf(
  given: readonly string[],
): Promise<readonly OverlayOption[]> {
  const overlays = new Map<string, OverlayOption>();
  for (const text of given) {
    const overlay = await overlayOf(text);
    if (overlays.has(overlay.name)) {
      throw new UsageError(`--overlay ${overlay.name}: it is there twice`);
    }
    overlays.set(overlay.name, overlay);
  }
  return [...overlays.values()];
}

async function overlayOf(text: string): Promise<OverlayOption> {
  const at = text.indexOf("=");
  // A value without a name may be settings with a key in them: it is not repeated.
  if (at < 1 || text.slice(0, at).includes("{")) {
    throw new UsageError(
      "--overlay takes <name>=<settings as JSON>, <name>=@FILE or <name>=-",
    );
  }
  const name = printable(text.slice(0, at));
  const what = `the settings of overlay ${name}`;
  const json = await readText(text.slice(at + 1), what);
  const settings = parsed(json, name);
  check(name, settings);
  return { name, settings: settings as OverlaySettings };
}

function parsed(json: string, name: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    // The parser's own words quote the text, in which there is a key.
    const at = /at position (\d+)/.exec((error as Error).message)?.[1];
    const where = at === undefined ? "" : `, from character ${Number(at) + 1}`;
    throw new UsageError(`--overlay ${name}: its settings are no JSON${where}`);
  }
}

/** The member's name is made when the overlay starts. */
function check(name: string, settings: unknown): void {
  try {
    resolveOverlaySettings(name, settings, "");
  } catch (error) {
    throw error instanceof SettingsError ? ofOverlay(name, error) : error;
  }
}

/** The error with its problems as those of the overlay `name`. */
export function ofOverlay(name: string, error: SettingsError): SettingsError {
  return new SettingsError(
    error.problems.map((problem) => `overlays.${name}.${problem}`),
  );
}
