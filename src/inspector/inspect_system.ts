/**
 * An inspector for any XState program in Deno: one line, and a browser shows its actors.
 *
 * @module
 */
import { type AnyRef, pathOf, rootOf } from "../otp/mod.ts";
import { realClock } from "../ports/clock.ts";
import { realRandom } from "../ports/random.ts";
import type { Clock } from "../ports/world.ts";
import { Hub } from "./hub.ts";
import { InspectorRoutes } from "./inspector_routes.ts";
import { refusalOf } from "./own_page.ts";
import { TokenLogin } from "./token_login.ts";

/** How an inspector is set up. */
export interface InspectOptions {
  /** What the page calls the program; the root's id unless said otherwise. */
  readonly title?: string;
  /**
   * What must be known to look: the page is then opened as `http://127.0.0.1:PORT/?token=TOKEN`, or asks for it. At least 16
   * characters. Without it, whoever can reach the port can look, which on 127.0.0.1 is every user of this computer.
   */
  readonly token?: string;
  /** Names by which the page may be asked for, besides those of this computer itself (`localhost`, `127.0.0.1`). */
  readonly hosts?: readonly string[];
  /** What viewers may do; nothing unless it is said. */
  readonly allow?: {
    /** Start children of a supervisor (`@rookery/rookery/otp`) afresh. */
    readonly restart?: boolean;
    /** Make actors below a supervisor or in a pool crash, to see what follows. */
    readonly crash?: boolean;
  };
  /** Time; the real one unless said otherwise. */
  readonly clock?: Clock;
}

/** Answers requests for the inspector; `Deno.serve` takes it as it is. */
export interface InspectorHandler {
  /** Answers a request: for the page at an address that ends with `/`, for all else below `inspector/` from there. */
  (request: Request): Promise<Response>;
  /** Ends all streams, and forgets the program. Safe to call twice. */
  close(): void;
}

/**
 * Shows in a browser the whole system that `actor` belongs to: the tree of actors, their statecharts with the states lit
 * that they are in, and what is sent from whom to whom. It costs nothing while nobody looks.
 *
 * Who may look is yours to say: listen on 127.0.0.1, or give a `token`. Contexts are shown as they are, except for secrets
 * that say so themselves.
 *
 * @throws {RangeError} If the token is too short.
 * @example
 * ```ts
 * import { createActor, createMachine } from "xstate";
 * import { inspectSystem } from "@rookery/rookery/inspector";
 *
 * const lamp = createActor(createMachine({
 *   id: "lamp",
 *   initial: "off",
 *   states: { off: { on: { press: "on" } }, on: { on: { press: "off" } } },
 * })).start();
 *
 * const inspector = inspectSystem(lamp);
 * const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, inspector);
 * // Open http://127.0.0.1:PORT/ in a browser.
 *
 * inspector.close();
 * await server.shutdown();
 * lamp.stop();
 * ```
 */
export function inspectSystem(
  actor: AnyRef,
  options: InspectOptions = {},
): InspectorHandler {
  const { hosts = [], allow = {}, clock = realClock, token } = options;
  const login = token === undefined
    ? undefined
    : new TokenLogin(token, realRandom);
  const hub = new Hub(actor, { clock, deeds: allow });
  const title = options.title ?? pathOf(rootOf(actor));
  const routes = new InspectorRoutes({
    ...{ clock, random: realRandom },
    title: () => title,
    nodes: () => [{ name: title, isSelf: true }],
    source: (node) => node === undefined || node === title ? hub : undefined,
    login: login !== undefined,
  });
  const { restart = false, crash = false } = allow;
  const viewer = {
    name: login ? "who has the token" : "anyone",
    may: { restart, crash, debug: false },
  };

  async function respond(request: Request): Promise<Response> {
    const refusal = refusalOf(request, hosts);
    if (refusal) return refusal;
    const entered = await login?.answer(request);
    if (entered) return entered;
    const isKnown = login?.knows(request) ?? true;
    return await routes.respond(request, isKnown ? viewer : undefined);
  }

  return Object.assign(respond, {
    close() {
      routes.close("The inspector was closed");
      hub.close();
    },
  });
}
