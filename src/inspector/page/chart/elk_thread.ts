/**
 * ELK in a thread of its own, so that the page goes on while a chart is laid out. The thread runs elkjs's worker; what is
 * said to it is what elkjs's own client says, without the kinds of layout that we have no use for.
 *
 * @module
 */
import type { ElkNode } from "./elk_graph.ts";

/** What the worker answers. */
interface Answer {
  readonly id: number;
  readonly data?: ElkNode;
  readonly error?: unknown;
}

type Waiting = PromiseWithResolvers<ElkNode>;

/** How long one layout may take, in ms; the largest of ours takes a second. */
const layoutMsMax = 20_000;

/** A thread; once something went wrong in it, it is of no use any more. */
export class ElkThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #isOver = false;

  /** Starts it. */
  constructor(url: string) {
    this.#worker = new Worker(url);
    this.#worker.onmessage = ({ data }) => this.#answer(data);
    // It could not be fetched, or failed at something that it cannot even tell.
    this.#worker.onerror = () => this.#end("ELK's worker failed");
    this.#post({ cmd: "register", algorithms: ["layered"] });
  }

  /** Whether another one is needed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Lays out a graph. Rejects when ELK cannot, or takes too long. */
  async layout(graph: ElkNode): Promise<ElkNode> {
    const waiting: Waiting = Promise.withResolvers();
    this.#waiting.set(this.#post({ cmd: "layout", graph }), waiting);
    const timer = setTimeout(
      () => this.#end(`A layout took more than ${layoutMsMax} ms`),
      layoutMsMax,
    );
    try {
      return await waiting.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #post(message: Readonly<Record<string, unknown>>): number {
    const id = this.#asked++;
    this.#worker.postMessage({ id, ...message });
    return id;
  }

  #answer({ id, data, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined && data) waiting?.resolve(data);
    else waiting?.reject(new Error("ELK failed", { cause: error }));
  }

  #end(reason: string): void {
    this.#isOver = true;
    this.#worker.terminate();
    for (const waiting of this.#waiting.values()) {
      waiting.reject(new Error(reason));
    }
    this.#waiting.clear();
  }
}
