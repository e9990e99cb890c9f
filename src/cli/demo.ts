/**
 * `rookery demo`: starts a small cluster to look at, and says where that can be done and what to try.
 *
 * @module
 */
import { readingType } from "../demo/cast.ts";
import { type Demo, startDemo } from "../demo/demo.ts";
import { overlayName } from "../demo/overlay.ts";
import type { HttpListening } from "../http_events.ts";
import type { NodeEvent } from "../node_events.ts";
import { realWorld } from "../ports/real_world.ts";
import { httpPorts } from "../protocol/http_settings.ts";
import { reasonOf } from "../protocol/reason.ts";
import { httpOf, type HttpOption } from "./http_option.ts";
import { interruption, unlessAborted } from "./interruption.ts";
import { tidyLine } from "./render.ts";
import { inspectorUrl } from "./render_http.ts";

/** What is told as it happens: enough to see that supervision works, and little enough to leave the hints in view. */
const told: ReadonlySet<NodeEvent["type"]> = new Set<NodeEvent["type"]>([
  "actor_crashed",
  "actor_restarted",
  "http_refused",
  "node_down",
  "node_up",
  "supervisor_gave_up",
]);

/** Runs a demo until it is interrupted, or a node of it fails; returns the exit code. */
export async function demo(): Promise<number> {
  using ending = interruption();
  const { signal } = ending;
  const cookie = crypto.getRandomValues(new Uint8Array(12)).toHex();
  const http = await httpOf({});
  let listening: HttpListening | undefined;
  let isStarted = false;
  const onEvent = (event: NodeEvent, node: string) => {
    if (event.type === "http_listening") listening = event;
    if (!isStarted || signal.aborted || !told.has(event.type)) return;
    console.log(`${tidyLine(event)}  on ${node}`);
  };
  try {
    await using running = await startDemo({
      world: realWorld(),
      http: http.settings ?? {},
      ...{ cookie, onEvent, signal },
    });
    for (const line of hints({ running, listening, cookie, http })) {
      console.log(line);
    }
    isStarted = true;
    await unlessAborted(running.closed, signal);
    return 0;
  } catch (error) {
    if (signal.aborted) return 0;
    console.error(`error: ${reasonOf(error)}`);
    return 1;
  }
}

interface Told {
  readonly running: Demo;
  readonly listening: HttpListening | undefined;
  readonly cookie: string;
  readonly http: HttpOption;
}

/** Where to look, and what to try. */
function* hints(
  { running, listening, cookie, http }: Told,
): Generator<string, void, void> {
  const { nodes: [north, south, west], epmdPort } = running;
  yield "Three nodes on this host, connected to each other, and for as long as this runs:";
  yield "";
  yield `  ${north.name}  counter, lights, oven (burns out now and then), station`;
  yield `  ${south.name}  ping (plays ball with pong), station`;
  yield `  ${west.name}   pong, station`;
  yield "";
  if (listening) {
    yield "Look at them in a browser:";
    yield "";
    yield `  ${inspectorUrl(listening, http.inspectorToken)}`;
    yield "";
    yield "Or in another terminal:";
    yield "";
    const port = listening.port === 8_080
      ? ""
      : ` --url http://127.0.0.1:${listening.port}`;
    const reader = ` --token ${http.settings?.read_token}${port}`;
    const { username, password } = http.settings!.superuser!;
    const root = ` --user ${username}:${password}${port}`;
    const command = "  deno run --allow-net main.ts";
    yield `${command} actors --watch${reader}`;
    yield `${command} chart actors/lights${reader}`;
    yield `${command} members ${overlayName}${reader}`;
    yield `${command} subscribe ${overlayName} ${readingType}${root}`;
    yield `${command} call counter '{"add": 1}'${root}`;
    yield "";
  } else {
    const { first, last } = httpPorts;
    yield `No port from ${first} to ${last} is free for HTTP: to look at them, free one and start this again.`;
    yield "";
  }
  yield "Or from Elixir:";
  yield "";
  const epmd = epmdPort === 4_369 ? "" : `ERL_EPMD_PORT=${epmdPort} `;
  yield `  ${epmd}iex --name me@127.0.0.1 --cookie ${cookie}`;
  yield `  Node.connect(:"${north.name}")`;
  yield `  GenServer.call({:counter, :"${north.name}"}, %{"add" => 1})`;
  yield "";
  yield "Ctrl+C ends it.";
  yield "";
}
