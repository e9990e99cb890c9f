/**
 * What a node's HTTP server tells.
 *
 * @module
 */

/** What happened to the HTTP server. */
export type HttpNews = HttpListening | HttpRefused | LoginsRefused | HttpFailed;

/** Requests are answered, for the first time or again. */
export interface HttpListening {
  /** Always this. */
  readonly type: "http_listening";
  /** `http` or `https`. */
  readonly scheme: "http" | "https";
  /** Address it listens on. */
  readonly address: string;
  /** Port it listens on. */
  readonly port: number;
  /** SHA-256 of the certificate, if that is signed by itself. */
  readonly fingerprint?: string;
}

/** The HTTP server was refused its port and will try again. */
export interface HttpRefused {
  /** Always this. */
  readonly type: "http_refused";
  /** Why, in one word, e.g. `address_in_use`. */
  readonly reason: string;
  /** The platform's words. */
  readonly message: string;
  /** What can be done about it, in one line. */
  readonly advice: string;
  /** Wait until the next attempt, in ms. */
  readonly retryInMs: number;
}

/** Somebody tries passwords: told when an address begins to be slowed. */
export interface LoginsRefused {
  /** Always this. */
  readonly type: "logins_refused";
  /** Where the attempts come from. */
  readonly address: string;
  /** Failures in a row. */
  readonly failures: number;
}

/** A request was answered with 500: a mistake in this program. */
export interface HttpFailed {
  /** Always this. */
  readonly type: "http_failed";
  /** The route, e.g. `GET /v1/node`. */
  readonly route: string;
  /** What was thrown, with the chain of causes. */
  readonly reason: string;
}
