/**
 * The stream of frames, and what follows when it breaks: everything is asked for anew, and the selected actor is found
 * again by its path. Nobody logged in is not a fault but a state, in which the page shows its form.
 *
 * @module
 */
import { effect, type Signal, signal } from "@preact/signals";
import type { Frame } from "../frame.ts";
import { firstLook } from "./first_look.ts";
import {
  about,
  begin,
  countRates,
  link,
  moment,
  node,
  past,
  receive,
  select,
  selected,
  selectedPath,
} from "./model.ts";
import { addressOf, askAbout, refusalOf, sendWish } from "./requests.ts";
import { record, recordAfresh } from "./timeline/playhead.ts";

/** How long to wait before another attempt, in ms: soon at first, since a restart of a node takes about a second. */
const pausesMs = [500, 1_000, 2_000, 5_000];

/** How often to ask anew which nodes there are, in ms. */
const aboutMs = 10_000;

/** Why the stream ended, if the server said so. */
export const farewell: Signal<string | undefined> = signal(undefined);

const viewer = signal<string | undefined>(undefined);
let stream: EventSource | undefined;
/** The node whose tree was seen last, null for the server's own; undefined before any was. */
let seenNode: string | null | undefined;
let failures = 0;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Connects, for as long as the page is there. */
export function stayConnected(): void {
  setInterval(countRates, 1_000);
  setInterval(refreshAbout, aboutMs);
  effect(tellSelection);
  node.subscribe(() => {
    // Before anything is known there is nothing to begin anew; a file is of one node.
    if (!about.peek() || link.peek() === "file") return;
    begin();
    recordAfresh();
    failures = 0;
    connect();
  });
  connect();
}

/** Asks who we are and opens the stream, as after a login. What was live is forgotten once the stream has begun. */
export async function connect(): Promise<void> {
  hangUp();
  link.value = failures > 0 ? "lost" : "connecting";
  const answer = await askAbout();
  if (stream || link.peek() === "file") return;
  if (!("status" in answer)) {
    about.value = answer;
    open();
  } else if (answer.status === 401) {
    failures = 0;
    about.value = undefined;
    begin();
    link.value = "login";
  } else {
    farewell.value = answer.reason;
    lose();
  }
}

/** Ends the stream and tries nothing more, as when a file is opened. */
export function hangUp(): void {
  clearTimeout(retry);
  stream?.close();
  stream = undefined;
  viewer.value = undefined;
}

/** Nodes come and go. What goes wrong here the stream notices too. */
async function refreshAbout(): Promise<void> {
  if (link.peek() !== "live") return;
  const answer = await askAbout();
  if ("status" in answer || link.peek() !== "live") return;
  const isSame = JSON.stringify(answer) === JSON.stringify(about.peek());
  if (!isSame) about.value = answer;
}

function open(): void {
  const address = addressOf("stream", node.peek());
  const opened = new EventSource(address);
  stream = opened;
  let isFirst = true;
  opened.addEventListener("hello", ({ data }) => {
    begin();
    failures = 0;
    link.value = "live";
    farewell.value = undefined;
    viewer.value = (JSON.parse(data) as { viewer: string }).viewer;
  });
  opened.addEventListener("frame", ({ data }) => {
    const frame = JSON.parse(data) as Frame;
    receive(frame);
    record(frame, data.length);
    if (isFirst) lookSomewhere();
    isFirst = false;
  });
  opened.addEventListener("bye", ({ data }) => {
    farewell.value = (JSON.parse(data) as { reason: string }).reason;
    lose();
  });
  // Its own attempts would go on with a stream that knows nothing of us.
  opened.onerror = async () => {
    if (stream !== opened) return;
    const isNew = viewer.peek() === undefined;
    lose();
    // A stream of events does not tell why it was refused.
    if (isNew) farewell.value = await refusalOf(address);
  };
}

/** Whoever opens the page, or goes to a node that has no such actor, sees something at once. */
function lookSomewhere(): void {
  const isNew = seenNode !== (node.peek() ?? null);
  const isAnywhere = selectedPath.peek() === undefined;
  const isElsewhere = isNew && seenNode !== undefined;
  seenNode = node.peek() ?? null;
  if (selected.peek() !== undefined || !(isAnywhere || isElsewhere)) return;
  const id = firstLook(moment.peek());
  if (id !== undefined) select(id);
}

function lose(): void {
  hangUp();
  link.value = "lost";
  const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)];
  failures++;
  retry = setTimeout(connect, pauseMs);
}

/** The server tells all about one actor. While the past is shown, it goes on with the one that was selected before. */
function tellSelection(): void {
  const id = selected.value;
  if (viewer.value === undefined || past.value) return;
  sendWish(viewer.value, { selected: id ?? null });
}
