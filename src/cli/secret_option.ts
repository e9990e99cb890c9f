/**
 * Options that take a secret, or a text that holds one: the text itself, `@FILE`, or `-` for standard input, since
 * arguments show in process lists.
 *
 * @module
 */

/** A mistake in how the command was called. */
export class UsageError extends Error {}

/** Longest text read, in bytes; a file that is longer was meant for something else. */
const textBytesMax = 65_536;

/** Who reads standard input, which can be read once. */
let stdinReader: string | undefined;

/** The secret that `given` stands for; one line break at its end does not count. */
export async function readSecret(given: string): Promise<string> {
  const text = await readText(given, "the secret");
  const secret = text === given ? text : text.replace(/\r?\n$/, "");
  if (secret === "" && given !== "") {
    throw new UsageError("Cannot use an empty secret");
  }
  return secret;
}

/** The text that `given` stands for: itself, that of a file or of standard input; `what` names it in errors. */
export async function readText(given: string, what: string): Promise<string> {
  if (given === "-") return await readStdin(what);
  if (given.startsWith("@")) return readFile(given.slice(1), what);
  return given;
}

/**
 * The text of a file, if it may be read and is not too long; `what` names it in errors.
 *
 * @throws {UsageError} Saying why not.
 */
export function readFile(
  path: string,
  what: string,
  bytesMax = textBytesMax,
): string {
  // Asked first: reading without the permission would prompt.
  const { state } = Deno.permissions.querySync({ name: "read", path });
  if (state !== "granted") {
    throw new UsageError(
      `Cannot read ${what} from ${path}: run with --allow-read=${path}`,
    );
  }
  try {
    const bytes = Deno.readFileSync(path);
    if (bytes.length > bytesMax) throw new Error("it is too long");
    return new TextDecoder().decode(bytes);
  } catch (cause) {
    const { message } = cause as Error;
    throw new UsageError(`Cannot read ${what} from ${path}: ${message}`);
  }
}

async function readStdin(what: string): Promise<string> {
  if (stdinReader !== undefined) {
    throw new UsageError(
      `Cannot read ${what} from standard input: ${stdinReader} was read from it`,
    );
  }
  stdinReader = what;
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of Deno.stdin.readable) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > textBytesMax) {
      throw new UsageError(
        `Cannot read ${what} from standard input: it is too long`,
      );
    }
  }
  return text;
}
