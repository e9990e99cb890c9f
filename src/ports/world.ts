/**
 * The interfaces through which a node touches the world, and nothing else: time,
 * randomness, UDP, TCP (in `tcp_world.ts`) and block ciphers.
 *
 * `src/ports` implements them on Deno, `src/sim` on a virtual clock and a seeded network;
 * one conformance suite runs over both. Whatever is not here, a node cannot do.
 *
 * @module
 */

import type { HttpNetwork } from "./http_world.ts";
import type { TcpNetwork } from "./tcp_world.ts";

export * from "./http_world.ts";
export * from "./tcp_world.ts";

/** Time as a node sees it; also an XState `Clock`. */
export interface Clock {
  /** Milliseconds since the Unix epoch, never going backwards within one run. */
  nowMs(): number;
  /**
   * Calls `fire` once, `delayMs` milliseconds from now; returns what `clearTimeout` takes.
   *
   * Delays are real numbers from 0 to 2^31 - 1; a longer one is cut there.
   */
  // deno-lint-ignore no-explicit-any
  setTimeout(fire: (...args: any[]) => void, delayMs: number): any;
  /** Forgets a timer; an unknown or fired one is ignored. */
  // deno-lint-ignore no-explicit-any
  clearTimeout(timer: any): void;
}

/** Randomness as a node sees it. */
export interface Random {
  /** A number in `[0, 1)`. */
  next(): number;
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
}

/** An IP address and a port of UDP or TCP. */
export interface Endpoint {
  /** IPv4 or IPv6 address in text form, e.g. `10.0.0.1`; never a host name. */
  readonly address: string;
  /** Port, 1 to 65535. */
  readonly port: number;
}

/** Why the network refused something, in words that do not depend on the platform. */
export type NetworkFailureCode =
  /** Another program holds the address and does not share it. */
  | "address_in_use"
  /** The host does not own the address. */
  | "address_unavailable"
  /** No interface leads to the destination. */
  | "no_route"
  /** The interface to join or send on is not there (any more). */
  | "interface_gone"
  /** The runtime or the system forbids it, e.g. `--allow-net` does not cover the address. */
  | "permission_denied"
  /** The datagram is larger than the network takes. */
  | "too_large"
  /** Datagrams were sent faster than the network takes them, and the oldest waiting were dropped. */
  | "overloaded"
  /** The platform did not say. */
  | "unknown";

/** What the network refused. */
export interface NetworkFailure {
  /** What was attempted. */
  readonly during: "bind" | "join" | "send" | "receive";
  /** Why it was refused. */
  readonly code: NetworkFailureCode;
  /** What was attempted on which address, and the platform's own words, for a log. */
  readonly message: string;
  /** How many datagrams it is about, where that is not one. */
  readonly count?: number;
}

/** How multicast is set up on a socket. */
export interface MulticastOptions {
  /** Groups to join. */
  readonly groups: readonly string[];
  /**
   * The interface to join and send on; the system's choice without it. Its own address where the groups are
   * IPv4, `::%name` (for instance `::%eth0`) where they are IPv6.
   */
  readonly interfaceAddress?: string;
  /**
   * Time to live of outgoing datagrams, 1 to 255 hops; 1 stays on the segment. The join is refused with any
   * other number: Deno does not take 0, and always sends IPv6 with 1.
   */
  readonly ttl: number;
}

/** What to open. */
export interface UdpOptions {
  /** Address to bind. */
  readonly address: string;
  /** Port to bind; 0 lets the system choose. */
  readonly port: number;
  /** Shares the port with other sockets that share it too: multicast then reaches all of them. */
  readonly shared: boolean;
  /** Whether sending to a broadcast address is allowed. */
  readonly broadcast: boolean;
  /** Groups to join; loopback to this host is always on. */
  readonly multicast?: MulticastOptions;
  /** Size of the largest datagram accepted, in bytes; a longer one is cut there. */
  readonly receiveBytesMax: number;
}

/** What a socket tells its owner, never before `open` has returned and never after `close`. */
export interface UdpHandlers {
  /** The socket is bound and has joined its groups. */
  bound(local: Endpoint): void;
  /** A datagram came; `bytes` belong to the receiver. */
  datagram(bytes: Uint8Array, from: Endpoint): void;
  /** Several came, in this order: told in place of each alone, where there is this. */
  datagrams?(waiting: readonly Datagram[]): void;
  /** Something was refused. Where that comes instead of `bound`, the socket is useless and must be closed. */
  failed(failure: NetworkFailure): void;
}

/** A datagram that was received. */
export interface Datagram {
  /** What it carries; the receiver's own. */
  readonly bytes: Uint8Array;
  /** Who sent it. */
  readonly from: Endpoint;
}

/** An open socket. */
export interface UdpSocket {
  /**
   * Sends one datagram; sends leave in the order of their calls, those before `bound` as soon as it is told.
   * The bytes must not change afterwards. A refusal is told by `failed`; when too many wait, the oldest are
   * dropped, which is told as `overloaded`, with their `count`, twice for each burst: as it begins and as it ends.
   */
  send(bytes: Uint8Array, to: Endpoint): void;
  /**
   * Joins the groups again, which mends a socket whose interface was deleted and came back. A refusal is
   * told by `failed`, and leaves the socket as it was otherwise: a later `rejoin` may succeed.
   */
  rejoin(): void;
  /**
   * Closes the socket, once what waits is sent or a second has passed. Safe to call twice; nothing is told
   * afterwards.
   */
  close(): void;
}

/** Where sockets come from. */
export interface UdpNetwork {
  /** Opens a socket. Never throws: refusals are told by `failed`. */
  open(options: UdpOptions, handlers: UdpHandlers): UdpSocket;
  /** Hops of IPv6 multicast, where the platform takes no other `ttl`. */
  readonly ipv6MulticastTtl?: number;
  /** Settles when every socket that was closed has sent what waited, and is gone. Without it they are at once. */
  settled?(): Promise<void>;
}

/** AES-256 in CBC mode without padding, under one key. Not authenticated. */
export interface BlockCipher {
  /**
   * Deciphers `iv ‖ ciphertext` (a multiple of 16 bytes, at least 32); returns the padded plaintext.
   *
   * @throws {RangeError} With any other length: whoever reads packets from strangers checks it first.
   */
  decipher(packet: Uint8Array): Uint8Array;
  /**
   * Enciphers `padded` (a positive multiple of 16 bytes) under a fresh random IV; returns `iv ‖ ciphertext`.
   *
   * @throws {RangeError} With any other length.
   */
  encipher(padded: Uint8Array): Uint8Array;
  /** The same for several, each taken before the next is asked for; without it they are enciphered one by one. */
  encipherMany?(padded: Iterable<Uint8Array>): readonly Uint8Array[];
  /**
   * Gives back what the platform holds for it, which it does not do by itself: Deno counts it as an open resource and
   * never collects it. To be called when a socket closes; the next use takes it anew.
   */
  release(): void;
}

/** Authenticated encryption under one key: hides what was sealed, and notices every change of it. */
export interface Aead {
  /**
   * Seals `plain`, and `associated` with it; returns ciphertext and tag (16 bytes). Two texts under one nonce give
   * both away.
   *
   * @throws {RangeError} When the nonce does not have 12 bytes.
   */
  seal(
    nonce: Uint8Array,
    plain: Uint8Array,
    associated: Uint8Array,
  ): Uint8Array;
  /**
   * Opens what `seal` returned; `undefined` unless key, nonce, associated bytes and every bit are the same.
   *
   * @throws {RangeError} When the nonce does not have 12 bytes.
   */
  open(
    nonce: Uint8Array,
    sealed: Uint8Array,
    associated: Uint8Array,
  ): Uint8Array | undefined;
}

/** Where ciphers come from. */
export interface Ciphers {
  /** AES-256-CBC whose key is SHA-256 of `secret` as UTF-8 bytes. */
  aes256Cbc(secret: string): BlockCipher;
  /** AES-256-GCM whose key is drawn from `secret` (as UTF-8 bytes) by HKDF-SHA-256. Holds nothing of the platform. */
  aes256Gcm(secret: string): Aead;
}

/** All that a node needs from outside. */
export interface World {
  /** Time. */
  readonly clock: Clock;
  /** Randomness. */
  readonly random: Random;
  /** UDP. */
  readonly udp: UdpNetwork;
  /** TCP. */
  readonly tcp: TcpNetwork;
  /** HTTP; without it a node's HTTP server is refused its port. */
  readonly http?: HttpNetwork;
  /** Ciphers. */
  readonly ciphers: Ciphers;
  /** Counts what passes; nobody counts without it. */
  readonly tally?: Tally;
  /**
   * The first address of an interface, IPv4 before IPv6. It needs a permission of its own, which is never asked for:
   * without it, and without this function, the answer is a refusal.
   */
  interfaceAddress?(name: string): InterfaceAddress;
}

/** Counts what passes through a world's ports. It is asked at every datagram: it must be quick, and never throw. */
export interface Tally {
  /**
   * A datagram of so many bytes that was understood, or was handed to the network; `port` is the place in the tree of the actor that
   * the socket works for.
   */
  datagram(
    port: string,
    direction: "in" | "out",
    kind: string,
    bytes: number,
  ): void;
}

/** What a world says of an interface. */
export type InterfaceAddress =
  /** Its first address. */
  | { readonly address: string }
  /** It may not be asked, or there is none of that name, or it has no address. */
  | { readonly refused: "permission_denied" | "not_there" };
