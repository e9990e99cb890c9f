/**
 * Sends a `Response` by node:http: in one piece, or, a stream of events, as it comes and as fast as it is read.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from "node:http";

/** A reader of a stream that takes nothing for so long is gone, in ms. */
const stallMsMax = 60_000;

/** Time in which the rest of a body that nobody wants may come, in ms, so that the sender reads why. */
const lingerMsMax = 2_000;

/** Sends it; settles when it is sent, or nobody is there to read it. `isLast`: the connection is to end with it. */
export async function sendResponse(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  isLast: boolean,
): Promise<void> {
  const headers = Object.fromEntries(response.headers);
  const isUnread = !incoming.complete;
  if (isLast || isUnread) headers["connection"] = "close";
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/event-stream") && response.body) {
    outgoing.writeHead(response.status, headers);
    outgoing.flushHeaders();
    return await stream(response.body, outgoing);
  }
  const body = new Uint8Array(await response.arrayBuffer());
  const isHead = incoming.method === "HEAD";
  if (!isHead || !("content-length" in headers)) {
    headers["content-length"] = String(body.length);
  }
  outgoing.writeHead(response.status, headers);
  if (isUnread) discardRest(incoming, outgoing);
  outgoing.end(isHead ? undefined : body);
}

async function stream(
  body: ReadableStream<Uint8Array>,
  outgoing: ServerResponse,
): Promise<void> {
  const reader = body.getReader();
  const left = () => void reader.cancel().catch(() => {});
  outgoing.once("close", left);
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done || outgoing.destroyed) break;
      if (!outgoing.write(value)) await drained(outgoing);
    }
    outgoing.end();
  } finally {
    outgoing.off("close", left);
    left();
  }
}

/** Settles when there is room again, or the connection is over: by itself, or because nobody reads. */
function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => outgoing.destroy(), stallMsMax);
    const over = () => {
      clearTimeout(timer);
      outgoing.off("drain", over);
      outgoing.off("close", over);
      resolve();
    };
    outgoing.once("drain", over);
    outgoing.once("close", over);
  });
}

/** A connection that is reset while the peer still sends loses the answer on its way. */
function discardRest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const { socket } = incoming;
  if (socket.destroyed) return;
  const timer = setTimeout(() => socket.destroy(), lingerMsMax);
  socket.once("close", () => clearTimeout(timer));
  outgoing.once("finish", () => void incoming.resume());
}
