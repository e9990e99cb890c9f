/**
 * An inspector in the browser for any XState program in Deno, offline and without a dependency: the tree of actors, the
 * statechart of each with its active states lit, what is sent between them, and what supervision does.
 *
 * @example
 * ```ts
 * import { createActor, createMachine } from "xstate";
 * import { inspectSystem } from "@rookery/rookery/inspector";
 *
 * const actor = createActor(createMachine({ id: "program" })).start();
 * const inspector = inspectSystem(actor);
 * const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, inspector);
 *
 * inspector.close();
 * await server.shutdown();
 * actor.stop();
 * ```
 *
 * @module
 */
export {
  type InspectOptions,
  type InspectorHandler,
  inspectSystem,
} from "./inspect_system.ts";
export type { Clock } from "../ports/world.ts";
export type { AnyRef, AnySystem } from "../otp/mod.ts";
