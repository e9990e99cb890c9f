/**
 * Reads a request's body as JSON, whatever its content type says: gossiperl's users send theirs with a header that is
 * misspelt.
 *
 * @module
 */
import { Problem } from "./problem.ts";

/** Largest body, in bytes: settings of an overlay have a few thousand. */
export const bodyBytesMax = 1_048_576;

/**
 * The value that the body stands for.
 *
 * @throws {Problem} 413 if it is too large, 400 if it is no JSON. The parser's words are not repeated: they quote the
 * text, in which there may be a key.
 */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = /at position (\d+)/.exec((error as Error).message)?.[1];
    const where = at === undefined ? "" : `, from character ${Number(at) + 1}`;
    throw new Problem(400, `The body is no JSON${where}`);
  }
}

async function readText(request: Request): Promise<string> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bodyBytesMax) throw tooLarge();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let bytes = 0;
  for await (const chunk of chunksOf(request.body)) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw tooLarge();
    text += decoded(decoder, chunk);
  }
  return text + decoded(decoder);
}

/** The chunks of a body; one that is cut off is no mistake of ours. */
async function* chunksOf(
  body: ReadableStream<Uint8Array> | null,
): AsyncGenerator<Uint8Array, void, void> {
  if (!body) return;
  const reader = body.getReader();
  try {
    while (true) {
      const { done, value } = await reader.read().catch(() => {
        throw new Problem(400, "The body was cut off");
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function decoded(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new Problem(400, "The body is not UTF-8");
  }
}

function tooLarge(): Problem {
  return new Problem(413, `The body has more than ${bodyBytesMax} bytes`);
}
