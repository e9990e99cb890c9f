/**
 * A request of node:http as a `Request`.
 *
 * @module
 */

import type { IncomingMessage } from "node:http";

/** The request, or nothing if it is none: no host or two, a path that is no path, a method that nobody may use. */
export function requestOf(
  incoming: IncomingMessage,
  isSecure: boolean,
): Request | undefined {
  const { method = "", url = "" } = incoming;
  try {
    const headers = headersOf(incoming);
    const host = headers?.get("host");
    if (!headers || !host || !url.startsWith("/")) return undefined;
    const target = new URL(`${isSecure ? "https" : "http"}://${host}${url}`);
    // What is more than a host would have moved into the other parts.
    if (target.username !== "" || !isHost(host)) return undefined;
    const mayHaveBody = method !== "GET" && method !== "HEAD";
    const body = mayHaveBody ? bodyOf(incoming) : null;
    return new Request(target, { method, headers, body });
  } catch {
    return undefined;
  }
}

/** The headers as they came, unless the host is there twice, which servers in a row may read differently. */
function headersOf({ rawHeaders }: IncomingMessage): Headers | undefined {
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name, value] = [rawHeaders[i]!, rawHeaders[i + 1]!];
    if (name.toLowerCase() === "host" && headers.has("host")) return undefined;
    headers.append(name, value);
  }
  return headers;
}

function isHost(host: string): boolean {
  return /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?$/.test(host);
}

/** The body, read from the connection only as fast as somebody reads it. */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let isOver = false;
  const over = (end: () => void) => () => {
    if (isOver) return;
    isOver = true;
    end();
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      incoming.on("data", (chunk: Uint8Array) => {
        if (isOver) return;
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.on("end", over(() => controller.close()));
      const cut = over(() =>
        controller.error(new Error("The request's body was cut off"))
      );
      incoming.on("error", cut);
      incoming.on("close", cut);
      incoming.pause();
    },
    pull: () => void incoming.resume(),
    cancel() {
      isOver = true;
    },
  }, { highWaterMark: 0 });
}
