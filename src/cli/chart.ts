/**
 * `rookery chart <actor>`: prints the statechart of an actor of a running node.
 *
 * @module
 */
import { Option } from "commander";
import { printable } from "../protocol/reason.ts";
import { addClientCommand, type ClientSetting } from "./client_command.ts";
import type { ClientOptions } from "./client_options.ts";
import { printJson } from "./json_argument.ts";

interface ChartOptions extends ClientOptions {
  /** `--format` */
  readonly format?: string;
}

/** Formats in which a chart can be had. */
const formats: readonly string[] = ["mermaid", "scxml", "json"];

/** Adds the command. */
export function addChart(setting: ClientSetting): void {
  addClientCommand<ChartOptions>(setting, {
    name: "chart",
    description:
      "Prints the statechart of an actor: as Mermaid draws it, as SCXML, or as JSON.",
    example: "chart topologies/gossip/socket --user @user.txt",
    shape: (command) =>
      command
        .argument("<actor>", "its path, as `actors` tells it")
        .addOption(
          new Option("--format <format>", "mermaid, scxml or json (mermaid)")
            .choices(formats),
        ),
    async action(client, [actor], { json = false, format }) {
      const wanted = format ?? (json ? "json" : "mermaid");
      const query = new URLSearchParams({
        path: String(actor),
        format: wanted,
      });
      const path = `/v1/chart?${query}`;
      if (wanted === "json") return printJson(await client.get(path));
      // Its lines are lines; what else moves a cursor is shown.
      const lines = (await client.text(path)).trimEnd().split("\n");
      for (const line of lines) console.log(printable(line));
    },
  });
}
