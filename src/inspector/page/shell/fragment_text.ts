/**
 * Where we are, as the fragment of an address.
 *
 * @module
 */

/** Where we are: a node other than the server, and an actor's path. */
export interface Place {
  readonly node?: string | undefined;
  readonly path?: string | undefined;
}

/** `#path=overlays/office`, `#node=b%40host&path=overlays/office`, or nothing. */
export function fragmentOf({ node, path }: Place): string {
  const parts = [
    ...node === undefined ? [] : [`node=${encodeURIComponent(node)}`],
    ...path === undefined ? [] : [`path=${encodePath(path)}`],
  ];
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/** What a fragment says; nothing of what it says wrongly. */
export function placeIn(fragment: string): Place {
  const said = new URLSearchParams(fragment.replace(/^#/, ""));
  const node = said.get("node");
  const path = said.get("path");
  return { ...(node && { node }), ...(path && { path }) };
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
