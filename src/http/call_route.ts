/**
 * Calls an actor, of this node or of another, as a program of the cluster would.
 *
 * @module
 */
import * as v from "valibot";
import { ActorError, type ActorErrorCode } from "../actor_types.ts";
import { type Encodable, format, type Term } from "../wire/etf/mod.ts";
import { Problem } from "./problem.ts";
import { type Call, type Route, route } from "./route.ts";
import * as schemas from "./schemas.ts";
import { jsonOfTerm } from "./term_json.ts";

/** The route that calls an actor. */
export const callRoute: Route = route({
  method: "POST",
  path: "/v1/actors/:name/call",
  operation: "call_actor",
  summary:
    "Calls an actor and waits for its answer, 5 s at most: one of this node by its name, or any by name@node.",
  ...{ tag: "v1", scope: "superuser" },
  body: v.pipe(
    v.unknown(),
    v.description(
      "The request. A text stands for a binary, an object for a map with binary keys.",
    ),
  ),
  answers: {
    200: { description: "It answered.", schema: schemas.actorReply },
  },
  refusals: {
    404: "There is no such actor.",
    409: "That is no name of an actor, or no term stands for the request.",
    503: "It ended, did not answer in time, or is out of reach.",
  },
  async handle(call) {
    const reply = await replyOf(call);
    return {
      status: 200,
      body: { reply: jsonOfTerm(reply), term: format(reply) },
    };
  },
});

async function replyOf({ host, params, body }: Call): Promise<Term> {
  const name = params["name"]!;
  const target = name.includes("@") ? name : { name, node: host.name };
  try {
    return await host.actor(target).call(body as Encodable);
  } catch (error) {
    if (error instanceof ActorError) {
      throw new Problem(statusOf(error.code), error.message);
    }
    // A text with half a character, or lists in lists without end.
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new Problem(409, "No term stands for the request");
    }
    throw error;
  }
}

function statusOf(code: ActorErrorCode): number {
  if (code === "noproc") return 404;
  return code === "badname" || code === "ambiguous" ? 409 : 503;
}
