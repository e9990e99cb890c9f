/**
 * The inspector of a node: its page, which is for everybody and has nothing of the node in it, and behind a login what the
 * page asks for.
 *
 * @module
 */
import type { InspectorViewer } from "../inspector/inspector_routes.ts";
import type { HttpPeer } from "../ports/world.ts";
import type { Access } from "./access.ts";
import { checkOwnPage } from "./guard.ts";
import type { RestParts } from "./host.ts";
import { InspectorLogin, type Onlooker } from "./inspector_login.ts";
import { Problem } from "./problem.ts";

/** What the inspector shows. */
export interface InspectorPages {
  /** Whether the superuser may make actors crash. */
  readonly isChaosAllowed: boolean;
  /** Answers what the page asks; without a viewer only what is for everybody. */
  respond(request: Request, viewer: InspectorViewer | undefined):
    | Response
    | Promise<Response>;
  /** Ends all streams, with a reason that the page shows. */
  close(reason: string): void;
}

/** What the page is made of and what it asks for, as it is asked of the node. */
export class InspectorSite {
  readonly #login: InspectorLogin;
  readonly #pages: InspectorPages;

  /** Nobody looks yet. */
  constructor(parts: RestParts, access: Access, pages: InspectorPages) {
    this.#login = new InspectorLogin(parts, access);
    this.#pages = pages;
  }

  /**
   * Answers a request for `/` or below `/inspector/`.
   *
   * @throws {Problem} If it is refused.
   */
  async respond(request: Request, peer: HttpPeer): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const isPage = pathname === "/" && request.method === "GET";
    const token = isPage ? searchParams.get("token") : null;
    if (token !== null) return this.#login.enter(token, request, peer);
    if (pathname === "/" && isForProgram(request)) {
      throw new Problem(404, "There is nothing here: see /openapi.json");
    }
    if (!isPrivate(pathname)) {
      return await this.#pages.respond(request, undefined);
    }
    checkOwnPage(request);
    switch (`${request.method} ${pathname}`) {
      case "POST /inspector/login":
        return await this.#login.login(request, peer);
      case "POST /inspector/logout":
        return this.#login.logout(request);
    }
    const onlooker = this.#login.onlooker(request, peer);
    const viewer = this.#viewerOf(onlooker);
    const response = await this.#pages.respond(request, viewer);
    return whileGoingOn(response, onlooker);
  }

  /** Ends all streams; nobody is asked any more. */
  end(): void {
    this.#pages.close("The node's HTTP server has ended");
  }

  #viewerOf({ name, principal: { kind } }: Onlooker): InspectorViewer {
    const restart = kind === "superuser";
    const crash = restart && this.#pages.isChaosAllowed;
    return { name, may: { restart, crash, debug: restart } };
  }
}

/** A program that wants JSON has no use for a page. */
function isForProgram({ headers }: Request): boolean {
  const accept = headers.get("accept") ?? "";
  return accept.includes("application/json") && !accept.includes("text/html");
}

/** Paths that tell something of the node, or do something. */
const privatePaths =
  /^\/inspector\/(?:login|logout|about|stream|viewers|charts|actions)(?:\/|$)/;

function isPrivate(pathname: string): boolean {
  return privatePaths.test(pathname);
}

/** A stream ends with the session of who reads it; when that runs out, or others may look, with the next thing that is told. */
function whileGoingOn(
  response: Response,
  { goesOn, over }: Onlooker,
): Response {
  const { body, headers } = response;
  const isStream = headers.get("content-type")?.startsWith("text/event-stream");
  if (!isStream || !body) return response;
  const reader = body.getReader();
  const end = () => void reader.cancel().catch(() => {});
  over?.addEventListener("abort", end, { once: true });
  const stop = () => over?.removeEventListener("abort", end);
  const lasting = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done && goesOn()) return controller.enqueue(value);
      stop();
      end();
      if (!goesOn()) controller.enqueue(farewell);
      controller.close();
    },
    cancel(reason) {
      stop();
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
  return new Response(lasting, { status: response.status, headers });
}

const farewell = new TextEncoder().encode(
  `event: bye\ndata: ${
    JSON.stringify({ reason: "The session has ended" })
  }\n\n`,
);
