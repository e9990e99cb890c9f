/** Packets of the real gossiperl and its clients, good and hostile, and how to look at what they say. */
import golden from "../../vectors/gossiperl.json" with { type: "json" };
import hostileJson from "../../vectors/gossiperl-hostile.json" with {
  type: "json",
};
import { Secret } from "../../../src/wire/secret.ts";

export interface GoldenVector {
  readonly producer: string;
  readonly payload_type: string;
  readonly envelope_id: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly inner_payload_hex: string;
  readonly envelope_hex: string;
  readonly trailing_pad_hex: string;
  readonly cipher_style: string;
  readonly key_ascii: string;
  readonly first16_on_wire_hex: string;
  readonly wire_hex: string;
}

export interface HostileVector {
  readonly test: string;
  readonly packets_hex: readonly string[];
}

export const vectors: readonly GoldenVector[] = golden.vectors;
export const hostile: readonly HostileVector[] = hostileJson.tests;
export const hostileKey: string = hostileJson.key;

/** A value as the vectors write it: gossiperl's own field names, and secrets revealed. */
export function asInVectors(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(asInVectors);
  if (typeof value !== "object" || value === null) return value;
  const isMember = "ip" in value;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => key !== "type").map((
      [key, inner],
    ) => [
      (isMember ? "member_" : "") + snakeCase(key),
      asInVectors(inner),
    ]),
  );
}

/** A value with its secrets revealed, so that it can be compared. */
export function revealed(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.reveal() };
  if (Array.isArray(value)) return value.map(revealed);
  if (value instanceof Uint8Array) return value.toHex();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, revealed(inner)]),
  );
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
