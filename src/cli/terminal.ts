/**
 * The terminal that standard output is, if it is one. None of it takes a permission.
 *
 * @module
 */

/** A terminal. */
export interface Terminal {
  /** How many characters there are beside and below each other. */
  size(): { readonly columns: number; readonly rows: number };
  /** Whether colours are wanted: `NO_COLOR` says no. */
  readonly hasColours: boolean;
  /** Writes a text with its control sequences. */
  write(text: string): void;
}

/** What a terminal that does not tell its size is taken for. */
const sizeDefault = { columns: 80, rows: 24 };

/** The terminal that standard output is; nothing if it goes elsewhere. */
export function outputTerminal(): Terminal | undefined {
  if (!Deno.stdout.isTerminal()) return undefined;
  return { size, hasColours: !Deno.noColor, write };
}

function size(): ReturnType<Terminal["size"]> {
  const { columns, rows } = Deno.consoleSize();
  return columns > 0 && rows > 0 ? { columns, rows } : sizeDefault;
}

function write(text: string): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
}
