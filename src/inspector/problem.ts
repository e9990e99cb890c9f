/**
 * Refusals as problem documents (RFC 9457), and the bodies that are refused.
 *
 * @module
 */
import { problemDocument, problemType } from "../protocol/problem_document.ts";

/** Largest body that the page sends, in bytes: a wish, an action or a login. */
export const bodyBytesMax = 4_096;

/** A refusal, with its reason for a person. */
export function problem(
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(problemDocument(status, detail)), {
    status,
    headers: {
      ...headers,
      "content-type": problemType,
      "cache-control": "no-store",
    },
  });
}

/** The object that a request's body stands for, or a refusal. */
export async function objectOf({ body }: Request): Promise<object | Response> {
  const text = await textOf(body);
  if (text === undefined) {
    return problem(413, `The body has more than ${bodyBytesMax} bytes`);
  }
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  return problem(400, "The body is no JSON object");
}

/** The body as text; nothing if it is too long. What was cut off is no JSON. */
async function textOf(
  body: ReadableStream<Uint8Array> | null,
): Promise<string | undefined> {
  if (!body) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > bodyBytesMax) return undefined;
      text += decoder.decode(chunk, { stream: true });
    }
  } catch {
    return "";
  }
  return text + decoder.decode();
}
