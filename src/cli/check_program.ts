/**
 * The command line of `rookery check`.
 *
 * @module
 */
import type { Command } from "commander";
import type { CheckOptions } from "./check.ts";

/** Adds the command to `program`; `told` gets the exit code. */
export function addCheck(
  program: Command,
  told: (code: number) => void,
): Command {
  const command = program.createCommand("check")
    .copyInheritedSettings(program)
    .description("Says whether a settings file is right, and starts nothing.")
    .helpOption("--help", "print this help")
    .argument("<file>", "the settings file, JSON with comments")
    .option("--json", "print one JSON object")
    .allowExcessArguments(false)
    .addHelpText(
      "after",
      "\nExit codes: 0 it is right, 1 it is not, 2 wrong usage or no such file.\n\nExample:\n  deno run --allow-read=rookery.jsonc main.ts check rookery.jsonc\n",
    )
    .action(async (path: string, options: CheckOptions) => {
      const { check } = await import("./check.ts");
      told(check(path, options));
    });
  return program.addCommand(command);
}
