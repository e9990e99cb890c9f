/**
 * An inspector that is asked without a network.
 *
 * @module
 */
import type { Frame } from "../../src/inspector/frame.ts";
import {
  type InspectorParts,
  InspectorRoutes,
  type InspectorViewer,
} from "../../src/inspector/inspector_routes.ts";
import { SeededRandom } from "../../src/sim/random.ts";
import type { Inspected } from "./lookers.ts";

/** Somebody who may do everything. */
export const viewer: InspectorViewer = {
  name: "ann",
  may: { restart: true, crash: true, debug: true },
};

/** Routes over what is inspected. */
export function routesOf(
  at: Inspected,
  parts: Partial<InspectorParts> = {},
): InspectorRoutes {
  return new InspectorRoutes({
    clock: at.clock,
    random: new SeededRandom(1),
    title: () => "hall@10.0.0.1",
    nodes: () => [{ name: "hall@10.0.0.1", isSelf: true }],
    source: (node) => node === undefined ? at.hub : undefined,
    login: false,
    ...parts,
  });
}

/** A request, with a body if it is posted. */
export function asked(
  path: string,
  { body, method, headers = {} }: {
    readonly body?: unknown;
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Request {
  return new Request(`http://127.0.0.1:8080${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers,
    ...(body !== undefined && {
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  });
}

/** What is told in one event of a stream. */
export interface Told {
  readonly event: string;
  // deno-lint-ignore no-explicit-any -- what is told differs by event
  readonly data?: any;
}

/** Reads server-sent events, one at a time. */
export class StreamReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor({ body }: Response) {
    this.#reader = body!.getReader();
  }

  /** The next event or comment; nothing at the end. */
  async next(): Promise<Told | undefined> {
    while (!this.#text.includes("\n\n")) {
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
    const end = this.#text.indexOf("\n\n");
    const lines = this.#text.slice(0, end).split("\n");
    this.#text = this.#text.slice(end + 2);
    if (lines[0]!.startsWith(":")) return { event: "comment" };
    const of = (field: string) =>
      lines.find((line) => line.startsWith(`${field}: `))
        ?.slice(field.length + 2);
    const event = of("event");
    if (event === undefined) return await this.next();
    return { event, data: JSON.parse(of("data")!) };
  }

  /** The next frame. */
  async frame(): Promise<Frame> {
    const told = await this.next();
    if (told?.event !== "frame") throw new Error(`No frame: ${told?.event}`);
    return told.data;
  }

  /** Reads no more. */
  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }
}
