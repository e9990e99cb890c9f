/**
 * Asks a running node over its REST API.
 *
 * @module
 */
import type { HttpClient } from "../ports/http_client.ts";
import { problemType } from "../protocol/problem_document.ts";
import { printable, reasonOf } from "../protocol/reason.ts";

/** Exit codes of the commands that ask a node, beside 0 and 2 for wrong usage. */
export const clientCodes = { refused: 1, unreachable: 3 } as const;

/** A command cannot be done: why, and the exit code that says so. */
export class ClientError extends Error {
  /** The exit code. */
  readonly code: number;
  /** The status with which the node refused it, if it did. */
  readonly status: number | undefined;

  /** Why, for a person. */
  constructor(
    message: string,
    code: number,
    { cause, status }: { readonly cause?: unknown; readonly status?: number } =
      {},
  ) {
    super(message, { cause });
    this.code = code;
    this.status = status;
  }
}

/** Largest answer, in bytes: 10,000 actors are some 2 MB. */
const answerBytesMax = 16_777_216;

/** Where a node is, and who asks it. */
export interface RestPlace {
  /** Its base, such as `https://10.0.0.1:8080`. */
  readonly url: URL;
  /** What the header `Authorization` says; nothing without it. */
  readonly authorization?: string;
  /** Takes any certificate. */
  readonly insecure: boolean;
}

/** A running node's REST API. */
export class RestClient {
  readonly #place: RestPlace;
  readonly #send: HttpClient;

  /** Asks nothing yet. */
  constructor(place: RestPlace, send: HttpClient) {
    this.#place = place;
    this.#send = send;
  }

  /** The node's scheme, host and port. */
  get origin(): string {
    return this.#place.url.origin;
  }

  /**
   * What is at a path.
   *
   * @throws {ClientError} If the node refuses it, or cannot be reached.
   */
  async get(path: string): Promise<unknown> {
    return await this.#value(await this.open("GET", path));
  }

  /**
   * The text at a path.
   *
   * @throws {ClientError} If the node refuses it, or cannot be reached.
   */
  async text(path: string): Promise<string> {
    return await this.#text(await this.open("GET", path));
  }

  /**
   * What comes of sending a value there.
   *
   * @throws {ClientError} If the node refuses it, or cannot be reached.
   */
  async post(path: string, value: unknown): Promise<unknown> {
    return await this.#value(await this.open("POST", path, { value }));
  }

  /**
   * The answer itself, whose body may go on until `signal` ends it.
   *
   * @throws {ClientError} If the node refuses it, or cannot be reached.
   */
  async open(
    method: string,
    path: string,
    { value, signal }: {
      readonly value?: unknown;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<Response> {
    const { url, authorization, insecure } = this.#place;
    const request = new Request(`${url.href.replace(/\/$/, "")}${path}`, {
      method,
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(value !== undefined && { "content-type": "application/json" }),
      },
      ...(value !== undefined && { body: JSON.stringify(value) }),
      ...(signal && { signal }),
    });
    let response: Response;
    try {
      response = await this.#send(request, { insecure });
    } catch (cause) {
      throw this.#unreachable(cause);
    }
    if (response.ok) return response;
    throw await this.#refusal(response);
  }

  async #value(response: Response): Promise<unknown> {
    try {
      return JSON.parse(await this.#text(response));
    } catch (cause) {
      if (cause instanceof ClientError) throw cause;
      throw this.#stranger(cause);
    }
  }

  async #text(response: Response): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    let bytes = 0;
    try {
      for await (const chunk of response.body ?? []) {
        bytes += chunk.length;
        if (bytes > answerBytesMax) throw new Error("its answer is too long");
        text += decoder.decode(chunk, { stream: true });
      }
    } catch (cause) {
      throw this.#unreachable(cause);
    }
    return text + decoder.decode();
  }

  async #refusal(response: Response): Promise<ClientError> {
    const { status } = response;
    const text = await this.#text(response);
    const type = response.headers.get("content-type") ?? "";
    if (!type.startsWith(problemType)) {
      return this.#stranger(new Error(`it answers ${status}`));
    }
    const detail = detailOf(text) ?? `it answers ${status}`;
    const advice = status === 401 ? " (give --user or --token)" : "";
    const message = `${detail}${advice}`;
    return new ClientError(message, clientCodes.refused, { status });
  }

  #unreachable(cause: unknown): ClientError {
    const reason = reasonOf(cause);
    const advice = /certificate/i.test(reason)
      ? "--insecure takes a self-signed certificate"
      : "is it running, and is that its --url?";
    return this.#failed(`${reason} (${advice})`, cause);
  }

  #stranger(cause: unknown): ClientError {
    return this.#failed("that is no node's answer: is that its --url?", cause);
  }

  #failed(why: string, cause: unknown): ClientError {
    const message = `Cannot ask the node at ${this.origin}: ${why}`;
    return new ClientError(message, clientCodes.unreachable, { cause });
  }
}

/** What a problem document says. */
function detailOf(text: string): string | undefined {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === "string"
      ? detail.split("\n").map(printable).join("\n")
      : undefined;
  } catch {
    return undefined; // a server that calls this a problem document is none of ours
  }
}
