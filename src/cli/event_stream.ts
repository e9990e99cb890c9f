/**
 * Reads server-sent events (WHATWG HTML, section 9.2) as a node sends them.
 *
 * @module
 */

/** One event. */
export interface StreamEvent {
  /** Its id; empty if it has none. */
  readonly id: string;
  /** Its type. */
  readonly type: string;
  /** What it carries. */
  readonly data: string;
}

/** Longest line, in characters: what a node sends fits in far less, and a stranger must not fill the memory. */
export const lineCharsMax = 1_048_576;

/**
 * The events of a stream, as they come; one that is cut off is none.
 *
 * @throws {RangeError} If one is too long.
 */
export async function* eventsOf(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<StreamEvent, void, void> {
  let event = { id: "", type: "message", data: "" };
  for await (const line of linesOf(body)) {
    if (line === "") {
      if (event.data !== "") yield event;
      event = { id: "", type: "message", data: "" };
      continue;
    }
    const [, field, value = ""] = /^([^:]*):? ?(.*)$/s.exec(line)!;
    if (field === "id") event.id = value;
    if (field === "event") event.type = value;
    if (field !== "data") continue;
    event.data += event.data === "" ? value : `\n${value}`;
    if (event.data.length > lineCharsMax) throw tooLong();
  }
}

async function* linesOf(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    if (rest.length > lineCharsMax) throw tooLong();
    for (const line of lines) yield line.replace(/\r$/, "");
  }
}

function tooLong(): RangeError {
  return new RangeError(`an event has more than ${lineCharsMax} characters`);
}
