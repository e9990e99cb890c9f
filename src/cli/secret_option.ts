/**
 * Options that take a secret: the text itself, `@FILE`, or `-` for standard input, since arguments
 * show in process lists.
 *
 * @module
 */

/** A mistake in how the command was called. */
export class UsageError extends Error {}

/** Longest secret read, in bytes; a file that is longer was meant for something else. */
const secretBytesMax = 65_536;

/** The secret that `given` stands for; one line break at its end does not count. */
export async function readSecret(given: string): Promise<string> {
  if (given === "-") return chomp(await readStdin());
  if (given.startsWith("@")) return chomp(readFile(given.slice(1)));
  return given;
}

function readFile(path: string): string {
  // Asked first: reading without the permission would prompt.
  const { state } = Deno.permissions.querySync({ name: "read", path });
  if (state !== "granted") {
    throw new UsageError(
      `Cannot read the secret from ${path}: run with --allow-read=${path}`,
    );
  }
  try {
    const bytes = Deno.readFileSync(path);
    if (bytes.length > secretBytesMax) throw new Error("it is too long");
    return new TextDecoder().decode(bytes);
  } catch (cause) {
    const { message } = cause as Error;
    throw new UsageError(`Cannot read the secret from ${path}: ${message}`);
  }
}

async function readStdin(): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of Deno.stdin.readable) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > secretBytesMax) {
      throw new UsageError(
        "Cannot read the secret from standard input: it is too long",
      );
    }
  }
  return text;
}

function chomp(text: string): string {
  const secret = text.replace(/\r?\n$/, "");
  if (secret === "") throw new UsageError("Cannot use an empty secret");
  return secret;
}
