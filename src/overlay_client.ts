/**
 * Joins an overlay from any process of a host, through a node there: the protocol of gossiperl's own clients. Runs in a
 * tree of its own.
 *
 *     <client>      one_for_one
 *     └── client    says that we are here; its socket
 *
 * @module
 */
import { overlayClientMachine } from "../actors/overlay_client.ts";
import type { OverlayClientNews } from "../actors/overlay_client_work.ts";
import type { SocketNews } from "../actors/socket.ts";
import { EventStream } from "./node_events.ts";
import type { ClientNews, OverlayClient } from "./overlay_client_types.ts";
import { codecOf, type HeldCodec } from "./overlay_codec.ts";
import { eventOf, ownEnvelope } from "./overlay_envelope.ts";
import { Subscription } from "./overlay_subscription.ts";
import { overlaySocket, ownSocket } from "./overlay_tree.ts";
import { OverlayError, type OverlayEvent } from "./overlay_types.ts";
import {
  type AnyRef,
  type ChildSpec,
  startTree,
  supervisor,
  type Tree,
} from "./otp/mod.ts";
import { realWorld } from "./ports/real_world.ts";
import type { World } from "./ports/world.ts";
import { ClientLedger } from "./protocol/overlay/client_ledger.ts";
import {
  type OverlayClientSettings,
  resolveClientSettings,
  type ResolvedClient,
} from "./protocol/overlay/client_settings.ts";
import { uuidOf } from "./protocol/uuid.ts";
import { ReplayGuard, type ThriftField } from "./wire/gossiperl/mod.ts";

/** The client's place in its tree, where its socket finds it. */
const clientId = "client";

/**
 * Joins an overlay through a node of this host.
 *
 * @example Two programs of one host talk, with a node between them.
 * ```ts ignore
 * import { connectOverlay } from "@rookery/rookery";
 *
 * await using client = await connectOverlay({
 *   port: 6667,
 *   member_name: "printer",
 *   symmetric_key: "between us",
 *   secret: "the printer's own",
 * });
 * client.publish("ready", [{ id: 1, type: "string", value: "tray 2" }]);
 * for await (const event of client.subscribe(["job"])) console.log(event.fields);
 * ```
 *
 * @param settings Which node, and as whom.
 * @param world What it touches; the real world needs `--allow-net` and nothing else.
 * @returns The client, once the node has answered; with `answer_within: 0` once its own port is bound.
 * @throws {SettingsError} Naming every setting that is unknown or wrong.
 * @throws {OverlayError} If the node does not answer in time, or our own port is taken.
 */
export async function connectOverlay(
  settings: OverlayClientSettings,
  world: World = realWorld(),
): Promise<OverlayClient> {
  const client = new RunningClient(resolveClientSettings(settings), world);
  try {
    await client.start();
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}

class RunningClient implements OverlayClient {
  readonly events = new EventStream<ClientNews>();
  readonly #settings: ResolvedClient;
  readonly #world: World;
  readonly #ledger: ClientLedger;
  readonly #held: HeldCodec;
  readonly #tree: Tree;
  readonly #subscriptions = new Set<Subscription>();
  #state: OverlayClient["state"] = "connecting";
  #lostFor: string | undefined;

  constructor(settings: ResolvedClient, world: World) {
    const { clock, random } = world;
    this.#settings = settings;
    this.#world = world;
    this.#ledger = new ClientLedger(settings, {
      nowMs: () => clock.nowMs(),
      random: () => random.next(),
      uuid: () => uuidOf(random.bytes(16)),
    });
    const keys = { ...settings, name: settings.overlay ?? "" };
    this.#held = codecOf(keys, world, new ReplayGuard());
    const root = supervisor({ id: "overlay_client", strategy: "one_for_one" });
    this.#tree = startTree(root, { clock });
    this.#tree.closed.catch(() => this.#end());
  }

  get name(): string {
    return this.#settings.member_name;
  }

  get state(): OverlayClient["state"] {
    return this.#state;
  }

  get closed(): Promise<void> {
    return this.#tree.closed;
  }

  /** Starts its tree; settles when the node has answered, or the port is bound where that is not waited for. */
  start(): Promise<void> {
    const { answer_within } = this.#settings;
    const { clock } = this.#world;
    return new Promise((resolve, reject) => {
      const timer = answer_within > 0 &&
        clock.setTimeout(
          () => reject(this.#unanswered()),
          answer_within * 1_000,
        );
      const settle = (error?: Error) => {
        if (timer !== false) clock.clearTimeout(timer);
        stopListening();
        if (error) reject(error);
        else resolve();
      };
      const stopListening = this.events.subscribe((news) => {
        if (news.type === "connected") settle();
        if (news.type === "socket_refused") settle(this.#refused(news));
      });
      this.#tree.lifecycle.subscribe((event, ref) => {
        if (event.type !== "started") return;
        if (event.path === clientId) this.#listenTo(ref);
        if (event.path !== `${clientId}/socket`) return;
        ref.on("*", (said: SocketNews) => {
          this.#socketSaid(said);
          if (said.type === "socket.bound" && answer_within === 0) settle();
        });
      });
      this.#tree.closed.catch(settle);
      this.#tree.root.send({ type: "child.start", spec: this.#child() });
    });
  }

  members(): readonly string[] {
    return this.#ledger.members.map(({ name }) => name);
  }

  subscribe(eventTypes: readonly string[]): Subscription {
    const say = (type: "subscription.add" | "subscription.remove") => {
      for (const eventType of subscription.eventTypes) {
        this.#actor()?.send({ type, eventType });
      }
    };
    const subscription = new Subscription(eventTypes, () => {
      this.#subscriptions.delete(subscription);
      say("subscription.remove");
    });
    this.#subscriptions.add(subscription);
    say("subscription.add");
    return subscription;
  }

  publish(eventType: string, fields: readonly ThriftField[]): string {
    const id = this.#ledger.ambient.uuid();
    const own = ownEnvelope(eventType, fields, id, this.#held.codec);
    this.#actor()?.send({ type: "envelope.publish", ...own });
    return id;
  }

  async close(): Promise<void> {
    this.#actor()?.send({ type: "overlay.leave" });
    this.#tree.stop();
    this.#end();
    await this.closed.catch(() => {});
    await this.#world.udp.settled?.();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #child(): ChildSpec {
    const { host: address, local_port: port } = this.#settings;
    const { codec, release } = this.#held;
    const options = () => ownSocket(address, port);
    const { ambient } = this.#ledger;
    const parts = { world: this.#world, codec, ambient, release };
    const socket = overlaySocket(parts, options, clientId);
    const logic = overlayClientMachine.provide({ actors: { socket } });
    return { id: clientId, logic, input: { ledger: this.#ledger } };
  }

  #listenTo(ref: AnyRef): void {
    ref.on("*", (news: OverlayClientNews) => {
      switch (news.type) {
        case "node.connected":
          this.#state = "connected";
          return this.events.publish({ type: "connected", node: news.node });
        case "node.lost":
          this.#state = "lost";
          this.#lostFor = news.reason;
          return this.events.publish({ type: "lost", reason: news.reason });
        case "envelope.delivered":
          return this.#push(eventOf(news.id, news.eventType, news.payload));
        case "member.changed": {
          const { id, change: type, member } = news;
          const payload = new Uint8Array(0);
          return this.#push({ type, id, fields: [], payload, member });
        }
      }
    });
  }

  #socketSaid(said: SocketNews): void {
    if (said.type === "socket.bound") return;
    const type = said.type === "socket.refused"
      ? "socket_refused"
      : "digests_refused";
    this.events.publish({ ...said, type } as ClientNews);
  }

  #push(event: OverlayEvent): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.eventTypes.has(event.type)) subscription.push(event);
    }
  }

  #actor(): AnyRef | undefined {
    return this.#tree.root.system.get(clientId);
  }

  #end(): void {
    for (const subscription of [...this.#subscriptions]) subscription.close();
    this.events.end();
    this.#held.release();
  }

  #unanswered(): OverlayError {
    const { host, port, answer_within } = this.#settings;
    const why = this.#lostFor === "clock_off"
      ? "its clock is more than 5 s off ours"
      : "no answer; is a node of the overlay there, and are port, symmetric_key, member_name and secret right?";
    const message =
      `Cannot join the overlay at ${host}:${port} within ${answer_within} s: ${why}`;
    return new OverlayError(message, this.#lostFor ?? "unanswered");
  }

  #refused(
    { reason, message }: { readonly reason: string; readonly message: string },
  ): OverlayError {
    const { local_port } = this.#settings;
    return new OverlayError(
      `Cannot join the overlay: local_port ${local_port} is refused, ${reason} (${message})`,
      reason,
    );
  }
}
