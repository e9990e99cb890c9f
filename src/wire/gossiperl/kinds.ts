/**
 * The kinds of values in gossiperl's structs, with their bounds.
 *
 * What a decoder takes, an encoder writes, and nothing else.
 *
 * @module
 */
import { Secret } from "../secret.ts";
import { isPrintable } from "../text.ts";
import type { Kind, StructCodec } from "../thrift/struct.ts";
import { ThriftType } from "../thrift/types.ts";
import type { ThriftWriter } from "../thrift/writer.ts";
import { isAddress } from "./address.ts";
import {
  ADDRESS_BYTES_MAX,
  EVENT_TYPES_MAX,
  ID_BYTES_MAX,
  NAME_BYTES_MAX,
  ROWS_MAX,
  SECRET_BYTES_MAX,
  TEXT_BYTES_MAX,
} from "./limits.ts";

/** Name of a member or event type. */
export const name: Kind<string> = printable(1, NAME_BYTES_MAX);

/** Id of a digest or envelope. */
export const id: Kind<string> = printable(1, ID_BYTES_MAX);

/** What an event or error says. */
export const text: Kind<string> = printable(0, TEXT_BYTES_MAX);

/** An IP address in text form. */
export const address: Kind<string> = {
  type: ThriftType.STRING,
  blank: "",
  read(reader) {
    const at = reader.offset;
    const text = reader.printable(1, ADDRESS_BYTES_MAX);
    if (!isAddress(text)) reader.blame("bad_address", at);
    return text;
  },
  write(writer, value) {
    if (!isAddress(value)) throw unfit("an IP address", value);
    writer.string(value);
  },
};

/** A port. */
export const port: Kind<number> = {
  type: ThriftType.I32,
  blank: 0,
  read(reader) {
    const at = reader.offset;
    const port = reader.i32();
    if (!isPort(port)) reader.blame("bad_number", at);
    return port;
  },
  write(writer, value) {
    if (!isPort(value)) throw unfit("a port", value);
    writer.u32(value);
  },
};

/** Unix time in seconds: a safe integer, not negative. What it may be in the light of our clock is not for bytes. */
export const heartbeat: Kind<number> = {
  type: ThriftType.I64,
  blank: 0,
  read(reader) {
    const at = reader.offset;
    const seconds = reader.safeI64();
    if (seconds < 0) reader.blame("bad_number", at);
    return seconds;
  },
  write(writer, value) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw unfit("a heartbeat", value);
    }
    writer.safeI64(value);
  },
};

/** An error's number. */
export const errorCode: Kind<number> = {
  type: ThriftType.I32,
  blank: 0,
  read: (reader) => reader.i32(),
  write(writer, value) {
    if ((value | 0) !== value) throw unfit("an error code", value);
    writer.u32(value);
  },
};

/** A secret: any text, since it is compared and never shown. */
export const secret: Kind<Secret> = {
  type: ThriftType.STRING,
  blank: new Secret(""),
  read: (reader) => new Secret(reader.utf8(SECRET_BYTES_MAX)),
  write(writer, value) {
    const bytes = writer.string(value.reveal());
    if (bytes > SECRET_BYTES_MAX) {
      throw new RangeError(
        `Cannot encode a secret of more than ${SECRET_BYTES_MAX} bytes`,
      );
    }
  },
};

/** The types that a subscription is about. One that is no name spoils the list: it is one client's own. */
export const eventTypes: Kind<readonly string[]> = {
  type: ThriftType.LIST,
  blank: [],
  read(reader) {
    const at = reader.offset;
    const count = reader.list(ThriftType.STRING);
    if (count > EVENT_TYPES_MAX) reader.fail("too_many", at);
    const types: string[] = [];
    while (types.length < count && reader.error === undefined) {
      types.push(name.read(reader));
    }
    reader.valuesMade += types.length;
    return types;
  },
  write(writer, value) {
    if (value.length > EVENT_TYPES_MAX) {
      throw new RangeError(
        `Cannot encode more than ${EVENT_TYPES_MAX} event types`,
      );
    }
    writer.list(name.type, value.length);
    for (const type of value) name.write(writer, type);
  },
};

/** Rows. One with a fault is left out and counted: real nodes pass on what others told them. */
export function rows<Row>(
  codec: StructCodec<Row>,
): Kind<readonly Row[]> {
  return {
    type: ThriftType.LIST,
    blank: [],
    read(reader) {
      const at = reader.offset;
      const count = reader.list(ThriftType.STRUCT);
      if (count > ROWS_MAX) reader.fail("too_many", at);
      const before = reader.fault;
      const rows: Row[] = [];
      for (let i = 0; i < count && reader.error === undefined; i++) {
        reader.valuesMade++;
        reader.fault = undefined;
        const row = codec.read(reader);
        if (reader.fault === undefined) rows.push(row);
        else reader.rowsRefused++;
      }
      reader.fault = before;
      return rows;
    },
    write(writer, value) {
      if (value.length > ROWS_MAX) {
        throw new RangeError(`Cannot encode more than ${ROWS_MAX} rows`);
      }
      writer.list(ThriftType.STRUCT, value.length);
      for (const row of value) codec.write(writer, row);
    },
  };
}

function printable(bytesMin: number, bytesMax: number): Kind<string> {
  return {
    type: ThriftType.STRING,
    blank: "",
    read: (reader) => reader.printable(bytesMin, bytesMax),
    write(writer, value) {
      const bytes = writeText(writer, value);
      if (bytes >= bytesMin && bytes <= bytesMax) return;
      throw unfit(`${bytesMin} to ${bytesMax} bytes of text`, value);
    },
  };
}

function writeText(writer: ThriftWriter, value: string): number {
  if (!isPrintable(value)) throw unfit("a printable text", value);
  return writer.string(value);
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function unfit(expected: string, value: unknown): TypeError {
  const shown = JSON.stringify(value).slice(0, 80);
  return new TypeError(`Cannot encode ${shown}: it takes ${expected}`);
}
