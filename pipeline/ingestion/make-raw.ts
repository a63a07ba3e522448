import type {TimeRequest} from "../../src/core/readers/time-bounds.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import {fileSlots} from "../../src/core/schema/event-ids.js";
import {partitionNames} from "../../src/core/schema/raw-facts.js";
import type {RawPartition} from "../../src/core/schema/raw-facts.js";
import type {PhaseContext} from "../artifacts/context.js";
import {materialisePartition} from "../artifacts/artifacts.js";
import type {Made} from "../artifacts/artifacts.js";
import {ensurePartitions} from "../artifacts/ensure-partitions.js";
import type {WantedPartition} from "../artifacts/ensure-partitions.js";
import {PartitionsSetAside, setAsideBy} from "../artifacts/set-aside.js";
import {fileSpec, madeOfFile} from "./file-partition.js";
import type {FilePartition} from "./file-partition.js";
import {fileReader} from "./file-reader.js";
import {fileItem, filesInput} from "./file-task.js";
import {bytesKey, landBytes} from "./land-bytes.js";
import type {DigestedLog} from "./land-bytes.js";
import {boundsOf, isBeyond, mergeFacts} from "./merge-raw.js";
import type {LogBounds} from "./read-file.js";
import {someAtATime} from "./some-at-a-time.js";

/** How many partitions are made at a time: each waits for the disk more than once. */
const madeAtATime = 16;

/** The bytes of the small files that are read in one task, at most. */
const maxTaskBytes = 1 << 23;

/** How logs are read. */
export interface MakeRawOptions {
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
  if (context.executor) await maker.land(); // where tasks read them
  const {found, bounds} = await makeAll(logs, maker, options.time);
  for (const [i, {name}] of logs.entries())
    if (factsOf(found[i]).accepted === 0) context.reporter.warn(`no events in ${name}`);
  if (!context.executor) await maker.land();
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
    const unbounded = await maker.make(logs, null);
    const bounds = boundsOf(unbounded.map(factsOf), time);
    const beyond = [...logs.keys()].filter((i) => isBeyond(factsOf(unbounded[i]), bounds));
    const bounded = await maker.make(beyond.map((i) => logs[i]), bounds); // prettier-ignore
    const found = [...unbounded];
    for (const [k, i] of beyond.entries()) found[i] = bounded[k];
    return {found, bounds};
  } finally {
    await maker.close();
  }
}

function factsOf({facts}: Manifest): RawPartition {
  return facts as unknown as RawPartition;
}

interface PartitionMaker {
  /** Returns the partitions of *logs* with *bounds* of the times; those that are not there are made. */
  make(logs: readonly DigestedLog[], bounds: LogBounds | null): Promise<Manifest[]>;

  /** Lands the bytes of all logs that RAW does not have. */
  land(): Promise<void>;

  /** Ends the threads. */
  close(): Promise<void>;
}

function partitionMaker(
  logs: readonly DigestedLog[],
  {copy}: MakeRawOptions,
  context: PhaseContext
): PartitionMaker {
  const slots = fileSlots(logs.map(({sha256}) => sha256));
  const names = partitionNames(slots.keys());
  const copies = new Map<string, DigestedLog>();
  const reader = fileReader(logs, context);
  const copyOf = async (log: DigestedLog): Promise<DigestedLog> => {
    const copied = copies.get(log.sha256) ?? (await copy(log));
    copies.set(log.sha256, copied);
    return copied;
  };
  const placed = (log: DigestedLog, bounds: LogBounds | null): PlacedLog => ({
    ...log,
    slot: slots.get(log.sha256)!,
    partition: names.get(log.sha256)!,
    bounds
  });
  return {
    async make(some, bounds) {
      const files = some.map((log) => placed(log, bounds));
      const found = await ensureFiles(files, context);
      return someAtATime(files, madeAtATime, (file, i) =>
        materialisePartition(fileSpec(file), {...context, found}, async (folder) => {
          const place = {slot: file.slot, partition: file.partition, folder, bounds};
          return madeOfFile(await reader.read(await copyOf(some[i]), place));
        })
      );
    },
    async land() {
      const {raw} = context.stores;
      await someAtATime(logs, madeAtATime, async (log) => {
        if (!copies.has(log.sha256) && !(await raw.has(bytesKey(log.sha256)))) await copyOf(log);
      });
      await landBytes(raw, [...copies.values()]);
      if (context.executor) copies.clear(); // they are in RAW, and no longer where they were
    },
    close: () => reader.close()
  };
}

/** A log with its place in RAW. */
type PlacedLog = DigestedLog & FilePartition;

/** Returns the partitions of *files* that are there, by key, once the executor of *context* has made those that were missing; without one, none is looked for. */
async function ensureFiles(
  files: readonly PlacedLog[],
  {executor, ...context}: PhaseContext
): Promise<Map<string, Manifest> | undefined> {
  if (!executor) return undefined;
  const wanted = files.map((file): WantedPartition => {
    return {spec: fileSpec(file), item: fileItem(file), weight: file.bytes};
  });
  const total = files.reduce((sum, {bytes}) => sum + bytes, 0);
  let done = 0;
  const {found, setAside} = await ensurePartitions(
    wanted,
    {
      phase: "ingestion",
      kind: "ingestion",
      inputOf: (items) => filesInput(items, files[0].bounds),
      maxWeight: maxTaskBytes,
      onMade(made) {
        for (const {weight} of made) context.reporter.progress((done += weight), total, "bytes");
      }
    },
    {...context, executor}
  );
  if (setAside.length === 0) return found;
  const nameOf = new Map(files.map(({partition, name}) => [partition, name]));
  throw new PartitionsSetAside(
    setAside.map(({wanted: {spec}, error}) => setAsideBy(nameOf.get(spec.partition)!, error))
  );
}
