/**
 * Where processes and actors live in the tree.
 *
 *     distribution   processes, and with a cookie what connects them to those of other nodes
 *     actors         one_for_one: the user's, who come and go at run time
 *
 * @module
 */
import { processesMachine } from "../actors/processes.ts";
import { type ChildSpec, supervisor } from "./otp/mod.ts";
import type { ProcessAccess } from "./process_access.ts";

/** The processes actor, for the supervisor `distribution`. */
export function processesChild(access: ProcessAccess): ChildSpec {
  const { ledger, backlog, nowMs } = access;
  const connections = "distribution/connections";
  const input = { ledger, backlog, nowMs, connections };
  return { id: "processes", logic: processesMachine, input };
}

/** The supervisor `distribution` of a node that is connected to nobody: its processes are for each other. */
export function unconnectedChild(access: ProcessAccess): ChildSpec {
  const logic = supervisor({
    id: "distribution",
    strategy: "rest_for_one",
    children: [processesChild(access)],
  });
  return { id: "distribution", logic };
}

/** The supervisor of the user's actors. */
export function actorsChild(): ChildSpec {
  const logic = supervisor({ id: "actors", strategy: "one_for_one" });
  return { id: "actors", logic };
}
