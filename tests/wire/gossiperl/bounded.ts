import assert from "node:assert/strict";
import type { ThriftWork } from "../../../src/wire/thrift/reader.ts";

/**
 * The promise: each byte is read at most once in the envelope, and once, decoded, in the payload; and no more values are
 * made than bytes are read.
 */
export function assertLinear(work: ThriftWork, inputBytes: number): void {
  const { bytesRead, valuesMade } = work;
  assert(
    bytesRead <= 2 * inputBytes && valuesMade <= bytesRead,
    `${inputBytes} bytes cost ${JSON.stringify(work)}`,
  );
}
