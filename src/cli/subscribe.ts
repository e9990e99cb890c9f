/**
 * `rookery subscribe <overlay> [types…]`: tells what happens in an overlay as it happens, until Ctrl+C; or the envelopes of
 * types that users made up, with their fields.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { isOverlayNews } from "../overlay_events.ts";
import type { Clock } from "../ports/world.ts";
import { printable, reasonOf } from "../protocol/reason.ts";
import {
  addClientCommand,
  type ClientSetting,
  segment,
} from "./client_command.ts";
import type { ClientOptions } from "./client_options.ts";
import type { StreamEvent } from "./event_stream.ts";
import { interruption, unlessAborted } from "./interruption.ts";
import { clientCodes, ClientError } from "./rest_client.ts";
import { resumedEvents } from "./resumed_events.ts";
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
      const place = `/v1/overlays/${segment(String(overlay))}/${stream}`;
      const open = (signal: AbortSignal) => async (lastId?: string) => {
        const query = new URLSearchParams({
          ...(wanted.length > 0 && { types: wanted.join(",") }),
          ...(lastId !== undefined && { last_event_id: lastId }),
          // An id of another life of the node: all that is kept is new.
          ...(lastId === undefined && history && { last_event_id: "0" }),
        });
        const { body } = await client.open("GET", `${place}?${query}`, {
          signal,
        });
        return body ?? ReadableStream.from([]);
      };
      await tell({ open, clock: setting.clock, json, count });
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

/** What is told, and how. */
interface Telling {
  readonly open: (
    signal: AbortSignal,
  ) => (lastId?: string) => Promise<ReadableStream<Uint8Array>>;
  readonly clock: Clock;
  readonly json: boolean;
  readonly count: number | undefined;
}

/** Prints events until the operator ends it, or until there were `count`. */
async function tell(
  { open, clock, json, count = Infinity }: Telling,
): Promise<void> {
  using ending = interruption();
  const leaving = new AbortController();
  const signal = AbortSignal.any([ending.signal, leaving.signal]);
  const events = resumedEvents({ open: open(signal), lost, clock, signal });
  try {
    for (let left = count; left > 0; left--) {
      const next = await unlessAborted(events.next(), ending.signal);
      if (!next || next.done) return;
      console.log(lineOf(next.value, json));
    }
  } finally {
    leaving.abort();
  }
}

function lost(why: string): void {
  console.error(`lost: ${why}; asking again`);
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
  const value: unknown = parsed(data);
  return typeof value === "object" && value !== null
    ? { ...value }
    : { data: value };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    const message = `That is no event of a node: ${reasonOf(cause)}`;
    throw new ClientError(message, clientCodes.unreachable, { cause });
  }
}

function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1 on.");
}
