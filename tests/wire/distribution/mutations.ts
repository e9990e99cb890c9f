/** Bytes gone wrong in every way, and what became of them. */
import assert from "node:assert/strict";
import type { Result } from "../../../src/wire/result.ts";

const BYTES_TRIED = [0, 1, 0x7f, 0x80, 0xff];

/** `bytes` cut at every place, with every byte changed, left out and repeated. */
export function* everyMutation(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at++) {
    const before = bytes.subarray(0, at);
    const after = bytes.subarray(at + 1);
    yield before;
    for (const byte of [...BYTES_TRIED, bytes[at]! ^ 1, bytes[at]! ^ 0x10]) {
      yield Uint8Array.of(...before, byte, ...after);
    }
    yield Uint8Array.of(...before, ...after);
    yield Uint8Array.of(...before, bytes[at]!, bytes[at]!, ...after);
  }
}

/** Why something was refused; `undefined` if it was taken. A refusal has a place, as a count of bytes. */
export function refusalOf(result: unknown): string | undefined {
  const refused = result as Result<unknown>;
  if (refused.ok) return undefined;
  const { code, offset } = refused.error;
  assert.match(code, /^[a-z_]+$/);
  assert(Number.isSafeInteger(offset) && offset >= 0);
  return code;
}
