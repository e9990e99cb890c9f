/**
 * The port that serves EPMD where nobody else does: clients and bytes here, requests and answers above.
 *
 * Clients are bounded in number and, until they are registered, in time.
 *
 * @module
 */
import { fromPort, type Logic } from "../otp/mod.ts";
import {
  decodeEpmdRequest,
  encodeEpmdAnswer,
  EPMD_REQUEST_BYTES_MAX,
  type EpmdAnswer,
  type EpmdRequest,
  FrameReader,
} from "../wire/distribution/mod.ts";
import type { TcpAcceptedHandlers, TcpSocket } from "./tcp_world.ts";
import type { Endpoint, World } from "./world.ts";

/** What the port hears: what a client is answered. */
export interface EpmdAnswerCommand {
  /** Always this. */
  readonly type: "epmd.answer";
  /** Which client. */
  readonly client: string;
  /** What to say; a registration lasts as long as its connection, all others are closed with the answer. */
  readonly answer: EpmdAnswer;
}

/** What the port tells its machine. */
export type EpmdServerNews =
  | { readonly type: "epmd.serving" }
  /** Somebody else has the port, or we may not have it. */
  | { readonly type: "epmd.unserved"; readonly reason: string }
  | {
    readonly type: "epmd.asked";
    readonly client: string;
    readonly request: EpmdRequest;
  }
  /** `epmd -kill`, from this host. */
  | { readonly type: "epmd.left" | "epmd.kill"; readonly client: string };

/** What the port is made of. */
export interface EpmdServerSpec {
  /** The world it touches. */
  readonly world: Pick<World, "tcp" | "clock">;
  /** Where to listen. */
  readonly address: string;
  /** EPMD's port. */
  readonly port: number;
}

/** Clients at once: registered nodes, and those that ask. */
export const epmdClientsMax = 1_280;

/** Clients of one other host at once: all they do is ask. */
export const epmdClientsPerAddressMax = 32;

/** How long a client may take to ask, in ms. */
export const epmdAskMs = 5_000;

/** What `epmd -kill` sends and hears. */
const KILL = 0x6b;
const OK = new TextEncoder().encode("OK");

interface Client {
  readonly id: string;
  readonly socket: TcpSocket;
  readonly from: Endpoint;
  readonly reader: FrameReader;
  /** Ends its patience; none any more once it is registered. */
  timer: unknown;
}

/** Actor logic of a server of EPMD. */
export function epmdServerPort(
  spec: EpmdServerSpec,
): Logic<EpmdAnswerCommand, unknown> {
  return fromPort<EpmdAnswerCommand, unknown, EpmdServerNews>(({ up }) => {
    const { world, address, port } = spec;
    const clients = new Map<string, Client>();
    let serial = 0;

    const leave = (client: Client) => {
      if (!clients.delete(client.id)) return;
      world.clock.clearTimeout(client.timer);
      client.socket.close();
      up({ type: "epmd.left", client: client.id });
    };
    const take = (client: Client, bytes: Uint8Array) => {
      // One request a connection; whoever is registered has nothing more to say.
      if (!clients.has(client.id) || client.timer === undefined) return;
      client.reader.push(bytes);
      const body = client.reader.next();
      if (body === undefined) {
        return client.reader.error ? leave(client) : undefined;
      }
      const isOurs = isLoopback(client.from.address);
      if (isOurs && body.length === 1 && body[0] === KILL) {
        client.socket.write(OK);
        return up({ type: "epmd.kill", client: client.id });
      }
      const request = decodeEpmdRequest(body);
      // Only nodes of this host are found here.
      if (!request.ok || request.value.type === "alive" && !isOurs) {
        return leave(client);
      }
      stopTimer(client);
      up({ type: "epmd.asked", client: client.id, request: request.value });
    };
    const stopTimer = (client: Client) => {
      world.clock.clearTimeout(client.timer);
      client.timer = undefined;
    };
    const accept = (
      socket: TcpSocket,
      from: Endpoint,
    ): TcpAcceptedHandlers | undefined => {
      if (isCrowded(clients, from.address)) return undefined;
      const client: Client = {
        id: `${from.address}:${from.port}#${++serial}`,
        socket,
        from,
        reader: new FrameReader({
          prefixBytes: 2,
          bytesMax: EPMD_REQUEST_BYTES_MAX,
        }),
        timer: world.clock.setTimeout(() => leave(client), epmdAskMs),
      };
      clients.set(client.id, client);
      return {
        received: (bytes) => take(client, bytes),
        drained: () => {},
        closed: () => leave(client),
      };
    };

    const listener = world.tcp.listen({ address, port }, {
      listening: () => up({ type: "epmd.serving" }),
      accepted: accept,
      failed: ({ code }) => up({ type: "epmd.unserved", reason: code }),
    });
    return {
      receive({ client: id, answer }) {
        const client = clients.get(id);
        if (!client) return;
        client.socket.write(encodeEpmdAnswer(answer));
        const isKept = answer.type === "alive" && answer.result === 0;
        if (!isKept) leave(client);
      },
      [Symbol.dispose]() {
        listener.close();
        for (const { socket, timer } of clients.values()) {
          world.clock.clearTimeout(timer);
          socket.close();
        }
        clients.clear();
      },
    };
  });
}

/** This host's own nodes may all be here; of others each has only so many places. */
function isCrowded(
  clients: ReadonlyMap<string, Client>,
  address: string,
): boolean {
  if (clients.size >= epmdClientsMax) return true;
  if (isLoopback(address)) return false;
  let count = 0;
  for (const { from } of clients.values()) {
    if (from.address === address) count++;
  }
  return count >= epmdClientsPerAddressMax;
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1" ||
    address.startsWith("::ffff:127.");
}
