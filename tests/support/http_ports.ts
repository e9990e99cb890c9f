/**
 * The HTTP ports of a simulated host: each belongs to one listener, and requests come another way.
 *
 * @module
 */
import type { HttpNetwork, HttpPeer, TcpFailure } from "../../mod.ts";

/** Answers a request. */
type Respond = (request: Request, peer: HttpPeer) => Promise<Response>;

/** The ports of one host. */
export class HttpPorts implements HttpNetwork {
  readonly #taken = new Map<string, Respond | undefined>();
  readonly #secured = new Set<string>();

  /** Those that somebody listens on, `address:port`, with an `s` behind for TLS. */
  open(): readonly string[] {
    return [...this.#taken.keys()]
      .map((where) => this.#secured.has(where) ? `${where}s` : where)
      .toSorted();
  }

  /** Takes one for another program. */
  take(where: string): void {
    this.#taken.set(where, undefined);
  }

  /** Gives one back that another program had. */
  release(where: string): void {
    this.#taken.delete(where);
  }

  /** Asks whoever listens there. */
  ask(where: string, request: Request): Promise<Response> {
    const respond = this.#taken.get(where);
    if (!respond) throw new Error(`Nobody listens on ${where}`);
    return respond(request, { address: "127.0.0.1", port: 50_000 });
  }

  listen(
    { address, port, tls }: Parameters<HttpNetwork["listen"]>[0],
    { listening, respond, failed }: Parameters<HttpNetwork["listen"]>[1],
  ): ReturnType<HttpNetwork["listen"]> {
    const where = `${address}:${port}`;
    let isClosed = false;
    let isOpen = false;
    const refuse = (code: TcpFailure["code"]) =>
      failed({ during: "listen", code, message: `refused: ${code}` });
    queueMicrotask(() => {
      if (isClosed) return;
      const isWrong = typeof tls === "object" && tls.cert === "wrong";
      if (isWrong) return refuse("certificate_refused");
      if (this.#taken.has(where)) return refuse("address_in_use");
      isOpen = true;
      this.#taken.set(where, respond);
      if (tls) this.#secured.add(where);
      listening({ address, port });
    });
    return {
      close: () => {
        if (isOpen && !isClosed) {
          this.#taken.delete(where);
          this.#secured.delete(where);
        }
        isClosed = true;
      },
    };
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }
}
