/**
 * `rookery subscribe <overlay> [types…]`: tells what happens in an overlay as it happens, until Ctrl+C; or the envelopes of
 * types that users made up, with their fields.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { isOverlayNews } from "../overlay_events.ts";
import { listenToSignals } from "../ports/signals.ts";
import { printable, reasonOf } from "../protocol/reason.ts";
import {
  addClientCommand,
  type ClientSetting,
  segment,
} from "./client_command.ts";
import type { ClientOptions } from "./client_options.ts";
import { eventsOf, type StreamEvent } from "./event_stream.ts";
import { clientCodes, ClientError } from "./rest_client.ts";
import { UsageError } from "./secret_option.ts";

interface SubscribeOptions extends ClientOptions {
  /** `--history` */
  readonly history?: boolean;
  /** `--count` */
  readonly count?: number;
}

/** Adds the command. */
export function addSubscribe(setting: ClientSetting): void {
  addClientCommand<SubscribeOptions>(setting, {
    name: "subscribe",
    description:
      "Tells what happens in an overlay as it happens, until Ctrl+C: member_in, member_out, digest_forwarded and so on; or envelopes of one's own types, with their fields.",
    example: "subscribe office member_in member_out --user @user.txt",
    shape: (command) =>
      command
        .argument("<overlay>", "name of the overlay")
        .argument(
          "[types...]",
          "only events of these types (all), or envelopes of these",
        )
        .option("--history", "begin with what the node still knows of before")
        .option("--count <events>", "end after so many", count),
    async action(client, [overlay, types], { json = false, count, history }) {
      const wanted = types as readonly string[];
      const stream = streamOf(wanted);
      const query = new URLSearchParams({
        ...(wanted.length > 0 && { types: wanted.join(",") }),
        // An id of another life of the node: all that is kept is new.
        ...(history && { last_event_id: "0" }),
      });
      const path = `/v1/overlays/${
        segment(String(overlay))
      }/${stream}?${query}`;
      const leaving = new AbortController();
      const { signal } = leaving;
      const { body } = await client.open("GET", path, { signal });
      try {
        await tell(body ?? ReadableStream.from([]), json, count);
      } finally {
        leaving.abort();
      }
    },
  });
}

/** Where events of these types are told. */
function streamOf(types: readonly string[]): "events" | "envelopes" {
  if (types.every(isOverlayNews)) return "events";
  const news = types.filter(isOverlayNews);
  if (news.length === 0) return "envelopes";
  throw new UsageError(
    `${
      news.join(", ")
    }: a node's own events, and envelopes of other types, are subscribed to one by one`,
  );
}

/** Prints events until a signal, or until there were `count`. */
async function tell(
  body: ReadableStream<Uint8Array>,
  json: boolean,
  count = Infinity,
): Promise<void> {
  let isInterrupted = false;
  let left = count;
  const interrupted = Promise.withResolvers<IteratorResult<StreamEvent>>();
  const interrupt = () => {
    isInterrupted = true;
    interrupted.resolve({ done: true, value: undefined });
  };
  const stopListening = listenToSignals({
    SIGINT: interrupt,
    SIGTERM: interrupt,
  });
  const events = eventsOf(body);
  try {
    while (left > 0) {
      const next = await Promise.race([events.next(), interrupted.promise]);
      if (isInterrupted) return;
      if (next.done) throw new Error("the node ended the stream");
      console.log(lineOf(next.value, json));
      left--;
    }
  } catch (cause) {
    const message = `No more is heard of the node: ${reasonOf(cause)}`;
    throw new ClientError(message, clientCodes.unreachable, cause);
  } finally {
    stopListening();
  }
}

/** `12:34:56.789  member_in  member=a address=10.0.0.1`, in UTC; or what came as JSON. */
function lineOf({ type, data }: StreamEvent, json: boolean): string {
  const value = valueOf(data);
  if (json) return printable(JSON.stringify({ ...value, type }));
  const { type: _type, overlay: _overlay, atMs, fields, ...rest } = value;
  const time = typeof atMs === "number" && Math.abs(atMs) <= 8.64e15
    ? new Date(atMs).toISOString().slice(11, 23)
    : "--:--:--.---";
  const told = Object.entries(rest).map(([name, field]) =>
    `${name}=${typeof field === "string" ? field : JSON.stringify(field)}`
  );
  const all = [...told, ...fieldsOf(fields)].join(" ");
  return printable([time, type, all].join("  ").trimEnd());
}

/** `1:string="hello"`: fields travel without names. */
function fieldsOf(given: unknown): readonly string[] {
  const fields: readonly Readonly<Record<string, unknown>>[] =
    Array.isArray(given) ? given : [];
  return fields.map(({ id, type, value }) =>
    `${id}:${type}=${JSON.stringify(value)}`
  );
}

function valueOf(data: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(data);
  return typeof value === "object" && value !== null
    ? { ...value }
    : { data: value };
}

function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1 on.");
}
