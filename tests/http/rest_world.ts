/**
 * A node with an HTTP server in a simulated world, and a client that holds every answer against the OpenAPI document.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Node, type NodeEvent, startNode } from "../../mod.ts";
import type {
  HttpNetwork,
  HttpSettings,
  NodeSettings,
  OverlaySettings,
} from "../../mod.ts";
import { type Simulation, simulation } from "../../src/sim/mod.ts";
import { checkAnswer } from "./conformance.ts";

/** Who may ask, and what nobody else may ever see. */
export const users = {
  rest_user: { username: "rest", password: "rest-password" },
  superuser: { username: "root", password: "root-password" },
  read_token: "read-token-of-at-least-32-characters",
} satisfies HttpSettings;

/** What nobody may ever see. */
export const key = "correct horse battery staple";

/** Settings of an overlay. */
export const office: OverlaySettings = {
  member_name: "office-member",
  port: 6666,
  symmetric_key: key,
  secret: "hush-a-bye",
  multicast: { ip: "239.1.2.3" },
};

/** As whom a request is sent: headers. */
export type As = Readonly<Record<string, string>>;

/** Basic authentication. */
export function basic(user: string, password: string): As {
  return { authorization: `Basic ${btoa(`${user}:${password}`)}` };
}

/** The principals that there are before there are overlays, and nobody. */
export const as = {
  nobody: {},
  rest: basic("rest", "rest-password"),
  root: basic("root", "root-password"),
  reader: { authorization: `Bearer ${users.read_token}` },
} satisfies Record<string, As>;

/** The headers of who has an overlay's token. */
export function holder(token: string): As {
  return { "x-session-token": token };
}

/** What is sent. */
export interface Sent {
  /** As whom. */
  readonly as?: As;
  /** The body as it is. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** The body as a value. */
  readonly json?: unknown;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The address that asks. */
  readonly from?: string;
  /** Scheme, host and port, `http://127.0.0.1:8080`. */
  readonly base?: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Its value, if it is JSON. */
  // deno-lint-ignore no-explicit-any -- a test looks into it
  readonly json: any;
}

/** A node with an HTTP server, and its world. */
export class RestWorld implements AsyncDisposable {
  /** The world. */
  readonly sim: Simulation;
  /** The node. */
  readonly node: Node;
  /** Everything that it told. */
  readonly events: readonly NodeEvent[];

  private constructor(
    sim: Simulation,
    node: Node,
    events: readonly NodeEvent[],
  ) {
    this.sim = sim;
    this.node = node;
    this.events = events;
  }

  /** Starts one. */
  static async start(
    http: HttpSettings = users,
    sim: Simulation = simulation({ seed: 5 }),
    address = "10.0.0.1",
    topologies: NodeSettings["topologies"] = {},
    more: NodeSettings = {},
  ): Promise<RestWorld> {
    const events: NodeEvent[] = [];
    const starting = startNode(
      { topologies, http, ...more },
      { ...sim.host(address), http: granting },
      (event) => events.push(event),
    );
    const node = await settled(sim, starting);
    return new RestWorld(sim, node, events);
  }

  /** Asks, and holds the answer against the OpenAPI document. */
  async ask(method: string, path: string, sent: Sent = {}): Promise<Answer> {
    const response = await this.done(this.send(method, path, sent));
    const text = await response.text();
    const { status, headers } = response;
    const type = headers.get("content-type") ?? "";
    const isJson = /^application\/(problem\+)?json/.test(type);
    const answer = { status, headers, text, json: isJson && JSON.parse(text) };
    checkAnswer(method, path, answer);
    return answer;
  }

  /** Asks; the answer may be a stream. */
  send(method: string, path: string, sent: Sent = {}): Promise<Response> {
    const { as: who = {}, headers = {}, json, base = localBase } = sent;
    const body = json === undefined ? sent.body : JSON.stringify(json);
    const request = new Request(base + path, {
      method,
      headers: { ...who, ...headers },
      ...(body !== undefined && { body }),
    });
    const { from: address = "127.0.0.1" } = sent;
    return this.node.http!.fetch(request, { address, port: 50_000 });
  }

  /** Starts an overlay and returns its token's headers. */
  async overlay(
    name = "office",
    settings: OverlaySettings = office,
  ): Promise<As> {
    const answer = await this.ask("POST", `/overlays/${name}`, {
      as: as.rest,
      json: settings,
    });
    assert.equal(answer.status, 201, answer.text);
    return holder(answer.json.token);
  }

  /** Moves time until the promise settles, by ten seconds or what `turns` of 10 ms come to. */
  done<Value>(promise: Promise<Value>, turns?: number): Promise<Value> {
    return settled(this.sim, promise, turns);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node.stop();
  }
}

/** Grants every port; requests come another way. */
const granting: HttpNetwork = {
  listen({ address, port }, { listening }) {
    queueMicrotask(() => listening({ address, port }));
    return { close: () => {} };
  },
  settled: () => Promise.resolve(),
};

const localBase = "http://127.0.0.1:8080";

/** Moves time as little as it takes until the promise settles. */
async function settled<Value>(
  sim: Simulation,
  promise: Promise<Value>,
  turnsMax = 1_000,
): Promise<Value> {
  let isOver = false;
  promise.then(() => isOver = true, () => isOver = true);
  for (let turns = 0; turns < turnsMax; turns++) {
    await sim.advanceAsync(turns < 4 ? 0 : 10);
    if (isOver) return await promise;
  }
  throw new Error("Nothing came of it");
}
