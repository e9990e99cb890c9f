/**
 * The part of gossiperl's REST API that is the superuser's.
 *
 * @module
 */
import { Problem } from "./problem.ts";
import { type Route, route } from "./route.ts";
import * as schemas from "./schemas.ts";

const tag = "gossiperl";

/** gossiperl's routes for the superuser. */
export const superuserRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/tokens",
    operation: "tokens",
    summary: "The tokens of all overlays.",
    ...{ tag, scope: "superuser" },
    answers: { 200: { description: "They.", schema: schemas.tokens } },
    handle: ({ tokens, timestamp }) => ({
      status: 200,
      body: {
        tokens: tokens.all().map((entry) => Object.fromEntries([entry])),
        operation: "tokens",
        timestamp,
      },
    }),
  }),
  route({
    method: "POST",
    path: "/reconfigure",
    operation: "reconfigure",
    summary: "Reads the settings file again and applies the difference.",
    ...{ tag, scope: "superuser" },
    answers: {
      200: { description: "There is no file.", schema: schemas.reconfigured },
      202: { description: "It is in force.", schema: schemas.reconfigured },
    },
    refusals: { 500: "The file is wrong, and nothing has changed." },
    async handle({ parts, timestamp }) {
      const operation = "reconfigure";
      const told = { operation, timestamp };
      let isThere = false;
      try {
        isThere = await parts.extras?.reconfigure?.() ?? false;
      } catch (error) {
        const { message } = error as Error;
        throw new Problem(500, message, { lines: message.split("\n") });
      }
      return isThere
        ? { status: 202, body: { status: "reconfigured", ...told } }
        : { status: 200, body: { status: "no_file", ...told } };
    },
  }),
];
