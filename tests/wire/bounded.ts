import assert from "node:assert/strict";
import type { DecodeWork } from "../../src/wire/etf/mod.ts";

/** The promise: whatever comes, decoding costs at most ten times its size and 64 KiB. */
export function assertBounded(
  work: DecodeWork,
  inputBytes: number,
  what: string,
): void {
  const { bytesRead, inflatedBytes, termsMade, keyUnits } = work;
  const cost = bytesRead + inflatedBytes + termsMade + keyUnits;
  assert(
    cost <= 10 * inputBytes + 65536,
    `${what}: ${inputBytes} bytes cost ${JSON.stringify(work)}`,
  );
}
