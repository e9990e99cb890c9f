/**
 * What a text says about whom to reach.
 *
 * @module
 */
import { ActorError } from "./actor_types.ts";
import type { Address, NamedProcess } from "./protocol/distribution/route.ts";
import { isNodeName } from "./wire/node_name.ts";

/**
 * The process that `target` means; `nodes` are all that are known, ours among them.
 *
 * @throws {ActorError} `ambiguous` if a host has several nodes, `noconnection` if it has none, `badname` if it is no name.
 */
export function addressOf(
  target: string | Address,
  nodes: readonly string[],
): Address {
  const address = typeof target === "string" ? namedBy(target, nodes) : target;
  if (!isNodeName(address.node)) throw badName(address.node);
  if ("name" in address && address.name === "") throw badName(address.name);
  return address;
}

function namedBy(text: string, nodes: readonly string[]): NamedProcess {
  const at = text.indexOf("@");
  if (at <= 0) throw badName(text);
  const name = text.slice(0, at), rest = text.slice(at + 1);
  if (rest.includes("@")) return { name, node: rest };
  const there = nodes.filter((node) => node.endsWith(`@${rest}`));
  const [node, another] = there;
  if (node !== undefined && another === undefined) return { name, node };
  const example = `${name}@web@${rest}`;
  const found = there.length === 0
    ? `no node is connected on ${rest}`
    : `${there.join(", ")} are all on ${rest}`;
  throw new ActorError(
    `Cannot tell where ${text} is: ${found}. Say which node, as in ${example}`,
    there.length === 0 ? "noconnection" : "ambiguous",
  );
}

function badName(text: string): ActorError {
  const message =
    `Cannot reach ${text}: allowed are a pid, {name, node}, name@node@host and name@host`;
  return new ActorError(message, "badname");
}
