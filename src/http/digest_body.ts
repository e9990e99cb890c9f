/**
 * The body of `POST /digest/:overlay`, in gossiperl's form:
 * `{"<type>": [{"<field>": value, "<thrift type>": field id}, …], "recipient_ip": "…", "recipient_port": …}`.
 *
 * Of each field's two keys the first is its name, which does not travel, and the second its Thrift type. gossiperl evaluates
 * all of that as code; here it is data.
 *
 * @module
 */
import * as v from "valibot";
import { notAList, whole } from "../protocol/checks.ts";
import { isMemberAddress } from "../protocol/overlay/addresses.ts";
import { fieldProblem } from "../wire/thrift/field_problem.ts";
import type { ThriftField } from "../wire/thrift/fields.ts";
import { Problem } from "./problem.ts";

/** A digest to be sent. */
export interface PostedDigest {
  /** Its type. */
  readonly type: string;
  /** Its fields. */
  readonly fields: readonly ThriftField[];
  /** The one address that it goes to; all subscribers without it. */
  readonly to?: { readonly address: string; readonly port: number };
}

/** Most fields of a digest; a datagram does not take more. */
const fieldsMax = 1_024;

const recipient = v.object({
  recipient_ip: v.optional(
    v.pipe(
      v.string("allowed: the address of a host"),
      v.check(isMemberAddress, "allowed: the address of a host"),
    ),
  ),
  recipient_port: v.optional(whole(1, 65_535)),
});

/** What the body may be. */
export const digestBody = v.pipe(
  notAList("type of a digest, with its fields"),
  v.record(v.string(), v.unknown()),
  v.description(
    'One key is the type of the digest, its value a list of fields: {"<name>": value, "<Thrift type>": <field id>}. `recipient_ip` and `recipient_port` send it to one address; without them it goes to all subscribers.',
  ),
);

/**
 * The digest that the body stands for.
 *
 * @throws {Problem} 409, saying what is wrong.
 */
export function digestOf(
  body: Readonly<Record<string, unknown>>,
): PostedDigest {
  const { recipient_ip, recipient_port, ...rest } = body;
  const given = v.safeParse(recipient, { recipient_ip, recipient_port });
  if (!given.success) {
    throw wrong(`recipient: ${given.issues[0].message}`);
  }
  const { recipient_ip: address, recipient_port: port } = given.output;
  if ((address === undefined) !== (port === undefined)) {
    throw wrong("recipient_ip and recipient_port go together");
  }
  const [digest, ...more] = Object.entries(rest);
  if (!digest || more.length > 0) {
    throw wrong("allowed: one type of digest, with its fields");
  }
  const [type, fields] = digest;
  if (!Array.isArray(fields) || fields.length > fieldsMax) {
    throw wrong(`allowed: a list of at most ${fieldsMax} fields`);
  }
  const to = address !== undefined && port !== undefined && { address, port };
  return { type, fields: fields.map(fieldOf), ...(to && { to }) };
}

function fieldOf(given: unknown, index: number): ThriftField {
  const entries = typeof given === "object" && given !== null
    ? Object.entries(given)
    : [];
  const [value, type, ...more] = entries;
  if (!value || !type || more.length > 0) {
    throw wrong(`field ${index}: allowed: {"<name>": value, "<type>": id}`);
  }
  const field = {
    id: type[1],
    type: type[0],
    value: valueOf(value[1], type[0]),
  } as ThriftField;
  const problem = fieldProblem(field);
  if (problem !== undefined) throw wrong(`field ${index}: ${problem}`);
  return field;
}

/** JSON has neither bytes nor whole numbers of 64 bits: both may be texts. */
function valueOf(value: unknown, type: string): unknown {
  if (typeof value !== "string") return value;
  if (type === "i64" && /^-?\d{1,19}$/.test(value)) return BigInt(value);
  if (type !== "binary") return value;
  try {
    return Uint8Array.fromBase64(value);
  } catch {
    return value; // refused when it is encoded, as a value of another type is
  }
}

function wrong(detail: string): Problem {
  return new Problem(409, detail);
}
