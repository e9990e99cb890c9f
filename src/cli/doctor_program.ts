/**
 * The command line of `rookery doctor`.
 *
 * @module
 */
import { type Command, InvalidArgumentError } from "commander";
import type { DoctorOptions } from "./doctor.ts";
import { collect, number } from "./option_values.ts";

/** Longest time to listen, in seconds: an hour shows what a day does. */
const secondsMax = 3_600;

/** Adds the command to `program`; `told` gets the exit code. */
export function addDoctor(
  program: Command,
  told: (code: number) => void,
): Command {
  const command = program.createCommand("doctor").copyInheritedSettings(
    program,
  );
  command
    .description("Says why nodes do not see each other, and what to do.")
    .helpOption("--help", "print this help")
    .option("--multicast-addr <address>", "group; repeatable", collect)
    .option("--port <port>", "UDP port of the group (45892)", number)
    .option("--multicast-if <address>", "address of the interface")
    .option("--multicast-ttl <hops>", "hops of announcements (1)", number)
    .option("--secret <secret>", "secret of the group; @FILE or -")
    .option("--no-gossip", "ask about overlays and nodes only")
    .option(
      "--overlay <name=settings>",
      "ask about this overlay; its settings as JSON, @FILE or -; repeatable",
      collect,
    )
    .option(
      "--cookie <cookie>",
      "connect to the nodes that are heard, as a hidden node; @FILE or -",
    )
    .option("--epmd-port <port>", "port of EPMD on every host (4369)", number)
    .option("--connect <name@host>", "ask about this node; repeatable", collect)
    .option("--seconds <seconds>", "how long to listen (6)", seconds)
    .option("--json", "print one JSON object a line")
    .addHelpText(
      "after",
      "\nExit codes: 0 no fault, 1 a fault, 2 wrong usage.\n\nExample:\n  deno run --allow-net --allow-sys=networkInterfaces main.ts doctor --secret @secret.txt\n",
    )
    .allowExcessArguments(false)
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import("./doctor.ts");
      told(await doctor(options));
    });
  return program.addCommand(command);
}

function seconds(text: string): number {
  const given = number(text);
  if (given >= 1 && given <= secondsMax) return given;
  throw new InvalidArgumentError(`It must be from 1 to ${secondsMax}.`);
}
