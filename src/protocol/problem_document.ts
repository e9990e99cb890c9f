/**
 * Refusals over HTTP as problem documents (RFC 9457), whoever refuses.
 *
 * @module
 */

/** The media type of a problem document. */
export const problemType = "application/problem+json";

/** The statuses that are refusals here, in words. */
export const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  421: "Misdirected Request",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** A refusal. */
export interface ProblemDocument {
  /** Always this: the status says which problem it is. */
  readonly type: "about:blank";
  /** The status in words. */
  readonly title: string;
  /** The status. */
  readonly status: number;
  /** What is wrong, for a person. */
  readonly detail: string;
}

/** The document of a refusal. */
export function problemDocument(
  status: number,
  detail: string,
): ProblemDocument {
  const title = titles[status] ?? "Error";
  return { type: "about:blank", title, status, detail };
}
