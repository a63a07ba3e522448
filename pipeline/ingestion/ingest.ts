import {mkdtemp, rm} from "node:fs/promises";
import {join} from "node:path";
import {anyTime} from "../../src/core/readers/time-bounds.js";
import type {TimeRequest} from "../../src/core/readers/time-bounds.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {RawFacts, SkippedFile} from "../../src/core/schema/raw-facts.js";
import {asSkipped, setAsideOf, setAsideText} from "../../src/core/schema/set-aside.js";
import type {SetAside} from "../../src/core/schema/set-aside.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import {materialiseArtifact} from "../artifacts/artifacts.js";
import type {ArtifactSpec, Made} from "../artifacts/artifacts.js";
import {goOnWithout} from "../artifacts/set-aside.js";
import {digestLogs} from "./digest-logs.js";
import {ingestionVersion} from "./file-partition.js";
import {writeLogs} from "./land-bytes.js";
import type {DigestedLog} from "./land-bytes.js";
import {makeRaw} from "./make-raw.js";
import {compareNaturally} from "./natural-order.js";
import {selectLogs} from "./select-logs.js";
import type {LogChunk} from "./synthetic/feed.js";
import {readSettings} from "./synthetic/options.js";

/** What to ingest: files, by path or glob, or the synthetic feed. */
export type IngestRequest =
  | {
      kind: "files";
      patterns: readonly string[];

      /** The times of the records that are kept; defaults to bounds that are found. */
      time?: TimeRequest;

      /** The files that were skipped when the same logs were read before; defaults to those of the patterns. */
      skipped?: readonly SkippedFile[];
    }
  | {kind: "synthetic"; flows: number; days: number; seed: number; difficulty?: number};

/** Brings logs, and what copies them. */
type Fetch = () => Promise<{
  logs: readonly DigestedLog[];
  copy: (log: DigestedLog) => Promise<DigestedLog>;
}>;

/**
 * Lands logs in RAW: the original bytes under their SHA-256, every line as a typed event or, with
 * the reason, as a rejected line, in a partition a file. Bytes that were ingested before are not read again. Throws
 * a UsageError, and lands nothing, if a file that is named is missing or no log, or if no file holds
 * connections; other files of a folder or glob that are no logs are listed in the facts. A file that is
 * truncated or damaged is read as far as it goes and listed in *partial*; whether that will do is for the
 * caller to say. So is one that the executor set aside: RAW is without it, and lists it as skipped. Throws an OutageError if
 * all are, or if one of a feed is.
 */
export async function ingest(request: IngestRequest, context: PhaseContext): Promise<PhaseResult> {
  const startedAt = performance.now();
  const scratch = await mkdtemp(join(context.scratch, "logs-"));
  try {
    const planned = await plan(request, scratch, context);
    const {manifest, reused} = await goOnWithout(
      (setAside) =>
        materialiseArtifact(planned.specOf(setAside), context, () =>
          make(planned, setAside, context)
        ),
      {what: "files", total: planned.total}
    );
    return resultOf(manifest, reused, (performance.now() - startedAt) / 1000);
  } finally {
    await rm(scratch, {recursive: true, force: true});
  }
}

/**
 * Throws a UsageError if *request* cannot be read at all: a file that is named is missing, unreadable or no
 * log, or no file holds connections. Reads only the heads of files, and writes nothing.
 */
export async function checkInput(request: IngestRequest): Promise<void> {
  if (request.kind === "synthetic") {
    readSettings(request);
    return;
  }
  await selectLogs(request.patterns);
}

/** The feed is made: none of its times is a stray one. */
const everyTime: TimeRequest = {...anyTime, automatic: false};

interface Plan {
  /** How many files can be set aside before there is nothing left: none of a feed can. */
  total: number;
  fetch: Fetch;

  /** Returns what is made without some of the files, and the facts that come from the request. */
  specOf(setAside: readonly SetAside[]): ArtifactSpec;
  factsOf(setAside: readonly SetAside[]): {[name: string]: Json};

  time: TimeRequest;
}

async function plan(request: IngestRequest, scratch: string, context: PhaseContext): Promise<Plan> {
  if (request.kind === "synthetic") {
    const {flows, days, seed, difficulty} = readSettings(request);
    const synthetic = {flows, days, seed, difficulty};
    const spec: ArtifactSpec = {
      phase: "ingestion",
      phaseVersion: ingestionVersion,
      parameters: {synthetic},
      inputs: []
    };
    const facts = {synthetic, skipped: []};
    return {
      total: 1,
      specOf: () => spec,
      factsOf: () => facts,
      time: everyTime,
      fetch: () => fetchFeed(synthetic, scratch, context)
    };
  }
  const {time = anyTime} = request;
  const selected = await selectLogs(request.patterns);
  const {logs, twins, copy} = await digestLogs(selected.logs, scratch, context);
  const skipped = request.skipped ?? inOrder([...selected.skipped, ...twins]);
  const skippedWith = (setAside: readonly SetAside[]) =>
    (setAside.length > 0
      ? inOrder([...skipped, ...setAside.map(asSkipped)])
      : skipped) as unknown as Json;
  const specOf = (setAside: readonly SetAside[]): ArtifactSpec => ({
    phase: "ingestion",
    phaseVersion: ingestionVersion,
    parameters: {synthetic: null, skipped: skippedWith(setAside), time: {...time}},
    inputs: without(logs, setAside).map(({name, sha256, bytes}) => ({name, sha256, bytes}))
  });
  return {
    total: logs.length,
    specOf,
    factsOf: (setAside) => ({synthetic: null, skipped: skippedWith(setAside)}),
    time,
    fetch: async () => ({logs, copy})
  };
}

function without<Log extends {name: string}>(
  logs: readonly Log[],
  setAside: readonly SetAside[]
): Log[] {
  const names = new Set(setAside.map(({partition}) => partition));
  return logs.filter(({name}) => !names.has(name));
}

function inOrder(skipped: readonly SkippedFile[]): SkippedFile[] {
  return [...skipped].sort((a, b) => compareNaturally(a.name, b.name));
}

async function fetchFeed(
  settings: {flows: number; days: number; seed: number; difficulty: number},
  scratch: string,
  {reporter}: PhaseContext
): ReturnType<Fetch> {
  const {syntheticLogs} = await import("./synthetic/feed.js");
  reporter.begin("generate the synthetic feed");
  const onBytes = (bytes: number): void => reporter.progress(bytes, null, "bytes");
  const logs = await writeLogs(named(syntheticLogs(settings)), scratch, onBytes);
  reporter.end("generate the synthetic feed", `${settings.flows.toLocaleString("en-US")} flows`);
  return {logs, copy: async (log) => log};
}

function* named(chunks: Iterable<LogChunk>): Generator<{name: string; bytes: Uint8Array}> {
  for (const {kind, bytes} of chunks) yield {name: `synthetic-${kind}.log`, bytes};
}

async function make(
  {fetch, factsOf, time}: Plan,
  setAside: readonly SetAside[],
  context: PhaseContext
): Promise<Made> {
  const {logs: all, copy} = await fetch();
  const logs = without(all, setAside);
  context.reporter.begin("read logs");
  const made = await makeRaw(logs, {time, copy}, context);
  const files = `${logs.length} ${logs.length === 1 ? "file" : "files"}`;
  context.reporter.end("read logs", `${made.rows.toLocaleString("en-US")} events from ${files}`);
  return {...made, facts: {...made.facts, ...factsOf(setAside)}};
}

function resultOf(manifest: Manifest, reused: boolean, seconds: number): PhaseResult {
  const facts = manifest.facts as unknown as RawFacts;
  const damaged = facts.files.flatMap(({name, partial}) =>
    partial === null ? [] : [`${name}: ${partial}`]
  );
  const partial = [...damaged, ...setAsideOf([manifest]).map(setAsideText)];
  return {
    manifest,
    reused,
    seconds,
    rowsIn: facts.lines,
    rowsOut: manifest.rows,
    rejected: facts.rejected,
    ...(partial.length > 0 && {partial})
  };
}
