import {mkdir, readdir, rm, stat} from "node:fs/promises";
import {join} from "node:path";
import type {PhaseContext} from "../../../pipeline/artifacts/context.js";
import {openSession} from "../../../pipeline/duckdb/session.js";
import {materialiseSummaries} from "../../../pipeline/evaluation/day-summaries.js";
import {evaluate} from "../../../pipeline/evaluation/evaluate.js";
import {loadModels} from "../../../pipeline/evaluation/load-models.js";
import {scoreDays} from "../../../pipeline/evaluation/score-days.js";
import {ingest} from "../../../pipeline/ingestion/ingest.js";
import {folderStore} from "../../../pipeline/storage/folder.js";
import type {Store, Stores} from "../../../pipeline/storage/store.js";
import {train} from "../../../pipeline/training/train.js";
import {transform} from "../../../pipeline/transformation/transform.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";

/** What a step took. */
export interface Step {
  processorSeconds: number;
  /** Partitions that it made. */
  made: number;
  /** Calls of the stores. */
  requests: number;
}

/** What the phases took over one log. */
export interface PhaseMeasure {
  events: number;
  files: number;
  days: number;
  steps: Record<StepName, Step>;
  /** Bytes of the files of each layer. */
  bytes: Record<"raw" | "silver" | "scores" | "summaries" | "published", number>;
}

/** The steps that are measured by themselves. */
export type StepName =
  "ingestion" | "transformation" | "training" | "scoring" | "summaries" | "evaluation";

/** Runs the phases over *logs* in *folder*, one after the other in this process, on one thread. */
export async function measurePhases(
  logs: readonly string[],
  folder: string
): Promise<PhaseMeasure> {
  const {context, requests} = await newContext(folder);
  const steps = {} as Record<StepName, Step>;
  const measure = async <T>(name: StepName, work: () => Promise<T>): Promise<T> => {
    const [before, asked, {made}] = [process.cpuUsage(), requests(), {...context.partitions!}];
    const result = await work();
    const {user, system} = process.cpuUsage(before);
    steps[name] = {
      processorSeconds: (user + system) / 1e6,
      made: context.partitions!.made - made,
      requests: requests() - asked
    };
    return result;
  };
  const {manifest: raw} = await measure("ingestion", () =>
    ingest({kind: "files", patterns: logs}, context)
  );
  const {manifest: silver} = await measure("transformation", () => transform(raw, context));
  const {manifest: models} = await measure("training", () => train(silver, {}, context));
  const scored = await measure("scoring", () => score(silver, models, context));
  const summaries = await measure("summaries", () => materialiseSummaries(silver, [], context));
  const {manifest} = await measure("evaluation", () =>
    evaluate({raw, silver, models}, {}, context)
  );
  const published = manifest.files.filter(({path}) => path.startsWith("published/"));
  return {
    events: raw.rows,
    files: logs.length,
    days: steps.scoring.made,
    steps,
    bytes: {
      raw: bytesOf([raw]),
      silver: bytesOf([silver]),
      scores: bytesOf(scored),
      summaries: bytesOf(summaries),
      published: published.reduce((sum, {bytes}) => sum + bytes, 0)
    }
  };
}

/** Ingests *logs*, and then all but the last, whose partitions are there: returns processor seconds of that for each of them. */
export async function measureMerge(logs: readonly string[], folder: string): Promise<Step> {
  const {context, requests} = await newContext(folder);
  await ingest({kind: "files", patterns: logs}, context);
  const [before, asked] = [process.cpuUsage(), requests()];
  const rest = logs.slice(0, -1);
  await ingest({kind: "files", patterns: rest}, context);
  const {user, system} = process.cpuUsage(before);
  const n = rest.length;
  return {processorSeconds: (user + system) / 1e6 / n, made: 0, requests: (requests() - asked) / n};
}

/** Ingests and transforms *logs*; returns processor seconds of transformation. */
export async function measureTransformation(
  logs: readonly string[],
  folder: string
): Promise<number> {
  const {context} = await newContext(folder);
  const {manifest} = await ingest({kind: "files", patterns: logs}, context);
  const before = process.cpuUsage();
  await transform(manifest, context);
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function score(silver: Manifest, models: Manifest, context: PhaseContext) {
  const session = await openSession({scratch: context.scratch, threads: 1});
  try {
    const on = {models: await loadModels(models, context), flow: null};
    return (await scoreDays(session, silver, on, context)).partitions;
  } finally {
    session.close();
  }
}

/** Returns a context in *folder*, emptied, and how often its stores were called. */
async function newContext(folder: string) {
  await rm(folder, {recursive: true, force: true});
  const scratch = join(folder, "scratch");
  await mkdir(scratch, {recursive: true});
  let count = 0;
  const counted = (layer: string) =>
    countCalls(folderStore(join(folder, "store", layer)), () => void ++count);
  const stores: Stores = {
    raw: counted("raw"),
    silver: counted("silver"),
    models: counted("models"),
    eval: counted("eval")
  };
  const context: PhaseContext = {
    stores,
    scratch,
    threads: 1,
    partitions: {made: 0, reused: 0},
    reporter: {begin() {}, progress() {}, end() {}, warn() {}}
  };
  return {context, requests: () => count};
}

function countCalls(store: Store, onCall: () => void): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        onCall();
        return Reflect.apply(value, target, args) as unknown;
      };
    }
  });
}

function bytesOf(manifests: readonly Manifest[]): number {
  return manifests.flatMap(({files}) => files).reduce((sum, {bytes}) => sum + bytes, 0);
}

/** Returns the bytes of the files in *folder*. */
export async function sizeOf(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
