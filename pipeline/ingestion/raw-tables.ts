import {mkdir} from "node:fs/promises";
import type {LogReader} from "../../src/core/readers/reader.js";
import type {ByteRows} from "../../src/core/readers/rows/byte-rows.js";
import type {LogKind} from "../../src/core/readers/kinds/kind.js";
import {connections, logKinds} from "../../src/core/readers/kinds/registry.js";
import {recordPart} from "../../src/core/schema/raw-facts.js";
import type {Session} from "../duckdb/session.js";
import {
  eventPart,
  eventTable,
  putEvent,
  putEventRow,
  putRecord,
  putRow,
  recordTable,
  rejectedPath,
  rejectedTable
} from "./event-table.js";
import {tableWriter} from "./table-writer.js";
import type {TableWriter} from "./table-writer.js";

/** The tables of an ingestion: events, rejected lines, and the records of every kind that has a use. */
export interface RawTables {
  /** Adds the record that *reader* has just read from a file; returns whether it is an event. */
  put(reader: LogReader, file: number): boolean;

  /** Adds the record that *rows* has read from *bytes*; returns whether it is an event. */
  putRow(rows: ByteRows, bytes: Uint8Array, file: number, line: number): boolean;

  /** Adds the line that *reader* has just rejected. */
  reject(reader: LogReader, file: number): void;

  /** Waits until little is left to convert. */
  settle(): Promise<void>;

  /** Writes what is left; returns the rows by path inside the artifact. */
  finish(): Promise<{[path: string]: number}>;
}

const tabled = new Set(
  logKinds.flatMap((kind) => (kind.use && kind !== connections ? [kind] : []))
);

/** Returns tables below *folder* that are empty; the table of a kind exists once it has a record. */
export async function rawTables(
  session: Session,
  folder: string,
  scratch: string
): Promise<RawTables> {
  for (const kind of tabled) await mkdir(`${scratch}/${kind.name}`);
  const events = tableWriter(session, eventTable(folder, `${scratch}/events`));
  const refused = tableWriter(session, rejectedTable(folder, `${scratch}/rejected`));
  const records = new Map<string, TableWriter>();
  let count = 0;
  const tableOf = (kind: LogKind | null): TableWriter | undefined => {
    if (!kind || !tabled.has(kind)) return undefined;
    let table = records.get(kind.name);
    if (!table) {
      table = tableWriter(session, recordTable(kind, folder, `${scratch}/${kind.name}`));
      records.set(kind.name, table);
    }
    return table;
  };
  return {
    put({kind, values, line}, file) {
      if (kind === connections) {
        putEvent(events, count++, values, file, line);
        return true;
      }
      const table = tableOf(kind);
      if (table) putRecord(table, values, file, line);
      return false;
    },
    putRow(rows, bytes, file, line) {
      if (rows.kind === connections) {
        putEventRow(events, count++, rows, bytes, file, line);
        return true;
      }
      const table = tableOf(rows.kind);
      if (table) putRow(table, rows, bytes, file, line);
      return false;
    },
    reject({rejection, kind}, file) {
      const {line, field, reason, excerpt} = rejection!;
      for (const value of [file, line, kind?.name ?? null, field, reason, excerpt]) {
        refused.put(value);
      }
      refused.endRow();
    },
    async settle() {
      await events.settle();
      for (const table of records.values()) await table.settle();
    },
    async finish() {
      const rows: {[path: string]: number} = {};
      (await events.finish()).forEach((n, part) => (rows[eventPart(part)] = n));
      [rows[rejectedPath]] = await refused.finish();
      for (const [kind, table] of records) {
        (await table.finish()).forEach((n, part) => (rows[recordPart(kind, part)] = n));
      }
      return rows;
    }
  };
}
