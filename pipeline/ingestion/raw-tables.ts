import type {LogReader} from "../../src/core/readers/reader.js";
import type {ByteRows} from "../../src/core/readers/rows/byte-rows.js";
import type {LogKind} from "../../src/core/readers/kinds/kind.js";
import {connections, logKinds} from "../../src/core/readers/kinds/registry.js";
import {firstEventId, maxRowsPerFile} from "../../src/core/schema/event-ids.js";
import {eventPart, recordPart, rejectedPath} from "../../src/core/schema/raw-facts.js";
import {UsageError} from "../config/errors.js";
import {
  eventTable,
  putEvent,
  putEventRow,
  putRecord,
  putRow,
  recordTable,
  rejectedTable
} from "./event-table.js";
import type {TablePlace} from "./event-table.js";
import type {TableFiles} from "./table-files.js";
import {tableWriter} from "./table-writer.js";
import type {TableOptions, TableWriter} from "./table-writer.js";

/** The tables of a file: events, rejected lines, and the records of every kind that has a use. Each exists once it has a row. */
export interface RawTables {
  /** Adds the record that *reader* has just read; returns whether it is an event. */
  put(reader: LogReader): boolean;

  /** Adds the record that *rows* has read from *bytes*; returns whether it is an event. */
  putRow(rows: ByteRows, bytes: Uint8Array, line: number): boolean;

  /** Adds the line that *reader* has just rejected. */
  reject(reader: LogReader): void;

  /** Gives what is left to the files; returns the number of events, and the rows by path inside the artifact. */
  finish(): {events: number; fileRows: {[path: string]: number}};
}

/** The place of the tables of a file, and the slot that its rows name. */
export interface RawTablesOptions extends TablePlace {
  slot: number;

  /** What writes the files; defaults to what writes them at once. */
  files?: TableFiles;
}

const tabled = new Set(
  logKinds.flatMap((kind) => (kind.use && kind !== connections ? [kind] : []))
);

/** Returns whether the records of *kind* have a table in RAW. */
export function hasTable(kind: LogKind): boolean {
  return kind === connections || tabled.has(kind);
}

/** Returns tables that are empty. */
export function rawTables({slot, files, ...place}: RawTablesOptions): RawTables {
  const first = firstEventId(slot);
  const tables = new Map<LogKind | null, TableWriter>();
  let count = 0;
  let current: {kind: LogKind | null; table: TableWriter} | undefined; // most records are of the kind of the one before
  const open = (kind: LogKind | null, options: TableOptions): TableWriter => {
    const table = tableWriter({...options, files});
    tables.set(kind, table);
    return table;
  };
  const tableOf = (kind: LogKind): TableWriter | undefined => {
    if (current?.kind === kind) return current.table;
    if (!hasTable(kind)) return undefined;
    const options = () => (kind === connections ? eventTable(place) : recordTable(kind, place));
    const table = tables.get(kind) ?? open(kind, options());
    current = {kind, table};
    return table;
  };
  const nextId = (): number => {
    if (count === maxRowsPerFile)
      throw new UsageError(`too many events in a file: more than ${maxRowsPerFile}; split it`);
    return first + count++;
  };
  return {
    put({kind, values, line}) {
      const table = kind ? tableOf(kind) : undefined;
      if (kind === connections) putEvent(table!, nextId(), values, slot, line);
      else if (table) putRecord(table, values, slot, line);
      return kind === connections;
    },
    putRow(rows, bytes, line) {
      const table = tableOf(rows.kind);
      if (rows.kind === connections) putEventRow(table!, nextId(), rows, bytes, slot, line);
      else if (table) putRow(table, rows, bytes, slot, line);
      return rows.kind === connections;
    },
    reject({rejection, kind}) {
      const {line, field, reason, excerpt} = rejection!;
      const table = tables.get(null) ?? open(null, rejectedTable(place));
      for (const value of [slot, line, kind?.name ?? null, field, reason, excerpt]) {
        table.put(value);
      }
      table.endRow();
    },
    finish() {
      const rows = new Map<string, number>();
      for (const [kind, table] of tables)
        table.finish().forEach((n, part) => rows.set(partOf(kind, place, part), n));
      return {events: count, fileRows: Object.fromEntries(rows)};
    }
  };
}

/** Returns the path of a part of the table of *kind*; null: of the rejected lines. */
function partOf(kind: LogKind | null, {partition}: TablePlace, part: number): string {
  if (kind === null) return rejectedPath(partition);
  if (kind === connections) return eventPart(partition, part);
  return recordPart(partition, kind.name, part);
}
