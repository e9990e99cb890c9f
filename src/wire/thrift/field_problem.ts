/**
 * What is wrong with a field that somebody wants to send.
 *
 * @module
 */
import type { FieldType, ThriftField } from "./fields.ts";
import { type ScalarName, scalars } from "./scalars.ts";

const LIST = /^list<(.*)>$/;

/** The type of a list's elements; `undefined` if `type` is no list. */
export function elementType(type: string): ScalarName | undefined {
  return LIST.exec(type)?.[1] as ScalarName | undefined;
}

/** Whether a text names a type that a field can have. */
export function isFieldType(type: string): type is FieldType {
  return Object.hasOwn(scalars, elementType(type) ?? type);
}

/**
 * Why {@linkcode ThriftField} cannot be encoded, in words that may follow a colon; `undefined` if it can. For borders
 * where fields come from people: HTTP, the command line.
 */
export function fieldProblem(field: ThriftField): string | undefined {
  const { id, type, value } = field;
  if (!Number.isInteger(id) || id < -32768 || id > 32767) {
    return "its id must be an integer of 16 bits";
  }
  if (!isFieldType(type)) {
    return `its type must be one of ${
      Object.keys(scalars).join(", ")
    }, or list<…> of one`;
  }
  const element = elementType(type);
  if (element === undefined) {
    const { fits, expected } = scalars[type as ScalarName];
    return fits(value) ? undefined : `${type} takes ${expected}`;
  }
  const { fits, expected } = scalars[element];
  if (!Array.isArray(value)) return `${type} takes an array`;
  return value.every(fits) ? undefined : `each of ${type} must be ${expected}`;
}
