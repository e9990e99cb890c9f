/**
 * A node of ours with overlays, under plain `--allow-net`: prints its events, and what it subscribes to, as JSON lines.
 *
 *     overlay_node.ts '{"overlays": {"lan": {…}}, "subscribe": ["greeting"]}'
 *
 * An overlay that is refused is told as `overlay_failed {overlay, message}`; the node runs on. SIGINT ends it.
 *
 * @module
 */
import { type Node, startNode } from "../../src/node.ts";
import type { OverlaySettings } from "../../src/protocol/overlay/settings.ts";

/** What the program is told. */
export interface OverlayNodeSettings {
  /** Settings of each overlay. */
  readonly overlays: Readonly<Record<string, OverlaySettings>>;
  /** Types that it subscribes to, in every overlay. */
  readonly subscribe?: readonly string[];
}

if (import.meta.main) {
  const { overlays, subscribe = [] }: OverlayNodeSettings = JSON.parse(
    Deno.args[0]!,
  );
  const node = await startNode({ topologies: {} }, undefined, (event) => {
    const { type, atMs, ...fields } = event;
    say(type, { at: new Date(atMs).toISOString(), ...fields });
  });
  for (const [overlay, settings] of Object.entries(overlays)) {
    try {
      await node.overlays.add(overlay, settings);
    } catch (error) {
      say("overlay_failed", { overlay, message: (error as Error).message });
      continue;
    }
    if (subscribe.length > 0) follow(node, overlay, subscribe);
  }
  say("ready");
  const stop = async () => {
    await node.stop();
    Deno.exit(0);
  };
  Deno.addSignalListener("SIGINT", stop);
}

async function follow(
  node: Node,
  overlay: string,
  types: readonly string[],
): Promise<void> {
  const events = node.overlays.subscribe(overlay, types);
  for await (const { type, id, fields } of events) {
    const values = fields.map(({ value }) => value);
    say("overlay_event", { overlay, type, id, values });
  }
}

function say(event: string, fields: object = {}): void {
  const text = JSON.stringify(
    { event, ...fields },
    (_key, value) => typeof value === "bigint" ? Number(value) : value,
  );
  console.log(text);
}
