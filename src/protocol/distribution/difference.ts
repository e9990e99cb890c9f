/**
 * What a change of the distribution's settings asks for. Connections that there are go on: cookie, flags, TLS and limits
 * hold for those that come, as in OTP.
 *
 * @module
 */
import { changedKeys, type ChangeKind } from "../changes.ts";
import type { ResolvedDistribution } from "./settings.ts";

/** The distribution's actors that listen somewhere. */
export type BoundActor = "listener" | "epmd";

/** Settings by which these actors are bound, or registered; the others hold from the next connection or second on. */
const ofActor: Readonly<Record<string, BoundActor>> = {
  port: "listener",
  address: "listener",
  tls: "listener",
  hidden: "epmd",
  epmd_port: "epmd",
  epmd_address: "epmd",
};

/** What each changed setting asks for, by its name. */
export function distributionDifference(
  before: ResolvedDistribution,
  after: ResolvedDistribution,
): ReadonlyMap<string, ChangeKind> {
  return new Map(
    changedKeys(before, after).map((key): [string, ChangeKind] => [
      key,
      Object.hasOwn(ofActor, key) ? "rebind" : "tell",
    ]),
  );
}

/** Which actors are to be started anew, in this order. */
export function boundAnew(
  before: ResolvedDistribution,
  after: ResolvedDistribution,
): readonly BoundActor[] {
  const actors = changedKeys(before, after).map((key) => ofActor[key]);
  return (["listener", "epmd"] as const).filter((id) => actors.includes(id));
}
