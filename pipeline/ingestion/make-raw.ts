import type {TimeBounds, TimeRequest} from "../../src/core/readers/time-bounds.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import {fileSlots} from "../../src/core/schema/event-ids.js";
import {partitionNames} from "../../src/core/schema/raw-facts.js";
import type {RawPartition} from "../../src/core/schema/raw-facts.js";
import type {PhaseContext} from "../artifacts/context.js";
import {materialisePartition} from "../artifacts/artifacts.js";
import type {ArtifactSpec, Made} from "../artifacts/artifacts.js";
import {bytesKey, landBytes} from "./land-bytes.js";
import type {DigestedLog} from "./land-bytes.js";
import {boundsOf, isBeyond, mergeFacts} from "./merge-raw.js";
import {readFile} from "./read-file.js";
import type {LogBounds} from "./read-file.js";

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
  const found: Manifest[] = [];
  for (const log of logs) found.push(await maker.make(log, null));
  const bounds = boundsOf(found.map(factsOf), options.time);
  for (const [i, log] of logs.entries())
    if (isBeyond(factsOf(found[i]), bounds)) found[i] = await maker.make(log, bounds);
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

function factsOf({facts}: Manifest): RawPartition {
  return facts as unknown as RawPartition;
}

interface PartitionMaker {
  /** Returns the partition of *log* with *bounds* of the times, which is made if there is none yet. */
  make(log: DigestedLog, bounds: LogBounds | null): Promise<Manifest>;

  /** Lands the bytes of all logs that RAW does not have. */
  land(): Promise<void>;
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
  let before = 0;
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
    const {reporter} = context;
    const slot = slots.get(log.sha256)!;
    const partition = names.get(log.sha256)!;
    const place = {slot, partition, folder};
    const onBytes = (bytes: number) => reporter.progress(before + bytes, total, "bytes");
    const read = await readFile(await copyOf(log), {...place, bounds, onBytes});
    const {facts, events, fileRows} = read;
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
      const made = await materialisePartition(spec, context, (folder) =>
        makeIn(folder, log, bounds)
      );
      before += bounds ? 0 : bytes;
      return made;
    },
    async land() {
      const {raw} = context.stores;
      for (const log of logs)
        if (!copies.has(log.sha256) && !(await raw.has(bytesKey(log.sha256)))) await copyOf(log);
      await landBytes(raw, [...copies.values()]);
    }
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
