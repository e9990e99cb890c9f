/**
 * Accepts TCP connections in the real world, and does their TLS handshakes.
 *
 * Strangers who fail at their handshake, or never begin it, are dropped without a word: they are nobody's failure but
 * their own.
 *
 * @module
 */

import { createServer, isIP, isIPv6, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { failure, tcpFailure } from "./tcp_failure.ts";
import { endpoint, NetTcpSocket } from "./tcp_socket.ts";
import { listenerTls, TLS_HANDSHAKE_MS_MAX } from "./tcp_tls.ts";
import type {
  TcpFailure,
  TcpListener,
  TcpListenHandlers,
  TcpListenOptions,
} from "./world.ts";

/** Handshakes under way at one time: the whole cluster may come back at once, but strangers cannot fill the memory. */
const HANDSHAKES_MAX = 1_024;

/** A listening socket of node:net or node:tls. */
export class NetTcpListener implements TcpListener {
  readonly #options: TcpListenOptions;
  readonly #handlers: TcpListenHandlers;
  readonly #where: string;
  /** Connections whose TLS handshake is not done, by the endpoint they come from. */
  readonly #handshaking = new Map<string, Handshake>();
  #server: Server | undefined;
  #isListening = false;
  #isClosed = false;

  /** Listens from the next microtask on. */
  constructor(options: TcpListenOptions, handlers: TcpListenHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#where = `${options.address}:${options.port}`;
    queueMicrotask(() => this.#listen());
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#server?.close();
    for (const { socket } of this.#handshaking.values()) socket.destroy();
  }

  #listen(): void {
    if (this.#isClosed) return;
    const { address, port } = this.#options;
    if (isIP(address) === 0) {
      return this.#refuse("address_unavailable", "it is a name");
    }
    // node:net would throw where nobody can catch it.
    const host = isIPv6(address) ? `[${address}]:${port}` : this.#where;
    if (!mayListen(host)) {
      return this.#refuse("permission_denied", "Deno does not permit it");
    }
    const server = this.#makeServer();
    if (!server) return;
    this.#server = server;
    server.on("error", (error) => {
      const during = this.#isListening ? "accept" : "listen";
      this.#tell(tcpFailure(during, this.#where, error));
    });
    server.once("listening", () => this.#listening(server));
    try {
      server.listen({ host: address, port });
    } catch (error) {
      this.#tell(tcpFailure("listen", this.#where, error));
    }
  }

  #makeServer(): Server | undefined {
    const { tls } = this.#options;
    const options = { noDelay: true, allowHalfOpen: true };
    if (!tls) {
      return createServer(options, (socket) => this.#accept(socket));
    }
    const secured = listenerTls(tls);
    if (!secured.ok) {
      this.#tell(
        failure("tls", "certificate_refused", this.#where, secured.reason),
      );
      return undefined;
    }
    const server = createTlsServer({ ...secured.value, ...options });
    server.on("connection", (socket: Socket) => this.#awaitHandshake(socket));
    server.on("secureConnection", (socket) => {
      this.#handshakeOver(socket);
      const isKnown = !tls.requireClientCertificate || hasCertificate(socket);
      if (isKnown) this.#accept(socket);
      else socket.destroy();
    });
    server.on("tlsClientError", (_error, socket) => {
      socket.destroy();
      this.#handshakeOver(socket)?.destroy();
    });
    return server;
  }

  #listening(server: Server): void {
    if (this.#isClosed) return;
    this.#isListening = true;
    const { address, port } = server.address() as {
      address: string;
      port: number;
    };
    this.#handlers.listening({ address, port });
  }

  #accept(socket: Socket): void {
    const remote = endpoint(socket.remoteAddress, socket.remotePort);
    const local = endpoint(socket.localAddress, socket.localPort);
    // Without an address the peer has gone already.
    if (this.#isClosed || !remote || !local) return void socket.destroy();
    const own = new NetTcpSocket(`${remote.address}:${remote.port}`);
    own.adopt(socket);
    own.open(() => {});
    const handlers = this.#handlers.accepted(own, remote, local);
    if (handlers) own.listen(handlers);
    else own.close();
  }

  #awaitHandshake(socket: Socket): void {
    if (this.#isClosed || this.#handshaking.size >= HANDSHAKES_MAX) {
      return void socket.destroy();
    }
    const key = peerOf(socket);
    const timer = setTimeout(() => socket.destroy(), TLS_HANDSHAKE_MS_MAX);
    this.#handshaking.set(key, { socket, timer });
    socket.once("close", () => this.#forget(key));
  }

  #handshakeOver(socket: Socket): Socket | undefined {
    return this.#forget(peerOf(socket));
  }

  #forget(peer: string): Socket | undefined {
    const handshake = this.#handshaking.get(peer);
    clearTimeout(handshake?.timer);
    this.#handshaking.delete(peer);
    return handshake?.socket;
  }

  #refuse(code: TcpFailure["code"], reason: string): void {
    this.#tell(failure("listen", code, this.#where, reason));
  }

  #tell(why: TcpFailure): void {
    if (!this.#isClosed) this.#handlers.failed(why);
  }
}

interface Handshake {
  readonly socket: Socket;
  readonly timer: ReturnType<typeof setTimeout>;
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}:${remotePort}`;
}

function hasCertificate(socket: TLSSocket): boolean {
  const certificate: object | undefined = socket.getPeerCertificate();
  return certificate !== undefined && Object.keys(certificate).length > 0;
}

/** Whether Deno permits listening there, `address:port`; asking by listening would throw, or prompt. */
export function mayListen(host: string): boolean {
  try {
    return Deno.permissions.querySync({ name: "net", host }).state ===
      "granted";
  } catch {
    return true; // no host that Deno understands: listening tells what is wrong with it
  }
}
