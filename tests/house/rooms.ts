/**
 * The rooms of the house, which of them may import which, and what they may have from outside. The drawing of it is
 * in docs/architecture.md.
 *
 * @module
 */

/** What files of one room may import. */
export interface Room {
  /** Other rooms of ours, or single files of them. Its own room is always allowed. */
  readonly ours: readonly string[];
  /** Packages and modules of the runtime. */
  readonly outside: readonly string[];
}

/** Everything there is. A new room, or a new need of one, is a line here and a reason in the commit. */
export const rooms: Readonly<Record<string, Room>> = {
  "wire": { ours: [], outside: [] },
  "protocol": { ours: ["wire"], outside: ["valibot", "ts-pattern"] },
  "otp": { ours: [], outside: ["xstate"] },
  "actors": { ours: ["protocol", "otp"], outside: ["xstate", "ts-pattern"] },
  "ports": {
    ours: ["wire", "otp"],
    outside: [
      "node:crypto",
      "node:dgram",
      "node:http",
      "node:https",
      "node:net",
      "node:os",
      "node:timers",
      "node:tls",
      "selfsigned",
    ],
  },
  "sim": { ours: ["wire", "otp", "src/ports/world.ts"], outside: [] },
  "inspector": {
    ours: ["wire", "protocol", "otp", "bundles", "src/ports/world.ts"],
    outside: ["xstate"],
  },
  // Runs in the browser: what it has of the house is how a chart is worded and how a frame is laid out. It is bundled by
  // a configuration of its own.
  "page": {
    ours: ["inspector"],
    outside: [
      "@preact/signals",
      "preact",
      "preact/hooks",
    ],
  },
  // What the page was bundled into.
  "bundles": { ours: [], outside: [] },
  // Looks at all of a node, and is looked at by whoever serves what it saw.
  "metrics": {
    ours: ["node", "otp", "protocol", "wire", "src/ports/world.ts"],
    outside: ["@opentelemetry/api"],
  },
  // Request to Response; sockets are the ports'.
  "http": {
    ours: [
      "node",
      "inspector",
      "protocol",
      "wire",
      "metrics",
      "src/ports/world.ts",
      "deno.json",
    ],
    outside: ["@valibot/to-json-schema", "hono", "node:crypto", "valibot"],
  },
  // Does what a node does, for a few seconds, on a world that it is given.
  "doctor": {
    ours: ["node", "protocol", "wire", "src/ports/world.ts"],
    outside: [],
  },
  // A cluster to look at; its world is given to it, so that it may be a simulated one.
  "demo": {
    ours: ["node", "protocol", "wire", "src/ports/world.ts"],
    outside: ["xstate"],
  },
  // Signals are the operator's, not the node's: a library must never take a signal from its host.
  "cli": {
    ours: [
      "demo",
      "doctor",
      "wire",
      "src/ports/real_world.ts",
      "node",
      "otp",
      "protocol",
      "src/ports/clock.ts",
      "src/ports/http_client.ts",
      "src/ports/signals.ts",
      "src/ports/world.ts",
      "deno.json",
    ],
    outside: ["commander", "@logtape/logtape", "valibot"],
  },
  // What a node is seen as; the files that put it together have rows of their own below.
  "node": {
    ours: ["protocol", "otp", "wire", "src/ports/world.ts"],
    outside: [],
  },
  "mod": {
    ours: ["node", "protocol", "wire", "src/ports/world.ts"],
    outside: [],
  },
  "main": { ours: ["cli"], outside: [] },
};

/** Single files that may import more than their room. */
export const exceptions: Readonly<
  Record<string, Room & { readonly because: string }>
> = {
  "src/node.ts": {
    ours: ["actors", "metrics", "ports"],
    outside: [],
    because:
      "it is the composition root: only it and the trees below it, which have rows of their own, join actors and ports",
  },
  "src/overlay_client.ts": {
    ours: ["actors", "ports"],
    outside: [],
    because: "it composes a client's own tree, as src/node.ts does a node's",
  },
  "src/http_tree.ts": {
    ours: ["actors", "ports", "http", "metrics"],
    outside: ["xstate"],
    because: "it composes the HTTP server, as src/node.ts does the rest",
  },
  "src/actor_chart.ts": {
    ours: ["inspector"],
    outside: [],
    because: "it tells the chart of an actor of the node",
  },
  "src/inspector_process.ts": {
    ours: ["actors", "inspector"],
    outside: [],
    because: "it composes the actor by which other nodes look at this one",
  },
  "src/node_inspector.ts": {
    ours: ["inspector"],
    outside: [],
    because: "it joins the node's actors with who looks at them",
  },
  "src/topology_tree.ts": {
    ours: ["actors", "ports"],
    outside: ["xstate"],
    because: "it composes a topology's subtree, as src/node.ts does the rest",
  },
  "src/distribution_tree.ts": {
    ours: ["actors", "ports"],
    outside: ["xstate"],
    because:
      "it composes the distribution's subtree, as src/node.ts does the rest",
  },
  "src/process_tree.ts": {
    ours: ["actors"],
    outside: [],
    because:
      "it composes the subtree of processes, as src/node.ts does the rest",
  },
  "src/overlay_tree.ts": {
    ours: ["actors", "ports"],
    outside: ["xstate"],
    because: "it composes an overlay's subtree, as src/node.ts does the rest",
  },
  "src/protocol/configuration_text.ts": {
    ours: [],
    outside: ["jsonc-parser"],
    because: "reading a text is a pure function of it",
  },
  "src/inspector/inspect_system.ts": {
    ours: ["src/ports/clock.ts", "src/ports/random.ts"],
    outside: [],
    because:
      "it is for programs that are no nodes, and have no world to hand in",
  },
  "src/inspector/page/build.ts": {
    ours: [],
    outside: ["esbuild", "node:zlib"],
    because: "it makes the bundles, and is no part of them",
  },
  "src/wire/aes_cbc.ts": {
    ours: [],
    outside: ["node:crypto"],
    because: "a block cipher is a pure function of key and bytes",
  },
  "src/wire/aes_gcm.ts": {
    ours: [],
    outside: ["node:crypto"],
    because: "a cipher is a pure function of key, nonce and bytes",
  },
  "src/wire/distribution/challenge.ts": {
    ours: [],
    outside: ["node:crypto"],
    because: "a digest is a pure function of bytes",
  },
  "src/wire/text.ts": {
    ours: [],
    outside: ["node:buffer"],
    because: "decoding text is a pure function of bytes",
  },
  "src/wire/etf/compression.ts": {
    ours: [],
    outside: ["node:zlib"],
    because: "inflating is a pure function of bytes",
  },
  "src/wire/etf/identity.ts": {
    ours: [],
    outside: ["node:buffer"],
    because: "comparing bytes is a pure function of them",
  },
  "src/sim/addresses.ts": {
    ours: [],
    outside: ["node:net"],
    because: "it only asks whether a text is an address",
  },
  "src/sim/clock.ts": {
    ours: [],
    outside: ["node:timers"],
    because: "virtual time waits for real promises by a turn of the event loop",
  },
  "src/sim/random.ts": {
    ours: [],
    outside: ["node:crypto"],
    because: "the seed is spread by a hash",
  },
};

/** Files of ours that may import only the types of a further room. */
export const typesOnly: Readonly<Record<string, string>> = {
  "src/distribution_news.ts": "actors",
  "src/node_facts.ts": "inspector",
  "src/node_news.ts": "actors",
  "src/peer_views.ts": "actors",
  "src/overlay_news.ts": "actors",
};

/** The room of a file, by its path from the root of the project. */
export function roomOf(path: string): string {
  const [folder, room, ...deeper] = path.split("/");
  if (folder === "actors") return "actors";
  const part = deeper.length > 1 && room === "inspector" ? deeper[0]! : "";
  if (part in rooms) return part;
  if (folder === "src") return deeper.length > 0 ? room! : "node";
  return path.replace(/\.ts$/, "");
}
