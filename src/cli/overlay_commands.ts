/**
 * `rookery overlays` and `rookery members <overlay>`: who is where, as tables.
 *
 * @module
 */
import * as v from "valibot";
import {
  addClientCommand,
  answerOf,
  type ClientSetting,
  segment,
} from "./client_command.ts";
import { printJson } from "./json_argument.ts";
import { tableLines } from "./table.ts";

const overlaysAnswer = v.object({
  overlays: v.array(v.object({
    name: v.string(),
    kind: v.string(),
    member_name: v.string(),
    port: v.number(),
    members: v.number(),
    subscriptions: v.number(),
  })),
});

const membersAnswer = v.object({
  membership: v.array(v.object({
    name: v.string(),
    state: v.string(),
    ip: v.string(),
    port: v.number(),
    heartbeat: v.pipe(v.number(), v.maxValue(8.64e12), v.minValue(-8.64e12)),
  })),
});

/** Adds the commands. */
export function addOverlayCommands(setting: ClientSetting): void {
  addClientCommand(setting, {
    name: "overlays",
    description: "Lists the overlays of a running node.",
    example: "overlays --user @user.txt",
    async action(client, _args, { json }) {
      const answer = await client.get("/v1/overlays");
      const { overlays } = answerOf(overlaysAnswer, answer);
      if (json) return printJson(overlays);
      const columns = [
        ...["name", "kind", "own name", "port", "members", "subscriptions"],
      ];
      const rows = overlays.map((overlay) => [
        ...[overlay.name, overlay.kind, overlay.member_name, overlay.port],
        ...[overlay.members, overlay.subscriptions],
      ]);
      for (const line of tableLines(columns, rows)) console.log(line);
    },
  });
  addClientCommand(setting, {
    name: "members",
    description: "Lists who is in an overlay, the node itself first.",
    example: "members office --url https://10.0.0.1:8080 --user @user.txt",
    shape: (command) => command.argument("<overlay>", "name of the overlay"),
    async action(client, [overlay], { json }) {
      const path = `/v1/overlays/${segment(String(overlay))}/members`;
      const { membership } = answerOf(membersAnswer, await client.get(path));
      if (json) return printJson(membership);
      const rows = membership.map(({ name, state, ip, port, heartbeat }) => [
        ...[name, state, ip, port],
        // gossiperl tells whole seconds.
        new Date(heartbeat * 1_000).toISOString().replace(".000Z", "Z"),
      ]);
      const columns = ["name", "state", "address", "port", "heard"];
      for (const line of tableLines(columns, rows)) console.log(line);
    },
  });
}
