/**
 * A node's HTTP server: the actor that listens, and what it answers with, which outlives it.
 *
 * @module
 */
import type { AnyActorLogic } from "xstate";
import {
  httpListenerMachine,
  type HttpListenerNews,
} from "../actors/http_listener.ts";
import { chartAt } from "./actor_chart.ts";
import type { HttpNews } from "./http_events.ts";
import type { HttpHandle } from "./http_types.ts";
import type { RestExtras, RestHost } from "./http/host.ts";
import { Rest } from "./http/rest.ts";
import { logControlOf } from "./log_control.ts";
import { countRequest, metricsText, statistics } from "./metrics/metrics.ts";
import { NodeHttp, type NodeHttpParts } from "./node_http.ts";
import type { NodeInspector } from "./node_inspector.ts";
import type { Node } from "./node_types.ts";
import type { AnyRef, ChildSpec } from "./otp/mod.ts";
import { httpListenerPort } from "./ports/http_listener_port.ts";
import type { HttpCertificate, HttpPeer, World } from "./ports/world.ts";
import { adviceFor } from "./protocol/advice.ts";
import type { Ambient } from "./protocol/ambient.ts";
import { httpDifference } from "./protocol/http_difference.ts";
import { httpPorts, type ResolvedHttp } from "./protocol/http_settings.ts";
import { Readiness } from "./readiness.ts";
import { reread } from "./reconfiguration.ts";

/** What an HTTP server is made of. */
export interface HttpTreeParts {
  /** The node that it is part of. */
  readonly node: Node & RestHost;
  /** Where it listens, and who may ask, to begin with. */
  readonly settings: ResolvedHttp;
  /** Whether the node is ready. */
  readonly readiness: Readiness;
  /** What can be looked at; without it there is no inspector. */
  readonly inspector: NodeInspector | undefined;
  /** What it touches. */
  readonly world: World;
  /** Time and chance. */
  readonly ambient: Ambient;
  /** Makes something public. */
  readonly tell: (news: HttpNews) => void;
}

/** The HTTP server of a running node. */
export class RunningHttp implements HttpHandle {
  readonly #parts: HttpTreeParts;
  readonly #rest: Rest;
  #settings: ResolvedHttp;

  /** Not listening yet. */
  constructor(parts: HttpTreeParts) {
    this.#parts = parts;
    this.#settings = parts.settings;
    const { node, readiness, inspector, world, tell } = parts;
    const { clock, random } = world;
    const inForce = () => this.#settings;
    const extras: RestExtras = {
      reconfigure: () => reread(node),
      statistics: (overlay, window) => statistics(node, overlay, window),
      chart: (path) => chartAt(node, path),
      metricsText: () => metricsText(node),
      get log() {
        return logControlOf(node);
      },
      answered: (answer) => countRequest(node, answer),
    };
    this.#rest = new Rest({
      host: node,
      readiness,
      get settings() {
        return inForce();
      },
      clock,
      random,
      tell,
      extras,
      ...(inspector && { inspector: inspector.pages() }),
    });
  }

  /** The settings in force. */
  get settings(): ResolvedHttp {
    return this.#settings;
  }

  /** Puts settings in force, from the next request on; where it listens is another actor's matter. */
  take(settings: ResolvedHttp): void {
    const changed = httpDifference(this.#settings, settings);
    this.#settings = settings;
    const areOthers = ["rest_user", "superuser", "read_token"]
      .some((user) => changed.has(user));
    if (areOthers) this.#rest.dismissReaders();
  }

  /** The actor that listens where the settings in force say. */
  get child(): ChildSpec {
    const { world, ambient } = this.#parts;
    const settings = this.#settings;
    const { address, port } = settings;
    const tls = certificateOf(settings);
    const server = httpListenerPort({
      world,
      options: { address, ...(tls && { tls }) },
      respond: (request, peer) => this.#rest.respond(request, peer),
    });
    const logic = httpListenerMachine.provide({
      actors: { server: server as AnyActorLogic },
    });
    const ports = port === undefined ? httpPorts : { first: port, last: port };
    return { id: "http", logic, input: { ports, ambient } };
  }

  fetch(
    request: Request,
    peer: HttpPeer = { address: "127.0.0.1", port: 0 },
  ): Promise<Response> {
    return this.#rest.respond(request, peer);
  }

  /** Makes public what the actor that listens emits; `said` hears it too. */
  listenTo(listener: AnyRef, said: (news: HttpNews) => void): void {
    listener.on("*", (emitted: HttpListenerNews) => {
      const news = this.#newsOf(emitted);
      this.#parts.tell(news);
      said(news);
    });
  }

  /** Ends what is still being told. */
  end(): void {
    this.#rest.end();
  }

  #newsOf(emitted: HttpListenerNews): HttpNews {
    if (emitted.type === "http.refused") {
      const { reason, message, retryInMs } = emitted;
      const advice = adviceFor(reason);
      return { type: "http_refused", reason, message, advice, retryInMs };
    }
    const { address, port, fingerprint } = emitted;
    const scheme = this.#settings.tls === false ? "http" : "https";
    return {
      ...{ type: "http_listening", scheme, address, port },
      ...(fingerprint !== undefined && { fingerprint }),
    };
  }
}

/** The HTTP server of a node, that comes and goes as settings say. */
export function nodeHttp(
  { settings, root, ...parts }:
    & Omit<HttpTreeParts, "settings" | "readiness">
    & Pick<NodeHttpParts, "settings" | "root">,
): NodeHttp {
  const readiness = new Readiness(parts.node.events, parts.ambient.nowMs());
  const make = (settings: ResolvedHttp) =>
    new RunningHttp({ ...parts, settings, readiness });
  return new NodeHttp({ settings, make, root });
}

function certificateOf({ tls }: ResolvedHttp): HttpCertificate | undefined {
  if (tls === false) return undefined;
  return tls === true ? "self_signed" : tls;
}
