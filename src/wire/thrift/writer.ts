/**
 * Writes Thrift's binary protocol.
 *
 * Takes only what its caller has checked, like the writer it extends.
 *
 * @module
 */
import { ByteWriter } from "../writer.ts";

const HIGH = 2 ** 32;

/** A growing struct. */
export class ThriftWriter extends ByteWriter {
  /** Writes a field's header. */
  field(type: number, id: number): void {
    this.u8(type);
    this.u16(id);
  }

  /** Writes a safe integer as 64 bits in two's complement. */
  safeI64(value: number): void {
    this.u32(Math.floor(value / HIGH));
    this.u32(value);
  }

  /** Writes a text with its length; returns how many bytes it has. */
  string(value: string): number {
    const at = this.length;
    this.u32(0);
    const bytes = this.text(value);
    this.setU32(at, bytes);
    return bytes;
  }

  /** Writes bytes with their length. */
  binary(value: Uint8Array): void {
    this.u32(value.length);
    this.bytes(value);
  }

  /** Writes a list's header. */
  list(type: number, count: number): void {
    this.u8(type);
    this.u32(count);
  }
}
