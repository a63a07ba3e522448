import {mkdirSync} from "node:fs";
import {dirname} from "node:path";
import {plainParquet} from "../duckdb/plain-parquet.js";
import type {ColumnType, PlainParquet} from "../duckdb/plain-parquet.js";
import type {Workers} from "../tasks/workers.js";
import {ColumnBuffer} from "./columns/column-buffer.js";
import type {ReleasedColumn} from "./columns/column-buffer.js";

/** The columns of a table. */
export type TableColumns = readonly {name: string; type: ColumnType}[];

/** Parquet files that are being written. */
export interface TableFiles {
  /** Writes what *buffers* hold as the next row group of the file at *path*, which begins with its first; they are empty afterwards. */
  writeGroup(path: string, columns: TableColumns, buffers: readonly ColumnBuffer[]): void;

  /** Ends the file at *path*. */
  close(path: string): void;

  /** Waits until at most *waiting* steps have still to be done, by default none; throws if one failed. */
  settle(waiting?: number): Promise<void>;
}

/** Returns files that are written at once. */
export function ownFiles(): TableFiles {
  const files = new Map<string, PlainParquet>();
  const begin = (path: string, columns: TableColumns): PlainParquet => {
    mkdirSync(dirname(path), {recursive: true});
    const file = plainParquet(path, columns);
    files.set(path, file);
    return file;
  };
  return {
    writeGroup(path, columns, buffers) {
      const file = files.get(path) ?? begin(path, columns);
      file.writeGroup(buffers);
      for (const buffer of buffers) buffer.clear();
    },
    close(path) {
      files.get(path)?.close();
      files.delete(path);
    },
    async settle() {}
  };
}

/** Returns files that the one thread of *workers* writes, in the order in which it is asked to. */
export function filesOnThread(workers: Workers): TableFiles {
  const module = new URL("./table-files.ts", import.meta.url);
  const steps = new Set<Promise<void>>();
  let failure: {error: unknown} | undefined;
  const add = (step: Promise<unknown>): void => {
    const done = step.then(
      () => void steps.delete(done),
      (error: unknown) => {
        failure ??= {error};
        steps.delete(done);
      }
    );
    steps.add(done);
  };
  return {
    writeGroup(path, columns, buffers) {
      const released = buffers.map((buffer) => buffer.release());
      const transfer = released.flatMap(({bytes, valid}) => [bytes.buffer, valid.buffer]);
      const group: ReleasedGroup = {path, columns, released};
      add(workers.call<typeof writeGroupOnThread>(module, "writeGroupOnThread", group, transfer)); // prettier-ignore
    },
    close: (path) => add(workers.call<typeof closeOnThread>(module, "closeOnThread", {path})),
    async settle(waiting = 0) {
      while (steps.size > waiting) await Promise.race(steps);
      if (failure) throw failure.error;
    }
  };
}

/** A row group on its way to the thread that writes it. */
interface ReleasedGroup {
  path: string;
  columns: TableColumns;
  released: readonly ReleasedColumn[];
}

const threadFiles = ownFiles();

/** Writes a row group, on the thread that has the files. */
export function writeGroupOnThread({path, columns, released}: ReleasedGroup): void {
  threadFiles.writeGroup(path, columns, released.map(ColumnBuffer.of)); // prettier-ignore
}

/** Ends a file, on the thread that has the files. */
export function closeOnThread({path}: {path: string}): void {
  threadFiles.close(path);
}
