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
import type { HttpNews } from "./http_events.ts";
import type { HttpHandle } from "./http_types.ts";
import type { RestExtras, RestHost } from "./http/host.ts";
import { Rest } from "./http/rest.ts";
import { countRequest, metricsText, statistics } from "./metrics/metrics.ts";
import type { Node } from "./node_types.ts";
import type { AnyRef, ChildSpec } from "./otp/mod.ts";
import { httpListenerPort } from "./ports/http_listener_port.ts";
import type { HttpCertificate, HttpPeer, World } from "./ports/world.ts";
import { adviceFor } from "./protocol/advice.ts";
import type { Ambient } from "./protocol/ambient.ts";
import { httpPorts, type ResolvedHttp } from "./protocol/http_settings.ts";
import { reread } from "./reconfiguration.ts";

/** What an HTTP server is made of. */
export interface HttpTreeParts {
  /** The node that it is part of. */
  readonly node: Node & RestHost;
  /** Where it listens, and who may ask. */
  readonly settings: ResolvedHttp;
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

  /** Not listening yet. */
  constructor(parts: HttpTreeParts) {
    this.#parts = parts;
    const { node, settings, world: { clock, random }, tell } = parts;
    const extras: RestExtras = {
      reconfigure: () => reread(node),
      statistics: (overlay, window) => statistics(node, overlay, window),
      metricsText: () => metricsText(node),
      answered: (answer) => countRequest(node, answer),
    };
    this.#rest = new Rest({
      host: node,
      settings,
      clock,
      random,
      tell,
      extras,
    });
  }

  /** The actor that listens. */
  get child(): ChildSpec {
    const { settings, world, ambient } = this.#parts;
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

  /** Makes public what the actor that listens emits; `said` hears that it did. */
  listenTo(listener: AnyRef, said: () => void): void {
    listener.on("*", (emitted: HttpListenerNews) => {
      this.#parts.tell(this.#newsOf(emitted));
      said();
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
    const scheme = this.#parts.settings.tls === false ? "http" : "https";
    return {
      ...{ type: "http_listening", scheme, address, port },
      ...(fingerprint !== undefined && { fingerprint }),
    };
  }
}

function certificateOf({ tls }: ResolvedHttp): HttpCertificate | undefined {
  if (tls === false) return undefined;
  return tls === true ? "self_signed" : tls;
}
