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
import { ofOverlay, SettingsError } from "../protocol/settings_error.ts";
import { readText, UsageError } from "./secret_option.ts";

/**
 * What `--overlay` was given, each time: the settings of overlays by their names.
 *
 * @throws {UsageError} If one is no name and JSON, or a name is there twice.
 * @throws {SettingsError} Naming every setting that is unknown or wrong, as `overlays.<name>.<setting>`.
 */
export async function overlaysOf(
  given: readonly string[],
): Promise<Readonly<Record<string, OverlaySettings>>> {
  const overlays = new Map<string, OverlaySettings>();
  for (const text of given) {
    const [name, settings] = await overlayOf(text);
    if (overlays.has(name)) {
      throw new UsageError(`--overlay ${name}: it is there twice`);
    }
    overlays.set(name, settings);
  }
  return Object.fromEntries(overlays);
}

async function overlayOf(text: string): Promise<[string, OverlaySettings]> {
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
  return [name, settings as OverlaySettings];
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
