import type {TimeBounds, TimeRequest} from "../../src/core/readers/time-bounds.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import {fileSlots} from "../../src/core/schema/event-ids.js";
import {partitionNames} from "../../src/core/schema/raw-facts.js";
import type {RawPartition} from "../../src/core/schema/raw-facts.js";
import type {PhaseContext} from "../artifacts/context.js";
import {materialisePartition} from "../artifacts/artifacts.js";
import type {ArtifactSpec, Made} from "../artifacts/artifacts.js";
import {UsageError} from "../config/errors.js";
import {openWorkers} from "../tasks/workers.js";
import {bytesKey, landBytes} from "./land-bytes.js";
import type {DigestedLog} from "./land-bytes.js";
import {boundsOf, isBeyond, mergeFacts} from "./merge-raw.js";
import {readFile} from "./read-file.js";
import type {LogBounds, ReadFile, ReadFileOptions, readFileOnThread} from "./read-file.js";
import {someAtATime} from "./some-at-a-time.js";
import {filesOnThread} from "./table-files.js";

/** How many partitions are made at a time: each waits for the disk more than once. */
const madeAtATime = 16;

/** The bytes of logs from which on threads are worth their start, and the most threads: each holds some 100 MB. */
const minThreadBytes = 1 << 23;
const maxThreads = 4;

/** How logs are read. */
export interface MakeRawOptions {
  phaseVersion: number;

  /** The times that are asked for. */
  time: TimeRequest;

  /** Returns a copy of a log that nobody else writes to, and that may be moved; called at most once a log. */
  copy(log: DigestedLog): Promise<DigestedLog>;
}

/**
 * Makes the partitions of *logs*, each one file with its events, other records and rejected lines as Parquet, if there are
 * none yet, and adds up what they say, in the order of *logs*. Everything in the facts comes from the bytes. Each file is
 * read without bounds of the times first, since the times of all files tell them: those that reach beyond are made with
 * bounds, so that such records are rejected.
 */
export async function makeRaw(
  logs: readonly DigestedLog[],
  options: MakeRawOptions,
  context: PhaseContext
): Promise<Made> {
  const maker = partitionMaker(logs, options, context);
  const {found, bounds} = await makeAll(logs, maker, options.time);
  for (const [i, {name}] of logs.entries())
    if (factsOf(found[i]).accepted === 0) context.reporter.warn(`no events in ${name}`);
  await maker.land();
  const files = found.map((manifest, i) => ({name: logs[i].name, facts: factsOf(manifest)}));
  const facts = mergeFacts(files, {time: options.time, bounds});
  return {
    rows: found.reduce((sum, {rows}) => sum + rows, 0),
    facts: facts as unknown as {[name: string]: Json},
    partitions: found
  };
}

/** Returns the partitions of *logs*, and the bounds of their times. */
async function makeAll(
  logs: readonly DigestedLog[],
  maker: PartitionMaker,
  time: TimeRequest
): Promise<{found: Manifest[]; bounds: LogBounds}> {
  try {
    const unbounded = await someAtATime(logs, madeAtATime, (log) => maker.make(log, null));
    const bounds = boundsOf(unbounded.map(factsOf), time);
    const found = await someAtATime(unbounded, madeAtATime, async (manifest, i) =>
      isBeyond(factsOf(manifest), bounds) ? maker.make(logs[i], bounds) : manifest
    );
    return {found, bounds};
  } finally {
    await maker.close();
  }
}

function factsOf({facts}: Manifest): RawPartition {
  return facts as unknown as RawPartition;
}

interface PartitionMaker {
  /** Returns the partition of *log* with *bounds* of the times, which is made if there is none yet. */
  make(log: DigestedLog, bounds: LogBounds | null): Promise<Manifest>;

  /** Lands the bytes of all logs that RAW does not have. */
  land(): Promise<void>;

  /** Ends the threads. */
  close(): Promise<void>;
}

function partitionMaker(
  logs: readonly DigestedLog[],
  {phaseVersion, copy}: MakeRawOptions,
  context: PhaseContext
): PartitionMaker {
  const slots = fileSlots(logs.map(({sha256}) => sha256));
  const names = partitionNames(slots.keys());
  const total = logs.reduce((sum, {bytes}) => sum + bytes, 0);
  const copies = new Map<string, DigestedLog>();
  const reader = fileReader(logs, total, context);
  const copyOf = async (log: DigestedLog): Promise<DigestedLog> => {
    const copied = copies.get(log.sha256) ?? (await copy(log));
    copies.set(log.sha256, copied);
    return copied;
  };
  const makeIn = async (
    folder: string,
    log: DigestedLog,
    bounds: LogBounds | null
  ): Promise<Made> => {
    const slot = slots.get(log.sha256)!;
    const partition = names.get(log.sha256)!;
    const place = {slot, partition, folder, bounds};
    const {facts, events, fileRows} = await reader.read(await copyOf(log), place);
    return {rows: events, fileRows, facts: facts as unknown as {[name: string]: Json}};
  };
  return {
    async make(log, bounds) {
      const {sha256, bytes} = log;
      const spec: ArtifactSpec & {partition: string} = {
        phase: "ingestion",
        phaseVersion,
        partition: names.get(sha256)!,
        parameters: {slot: slots.get(sha256)!, bounds: bounds && boundsJson(bounds)},
        inputs: [{name: "log", sha256, bytes}]
      };
      return materialisePartition(spec, context, (folder) => makeIn(folder, log, bounds));
    },
    async land() {
      const {raw} = context.stores;
      for (const log of logs)
        if (!copies.has(log.sha256) && !(await raw.has(bytesKey(log.sha256)))) await copyOf(log);
      await landBytes(raw, [...copies.values()]);
    },
    close: () => reader.close()
  };
}

/** Reads files, on threads if that is worth it. */
interface FileReader {
  read(log: DigestedLog, options: ReadFileOptions): Promise<ReadFile>;
  close(): Promise<void>;
}

function fileReader(
  logs: readonly DigestedLog[],
  total: number,
  {threads, reporter}: PhaseContext
): FileReader {
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

function boundsJson({events, records}: LogBounds): Json {
  const json = ({from, to, given}: TimeBounds): Json => ({
    from: Number.isFinite(from) ? from : null,
    to: Number.isFinite(to) ? to : null,
    given: {...given}
  });
  return {events: json(events), records: json(records)};
}
