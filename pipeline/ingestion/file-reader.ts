import type {PhaseContext} from "../artifacts/context.js";
import {UsageError} from "../config/errors.js";
import {openWorkers} from "../tasks/workers.js";
import type {DigestedLog} from "./land-bytes.js";
import {readFile} from "./read-file.js";
import type {ReadFile, ReadFileOptions, readFileOnThread} from "./read-file.js";
import {filesOnThread} from "./table-files.js";

/** The bytes of logs from which on threads are worth their start, and the most threads: each holds some 100 MB. */
const minThreadBytes = 1 << 23;
const maxThreads = 4;

/** Reads files, on threads if that is worth it. */
export interface FileReader {
  read(log: DigestedLog, options: ReadFileOptions): Promise<ReadFile>;
  close(): Promise<void>;
}

/** Returns what reads *logs*; it reports the bytes that were read of all. */
export function fileReader(
  logs: readonly Pick<DigestedLog, "bytes">[],
  {threads, reporter}: Pick<PhaseContext, "threads" | "reporter">
): FileReader {
  const total = logs.reduce((sum, {bytes}) => sum + bytes, 0);
  const isWorth = threads > 1 && total >= minThreadBytes;
  const onThreads = isWorth && logs.length > 1;
  const workers = openWorkers(onThreads ? Math.min(threads, maxThreads) : Number(isWorth));
  const files = isWorth && !onThreads ? filesOnThread(workers) : undefined; // a file that is alone is written beside
  const module = new URL("./read-file.ts", import.meta.url);
  let done = 0;
  return {
    async read(log, options) {
      const onBytes = (bytes: number) => reporter.progress(done + bytes, total, "bytes");
      const read = onThreads
        ? await workers.call<typeof readFileOnThread>(module, "readFileOnThread", {log, ...options})
        : await readFile(log, {...options, files, onBytes});
      if ("problem" in read) throw new UsageError(read.problem);
      done += log.bytes;
      onBytes(0);
      return read;
    },
    close: () => workers.close()
  };
}
