/**
 * `rookery completions <shell>`: a script by which a shell completes commands and options, made of the program itself.
 *
 * @module
 */
import { type Command, Option } from "commander";

/** Shells that have a script. */
export const shells = ["bash", "zsh", "fish"] as const;

/** A command's words, and what each is for. */
interface Words {
  /** The command; empty for the program itself. */
  readonly name: string;
  /** Options and, of the program itself, commands. */
  readonly words: readonly (readonly [word: string, what: string])[];
}

/** Adds the command. */
export function addCompletions(program: Command): void {
  const command = program.createCommand("completions")
    .copyInheritedSettings(program)
    .description("Prints a script that lets a shell complete `rookery`.")
    .helpOption("--help", "print this help")
    .argument("<shell>", shells.join(", "))
    .allowExcessArguments(false)
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 2 wrong usage.\n\nExample:\n  deno run main.ts completions bash > /etc/bash_completion.d/rookery\n",
    )
    .action((shell: string) => {
      const script = scriptOf(shell, wordsOf(program));
      if (script !== undefined) return console.log(script);
      command.error(`error: shell: allowed: ${shells.join(", ")}`);
    });
  program.addCommand(command);
}

function wordsOf(program: Command): readonly Words[] {
  const own = optionsOf(program);
  const names = program.commands.map((command) =>
    [command.name(), command.description()] as const
  );
  return [
    { name: "", words: [...names, ...own] },
    ...program.commands.map((command) => ({
      name: command.name(),
      words: optionsOf(command),
    })),
  ];
}

function optionsOf(command: Command): Words["words"] {
  const options = [...command.options, new Option("--help", "print help")];
  return options.map(({ long, description }) => [long!, description] as const);
}

function scriptOf(
  shell: string,
  all: readonly Words[],
): string | undefined {
  switch (shell) {
    case "bash":
      return bash(all);
    case "zsh":
      // zsh takes bash's own form, once it is asked to.
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(all)}`;
    case "fish":
      return fish(all);
  }
  return undefined;
}

function bash(all: readonly Words[]): string {
  const cases = all.filter(({ name }) => name !== "").map(({ name, words }) =>
    `    ${name}) words="${words.map(([word]) => word).join(" ")}" ;;`
  );
  const [program] = all;
  const first = program!.words.map(([word]) => word).join(" ");
  return `_rookery() {
  local words="${first}"
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${first}"
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _rookery rookery`;
}

function fish(all: readonly Words[]): string {
  return all.flatMap(({ name, words }) => {
    const when = name === ""
      ? "__fish_use_subcommand"
      : `__fish_seen_subcommand_from ${name}`;
    return words.map(([word, what]) => {
      const told = what.replaceAll(/[\\']/g, "\\$&");
      const given = word.startsWith("--")
        ? `-l ${word.slice(2)}`
        : `-a ${word}`;
      return `complete -c rookery -n '${when}' ${given} -d '${told}'`;
    });
  }).join("\n");
}
