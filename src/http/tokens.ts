/**
 * Tokens of overlays: whoever has one may do everything with that overlay, and nothing else. A token lives as long as
 * its overlay.
 *
 * @module
 */
import type { NodeEvents } from "../node_events.ts";
import type { Random } from "../ports/world.ts";

/** Bytes of a token: 256 bits, which nobody guesses. */
const tokenBytes = 32;

/** The overlays' tokens, made when they are first asked for. */
export class OverlayTokens {
  readonly #random: Random;
  readonly #tokens = new Map<string, string>();
  readonly #names: () => readonly string[];
  readonly #unsubscribe: () => void;

  /** Forgets the tokens of overlays as these are removed. */
  constructor(
    random: Random,
    host: {
      readonly events: NodeEvents;
      readonly overlays: { names(): readonly string[] };
    },
  ) {
    this.#random = random;
    this.#names = () => host.overlays.names();
    this.#unsubscribe = host.events.subscribe((event) => {
      if (event.type === "overlay_stopped") this.#tokens.delete(event.overlay);
    });
  }

  /** Nobody asks any more. */
  end(): void {
    this.#unsubscribe();
  }

  /** The token of an overlay that is there. */
  of(overlay: string): string {
    const known = this.#tokens.get(overlay);
    if (known !== undefined) return known;
    const token = this.#random.bytes(tokenBytes).toHex();
    this.#tokens.set(overlay, token);
    return token;
  }

  /** All of them, by overlay. */
  all(): readonly (readonly [overlay: string, token: string])[] {
    return this.#names().map((name) => [name, this.of(name)]);
  }
}
