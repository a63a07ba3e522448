import {mkdir, rm} from "node:fs/promises";
import {join} from "node:path";
import {beginBase, dropBase, hostsOf} from "../../src/core/detectors/entity/base.js";
import {parseNetwork} from "../../src/core/detectors/entity/local-network.js";
import {entityDetectors} from "../../src/core/detectors/entity/registry.js";
import {daySteps, summariesOf} from "../../src/core/incidents/days.js";
import {exposureSummaries} from "../../src/core/incidents/exposure.js";
import type {StoredSummaries} from "../../src/core/incidents/summarise.js";
import {dayMicros} from "../../src/core/readers/day-counts.js";
import type {ArtifactFile, Manifest} from "../../src/core/schema/artifacts.js";
import {isFlows, isService} from "../../src/core/schema/service-tables.js";
import {localFiles, materialisePartition} from "../artifacts/artifacts.js";
import type {ArtifactSpec, Made} from "../artifacts/artifacts.js";
import {defaultMemory} from "../artifacts/context.js";
import type {PhaseContext} from "../artifacts/context.js";
import {literal, literals, openSession} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";

/** Raised when the same events would give other bytes. */
const summaryVersion = 2;

/** The most memory of the database that summarises a day, of which as many run as there are threads, two at most. */
const [maxMemory, maxWorkers] = [320 * 2 ** 20, 2];

/** The name of the table of hosts among the files of a day. */
const hostsTable = "hosts";

/**
 * Returns the summaries of each day of *silver*, or of *only* some, as partitions `summary/day=…`, ascending; those that are there are reused. One
 * depends on the flows of its day, on the DNS queries of that day and the next, whose flows may be of it, and on the local networks:
 * on no model, and on no other day.
 */
export async function materialiseSummaries(
  silver: Manifest,
  localNet: readonly string[],
  context: PhaseContext,
  only?: ReadonlySet<string>
): Promise<Manifest[]> {
  const all = summaryDays(silver, localNet);
  const days = only ? all.filter(({day}) => only.has(day)) : all;
  const made: Manifest[] = [];
  const queue = days.entries();
  const workers = Math.min(context.threads, days.length, maxWorkers);
  const work = async () => {
    const opened: Session[] = [];
    const open = async () => (opened[0] ??= await openDay(context, workers));
    try {
      for (const [i, {day, inputs, spec}] of queue)
        made[i] = await materialisePartition(spec, context, async (folder) =>
          makeSummary(await open(), {silver, day, inputs, localNet}, folder, context)
        );
    } finally {
      opened[0]?.close();
    }
  };
  const ends = await Promise.allSettled(Array.from({length: workers}, work)); // none is at work when this ends
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return made;
}

/** Returns the tables in *partitions*, which materialiseSummaries has returned, on this machine. */
export async function storedSummaries(
  partitions: readonly Manifest[],
  {stores}: Pick<PhaseContext, "stores">
): Promise<StoredSummaries> {
  const tables = new Map<string, string[]>();
  for (const partition of partitions) {
    const paths = await localFiles(stores, partition, () => true);
    partition.files.forEach((file, i) => {
      const table = tableIn(file);
      const others = tables.get(table);
      if (others) others.push(paths[i]);
      else tables.set(table, [paths[i]]);
    });
  }
  const rows = (table: string) => {
    const paths = tables.get(table);
    return paths ? `read_parquet(${literals(paths)}, hive_partitioning = false)` : null;
  };
  return {hosts: rows(hostsTable)!, rows};
}

function tableIn({path}: ArtifactFile): string {
  return path.slice(path.lastIndexOf("/") + 1, -".parquet".length);
}

/** One thread each, so that the order of rows, which is that of the bytes, does not depend on how many there are. */
function openDay(
  {scratch, memory = defaultMemory}: PhaseContext,
  workers: number
): Promise<Session> {
  const memoryLimit = `${Math.floor(Math.min(maxMemory, memory / workers) / 2 ** 20)}MiB`;
  return openSession({scratch, threads: 1, memoryLimit});
}

/** A day with flows, and what its summary is made from. */
export interface SummaryDay {
  /** As paths have it; e.g., `day=2024-04-19`. */
  day: string;

  /** The files of SILVER. */
  inputs: ArtifactFile[];
  spec: ArtifactSpec & {partition: string};
}

/** Returns the days of *silver* that have a summary, ascending. */
export function summaryDays(silver: Manifest, localNet: readonly string[]): SummaryDay[] {
  const flows = new Map<string, ArtifactFile[]>();
  const dns = new Map<string, ArtifactFile[]>();
  for (const file of silver.files) {
    const byDay = isFlows(file.path) ? flows : isService(file.path, "dns") ? dns : undefined;
    const [day] = file.path.split("/");
    byDay?.set(day, [...(byDay.get(day) ?? []), file]);
  }
  return [...flows.keys()].map((day) => {
    const next = `day=${new Date((startOf(day) + dayMicros) / 1000).toISOString().slice(0, 10)}`;
    const inputs = [flows.get(day), dns.get(day), dns.get(next)].flatMap((files) => files ?? []);
    inputs.sort((a, b) => (a.path < b.path ? -1 : 1)); // as in SILVER
    return {day, inputs, spec: specOf(day, inputs, localNet)};
  });
}

/** Returns the first microsecond of a day as paths have it; e.g., `day=2024-04-19`. */
export function startOf(day: string): number {
  return Date.parse(day.slice("day=".length)) * 1000;
}

function specOf(
  day: string,
  inputs: readonly ArtifactFile[],
  localNet: readonly string[]
): ArtifactSpec & {partition: string} {
  return {
    phase: "evaluation",
    phaseVersion: summaryVersion,
    parameters: {localNet: [...localNet]},
    inputs: inputs.map(({path, sha256}) => ({name: path, sha256})),
    partition: `summary/${day}`
  };
}

/** What a day is summarised from. */
interface SummaryInput {
  silver: Manifest;
  day: string;
  inputs: readonly ArtifactFile[];
  localNet: readonly string[];
}

/** Writes the hosts of a day and each summary of it that has rows, as Parquet. */
async function makeSummary(
  session: Session,
  {silver, day, inputs, localNet}: SummaryInput,
  folder: string,
  {stores}: PhaseContext
): Promise<Made> {
  const own = {...silver, files: [...inputs]};
  const read = async (isWanted: (path: string) => boolean) => {
    const paths = await localFiles(stores, own, isWanted);
    return paths.length ? `read_parquet(${literals(paths)}, hive_partitioning = false)` : undefined;
  };
  const events = (await read(isFlows))!;
  const dns = await read((path) => isService(path, "dns"));
  for (const step of beginBase(hostsOf(events, dns), localNet.map(parseNetwork)))
    await session.run(step);
  for (const step of daySteps({from: startOf(day), events}, dns)) await session.run(step);
  const detectors = entityDetectors.filter(({log}) => log === undefined || dns !== undefined);
  const queries = [
    {table: hostsTable, sql: () => "SELECT id, host, is_domain FROM entity_hosts"},
    ...summariesOf(detectors, exposureSummaries)
  ];
  const files = `summary/${day}`;
  await mkdir(join(folder, files), {recursive: true});
  const written: [path: string, rows: number][] = [];
  for (const {table, sql} of queries) {
    const path = `${files}/${table}.parquet`;
    const rows = await writeTable(session, `SELECT ${startOf(day) / dayMicros} AS day, * FROM (${sql()})`, join(folder, path)); // prettier-ignore
    if (rows > 0) written.push([path, rows]);
    else await rm(join(folder, path));
  }
  for (const step of dropBase) await session.run(step);
  const rows = written.reduce((sum, [, n]) => sum + n, 0);
  return {rows, facts: {}, fileRows: Object.fromEntries(written)};
}

async function writeTable(session: Session, query: string, path: string): Promise<number> {
  const [{Count: rows}] = await session.rows<{Count: bigint}>(
    `COPY (${query}) TO ${literal(path)} (FORMAT parquet, COMPRESSION uncompressed)`
  );
  return Number(rows);
}
