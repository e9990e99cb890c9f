/**
 * `rookery publish <overlay> <type> [fields]`: sends a digest of one's own to all who subscribe to its type.
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
import { jsonArgument, printJson } from "./json_argument.ts";

const published = v.object({ id: v.string() });

/** Adds the command. */
export function addPublish(setting: ClientSetting): void {
  addClientCommand(setting, {
    name: "publish",
    description:
      "Publishes an event in an overlay, to all who subscribe to its type, and tells the id of its envelope.",
    example:
      `publish office chat '[{"text": "hello", "string": 1}]' --user @user.txt`,
    shape: (command) =>
      command
        .argument("<overlay>", "name of the overlay")
        .argument("<type>", "type of the event")
        .argument(
          "[fields]",
          'its fields as JSON, each {"<name>": value, "<Thrift type>": <field id>}; @FILE or -',
        ),
    async action(client, [overlay, type, given], { json }) {
      const fields = given === undefined
        ? []
        : await jsonArgument(String(given), "the fields");
      const path = `/v1/overlays/${segment(String(overlay))}/digests`;
      const answer = await client.post(path, { [String(type)]: fields });
      const { id } = answerOf(published, answer);
      if (json) printJson({ id });
      else console.log(`published ${type} as ${id}`);
    },
  });
}
