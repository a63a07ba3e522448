import {eventFields} from "../fields.js";
import type {LogField} from "../fields.js";
import type {EventValue} from "../reader.js";
import {dictionary} from "./dictionary.js";
import type {Dictionary} from "./dictionary.js";

/** The columns of numbers of a table: microseconds, ports, counts, seconds, flags as 0 and 1. NaN is null. */
export const numberColumns = [
  "time",
  "src_port",
  "dst_port",
  "duration",
  "orig_bytes",
  "resp_bytes",
  "local_orig",
  "local_resp",
  "orig_pkts",
  "resp_pkts"
] as const;

/** The columns of texts of a table, as codes of a dictionary. */
export const textColumns = [
  "src",
  "dst",
  "proto",
  "service",
  "conn_state",
  "history",
  "label",
  "detailed_label",
  "technique"
] as const;

/** The name of a column of numbers. */
export type NumberColumn = (typeof numberColumns)[number];

/** The name of a column of texts. */
export type TextColumn = (typeof textColumns)[number];

/** Events in memory, column after column; the arrays are longer than *rows*, and replaced as they grow. */
export interface EventTable {
  /** The number of events. */
  readonly rows: number;

  /** The numbers of each column; NaN is null. */
  readonly numbers: Readonly<Record<NumberColumn, Float64Array>>;

  /** The codes of each column of texts; 0 is null. */
  readonly codes: Readonly<Record<TextColumn, Uint32Array>>;

  /** The texts behind the codes. */
  readonly texts: Readonly<Record<TextColumn, Dictionary>>;

  /** Which file each event is from, from 0, and the line in it, from 1. */
  readonly file: Uint32Array;
  readonly line: Uint32Array;

  /** Adds an event: the values of a reader, in the order of *eventFields*. */
  add(values: readonly EventValue[], file: number, line: number): void;
}

/** Returns an empty table with the capacity for *capacity* events, which doubles as needed. About 130 bytes an event. */
export function eventTable(capacity = 1 << 16): EventTable {
  const numbers = recordOf(numberColumns, () => new Float64Array(capacity));
  const codes = recordOf(textColumns, () => new Uint32Array(capacity));
  const texts = recordOf(textColumns, () => dictionary());
  const numberSlots = numberColumns.map((name) => slotOf(name));
  const textSlots = textColumns.map((name) => slotOf(name));
  const table = {
    rows: 0,
    numbers,
    codes,
    texts,
    file: new Uint32Array(capacity),
    line: new Uint32Array(capacity),
    add(values: readonly EventValue[], file: number, line: number) {
      const i = table.rows;
      if (i === table.line.length) grow();
      for (let k = 0; k < numberSlots.length; ++k) {
        const value = values[numberSlots[k]];
        numbers[numberColumns[k]][i] = value === null ? NaN : Number(value);
      }
      for (let k = 0; k < textSlots.length; ++k) {
        const name = textColumns[k];
        codes[name][i] = texts[name].codeOf(values[textSlots[k]] as string | null);
      }
      table.file[i] = file;
      table.line[i] = line;
      ++table.rows;
    }
  };
  return table;

  function grow(): void {
    for (const name of numberColumns) numbers[name] = doubled(numbers[name], Float64Array);
    for (const name of textColumns) codes[name] = doubled(codes[name], Uint32Array);
    table.file = doubled(table.file, Uint32Array);
    table.line = doubled(table.line, Uint32Array);
  }
}

function doubled<T extends Float64Array | Uint32Array>(
  values: T,
  Kind: new (length: number) => T
): T {
  const larger = new Kind(Math.max(16, 2 * values.length));
  larger.set(values);
  return larger;
}

function recordOf<Name extends string, T>(names: readonly Name[], make: () => T): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, make()])) as Record<Name, T>;
}

function slotOf(column: string): number {
  const field: LogField | undefined = eventFields.find((field) => field.column === column);
  if (!field) throw new Error(`unknown column: ${column}`);
  return field.slot;
}
