/**
 * `rookery`: starts a node and tells what happens to it, until a signal ends it.
 *
 * @module
 */
import { offerLogControl } from "../log_control.ts";
import { type Node, startNode } from "../node.ts";
import type { NodeEvent } from "../node_events.ts";
import { OverlayError } from "../overlay_types.ts";
import { listenToSignals } from "../ports/signals.ts";
import { reasonOf } from "../protocol/reason.ts";
import {
  type NodeSettings,
  resolveSettings,
  SettingsError,
} from "../protocol/settings.ts";
import { offerReread } from "../reconfiguration.ts";
import { CommandLog } from "./command_log.ts";
import { httpOf } from "./http_option.ts";
import { unlessAborted } from "./interruption.ts";
import { loggingOf } from "./log_option.ts";
import { jsonLine, tidyLines } from "./render.ts";
import { inspectorUrl } from "./render_http.ts";
import { saidOfHttp, SettingsFile, tellReread } from "./settings_file.ts";
import {
  lookingOf,
  requireFileAlone,
  settingsOf,
  type UpOptions,
} from "./up_options.ts";

export type { UpOptions };

const listeningOnly =
  "listening only: peers are heard, but not told of this node; --announce tells them, and each libcluster peer will try to connect";

/** Runs a node until a signal or its own failure ends it; returns the exit code. */
export async function up(options: UpOptions): Promise<number> {
  const { json = false, quiet = false } = options;
  const file = fileOf(options);
  const said = file ? file.start() : await settingsOf(options);
  let option = await httpOf(options, {
    quiet,
    ...(said.http && { given: said.http }),
  });
  const { http: _, ...rest } = said;
  const settings = {
    ...rest,
    ...lookingOf(options),
    ...(option.settings && { http: option.settings }),
  };
  const line = json ? jsonLine : tidyLines();
  const optionLog = loggingOf(options.log, options.logJson);
  const log = new CommandLog(optionLog ?? file?.configuration.logging);
  const print = (event: NodeEvent) => {
    if (!quiet) console.log(line(event));
    log.told(event);
    if (event.type !== "http_listening" || quiet) return;
    // Beside the events, which go to logs: whoever has the token may do everything.
    if (settings.inspector === false) return;
    console.error(`inspector: ${inspectorUrl(event, option.inspectorToken)}`);
  };
  const ending = new AbortController();
  let node: Node | undefined;
  let isFlipped = false;
  const setDebug = () => {
    for (const name of node?.topologies.names() ?? []) {
      node?.topologies.setDebug(name, isFlipped !== (options.debug ?? false));
    }
  };
  const stopListening = listenToSignals({
    SIGINT: () => ending.abort(),
    SIGTERM: () => ending.abort(),
    SIGUSR2: () => {
      isFlipped = !isFlipped;
      setDebug();
    },
    ...(file && {
      SIGHUP: async () =>
        tellReread(await file.reread(), { file, json, quiet }),
    }),
  });
  try {
    node = await startNode(settings, undefined, print, ending.signal);
    log.follow(node);
    offerLogControl(node, log);
    if (isFlipped) setDebug();
    const running = node;
    for (const line of option.told) console.error(line);
    if (isListeningOnly(settings) && !quiet) console.error(listeningOnly);
    if (file) {
      file.follow(node, {
        // What the options say goes before what the file does.
        logging: (changed) => log.reconfigure(optionLog ?? changed),
        async http(changed) {
          const { own } = option;
          const given = saidOfHttp(changed) ?? {};
          const before = option;
          option = await httpOf(options, { quiet, given, own });
          try {
            await running.reconfigureHttp(option.settings);
          } catch (error) {
            option = before;
            throw error;
          }
          for (const line of option.told) console.error(line);
        },
      });
      offerReread(node, () => file.reread());
    }
    await unlessAborted(node.closed, ending.signal);
    return 0;
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    // Interrupted while it started, which may take seconds: EPMD, say, does not answer.
    if (ending.signal.aborted && !node) return 0;
    const { message } = error as Error;
    const told = error instanceof OverlayError ? message : reasonOf(error);
    console.error(`error: ${told}`);
    return 1;
  } finally {
    stopListening();
    await node?.stop();
    log[Symbol.dispose]();
  }
}

function fileOf(options: UpOptions): SettingsFile | undefined {
  if (options.config === undefined) return undefined;
  requireFileAlone(options);
  return new SettingsFile(options.config);
}

function isListeningOnly(settings: NodeSettings): boolean {
  const topologies = Object.values(resolveSettings(settings).topologies);
  return topologies.some(({ announce }) => !announce);
}
