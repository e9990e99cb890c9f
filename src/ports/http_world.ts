/**
 * HTTP as a node sees it; part of `world.ts`, which exports all of it. Requests come in, responses go out; what a
 * request means is decided elsewhere.
 *
 * @module
 */

import type { Secret } from "../wire/secret.ts";
import type { TcpFailure } from "./tcp_world.ts";
import type { Endpoint } from "./world.ts";

/** Where HTTP is served. */
export interface HttpNetwork {
  /** Serves. Never throws: refusals are told by `failed`. */
  listen(options: HttpListenOptions, handlers: HttpHandlers): HttpListener;
  /** Settles when every listener that was closed has answered what it was asked, and is gone. */
  settled(): Promise<void>;
}

/** Where to serve. */
export interface HttpListenOptions {
  /** Address to bind. */
  readonly address: string;
  /** Port to bind; 0 lets the system choose. */
  readonly port: number;
  /** Speaks HTTPS with this pair; plain HTTP without it. */
  readonly tls?: HttpCertificate;
}

/** A certificate and its key, or what makes them once the server starts. */
export type HttpCertificate =
  | { readonly cert: string; readonly key: Secret }
  | "self_signed";

/** Who asks. */
export interface HttpPeer {
  /** Its address. */
  readonly address: string;
  /** Its port. */
  readonly port: number;
}

/** What a listener tells its owner. */
export interface HttpHandlers {
  /** Requests are taken from now on; `fingerprint` is the SHA-256 of a self-signed certificate, as `openssl` prints it. */
  listening(local: Endpoint, fingerprint?: string): void;
  /** Answers a request; one that is rejected costs its connection and nothing else. */
  respond(request: Request, peer: HttpPeer): Promise<Response>;
  /** Instead of `listening`, or later when nothing will be taken any more. Close it then. */
  failed(failure: TcpFailure): void;
}

/** Who serves. */
export interface HttpListener {
  /** Takes no more requests; those under way have a second to be answered. Safe twice. */
  close(): void;
}
