/**
 * What is wrong with an overlay: its port, its key, its secret, the clocks of those in it.
 *
 * @module
 */
import { adviceFor } from "./advice.ts";
import type { Finding } from "./doctor.ts";
import { clockFinding } from "./doctor_clock.ts";

/** What was seen of one overlay. */
export interface OverlayTrial {
  /** Its name. */
  readonly name: string;
  /** How long it was listened to, in seconds. */
  readonly seconds: number;
  /** Why its port or its group is not to be had. */
  readonly refused?: { readonly reason: string; readonly message: string };
  /** Those whose digests were understood. */
  readonly members: readonly {
    readonly name: string;
    readonly address: string;
    /** Whether it showed our overlay's secret. */
    readonly hasSecret: boolean;
    /** How far its clock is before ours, in ms. */
    readonly aheadMs: number;
  }[];
  /** Addresses of which nothing could be opened. */
  readonly unopened: readonly string[];
}

/** Findings about one overlay. */
export function overlayFindings(trial: OverlayTrial): readonly Finding[] {
  const { name, refused, members, unopened, seconds } = trial;
  if (refused) {
    const what = `overlay ${name}: ${refused.message}`;
    const advice = adviceFor(refused.reason, "multicast.local_iface_address");
    return [{ level: "fault", code: refused.reason, what, advice }];
  }
  const strangers: readonly Finding[] = unopened.map((address) => ({
    level: "fault",
    code: "wrong_key",
    what: `overlay ${name}: packets of ${address} arrive, and none opens`,
    advice: "give both the same symmetric_key and cipher",
  }));
  const found = [...members.flatMap((member) => memberFindings(name, member))];
  if (found.length + strangers.length > 0) return [...found, ...strangers];
  return [{
    level: "fault",
    code: "nobody_heard",
    what: `overlay ${name}: nobody else was heard for ${seconds} s`,
    advice:
      "look that another node of the overlay runs, with the same group and port, and that no firewall drops multicast between them",
  }];
}

function memberFindings(
  overlay: string,
  { name, address, hasSecret, aheadMs }: OverlayTrial["members"][number],
): readonly Finding[] {
  const who = `overlay ${overlay}: ${name} (${address})`;
  const clock = clockFinding(who, aheadMs);
  const heard: Finding = hasSecret
    ? { level: "ok", code: "heard", what: `${who} is heard` }
    : {
      level: "fault",
      code: "overlay_secret",
      what: `${who} shows another secret than the overlay's`,
      advice: "give both the same secret",
    };
  return clock ? [heard, clock] : [heard];
}
