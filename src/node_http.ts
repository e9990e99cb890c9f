/**
 * A node's HTTP server, which comes, changes and goes while the node runs.
 *
 * Users, tokens, hosts and origins change at once, for the next request. Where address, port or TLS change the actor that
 * listens is replaced by another; where that is refused, the old settings are in force again.
 *
 * @module
 */
import type { HttpNews } from "./http_events.ts";
import type { RunningHttp } from "./http_tree.ts";
import { HttpError } from "./http_types.ts";
import { type AnyRef, startChild, stopChild } from "./otp/mod.ts";
import { isBoundAnew } from "./protocol/http_difference.ts";
import type { ResolvedHttp } from "./protocol/http_settings.ts";
import { Turns } from "./turns.ts";

/** What the HTTP server of a node needs. */
export interface NodeHttpParts {
  /** The settings that the node was started with; none is no server. */
  readonly settings: ResolvedHttp | undefined;
  /** Makes a server that does not listen yet. */
  readonly make: (settings: ResolvedHttp) => RunningHttp;
  /** The root of the tree. */
  readonly root: () => AnyRef;
}

/** System id of the actor that listens. */
const path = "http";

/** The HTTP server of a node, if it has one. */
export class NodeHttp {
  readonly #parts: NodeHttpParts;
  /** One change waits for the other. */
  readonly #turns = new Turns();
  #running: RunningHttp | undefined;
  #heard: (news: HttpNews) => void = () => {};
  #abandon: (error: HttpError) => void = () => {};
  #hasEnded = false;

  /** Not listening yet. */
  constructor(parts: NodeHttpParts) {
    this.#parts = parts;
    this.#running = parts.settings && parts.make(parts.settings);
  }

  /** The server, if there is one. */
  get handle(): RunningHttp | undefined {
    return this.#running;
  }

  /** Listens, if there is a server. */
  start(): void {
    const spec = this.#running?.child;
    if (spec) this.#parts.root().send({ type: "child.start", spec });
  }

  /** Makes public what the actor that listens emits; `said` hears that it did. */
  listenTo(listener: AnyRef, said: () => void): void {
    this.#running?.listenTo(listener, (news) => {
      this.#heard(news);
      said();
    });
  }

  /**
   * Takes other settings; undefined is no server.
   *
   * @throws {HttpError} If the address is refused; then all is as it was.
   */
  reconfigure(after: ResolvedHttp | undefined): Promise<void> {
    return this.#turns.take(() => this.#change(after));
  }

  /** Ends what is still being told, once the tree has ended. */
  end(): void {
    this.#hasEnded = true;
    this.#abandon(stopped());
    this.#running?.end();
  }

  async #change(after: ResolvedHttp | undefined): Promise<void> {
    if (this.#hasEnded) throw stopped();
    const running = this.#running;
    if (!after) return this.#remove();
    if (!running) return await this.#add(after);
    const before = running.settings;
    running.take(after);
    if (!isBoundAnew(before, after)) return;
    try {
      await this.#rebind(running);
    } catch (error) {
      if (this.#hasEnded) throw error;
      running.take(before);
      // Were it refused too, it would be tried again, as at a start.
      await this.#rebind(running).catch(() => {});
      throw error;
    }
  }

  async #add(settings: ResolvedHttp): Promise<void> {
    const running = this.#parts.make(settings);
    this.#running = running;
    try {
      await this.#rebind(running);
    } catch (error) {
      this.#remove();
      throw error;
    }
  }

  #remove(): void {
    const running = this.#running;
    this.#running = undefined;
    stopChild(this.#parts.root(), path);
    running?.end();
  }

  /** Listens where the settings in force say, and nowhere else; settles when it does. */
  #rebind(running: RunningHttp): Promise<void> {
    const root = this.#parts.root();
    stopChild(root, path);
    return new Promise((resolve, reject) => {
      this.#abandon = reject;
      this.#heard = (news) => {
        if (news.type === "http_listening") resolve();
        if (news.type !== "http_refused") return;
        const { address, port } = running.settings;
        const where = port === undefined ? address : `${address} port ${port}`;
        const { reason, advice } = news;
        const message =
          `Cannot serve HTTP on ${where}: refused, ${reason} (${advice})`;
        reject(new HttpError(message, reason));
      };
      startChild(root, running.child);
    });
  }
}

function stopped(): HttpError {
  return new HttpError("Cannot serve HTTP: the node has stopped", "stopped");
}
