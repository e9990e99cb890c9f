/**
 * A local client of a host, as gossiperl's own clients are: it speaks to the bridge on 127.0.0.1, and only by datagrams.
 *
 * @module
 */
import type { Clock, UdpSocket, World } from "../../src/ports/world.ts";
import {
  digestCodec,
  encodeEnvelope,
  encodeFields,
  type KnownDigest,
  type OverlayCodec,
  Secret,
} from "../../src/wire/gossiperl/mod.ts";

/** How often a client says that it is there, in ms. */
export const clientRoundMs = 2_000;

/** What a client is started with. */
export interface ClientOptions {
  /** Its name. */
  readonly name: string;
  /** Its own port. */
  readonly port: number;
  /** The bridge's port. */
  readonly bridgePort: number;
  /** What datagrams are enciphered with. */
  readonly key: string;
  /** Types it subscribes to. */
  readonly eventTypes?: readonly string[];
  /** Whether it acknowledges what it is sent; yes without it. */
  readonly acknowledges?: boolean;
}

/** A client that runs until it is killed. */
export class SimClient {
  /** Its name. */
  readonly name: string;
  /** Where it listens. */
  readonly port: number;
  /** How often each envelope came, by its id. */
  readonly envelopes = new Map<string, number>();
  /** What became of members: `member_in n2`, in order. */
  readonly news: string[] = [];
  /** Bytes of the largest datagram that came. */
  largestBytes = 0;
  /** Names in the acks that came. */
  readonly acked = new Set<string>();
  /** Answers to its digests. */
  acks = 0;
  /** Datagrams it could not read. */
  unread = 0;
  readonly #options: ClientOptions;
  readonly #clock: Clock;
  readonly #socket: UdpSocket;
  readonly #secret: Secret;
  readonly #uuid: () => string;
  #codec: OverlayCodec<string>;
  #timer: unknown;
  #isAlive = true;
  #isSubscribed = false;

  /** Starts it on a host. */
  constructor(world: World, options: ClientOptions) {
    this.name = options.name;
    this.port = options.port;
    this.#options = options;
    this.#clock = world.clock;
    this.#secret = new Secret(`secret of ${options.name}`);
    this.#uuid = () => uuidOf(world.random.bytes(16));
    this.#codec = codecOf(world, options.key);
    this.#socket = world.udp.open({
      address: "127.0.0.1",
      port: options.port,
      shared: false,
      broadcast: false,
      receiveBytesMax: 65_535,
    }, {
      bound: () => this.#round(),
      datagram: (bytes) => this.#hear(bytes),
      failed: ({ message }) => {
        throw new Error(message);
      },
    });
  }

  /** Uses other keys and another cipher from now on. */
  use(codec: OverlayCodec<string>): void {
    this.#codec = codec;
  }

  /** Publishes an event; returns its envelope's id. */
  publish(eventType: string, text: string): string {
    const id = this.#uuid();
    const fields = [{ id: 1, type: "string", value: text }] as const;
    const payload = encodeFields(fields as never);
    const envelope = encodeEnvelope({ payloadType: eventType, payload, id });
    this.#send(this.#codec.seal({ type: "relay", envelope }));
    return id;
  }

  /** Sends bytes as they are. */
  sendRaw(bytes: Uint8Array): void {
    this.#send(bytes);
  }

  /** Says goodbye and stops. */
  leave(): void {
    const { name } = this;
    const secret = this.#secret;
    this.#say({ type: "digestExit", name, heartbeat: this.#now(), secret });
    this.kill();
  }

  /** Stops without a word. Safe to call twice. */
  kill(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#clock.clearTimeout(this.#timer);
    this.#socket.close();
  }

  #round(): void {
    if (!this.#isAlive) return;
    const { name, port } = this;
    const secret = this.#secret;
    const id = this.#uuid();
    const heartbeat = this.#now();
    this.#say({ type: "digest", name, port, heartbeat, id, secret });
    this.#timer = this.#clock.setTimeout(() => this.#round(), clientRoundMs);
  }

  #hear(bytes: Uint8Array): void {
    if (!this.#isAlive) return;
    this.largestBytes = Math.max(this.largestBytes, bytes.length);
    const opened = this.#codec.open(bytes);
    if (!opened.ok) return void this.unread++;
    const { id, digest } = opened.value;
    const { name } = this;
    switch (digest.type) {
      case "digestAck":
        this.acks++;
        for (const member of digest.membership) this.acked.add(member.name);
        return this.#subscribe();
      case "digestSubscribeAck":
        this.#isSubscribed = true;
        return;
      case "digestEvent":
        this.news.push(`${digest.eventType} ${digest.eventObject}`);
        return;
      case "own": {
        this.envelopes.set(id, (this.envelopes.get(id) ?? 0) + 1);
        if (this.#options.acknowledges === false) return;
        const secret = this.#secret;
        const type = "digestForwardedAck";
        return this.#say({ type, name, replyId: id, secret });
      }
    }
  }

  #subscribe(): void {
    const { eventTypes = [] } = this.#options;
    if (this.#isSubscribed || eventTypes.length === 0) return;
    const { name } = this;
    this.#say({
      type: "digestSubscribe",
      name,
      heartbeat: this.#now(),
      id: this.#uuid(),
      eventTypes,
      secret: this.#secret,
    });
  }

  #say(digest: KnownDigest): void {
    const id = this.#uuid();
    this.#send(this.#codec.seal({ type: "digest", id, digest }));
  }

  #send(bytes: Uint8Array): void {
    const port = this.#options.bridgePort;
    this.#socket.send(bytes, { address: "127.0.0.1", port });
  }

  #now(): number {
    return Math.floor(this.#clock.nowMs() / 1_000);
  }
}

/** Seals with the first key, opens with any. */
export function codecOf(
  { ciphers }: Pick<World, "ciphers">,
  ...keys: readonly string[]
): OverlayCodec<string> {
  const codecs = keys.map((key) =>
    digestCodec({ cipher: ciphers.aes256Cbc(key) })
  );
  const [first] = codecs;
  return {
    ...first!,
    open(datagram) {
      const all = codecs.map((codec) => codec.open(datagram));
      return all.find(({ ok }) => ok) ?? all[0]!;
    },
  };
}

function uuidOf(bytes: Uint8Array): string {
  const hex = bytes.toHex();
  const parts = [0, 8, 12, 16, 20, 32];
  return parts.slice(1).map((end, i) => hex.slice(parts[i], end)).join("-");
}
