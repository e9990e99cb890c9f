/**
 * Serves HTTP in the real world, by node:http and node:https, which need `--allow-net` and nothing else.
 *
 * Why not `Deno.serve`: Deno 2.9.6 waits for ever there for the rest of a header or a body, limits neither connections nor
 * the size of headers, and keeps idle connections open. node:http does all of that as its options say, TLS handshakes
 * included (`tests/ports/http_server_test.ts` has each as a test, so that a new Deno that does not is noticed).
 *
 * Whoever is slow loses the connection, whoever sends too much gets an answer that says so, and nobody holds more than
 * a share of the connections.
 *
 * @module
 */

import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { requestOf } from "./http_request.ts";
import { sendResponse } from "./http_response.ts";
import type {
  HttpCertificate,
  HttpHandlers,
  HttpListener,
  HttpListenOptions,
  HttpNetwork,
} from "./http_world.ts";
import { selfSigned } from "./self_signed.ts";
import { failure, tcpFailure } from "./tcp_failure.ts";
import { mayListen } from "./tcp_listener.ts";
import { listenerTls } from "./tcp_tls.ts";
import type { Endpoint, TcpFailure } from "./world.ts";

/** What a listener allows; tests make it smaller. */
export interface HttpLimits {
  /** Connections at one time: a script that asks 2,000 things at once, and as many others. */
  readonly connectionsMax: number;
  /** Connections of one address, so that it leaves room for others. */
  readonly connectionsPerAddressMax: number;
  /** Bytes of a request's header: ours have a few hundred. */
  readonly headerBytesMax: number;
  /** Until the header is there, in ms, and a TLS handshake is done: many round trips of a slow line. */
  readonly headersMsMax: number;
  /** Until the body is there too: 1 MiB over a line of 300 kbit/s. */
  readonly requestMsMax: number;
  /** Until the next request of a connection, in ms. */
  readonly idleMsMax: number;
  /** For answers under way when the listener closes, in ms: a node stops within two seconds. */
  readonly closingMsMax: number;
}

/** What a listener allows unless a test says otherwise. */
export const httpLimits: HttpLimits = {
  connectionsMax: 4_096,
  connectionsPerAddressMax: 2_048,
  headerBytesMax: 16_384,
  headersMsMax: 10_000,
  requestMsMax: 30_000,
  idleMsMax: 5_000,
  closingMsMax: 1_000,
};

/** How often it is looked for who is too slow: four times within the shortest limit. */
const checksPerLimit = 4;

/** Listeners that were closed and are not gone yet. */
const closing = new Set<Promise<void>>();

/** HTTP of this host. */
export const httpNetwork: HttpNetwork = httpNetworkOf(httpLimits);

/** HTTP of this host, with limits of one's own. */
export function httpNetworkOf(limits: HttpLimits): HttpNetwork {
  return {
    listen: (options, handlers) =>
      new NodeHttpListener(options, handlers, limits),
    settled: async () => void await Promise.all(closing),
  };
}

class NodeHttpListener implements HttpListener {
  readonly #options: HttpListenOptions;
  readonly #handlers: HttpHandlers;
  readonly #limits: HttpLimits;
  readonly #where: string;
  /** Open connections by address. */
  readonly #connections = new Map<string, number>();
  /** All of them, those in the middle of a TLS handshake included. */
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #isListening = false;
  #isClosed = false;

  constructor(
    options: HttpListenOptions,
    handlers: HttpHandlers,
    limits: HttpLimits,
  ) {
    this.#options = options;
    this.#handlers = handlers;
    this.#limits = limits;
    this.#where = `${options.address}:${options.port}`;
    queueMicrotask(() => void this.#listen());
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#server && this.#isListening) {
      track(this.#drained(this.#server, this.#limits.closingMsMax));
    }
  }

  async #listen(): Promise<void> {
    const { address, port } = this.#options;
    const host = address.includes(":") ? `[${address}]:${port}` : this.#where;
    if (!mayListen(host)) {
      const reason = "Deno does not permit it";
      return this.#refuse("listen", "permission_denied", reason);
    }
    const made = await this.#makeServer();
    if (!made || this.#isClosed) return;
    const { server, fingerprint } = made;
    this.#server = server;
    server.maxConnections = this.#limits.connectionsMax;
    server.on("connection", (socket: Socket) => this.#count(socket));
    server.on("error", (error) => {
      const during = this.#isListening ? "accept" : "listen";
      this.#tell(tcpFailure(during, this.#where, error));
    });
    server.once("listening", () => this.#listening(server, fingerprint));
    server.listen({ host: address, port });
  }

  /** The server, unless the pair of certificate and key is none. */
  async #makeServer(): Promise<
    { readonly server: Server; readonly fingerprint?: string } | undefined
  > {
    const { tls, address } = this.#options;
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      void this.#answer(request, response);
    const options = this.#serverOptions();
    if (!tls) return { server: createServer(options, answer) };
    const own = tls === "self_signed" ? await selfSigned(address) : undefined;
    const pair = own ?? tls as Exclude<HttpCertificate, "self_signed">;
    const { cert, key } = pair;
    const secured = listenerTls({ cert, key, verify: "none" });
    if (!secured.ok) {
      this.#refuse("tls", "certificate_refused", secured.reason);
      return undefined;
    }
    const { headersMsMax: handshakeTimeout } = this.#limits;
    const all = { ...options, ...secured.value, handshakeTimeout };
    const server = createTlsServer(all, answer) as unknown as Server;
    return { server, ...(own && { fingerprint: own.fingerprint }) };
  }

  #serverOptions(): ServerOptions {
    const { headersMsMax, requestMsMax, idleMsMax } = this.#limits;
    const shortest = Math.min(headersMsMax, requestMsMax);
    return {
      headersTimeout: headersMsMax,
      requestTimeout: requestMsMax,
      keepAliveTimeout: idleMsMax,
      connectionsCheckingInterval: Math.ceil(shortest / checksPerLimit),
      maxHeaderSize: this.#limits.headerBytesMax,
      // Two answers to one question is how requests are smuggled.
      insecureHTTPParser: false,
    };
  }

  #listening(server: Server, fingerprint: string | undefined): void {
    this.#isListening = true;
    if (this.#isClosed) return track(this.#drained(server, 0));
    const { address, port } = server.address() as Endpoint;
    this.#handlers.listening({ address, port }, fingerprint);
  }

  #count(socket: Socket): void {
    const { remoteAddress: address } = socket;
    const before = this.#connections.get(address ?? "") ?? 0;
    const { connectionsPerAddressMax } = this.#limits;
    if (address === undefined || before >= connectionsPerAddressMax) {
      return void socket.destroy();
    }
    this.#connections.set(address, before + 1);
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      const after = this.#connections.get(address)! - 1;
      if (after === 0) this.#connections.delete(address);
      else this.#connections.set(address, after);
    });
  }

  async #answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    const { remoteAddress: address, remotePort: port } = incoming.socket;
    if (address === undefined || port === undefined) return;
    const request = requestOf(incoming, this.#options.tls !== undefined);
    if (!request) {
      outgoing.writeHead(400, { connection: "close" }).end();
      return;
    }
    try {
      const response = await this.#handlers.respond(request, { address, port });
      await sendResponse(response, incoming, outgoing, this.#isClosed);
    } catch {
      outgoing.destroy();
    }
  }

  /** Settles when the server is gone; who has not been answered by then is left. */
  #drained(server: Server, msMax: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        server.closeAllConnections();
        // The server does not know of those that have not spoken TLS yet, and would wait for them.
        for (const socket of this.#sockets) socket.destroy();
      }, msMax);
      server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      server.closeIdleConnections();
    });
  }

  #refuse(
    during: TcpFailure["during"],
    code: TcpFailure["code"],
    reason: string,
  ): void {
    this.#tell(failure(during, code, this.#where, reason));
  }

  #tell(why: TcpFailure): void {
    if (!this.#isClosed) this.#handlers.failed(why);
  }
}

function track(gone: Promise<void>): void {
  closing.add(gone);
  void gone.then(() => closing.delete(gone));
}
