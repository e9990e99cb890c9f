/**
 * What is wrong beyond hearing: EPMD that does not answer, nodes that do not connect, clocks that differ.
 *
 * @module
 */
import { adviceFor } from "./advice.ts";
import type { Finding } from "./doctor.ts";
import { clockFinding } from "./doctor_clock.ts";

/** What was seen of EPMD and of other nodes. */
export interface Distribution {
  /** Hosts whose EPMD was asked. */
  readonly epmds: readonly EpmdTrial[];
  /** Nodes that were connected to. */
  readonly dials: readonly DialTrial[];
}

/** One host's EPMD. */
export interface EpmdTrial {
  /** The host. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /** Whether it is our own host, which needs no EPMD until we have a cookie: then we serve one ourselves. */
  readonly isOurs: boolean;
  /** Names of the nodes it knows, or why it did not tell. */
  readonly answer:
    | { readonly names: readonly string[] }
    | { readonly refused: string };
}

/** One attempt to connect to a node, with our cookie. */
export interface DialTrial {
  /** Its name. */
  readonly node: string;
  /** Why it failed, in one word. */
  readonly refused?: string;
  /** How far its clock is before ours, in ms, if it was asked. */
  readonly aheadMs?: number;
}

/** Findings about EPMD and other nodes. */
export function distributionFindings(
  { epmds, dials }: Distribution,
): readonly Finding[] {
  return [
    ...epmds.map(epmdFinding),
    ...dials.flatMap(dialFindings),
  ];
}

function epmdFinding({ host, port, isOurs, answer }: EpmdTrial): Finding {
  if ("names" in answer) {
    const { names } = answer;
    const whom = names.length === 0 ? "no node" : names.join(", ");
    const what = `EPMD of ${host} answers; it knows ${whom}`;
    return { level: "ok", code: "epmd_answers", what };
  }
  const reason = answer.refused;
  const what = `EPMD of ${host} cannot be asked on port ${port}: ${reason}`;
  if (isOurs && reason === "epmd_refused") {
    return {
      level: "hint",
      code: "epmd_absent",
      what: "no EPMD runs on this host",
      advice:
        "nothing: with --cookie we serve one, and Erlang's nodes start their own",
    };
  }
  return { level: "fault", code: reason, what, advice: adviceFor(reason) };
}

function dialFindings(
  { node, refused, aheadMs }: DialTrial,
): readonly Finding[] {
  if (refused !== undefined) {
    const what = `cannot connect to ${node}: ${refused}`;
    return [{
      level: "fault",
      code: refused,
      what,
      advice: adviceFor(refused),
    }];
  }
  const what = `${node} takes our cookie`;
  const clock = aheadMs === undefined ? undefined : clockFinding(node, aheadMs);
  const connected: Finding = { level: "ok", code: "connects", what };
  return clock ? [connected, clock] : [connected];
}
