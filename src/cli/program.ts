/**
 * The command line: what may be asked for, and how a mistake is answered.
 *
 * Exit codes: 0 after a clean stop, 1 when the node failed, 2 for wrong usage; 3 when a node that was to be asked cannot
 * be reached.
 *
 * @module
 */
import { Command, CommanderError } from "commander";
import config from "../../deno.json" with { type: "json" };
import { realClock } from "../ports/clock.ts";
import type { HttpClient } from "../ports/http_client.ts";
import type { Clock } from "../ports/world.ts";
import { SettingsError } from "../protocol/settings_error.ts";
import { addActors } from "./actors.ts";
import { addCall } from "./call.ts";
import { addChart } from "./chart.ts";
import { addCheck } from "./check_program.ts";
import type { ClientSetting } from "./client_command.ts";
import { addCompletions } from "./completions.ts";
import { addDemo } from "./demo_program.ts";
import { addDoctor } from "./doctor_program.ts";
import { withHttpOptions } from "./http_option.ts";
import { collect, number } from "./option_values.ts";
import { addOverlayCommands } from "./overlay_commands.ts";
import { addPublish } from "./publish.ts";
import { UsageError } from "./secret_option.ts";
import { addSubscribe } from "./subscribe.ts";
import type { UpOptions } from "./up_options.ts";

/** Exit codes of the command. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/** Columns of the help text: asking the terminal would need a permission. */
const helpColumns = 100;

/**
 * Runs the command to its end and returns the exit code; `send` reaches a node that is to be asked.
 *
 * What only some commands need is imported when they are called for: a command that asks a node would otherwise spend most
 * of its time on loading one.
 */
export async function run(
  args: readonly string[],
  send: HttpClient = sendByNetwork,
  clock: Clock = realClock,
): Promise<number> {
  let code: number = exitCodes.ok;
  const told = (ended: number) => {
    code = ended;
  };
  const program = commandLine(
    async (options) => {
      const { up } = await import("./up.ts");
      told(await up(options));
    },
    { told, send, clock },
  );
  try {
    refuseUnknown(args[0], program);
    await program.parseAsync(wordsOf(args), { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    if (error instanceof SettingsError || error instanceof UsageError) {
      for (const line of error.message.split("\n")) {
        console.error(`error: ${line}`);
      }
      return exitCodes.usage;
    }
    throw error;
  }
}

/** What is done without a command takes no words, so that a first word is one that was mistyped. */
function refuseUnknown(
  word: string | undefined,
  { commands }: Pick<Command, "commands">,
): void {
  if (word === undefined || word === "" || word.startsWith("-")) return;
  const names = ["up", ...commands.map((command) => command.name()), "help"];
  if (names.includes(word)) return;
  throw new UsageError(
    `there is no command ${JSON.stringify(word)}: there are ${
      names.join(", ")
    }`,
  );
}

/** What is done without a command may be called `up`; `help call` is `call --help`. */
function wordsOf(args: readonly string[]): readonly string[] {
  const [first, ...others] = args;
  if (first === "up") return others;
  return first === "help" ? [...others.slice(0, 1), "--help"] : args;
}

/** Sends by the real network. */
const sendByNetwork: HttpClient = async (request, options) => {
  const { sendRequest } = await import("../ports/http_client.ts");
  return await sendRequest(request, options);
};

function commandLine(
  action: (options: UpOptions) => Promise<void>,
  parts: Omit<ClientSetting, "program">,
): Command {
  const command = new Command("rookery")
    .description(
      "Starts a node that finds its peers by libcluster's Gossip, connects to them as Erlang nodes do, and joins gossiperl overlays, until it is interrupted. `rookery up` is the same.",
    )
    .version(config.version, "--version", "print the version")
    .helpOption("--help", "print this help")
    .option(
      "--config <file>",
      "settings file, JSON with comments; SIGHUP reads it again and applies what changed",
    )
    .option(
      "--name <name@host>",
      "the node's name (rookery-<random>@<address>)",
    )
    .option(
      "--multicast-addr <address>",
      "group to join and announce to; repeatable (230.1.1.251 and 233.252.1.32)",
      collect,
    )
    .option("--port <port>", "UDP port of the group (45892)", number)
    .option("--if-addr <address>", "address to bind (0.0.0.0)")
    .option(
      "--multicast-if <address>",
      "address of the interface to join and send on (the system's choice)",
    )
    .option(
      "--multicast-ttl <hops>",
      "hops an announcement may travel (1)",
      number,
    )
    .option(
      "--broadcast-only",
      "send to --multicast-addr as a broadcast address, and join nothing",
    )
    .option(
      "--secret <secret>",
      "encipher every packet; @FILE reads it from a file, - from standard input",
    )
    .option("--announce", "announce this node, so that others connect to it")
    .option("--no-gossip", "no libcluster Gossip: only overlays")
    .option(
      "--overlay <name=settings>",
      "join a gossiperl overlay; its settings as JSON, @FILE or -; repeatable",
      collect,
    )
    .option(
      "--cookie <cookie>",
      "connect to the nodes that are heard, by this cookie of Erlang's distribution; @FILE or - as --secret",
    )
    .option("--hidden", "be in nodes(hidden) of the others only")
    .option(
      "--dist-port <port>",
      "TCP port that other nodes connect to (any)",
      number,
    )
    .option("--epmd-port <port>", "port of EPMD on every host (4369)", number)
    .option(
      "--net-ticktime <seconds>",
      "silence after which a node is down (60)",
      number,
    )
    .option(
      "--connect <name@host>",
      "node to be connected to always; repeatable",
      collect,
    )
    .option(
      "--no-inspector",
      "let nobody look at the actors, from a browser or another node",
    )
    .option(
      "--allow-chaos",
      "let the superuser make actors crash in the inspector, to see what comes of it",
    )
    .option("--debug", "tell every heartbeat; SIGUSR2 flips it")
    .option("--json", "print one JSON object a line")
    .option(
      "--log <level>",
      "log to standard error from debug, info, warning or error on; <actor>=<level> for one actor and those below it; repeatable",
      collect,
    )
    .option("--log-json", "log one JSON object a line")
    .option("--quiet", "print nothing but errors")
    .addHelpText(
      "after",
      "\nExamples:\n  deno run --allow-net --allow-read=secret.txt main.ts --announce --secret @secret.txt\n  deno run --allow-net --allow-read=office.json main.ts --no-gossip --overlay office=@office.json\n  deno run --allow-net --allow-read=cookie.txt main.ts --cookie @cookie.txt --connect web@10.0.0.2\n  deno run --allow-net main.ts --http 0.0.0.0:8080 --tls\n  deno run --allow-net --allow-read=rookery.jsonc main.ts --config rookery.jsonc\n",
    )
    .allowExcessArguments(false)
    // What comes behind a command's name is that command's.
    .enablePositionalOptions()
    .exitOverride()
    // The defaults of these read the environment, which needs a permission.
    .configureOutput({
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      getOutHelpWidth: () => helpColumns,
      getErrHelpWidth: () => helpColumns,
      writeOut: (text) => console.log(text.trimEnd()),
      writeErr: (text) => console.error(text.trimEnd()),
    })
    .action(action);
  const { told } = parts;
  const program = addDoctor(addCheck(withHttpOptions(command), told), told);
  const setting = { ...parts, program };
  addOverlayCommands(setting);
  addSubscribe(setting);
  addPublish(setting);
  addActors(setting);
  addChart(setting);
  addCall(setting);
  addDemo(program, told);
  addCompletions(program);
  return program;
}
