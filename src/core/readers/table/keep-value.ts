import type {LogField} from "../fields.js";
import {reject} from "../reader.js";
import type {Reading} from "../reader.js";
import type {Mapping} from "./mapping.js";
import {problemWith, readCell} from "./values.js";

/** Leaves the value of a cell in *reading*, or what is wrong with it; returns whether it is one. */
export function keepValue(
  field: LogField,
  cell: string,
  reading: Reading,
  mapping: Mapping
): boolean {
  const value = readCell(field, cell, mapping);
  const name = mapping.fields[field.column];
  if (value === undefined) reject(reading, name, problemWith(field, mapping), cell);
  else if (value === null && field.required) {
    reject(reading, name, "missing value; every connection has one", "");
  } else {
    reading.values[field.slot] = value;
    return true;
  }
  return false;
}
