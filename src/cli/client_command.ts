/**
 * What all commands that ask a running node have in common.
 *
 * @module
 */
import type { Command } from "commander";
import * as v from "valibot";
import type { HttpClient } from "../ports/http_client.ts";
import type { Clock } from "../ports/world.ts";
import {
  clientOf,
  type ClientOptions,
  withClientOptions,
} from "./client_options.ts";
import { clientCodes, ClientError, type RestClient } from "./rest_client.ts";

/** What a command is added to. */
export interface ClientSetting {
  /** The program. */
  readonly program: Command;
  /** Gets the exit code. */
  readonly told: (code: number) => void;
  /** Sends requests. */
  readonly send: HttpClient;
  /** Time, for commands that go on. */
  readonly clock: Clock;
}

/** One command. */
export interface ClientSpec<Options extends ClientOptions> {
  /** Its name. */
  readonly name: string;
  /** What it does, in one line. */
  readonly description: string;
  /** How it is called, behind `main.ts`. */
  readonly example: string;
  /** Adds arguments and options of its own. */
  readonly shape?: (command: Command) => Command;
  /** Does it; its first arguments are those of the command line. */
  readonly action: (
    client: RestClient,
    args: readonly (string | readonly string[] | undefined)[],
    options: Options,
  ) => Promise<void>;
}

/** Exit codes, as the help tells them. */
const codesText =
  "Exit codes: 0 done, 1 the node refuses it, 2 wrong usage, 3 the node cannot be reached.";

/** Adds a command to the program. */
export function addClientCommand<Options extends ClientOptions>(
  { program, told, send }: ClientSetting,
  spec: ClientSpec<Options>,
): void {
  const command = program.createCommand(spec.name)
    .copyInheritedSettings(program)
    .description(spec.description)
    .helpOption("--help", "print this help")
    .allowExcessArguments(false)
    .addHelpText(
      "after",
      `\n${codesText}\n\nExample:\n  deno run --allow-net --allow-read=user.txt main.ts ${spec.example}\n`,
    );
  const shaped = spec.shape?.(command) ?? command;
  withClientOptions(shaped).action(async (...given: unknown[]) => {
    // commander gives the arguments, then the options, then the command.
    const args = given.slice(0, -2) as Parameters<typeof spec.action>[1];
    const options = given.at(-2) as Options;
    try {
      const client = await clientOf(options, send);
      await spec.action(client, args, options);
      told(0);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      for (const line of error.message.split("\n")) {
        console.error(`error: ${line}`);
      }
      told(error.code);
    }
  });
  program.addCommand(command);
}

/**
 * An answer that has the form it must have.
 *
 * @throws {ClientError} If it has not: who answers is no node, or one of another version.
 */
export function answerOf<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: unknown,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return parsed.output;
  throw new ClientError(
    "The answer has another form than a node of this version gives it",
    clientCodes.unreachable,
  );
}

/** A piece of a path. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}
