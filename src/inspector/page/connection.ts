/**
 * The stream of frames, and what follows when it breaks: everything is asked for anew, and the selected actor is found
 * again by its path. Nobody logged in is not a fault but a state, in which the page shows its form.
 *
 * @module
 */
import { effect } from "@preact/signals";
import type { Frame } from "../frame.ts";
import {
  about,
  begin,
  countRates,
  link,
  node,
  receive,
  tellSelection,
} from "./model.ts";
import { addressOf, askAbout, sendWish } from "./requests.ts";

/** How long to wait before another attempt, in ms: soon at first, since a restart of a node takes about a second. */
const pausesMs = [500, 1_000, 2_000, 5_000];

let stream: EventSource | undefined;
let viewer: string | undefined;
let failures = 0;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Connects, for as long as the page is there. */
export function stayConnected(): void {
  tellSelection((selected) => {
    if (viewer !== undefined) sendWish(viewer, { selected });
  });
  setInterval(countRates, 1_000);
  let isFirst = true;
  effect(() => {
    node.value;
    if (isFirst) isFirst = false;
    else if (about.peek() && link.peek() !== "file") open();
  });
  connect();
}

/** Asks anew who we are and opens the stream, as after a login. */
export async function connect(): Promise<void> {
  hangUp();
  link.value = failures > 0 ? "lost" : "connecting";
  const answer = await askAbout();
  if (link.peek() === "file") return;
  if (!("status" in answer)) {
    about.value = answer;
    open();
  } else if (answer.status === 401) {
    about.value = undefined;
    failures = 0;
    begin();
    link.value = "login";
  } else {
    lose();
  }
}

/** Ends the stream and tries nothing more, as when a file is opened. */
export function hangUp(): void {
  clearTimeout(retry);
  stream?.close();
  stream = undefined;
  viewer = undefined;
}

function open(): void {
  hangUp();
  const opened = new EventSource(addressOf("stream", node.peek()));
  stream = opened;
  const hear = (type: string, listener: (data: unknown) => void) =>
    opened.addEventListener(type, (event) => {
      if (stream === opened) listener(JSON.parse((event as MessageEvent).data));
    });
  hear("hello", (data) => {
    begin();
    failures = 0;
    viewer = (data as { viewer: string }).viewer;
    link.value = "live";
  });
  hear("frame", (data) => receive(data as Frame));
  hear("bye", lose);
  opened.onerror = () => {
    if (stream === opened) lose();
  };
}

function lose(): void {
  hangUp();
  link.value = "lost";
  const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)];
  failures++;
  retry = setTimeout(connect, pauseMs);
}
