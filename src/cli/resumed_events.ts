/**
 * Reads a node's events, and goes on where it was when the connection is lost: it asks again, with growing pauses, for what
 * came after the last event that it has.
 *
 * @module
 */
import type { Clock } from "../ports/world.ts";
import { reasonOf } from "../protocol/reason.ts";
import { eventsOf, type StreamEvent } from "./event_stream.ts";
import { pause, unlessAborted } from "./interruption.ts";
import { clientCodes, ClientError } from "./rest_client.ts";

/** What is read, and how. */
export interface ResumedReading {
  /** Opens the stream behind the event with that id; without one, where reading is to begin. */
  readonly open: (
    lastId: string | undefined,
  ) => Promise<ReadableStream<Uint8Array>>;
  /** Hears that the connection was lost, and why. */
  readonly lost: (why: string) => void;
  /** Time. */
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Time for which a node that was lost is asked again, in ms: one that is started anew is there within seconds. */
export const patienceMs = 60_000;

/** Silence after which a connection is lost, in ms: a node says at least every 15 s that it is there. */
export const silenceMsMax = 45_000;

/** The first pause before a node is asked again, and the longest, in ms. */
const pauseMsMin = 500, pauseMsMax = 5_000;

/** What a node answers that has just started: the overlay is not there yet, or it is not ready. */
const passingStatuses: ReadonlySet<number | undefined> = new Set([404, 503]);

/**
 * The events, until the signal is aborted.
 *
 * @throws {ClientError} If the node cannot be reached at first, or not any more, or refuses to tell.
 */
export async function* resumedEvents(
  reading: ResumedReading,
): AsyncGenerator<StreamEvent, void, void> {
  const { open, lost, clock, signal } = reading;
  let lastId: string | undefined;
  let body = await open(lastId);
  while (!signal.aborted) {
    let why = "the node ended the stream";
    try {
      for await (const event of eventsOf(timely(body, reading))) {
        if (event.id !== "") lastId = event.id;
        yield event;
      }
    } catch (error) {
      // No node of ours sends such a thing, and it would come again.
      if (error instanceof RangeError) throw gone(error);
      why = reasonOf(error);
    }
    if (signal.aborted) return;
    lost(why);
    const opened = await openedAgain(reading, lastId, clock.nowMs());
    if (!opened) return;
    body = opened;
  }
}

/** Asks until there is a stream; nothing if the signal was aborted before. */
async function openedAgain(
  { open, clock, signal }: ResumedReading,
  lastId: string | undefined,
  lostAtMs: number,
): Promise<ReadableStream<Uint8Array> | undefined> {
  for (
    let pauseMs = pauseMsMin;
    !signal.aborted;
    pauseMs = Math.min(2 * pauseMs, pauseMsMax)
  ) {
    await pause(clock, pauseMs, signal);
    if (signal.aborted) return undefined;
    try {
      return await open(lastId);
    } catch (error) {
      if (!mayPass(error)) throw error;
      if (clock.nowMs() - lostAtMs >= patienceMs) throw gone(error);
    }
  }
  return undefined;
}

function mayPass(error: unknown): boolean {
  return error instanceof ClientError &&
    (error.code === clientCodes.unreachable ||
      passingStatuses.has(error.status));
}

function gone(cause: unknown): ClientError {
  const message = `No more is heard of the node: ${reasonOf(cause)}`;
  return new ClientError(message, clientCodes.unreachable, { cause });
}

/** What comes, as long as something does: a host that vanished ends no connection. */
async function* timely(
  body: ReadableStream<Uint8Array>,
  { clock, signal }: ResumedReading,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = body.getReader();
  try {
    while (!signal.aborted) {
      const silent = Promise.withResolvers<never>();
      const timer = clock.setTimeout(
        () => silent.reject(new Error("the node is silent")),
        silenceMsMax,
      );
      const reading = Promise.race([reader.read(), silent.promise]);
      const read = await unlessAborted(reading, signal)
        .finally(() => clock.clearTimeout(timer));
      if (!read || read.done) return;
      yield read.value;
    }
  } finally {
    // The connection may be gone already.
    await reader.cancel().catch(() => {});
  }
}
