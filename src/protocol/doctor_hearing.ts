/**
 * What is wrong with what is heard: nobody, another secret, another group.
 *
 * @module
 */
import type { Finding } from "./doctor.ts";

/** What was heard for a while. */
export interface Hearing {
  /** How long, in seconds. */
  readonly seconds: number;
  /** The groups that a node would join. */
  readonly groups: readonly string[];
  /** Whether we have a secret. */
  readonly hasSecret: boolean;
  /** Who was heard, each once for each group and what it said. */
  readonly heard: readonly Heard[];
}

/** Somebody who was heard; never ourselves. */
export interface Heard {
  /** The group. */
  readonly group: string;
  /** Its address. */
  readonly address: string;
  /** What it said: its name; that it is a Rookery node, by a probe; or nothing that we understand. */
  readonly said:
    | { readonly type: "heartbeat"; readonly node: string }
    | { readonly type: "probe" }
    | { readonly type: "plain" | "enciphered" | "foreign" };
}

/** libcluster's default groups: joined by us for the time of an examination, whatever the settings say. */
export const defaultGroups: Readonly<Record<string, string>> = {
  "230.1.1.251": "libcluster's default before 3.3.0",
  "233.252.1.32": "libcluster's default since 3.3.0",
};

/** Findings about who is heard. */
export function hearingFindings(hearing: Hearing): readonly Finding[] {
  const { heard, groups } = hearing;
  const ours = heard.filter(({ group }) => groups.includes(group));
  const understood = new Set(
    ours.filter(isUnderstood).map(({ address }) => address),
  );
  const found = [
    ...ours.filter(isUnderstood).map(heardFinding),
    ...ours
      .filter((each) => !isUnderstood(each) && !understood.has(each.address))
      .map((each) => misunderstood(each, hearing)),
    ...heard.filter(({ group }) => !groups.includes(group))
      .filter(isUnderstood).filter(({ address }) => !understood.has(address))
      .map(otherGroup),
  ];
  return found.length > 0 ? unique(found) : [nobody(hearing)];
}

function isUnderstood({ said: { type } }: Heard): boolean {
  return type === "heartbeat" || type === "probe";
}

/** What a node sends twice, or on two groups, is found once. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map(findings.map((finding) => [finding.what, finding]));
  return [...seen.values()];
}

function heardFinding(heard: Heard): Finding {
  return { level: "ok", code: "heard", what: `${who(heard)} is heard` };
}

function who({ address, said }: Heard): string {
  if (said.type === "heartbeat") return `${said.node} (${address})`;
  return said.type === "probe" ? `a Rookery node at ${address}` : address;
}

function misunderstood(heard: Heard, { hasSecret }: Hearing): Finding {
  const packets = `packets of ${heard.address} arrive, and none opens`;
  if (heard.said.type === "plain") {
    return {
      level: "fault",
      code: "secret_only_here",
      what: `${packets}: it has no secret, and we have one`,
      advice: "give both the same --secret, or neither",
    };
  }
  if (heard.said.type === "enciphered") {
    return hasSecret
      ? {
        level: "fault",
        code: "wrong_secret",
        what: `${packets}: its secret is not ours`,
        advice: "give both the same --secret; a file may end in a space",
      }
      : {
        level: "fault",
        code: "secret_missing",
        what: `${packets}: they look enciphered, and we have no secret`,
        advice: "give us its secret (--secret @FILE)",
      };
  }
  return {
    level: "hint",
    code: "foreign_packets",
    what: `${packets}: another kind of program uses the group and port`,
    advice: "nothing, or choose another --port for the whole cluster",
  };
}

function otherGroup(heard: Heard): Finding {
  const { group } = heard;
  const known = defaultGroups[group];
  const name = known === undefined ? "" : ` (${known})`;
  return {
    level: "fault",
    code: "other_group",
    what: `${who(heard)} announces to ${group}${name}, which we do not join`,
    advice: `add --multicast-addr ${group}, or set multicast_addr there`,
  };
}

function nobody({ seconds, groups }: Hearing): Finding {
  return {
    level: "fault",
    code: "nobody_heard",
    what: `nobody else was heard on ${groups.join(", ")} for ${seconds} s`,
    advice:
      "look that another node runs and announces itself (--announce), that both have the same groups and port, and that no firewall or switch drops multicast between them",
  };
}
