import {closeSync, openSync, writevSync} from "node:fs";
import {compactBytes, variableLength} from "./compact.js";
import type {CompactStruct, CompactValue} from "./compact.js";
import type {ColumnDictionary} from "./dictionary.js";

/** The types of columns that are written; a time is in microseconds since 1970. */
export type ColumnType = "BIGINT" | "INTEGER" | "TIMESTAMP" | "DOUBLE" | "BOOLEAN" | "VARCHAR";

/** The values of a column, as a page holds them. */
export interface PlainColumn {
  /** The number of values, and how many of them are null. */
  readonly rows: number;
  readonly nulls: number;

  /** Returns the values in plain encoding (little-endian, texts behind their length, flags as bits); nothing for null. */
  values(): Uint8Array;

  /** Returns one bit a value, from the lowest of each byte on: whether it is not null. Asked only if one is. */
  validity(): Uint8Array;

  /** Returns the values by their dictionary, where that is shorter; else null. */
  dictionary?(): ColumnDictionary | null;

  /** Returns the smallest and the largest value, each in plain encoding; null if that is not known. */
  range?(): [Uint8Array, Uint8Array] | null;
}

/** A Parquet file that is being written: one page a column and row group, plain or by a dictionary, and not compressed. */
export interface PlainParquet {
  /** Writes what the columns hold as a row group; does nothing if they hold no row. */
  writeGroup(columns: readonly PlainColumn[]): void;

  /** Writes the footer and closes the file. */
  close(): void;
}

const mark = new TextEncoder().encode("PAR1");

/** The numbers that Parquet has for types, encodings and the like. */
const physical: Readonly<Record<ColumnType, number>> = {
  BOOLEAN: 0,
  INTEGER: 1,
  BIGINT: 2,
  TIMESTAMP: 2,
  DOUBLE: 5,
  VARCHAR: 6
};
const optional = 1;
const utf8 = 0;
const timestampMicros = 10;
const plain = 0;
const runs = 3;
const byDictionary = 8;
const dataPage = 0;
const dictionaryPage = 2;
const uncompressed = 0;

/**
 * Begins a Parquet file at *path*, with *columns* that may be null. It is how typed values reach DuckDB without going through
 * text: a scan of it costs little more than copying its bytes.
 *
 * https://parquet.apache.org/docs/file-format/
 */
export function plainParquet(
  path: string,
  columns: readonly {name: string; type: ColumnType}[]
): PlainParquet {
  const descriptor = openSync(path, "w");
  const groups: CompactStruct[] = [];
  let offset = 0;
  let rows = 0;
  const waiting: Uint8Array[] = []; // a row group has a hundred pieces: they are written in one go
  const write = (bytes: Uint8Array): void => {
    waiting.push(bytes);
    offset += bytes.length;
  };
  write(mark);
  return {
    writeGroup(buffers) {
      const [{rows: count}] = buffers;
      if (count === 0) return;
      const start = offset;
      const chunks = buffers.map((buffer, i) => {
        const place: ChunkPlace = {rows: count, from: offset, bytes: 0};
        const found = buffer.dictionary?.();
        if (found) {
          write(dictionaryHeader(found.count, found.entries.length));
          write(found.entries);
          place.dictionary = place.from;
          place.from = offset;
        }
        const levels = levelsOf(buffer);
        const values = found?.indexes ?? buffer.values();
        write(pageHeader(count, levels.length + values.length, found ? byDictionary : plain));
        write(levels);
        write(values);
        place.bytes = offset - (place.dictionary ?? place.from);
        return chunkOf(columns[i], place, buffer.range?.() ?? null);
      });
      groups.push({
        struct: [
          [1, {list: chunks}],
          [2, {i64: offset - start}],
          [3, {i64: count}]
        ]
      });
      rows += count;
      writeAll(descriptor, waiting.splice(0));
    },
    close() {
      const footer = compactBytes(footerOf(columns, rows, groups));
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, footer.length, true);
      write(footer);
      write(length);
      write(mark);
      writeAll(descriptor, waiting.splice(0));
      closeSync(descriptor);
    }
  };
}

/** The most pieces that a system writes in one go. */
const maxPieces = 1024;

function writeAll(descriptor: number, pieces: readonly Uint8Array[]): void {
  for (let i = 0; i < pieces.length; i += maxPieces) {
    let rest = pieces.slice(i, i + maxPieces);
    for (let total = bytesOf(rest); total > 0; total = bytesOf(rest))
      rest = without(rest, writevSync(descriptor, rest));
  }
}

function bytesOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, {length}) => sum + length, 0);
}

/** Returns *pieces* without their first *count* bytes. */
function without(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  let skip = count;
  return pieces.flatMap((piece) => {
    const skipped = Math.min(skip, piece.length);
    skip -= skipped;
    return skipped < piece.length ? [piece.subarray(skipped)] : [];
  });
}

/** Returns which values are not null, as runs behind their length: one run if none is, else the bits themselves. */
function levelsOf(buffer: PlainColumn): Uint8Array {
  const bits = buffer.nulls === 0 ? Uint8Array.of(1) : buffer.validity();
  const head = variableLength(buffer.nulls === 0 ? buffer.rows * 2 : bits.length * 2 + 1);
  const levels = new Uint8Array(4 + head.length + bits.length);
  new DataView(levels.buffer).setUint32(0, head.length + bits.length, true);
  levels.set(head, 4);
  levels.set(bits, 4 + head.length);
  return levels;
}

function pageHeader(rows: number, bytes: number, encoding: number): Uint8Array {
  const data: CompactStruct = {
    struct: [
      [1, {i32: rows}],
      [2, {i32: encoding}],
      [3, {i32: runs}],
      [4, {i32: runs}]
    ]
  };
  return compactBytes({
    struct: [
      [1, {i32: dataPage}],
      [2, {i32: bytes}],
      [3, {i32: bytes}],
      [5, data]
    ]
  });
}

function dictionaryHeader(entries: number, bytes: number): Uint8Array {
  const dictionary: CompactStruct = {
    struct: [
      [1, {i32: entries}],
      [2, {i32: plain}]
    ]
  };
  return compactBytes({
    struct: [
      [1, {i32: dictionaryPage}],
      [2, {i32: bytes}],
      [3, {i32: bytes}],
      [7, dictionary]
    ]
  });
}

/** Where the values of a column and row group are. */
interface ChunkPlace {
  rows: number;

  /** Where the page of values begins, and that of the dictionary, if there is one. */
  from: number;
  dictionary?: number;

  /** The bytes of both. */
  bytes: number;
}

function chunkOf(
  {name, type}: {name: string; type: ColumnType},
  {rows, from, dictionary, bytes}: ChunkPlace,
  range: [Uint8Array, Uint8Array] | null
): CompactStruct {
  const encodings = dictionary === undefined ? [plain, runs] : [plain, runs, byDictionary];
  const facts: [number, CompactValue][] = [
    [1, {i32: physical[type]}],
    [2, {list: encodings.map((i32) => ({i32}))}],
    [3, {list: [{text: name}]}],
    [4, {i32: uncompressed}],
    [5, {i64: rows}],
    [6, {i64: bytes}],
    [7, {i64: bytes}],
    [9, {i64: from}]
  ];
  if (dictionary !== undefined) facts.push([11, {i64: dictionary}]);
  if (range)
    facts.push([
      12,
      {
        struct: [
          [5, {bytes: range[1]}],
          [6, {bytes: range[0]}]
        ]
      }
    ]);
  return {
    struct: [
      [2, {i64: dictionary ?? from}],
      [3, {struct: facts}]
    ]
  };
}

function footerOf(
  columns: readonly {name: string; type: ColumnType}[],
  rows: number,
  groups: CompactStruct[]
): CompactStruct {
  const root: CompactStruct = {
    struct: [
      [4, {text: "rows"}],
      [5, {i32: columns.length}]
    ]
  };
  const fields = columns.map(({name, type}): CompactStruct => {
    const struct: [number, CompactValue][] = [
      [1, {i32: physical[type]}],
      [3, {i32: optional}],
      [4, {text: name}]
    ];
    if (type === "VARCHAR") struct.push([6, {i32: utf8}]);
    if (type === "TIMESTAMP") struct.push([6, {i32: timestampMicros}]);
    return {struct};
  });
  return {
    struct: [
      [1, {i32: 1}],
      [2, {list: [root, ...fields]}],
      [3, {i64: rows}],
      [4, {list: groups}]
    ]
  };
}
