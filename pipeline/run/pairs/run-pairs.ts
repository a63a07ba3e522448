import {mkdir, mkdtemp, rm} from "node:fs/promises";
import {join} from "node:path";
import {parseSample} from "../../../src/core/forest/sample-file.js";
import {canonicalJson} from "../../../src/core/schema/artifacts.js";
import type {Json} from "../../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import type {RunComparison, RunPairsPage} from "../../../src/core/schema/run-pairs.js";
import {NotFoundError} from "../../config/errors.js";
import {openSession} from "../../duckdb/session.js";
import type {Latest} from "../latest.js";
import {fileKey} from "../../artifacts/artifacts.js";
import type {Stores} from "../../storage/store.js";
import {compareRuns} from "./compare-runs.js";
import type {ComparedRun} from "./compare-runs.js";

/** The most earlier evaluations that the shown one is compared with. */
const maxPairs = 5;

/** Raised when the same two evaluations would give another comparison. */
const version = 2;

/** The stores, scratch folder and threads of a comparison. */
export interface RunPairsOptions {
  stores: Stores;

  /** A folder on this machine for work in progress; made if it is not there. */
  scratch: string;
  threads: number;
}

/**
 * Returns the run that is *shown* against up to five evaluations of the *runs* that were begun before
 * it, newest first. A comparison depends on two artifacts alone: it is kept in EVAL, and made once.
 */
export async function runPairs(
  shown: Latest,
  runs: readonly RunEntry[],
  options: RunPairsOptions
): Promise<RunPairsPage> {
  const page: RunPairsPage = {run: shown.run, evaluation: shown.evaluation, pairs: [], removed: [], unfit: []}; // prettier-ignore
  const earlier = runs.slice(runs.findIndex(({run}) => run === shown.run) + 1);
  const seen = new Set([shown.evaluation]);
  for (const run of earlier) {
    const keys = keysOf(run);
    if (!keys || seen.has(keys.evaluation)) continue;
    seen.add(keys.evaluation);
    if (!(await isThere(options.stores, keys))) page.removed.push(keys.evaluation);
    else if (page.pairs.length < maxPairs) {
      const comparison = await storedComparison(keys, shown, options);
      if (comparison) page.pairs.push({evaluation: keys.evaluation, comparison});
      else page.unfit.push(keys.evaluation);
    }
  }
  return page;
}

/** The keys of the artifacts that a comparison is made from. */
type Keys = Pick<Latest, "training" | "evaluation">;

function keysOf({status, phases}: RunEntry): Keys | undefined {
  const key = (name: string) => phases.find(({phase}) => phase === name)?.key;
  const [training, evaluation] = [key("training"), key("evaluation")];
  return status === "succeeded" && training && evaluation ? {training, evaluation} : undefined;
}

function isThere(stores: Stores, {evaluation}: Keys): Promise<boolean> {
  return stores.eval.has(fileKey({key: evaluation}, "manifest.json"));
}

/** Returns the comparison that EVAL keeps, or makes and keeps it; undefined if an artifact holds too little. */
async function storedComparison(
  before: Keys,
  after: Keys,
  options: RunPairsOptions
): Promise<RunComparison | undefined> {
  const {stores} = options;
  const key = `comparisons/${before.evaluation}-${after.evaluation}-${version}.json`;
  const text = await maybeRead(() => stores.eval.read(key));
  if (text !== undefined) return JSON.parse(text) as RunComparison;
  const comparison = await makeComparison(before, after, options);
  if (!comparison) return undefined;
  const made = canonicalJson(comparison as unknown as Json);
  await stores.eval.write(key, new TextEncoder().encode(made)).catch(() => {}); // who may only read compares anew each time
  return JSON.parse(made) as RunComparison; // in the order of what is kept: a later build writes the same bytes
}

async function makeComparison(
  before: Keys,
  after: Keys,
  {stores, scratch, threads}: RunPairsOptions
): Promise<RunComparison | undefined> {
  await mkdir(scratch, {recursive: true});
  const folder = await mkdtemp(join(scratch, "run-pairs-"));
  const session = await openSession({scratch: folder, threads});
  try {
    const [a, b] = await Promise.all([before, after].map((keys) => comparedRun(stores, keys)));
    return await compareRuns(session, a, b);
  } catch (error) {
    if (error instanceof NotFoundError || isCatalogError(error)) return undefined;
    throw error;
  } finally {
    session.close();
    await rm(folder, {recursive: true, force: true});
  }
}

async function comparedRun(stores: Stores, {training, evaluation}: Keys): Promise<ComparedRun> {
  const sample = await maybeRead(() => stores.models.read(fileKey({key: training}, "sample.json")));
  return {
    events: await stores.eval.localPath(fileKey({key: evaluation}, "published/events.duckdb")),
    sample: sample === undefined ? null : parseSample(sample)
  };
}

/** A database of an earlier version has other tables or columns. */
function isCatalogError(error: unknown): boolean {
  return error instanceof Error && /^(Catalog|Binder) Error/.test(error.message);
}

async function maybeRead(read: () => Promise<Uint8Array>): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await read());
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
