/**
 * What the page asks of the server, beside the stream. All addresses are relative to where the page is mounted.
 *
 * @module
 */
import type { ChartNode } from "../chart.ts";
import type { ViewerWish } from "../frame.ts";
import type { ActionOutcome, ActorAction } from "../source.ts";
import type { About } from "../about.ts";

/** Why a request had no answer. */
export interface Failure {
  /** The HTTP status; 0 if there was no answer at all. */
  readonly status: number;
  /** What went wrong, in a sentence. */
  readonly reason: string;
}

/** An address of the inspector's, for a node's tree. */
export function addressOf(
  path: string,
  node?: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({
    ...(node !== undefined && { node }),
    ...more,
  });
  return `./inspector/${path}${query.size > 0 ? `?${query}` : ""}`;
}

/** Asks who we are, and what there is. */
export async function askAbout(): Promise<About | Failure> {
  const answer = await ask(addressOf("about"));
  if (!(answer instanceof Response)) return answer;
  return await answer.json() as About;
}

/** Asks for a chart. */
export async function askForChart(
  node: string | undefined,
  key: string,
): Promise<ChartNode | undefined> {
  const path = `charts/${encodeURIComponent(key)}`;
  const answer = await ask(addressOf(path, node));
  if (!(answer instanceof Response)) return undefined;
  return await answer.json() as ChartNode;
}

/** Asks for something to be done to an actor. */
export async function askForAction(
  node: string | undefined,
  action: ActorAction,
): Promise<ActionOutcome> {
  const answer = await post(addressOf("actions", node), action);
  if (answer instanceof Response) return { ok: true };
  const code = answer.status === 403
    ? "forbidden"
    : answer.status === 404
    ? "missing"
    : "unsupported";
  return { ok: false, code, reason: answer.reason };
}

/** Tells the server what a viewer wants to see. */
export async function sendWish(
  viewer: string,
  wish: ViewerWish,
): Promise<Response | Failure> {
  return await post(
    addressOf(`viewers/${encodeURIComponent(viewer)}`),
    wish,
  );
}

/** Logs in by name and password, or by a token. */
export async function logIn(
  by:
    | { readonly name: string; readonly password: string }
    | { readonly token: string },
): Promise<Response | Failure> {
  return await post(addressOf("login"), by);
}

/** Ends the session. */
export async function logOut(): Promise<Response | Failure> {
  return await post(addressOf("logout"), {});
}

/** Why what is at an address is refused; nothing if it is not. */
export async function refusalOf(address: string): Promise<string | undefined> {
  const answer = await ask(address);
  if (!(answer instanceof Response)) return answer.reason;
  await answer.body?.cancel();
  return undefined;
}

function post(address: string, body: unknown): Promise<Response | Failure> {
  return ask(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function ask(
  address: string,
  init?: RequestInit,
): Promise<Response | Failure> {
  try {
    const answer = await fetch(address, init);
    if (answer.ok) return answer;
    return { status: answer.status, reason: await reasonOf(answer) };
  } catch {
    return { status: 0, reason: "The server does not answer." };
  }
}

/** What a problem document says, or at least the status. */
async function reasonOf(answer: Response): Promise<string> {
  const unsaid = `The server answered ${answer.status}.`;
  try {
    const { detail, title } = await answer.json();
    const said = detail ?? title;
    return typeof said === "string" ? said : unsaid;
  } catch {
    return unsaid;
  }
}
