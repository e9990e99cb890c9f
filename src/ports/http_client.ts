/**
 * Asks an HTTP server: one connection a request, no proxy, nothing of the environment.
 *
 * Not `fetch`: that cannot be told to take a certificate that nobody signed, and asks the environment for proxies. Of
 * `node:https` the agent wants to read the system's certificates, which takes a permission; with a connection of our own
 * there is no agent.
 *
 * @module
 */
import { request as ask } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** How a request is sent. */
export interface HttpClientOptions {
  /** Takes any certificate, a self-signed one too. */
  readonly insecure?: boolean;
}

/** Sends a request; rejected if no answer comes. */
export type HttpClient = (
  request: Request,
  options?: HttpClientOptions,
) => Promise<Response>;

/** Longest wait for the head of an answer, connecting included, in ms: a node answers in a few, a call in 5 s. */
export const answerMsMax = 15_000;

/** Sends a request over a connection of its own, which ends with the answer's body, or by the request's signal. */
export const sendRequest: HttpClient = async (request, options = {}) => {
  const body = new Uint8Array(await request.arrayBuffer());
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const sent = send(request, options, body.length);
  const waiting = setTimeout(() => {
    sent.destroy(new Error(`no answer within ${answerMsMax / 1_000} s`));
  }, answerMsMax);
  sent.once("response", (message: IncomingMessage) => {
    clearTimeout(waiting);
    resolve(responseOf(message));
  });
  request.signal.addEventListener("abort", () => sent.destroy());
  // Also what goes wrong later: the body then ends with it, and nobody waits here any more.
  sent.on("error", (error) => {
    clearTimeout(waiting);
    reject(error);
  });
  sent.end(body);
  return await promise;
};

function send(
  { url, method, headers }: Request,
  options: HttpClientOptions,
  bodyBytes: number,
): ClientRequest {
  const { protocol, hostname, port, pathname, search, host } = new URL(url);
  const isTls = protocol === "https:";
  // IPv6 stands in brackets in an address, and without them elsewhere.
  const name = hostname.replace(/^\[(.*)\]$/, "$1");
  const target = { host: name, port: Number(port || (isTls ? 443 : 80)) };
  return ask({
    ...target,
    method,
    path: pathname + search,
    headers: {
      ...Object.fromEntries(headers),
      ...(bodyBytes > 0 && { "content-length": bodyBytes }),
      host,
      connection: "close",
    },
    createConnection: () => isTls ? tlsTo(target, options) : connectTcp(target),
  });
}

function tlsTo(
  target: { readonly host: string; readonly port: number },
  { insecure = false }: HttpClientOptions,
): Socket {
  return connectTls({
    ...target,
    // An address must not be sent as the name asked for (RFC 6066, section 3).
    ...(isIP(target.host) === 0 && { servername: target.host }),
    rejectUnauthorized: !insecure,
  });
}

function responseOf(message: IncomingMessage): Response {
  const status = message.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, [value].flat().join(", "));
  }
  // What says that there is no body may not have one in a Response either.
  const isBare = status === 204 || status === 304;
  if (isBare) message.resume();
  const body = isBare ? null : ReadableStream.from<Uint8Array>(message);
  return new Response(body, { status, headers });
}
