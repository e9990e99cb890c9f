/**
 * TCP as a node sees it; part of `world.ts`, which exports all of it.
 *
 * A connection is bytes in order, both ways, and one word at its end. Nothing throws: what the network refuses is told.
 * No handler is called before `connect` or `listen` has returned, nor after `close` or `destroy`.
 *
 * @module
 */

import type { Secret } from "../wire/secret.ts";
import type { Endpoint } from "./world.ts";

/**
 * Bytes that may wait in a socket before `write` says false: 4 MiB. Erlang's distribution tells its senders at 1 MiB
 * (`erl +zdbbl`), and has a thread to encode the next message in; here the socket would run dry meanwhile.
 */
export const TCP_WAITING_BYTES_HIGH = 4 * 1_048_576;

/** Bytes below which `drained` is told: a quarter, so that those told do not wake for every chunk. */
export const TCP_WAITING_BYTES_LOW = 1_048_576;

/** How long a closed socket may take to send what waits, in milliseconds. */
export const TCP_CLOSING_MS_MAX = 1_000;

/** Where connections come from. */
export interface TcpNetwork {
  /** Connects to `host`, a name or an address. Never throws: refusals are told by `closed`. */
  connect(options: TcpConnectOptions, handlers: TcpHandlers): TcpSocket;
  /** Accepts connections. Never throws: refusals are told by `failed`. */
  listen(options: TcpListenOptions, handlers: TcpListenHandlers): TcpListener;
  /** Settles when every socket that was closed has sent what waited, and is gone. Without it they are at once. */
  settled?(): Promise<void>;
}

/** Where to connect to. */
export interface TcpConnectOptions {
  /** A name or an address. */
  readonly host: string;
  /** Port, 1 to 65535. */
  readonly port: number;
  /** Speaks TLS; plain bytes without it. */
  readonly tls?: TlsOptions;
}

/** Where to listen. */
export interface TcpListenOptions {
  /** Address to bind; a name is refused as `address_unavailable`. `::` takes IPv4 as well. */
  readonly address: string;
  /** Port to bind; 0 lets the system choose. */
  readonly port: number;
  /** Speaks TLS; plain bytes without it. */
  readonly tls?: TlsOptions;
}

/**
 * TLS on a connection. All of this works both ways on Deno 2.9.6 (TLS 1.2 and 1.3), a client's certificate included; the
 * simulated network carries no TLS and refuses it.
 *
 * In TLS 1.3 a client's handshake is done before the server has looked at the client's certificate: a client that is
 * refused for it is told `opened`, and then `closed`, as `certificate_refused` only where the server says why. A server
 * on Deno does so when the certificate is missing, and just hangs up on one it does not trust.
 */
export interface TlsOptions {
  /** Our own certificate, and those between it and the authority's, as PEM. A listener needs one. */
  readonly cert?: string;
  /** The private key of `cert`, as PEM without a passphrase. */
  readonly key?: Secret | string;
  /** The authorities to trust, as PEM; without it those that Deno trusts. */
  readonly ca?: string;
  /**
   * Whether the peer's certificate must come from a trusted authority (and, of a server, name `serverName`). With
   * `none` everybody is taken, whoever listens in between included.
   */
  readonly verify: "peer" | "none";
  /** The name that the server's certificate must bear; `host` without it. Of no use to a listener. */
  readonly serverName?: string;
  /**
   * Whether a listener asks clients for a certificate, and refuses those without one; whether that is also checked,
   * `verify` says. Of no use to a client.
   */
  readonly requireClientCertificate?: boolean;
}

/** What a connection tells its owner. */
export interface TcpHandlers {
  /** Connected; with TLS also: the handshake is done and the peer verified. */
  opened(local: Endpoint, remote: Endpoint): void;
  /** Bytes came, at least one, cut anywhere; they belong to the receiver. */
  received(bytes: Uint8Array): void;
  /** After `write` said false: few enough wait again. */
  drained(): void;
  /**
   * It is over; told once, and last. Without a failure the peer ended it in good order. A peer that ends its half has
   * ended the connection: what waits here is still sent as by `close`, but it may be refused.
   */
  closed(failure?: TcpFailure): void;
}

/** A connection. */
export interface TcpSocket {
  /**
   * Queues bytes, which must not change afterwards, behind those before; also before `opened`. False when more than
   * `TCP_WAITING_BYTES_HIGH` wait: tell the senders, until `drained`. They are queued nevertheless. Ignored after the end.
   *
   * What is written within one tick leaves together.
   */
  write(bytes: Uint8Array): boolean;
  /** Bytes that the system has not taken yet. */
  readonly waitingBytes: number;
  /** Sends what waits (for at most `TCP_CLOSING_MS_MAX`), then closes. Safe twice. */
  close(): void;
  /** Closes at once and drops what waits: the peer is told of a reset, unless all had arrived. Safe twice. */
  destroy(): void;
  /** Stops reading: TCP pushes back on the sender. An end behind unread bytes is not noticed either. */
  pause(): void;
  /** Reads again. */
  resume(): void;
}

/** What a listener tells its owner. */
export interface TcpListenHandlers {
  /** Connections are accepted from now on. */
  listening(local: Endpoint): void;
  /**
   * Somebody connected (with TLS: did the handshake). Returns the handlers of the connection, or nothing to refuse it:
   * then it is closed at once. The socket may be written to and closed right here.
   */
  accepted(
    socket: TcpSocket,
    remote: Endpoint,
    local: Endpoint,
  ): TcpAcceptedHandlers | undefined;
  /** Instead of `listening`, or later when nothing will be accepted any more. Close it then. */
  failed(failure: TcpFailure): void;
}

/** What an accepted connection tells its owner; `accepted` was its `opened`. */
export type TcpAcceptedHandlers = Omit<TcpHandlers, "opened">;

/** Who accepts. */
export interface TcpListener {
  /** Accepts no more; connections that were accepted live on. Safe twice. */
  close(): void;
}

/** Why a connection was refused or ended, in words that do not depend on the platform. */
export type TcpFailureCode =
  /** Nobody listens there. */
  | "refused"
  /** Nothing was heard for as long as the system is patient. */
  | "timed_out"
  /** No way leads there. */
  | "unreachable"
  /** The name means no address. */
  | "not_found"
  /** The peer dropped the connection, or its program died. */
  | "reset"
  /** Somebody listens there already. */
  | "address_in_use"
  /** The host does not own the address. */
  | "address_unavailable"
  /** The runtime or the system forbids it, e.g. `--allow-net` does not cover the address. */
  | "permission_denied"
  /** One side does not trust the other's certificate, or our own is no good. */
  | "certificate_refused"
  /** The platform did not say. */
  | "unknown";

/** What was refused. */
export interface TcpFailure {
  /** What was attempted. */
  readonly during:
    | "resolve"
    | "connect"
    | "listen"
    | "accept"
    | "read"
    | "write"
    | "tls";
  /** Why it failed. */
  readonly code: TcpFailureCode;
  /** What was attempted with whom, and the platform's own words, for a log. */
  readonly message: string;
}
