/**
 * What the page is made of: files that are the same for everybody and have nothing in them of the program that is looked at.
 *
 * They lie in the bundles as a browser takes them, compressed; whoever cannot decompress gets them in full.
 *
 * @module
 */
import {
  pageCommon,
  pageHtml,
  pageIcon,
  pageScript,
  pageStyle,
  pageViews,
} from "./bundles/page.ts";

/** What the page may do: load its own files and ask its own server, and nothing else. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const headersOfAll: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  // Asked for anew each time, and sent again only if another version runs.
  "cache-control": "no-cache",
  "vary": "accept-encoding",
};

interface Asset {
  readonly type: string;
  /** Compressed by gzip, in base64. */
  readonly content: () => Promise<string>;
}

const html = "text/html; charset=utf-8";
const script = "text/javascript; charset=utf-8";

const assets = new Map<string, Asset>([
  ["", { type: html, content: () => Promise.resolve(pageHtml) }],
  ["page.js", { type: script, content: () => Promise.resolve(pageScript) }],
  ["chunk.js", { type: script, content: () => Promise.resolve(pageCommon) }],
  ["views.js", { type: script, content: () => Promise.resolve(pageViews) }],
  ["page.css", {
    type: "text/css; charset=utf-8",
    content: () => Promise.resolve(pageStyle),
  }],
  ["icon.svg", {
    type: "image/svg+xml",
    content: () => Promise.resolve(pageIcon),
  }],
  ["elk-worker.js", {
    type: script,
    // Ten times as large as all the rest, and needed only where a chart is drawn.
    content: async () => (await import("./bundles/elk.ts")).elkWorker,
  }],
]);

interface Decoded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

const decoded = new Map<string, Promise<Decoded>>();

/** The file of that name, the page itself if it is empty; nothing if there is no such file. */
export async function assetOf(
  name: string,
  { headers }: Request,
): Promise<Response | undefined> {
  const asset = assets.get(name);
  if (!asset) return undefined;
  let content = decoded.get(name);
  if (!content) decoded.set(name, content = decode(asset));
  const { bytes, etag } = await content;
  const all = { ...headersOfAll, etag, "content-type": asset.type };
  if (headers.get("if-none-match")?.includes(etag)) {
    return new Response(null, { status: 304, headers: all });
  }
  if (
    /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(
      headers.get("accept-encoding") ?? "",
    )
  ) {
    return new Response(bytes, {
      headers: { ...all, "content-encoding": "gzip" },
    });
  }
  const plain = new Blob([bytes]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return new Response(await new Response(plain).bytes(), { headers: all });
}

async function decode({ content }: Asset): Promise<Decoded> {
  const bytes = Uint8Array.fromBase64(await content());
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  // Weak: the same whether it is sent compressed or in full.
  return { bytes, etag: `W/"${new Uint8Array(digest, 0, 12).toHex()}"` };
}
