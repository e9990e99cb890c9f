/**
 * The command line of `rookery demo`.
 *
 * @module
 */
import type { Command } from "commander";

/** Adds the command to `program`; `told` gets the exit code. */
export function addDemo(
  program: Command,
  told: (code: number) => void,
): Command {
  const command = program.createCommand("demo")
    .copyInheritedSettings(program)
    .description(
      "Starts three connected nodes with an overlay and some actors on this host's loopback, to look at and to play with, until it is interrupted.",
    )
    .helpOption("--help", "print this help")
    .allowExcessArguments(false)
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 it failed, 2 wrong usage.\n\nExample:\n  deno run --allow-net main.ts demo\n",
    )
    .action(async () => {
      const { demo } = await import("./demo.ts");
      told(await demo());
    });
  return program.addCommand(command);
}
