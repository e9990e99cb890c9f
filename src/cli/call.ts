/**
 * `rookery call <actor> [request]`: calls an actor of a node, or of any that the node can reach.
 *
 * @module
 */
import * as v from "valibot";
import { printable } from "../protocol/reason.ts";
import {
  addClientCommand,
  answerOf,
  type ClientSetting,
  segment,
} from "./client_command.ts";
import { jsonArgument, printJson } from "./json_argument.ts";

const replyAnswer = v.object({ reply: v.unknown(), term: v.string() });

/** Adds the command. */
export function addCall(setting: ClientSetting): void {
  addClientCommand(setting, {
    name: "call",
    description:
      "Calls an actor and prints its answer as an Erlang term, or with --json as JSON.",
    example: `call counter '{"add": 1}' --user @user.txt`,
    shape: (command) =>
      command
        .argument(
          "<actor>",
          "its name; name@node for one of another node",
        )
        .argument("[request]", "the request as JSON (null); @FILE or -"),
    async action(client, [actor, given = "null"], { json }) {
      const request = await jsonArgument(String(given), "the request");
      const path = `/v1/actors/${segment(String(actor))}/call`;
      const answer = await client.post(path, request);
      const { reply, term } = answerOf(replyAnswer, answer);
      if (json) printJson(reply);
      else console.log(printable(term));
    },
  });
}
