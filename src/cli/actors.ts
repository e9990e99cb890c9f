/**
 * `rookery actors [path]`: the live tree of a node's actors, once or as it changes.
 *
 * @module
 */
import {
  actorColumns,
  actorsMax,
  askForActors,
  treeRows,
} from "./actor_rows.ts";
import { addClientCommand, type ClientSetting } from "./client_command.ts";
import type { ClientOptions } from "./client_options.ts";
import { interruption } from "./interruption.ts";
import { printJson } from "./json_argument.ts";
import { clientCodes, ClientError } from "./rest_client.ts";
import { tableLines } from "./table.ts";
import { displayFor } from "./watch_display.ts";
import { watchActors } from "./watch_actors.ts";

interface ActorsOptions extends ClientOptions {
  /** `--watch` */
  readonly watch?: boolean;
}

/** Adds the command. */
export function addActors(setting: ClientSetting): void {
  addClientCommand<ActorsOptions>(setting, {
    name: "actors",
    description: "Shows the live tree of a node's actors.",
    example: "actors overlays/office --user @user.txt",
    shape: (command) =>
      command
        .argument("[path]", "only this actor and those under it (all)")
        .option("--watch", "show the tree as it changes, until Ctrl+C"),
    async action(client, [path], { json = false, watch = false }) {
      const under = path === undefined ? undefined : String(path);
      const look = () => askForActors(client, under);
      const { clock } = setting;
      if (watch) {
        const { origin } = client;
        using ending = interruption();
        using display = displayFor({ json, origin, clock });
        const { signal } = ending;
        return await watchActors({ look, display, clock, signal });
      }
      const { actors, truncated } = await look();
      if (under !== undefined && actors.length === 0) {
        throw new ClientError("There is no such actor", clientCodes.refused);
      }
      if (json) return printJson(actors);
      const rows = treeRows(actors).map(({ cells }) => cells);
      for (const line of tableLines(actorColumns, rows)) console.log(line);
      if (truncated) console.error(`only the first ${actorsMax} are shown`);
    },
  });
}
