/**
 * The port behind the HTTP server's machine: serves while it lives.
 *
 * @module
 */

import { fromPort, type Logic } from "../otp/mod.ts";
import type { HttpHandlers, HttpListenOptions } from "./http_world.ts";
import type { World } from "./world.ts";

/** What the port tells its machine. */
export type HttpPortNews =
  | {
    readonly type: "http.bound";
    readonly address: string;
    readonly port: number;
    /** SHA-256 of a self-signed certificate. */
    readonly fingerprint?: string | undefined;
  }
  /** It does not serve, or not any more. */
  | {
    readonly type: "http.refused";
    readonly reason: string;
    readonly message: string;
  };

/** What the port is made of. */
export interface HttpPortSpec {
  /** The world it touches. */
  readonly world: Pick<World, "http">;
  /** Where to serve, but for the port, which the machine chooses. */
  readonly options: Omit<HttpListenOptions, "port">;
  /** Answers requests. */
  readonly respond: HttpHandlers["respond"];
}

/** Actor logic of an HTTP server, started with the port to bind. */
export function httpListenerPort(
  { world, options, respond }: HttpPortSpec,
): Logic<never, { readonly port: number }> {
  return fromPort<never, { readonly port: number }, HttpPortNews>(
    ({ input: { port }, up }) => {
      if (!world.http) {
        queueMicrotask(() =>
          up({
            type: "http.refused",
            reason: "unknown",
            message: "this world has no HTTP",
          })
        );
        return { [Symbol.dispose]: () => {} };
      }
      const listener = world.http.listen({ ...options, port }, {
        listening: ({ address, port }, fingerprint) =>
          up({ type: "http.bound", address, port, fingerprint }),
        respond,
        failed: ({ code, message }) =>
          up({ type: "http.refused", reason: code, message }),
      });
      return { [Symbol.dispose]: () => listener.close() };
    },
  );
}
