import {eventTable} from "../../../../src/core/readers/events/table.js";
import type {EventTable} from "../../../../src/core/readers/events/table.js";
import {lineSplitter} from "../../../../src/core/readers/lines.js";
import {forEachLine} from "../../../../src/core/readers/reader.js";
import type {LogReader} from "../../../../src/core/readers/reader.js";
import {zeekReader} from "../../../../src/core/readers/zeek.js";

/** Adds the events of a log’s text to *table*, as file number *file*; returns the table. */
export function readTable(
  text: string,
  {table = eventTable(16), file = 0, reader = zeekReader()}: ReadTableOptions = {}
): EventTable {
  const splitter = lineSplitter((line) => forEachLine(reader, reader.read(line), take));
  splitter.push(text);
  if (splitter.rest()) forEachLine(reader, reader.read(splitter.rest()), take);
  return table;

  function take(kind: string): void {
    if (kind === "event") table.add(reader.values, file, reader.line);
  }
}

/** Where the events go, and who reads them; a new table, file 0 and a Zeek reader by default. */
export interface ReadTableOptions {
  table?: EventTable;
  file?: number;
  reader?: LogReader;
}
