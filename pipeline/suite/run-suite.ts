import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import {detectorNames} from "../../src/core/detectors/detector.js";
import {findDetector} from "../../src/core/detectors/registry.js";
import {labelCodes} from "../../src/core/evaluation/ranking.js";
import {regimes, suiteVersion} from "../../src/core/evaluation/suite/measured.js";
import type {Regime, SuiteResult, SuiteSet, Unmeasured} from "../../src/core/evaluation/suite/measured.js"; // prettier-ignore
import {summariseSuite} from "../../src/core/evaluation/suite/summary.js";
import type {Suite} from "../../src/core/evaluation/suite/summary.js";
import {sha256, sha256OfFile} from "../artifacts/digest.js";
import type {Store} from "../storage/store.js";
import {runTasks} from "../tasks/run-tasks.js";
import type {Task} from "../tasks/run-tasks.js";
import type {Workers} from "../tasks/workers.js";
import {findSets} from "./find-sets.js";
import {NoSetError, countLabel} from "./labelled-set.js";
import type {FoundSet, LabelledSet} from "./labelled-set.js";
import type {Measured, measureDetector} from "./measure-detector.js";
import {readSet} from "./read-set.js";
import type {ReadContext} from "./sets/read-flows.js";
import {findPart, storePart} from "./stored-suites.js";

/** The memory that sets may take at a time, in bytes, as far as their files tell. */
const memory = 2 ** 31;

const module = new URL("./measure-detector.ts", import.meta.url);

/** What a suite is asked for. */
export interface SuiteRequest {
  folder: string;

  /** The number of seeds: 0, 1, …. */
  seeds: number;

  /** The name of the column of labels of tables; null to find it. */
  label: string | null;
}

/** The surroundings of a suite. */
export interface SuiteContext extends ReadContext {
  /** The store of its parts. */
  store: Store;
  workers: Workers;
}

/** The detectors of the core, in the order of comparisons. */
const detectors = detectorNames.filter((name) => findDetector(name));

/** A set that was read, or why it was not. */
type ReadOutcome =
  | {set: SuiteSet; rows: LabelledSet; isDamaged?: undefined}
  | {set?: undefined; reason: string; isDamaged: boolean};

/**
 * Measures every detector of the core on every set of a folder. Each result is stored as soon as it is there, under a digest of all
 * that decides it, and is not measured once more. The same sets give the same suite, for any number of threads.
 */
export async function runSuite(
  {folder, seeds: count, label}: SuiteRequest,
  context: SuiteContext
): Promise<Suite> {
  const {reporter, threads} = context;
  const {sets: found, skipped} = await findSets(folder);
  const seeds = Array.from({length: count}, (_, seed) => seed);
  const outcomes = new Map<string, ReadOutcome>();
  const results = new Map<string, SuiteResult>();
  reporter.begin("measure");
  const tasks = found.flatMap((set) => tasksOf(set, {seeds, label, outcomes, results}, context));
  await runTasks(tasks, {
    concurrency: Math.max(1, threads),
    memory,
    onEnd: (done, total, name) => reporter.progress(done, total, `of ${total} steps; ${name}`)
  });
  const sets = found.flatMap(({name}) => outcomes.get(name)?.set ?? []);
  reporter.end("measure", `${sets.length} sets, ${results.size} results`);
  const ordered = found.flatMap(({name}) =>
    detectors.flatMap((detector) =>
      regimes.flatMap((regime) => results.get(nameOf(name, detector, regime)) ?? [])
    )
  );
  const unmeasured = (isDamaged: boolean): Unmeasured[] =>
    found.flatMap(({name, files}) => {
      const outcome = outcomes.get(name)!;
      return outcome.set === undefined && outcome.isDamaged === isDamaged
        ? [{path: files.length === 1 ? files[0].name : name, reason: outcome.reason}]
        : [];
    });
  return summariseSuite({
    format: "atalaya-suite/1",
    version: suiteVersion,
    seeds,
    detectors,
    sets,
    results: ordered,
    damaged: unmeasured(true),
    skipped: [...skipped, ...unmeasured(false)]
  });
}

interface Collected {
  seeds: readonly number[];
  label: string | null;
  outcomes: Map<string, ReadOutcome>;
  results: Map<string, SuiteResult>;
}

/** Returns the tasks of *found*: one reads it, and each of the others measures a detector in a regime. */
function tasksOf(
  found: FoundSet,
  {seeds, label, outcomes, results}: Collected,
  context: SuiteContext
): Task[] {
  const {reporter} = context;
  const read: Task = {
    name: `read ${found.name}`,
    async run() {
      const outcome = await readOutcome(found, label, context);
      outcomes.set(found.name, outcome);
      if (outcome.set === undefined && outcome.isDamaged) reporter.warn(outcome.reason);
      return outcome;
    }
  };
  const measure = (detector: string, regime: Regime): Task => ({
    name: nameOf(found.name, detector, regime),
    needs: [read.name],
    async run(given) {
      const outcome = given.of<ReadOutcome>(read.name);
      if (outcome.set === undefined) return;
      const {set, rows} = outcome;
      const measured = await measureOnce({set, rows, detector, regime, seeds}, context);
      results.set(this.name, {set: found.name, detector, regime, ...measured});
      if (measured.error !== null) reporter.warn(`${this.name}: ${measured.error}`);
    }
  });
  return [
    read,
    ...detectors.flatMap((detector) => regimes.map((regime) => measure(detector, regime)))
  ];
}

function nameOf(set: string, detector: string, regime: Regime): string {
  return `${set}: ${detector}, ${regime}`;
}

async function readOutcome(
  found: FoundSet,
  label: string | null,
  context: SuiteContext
): Promise<ReadOutcome> {
  try {
    const {name, kind} = found;
    const files: SuiteSet["files"] = [];
    for (const file of found.files)
      files.push({path: file.name, ...(await sha256OfFile(file.path))});
    const rows = await readSet(found, label, context);
    const digests = files.map((file) => file.sha256);
    const {train, test, about} = rows;
    const set: SuiteSet = {
      name,
      kind,
      files,
      sha256: sha256(canonicalJson({kind, label: kind === "table" ? label : null, files: digests})),
      rows: train === test ? test.labels.length : train.labels.length + test.labels.length,
      columns: test.matrix.columns,
      anomalies: countLabel(test.labels, labelCodes.attack),
      about
    };
    return {set, rows};
  } catch (error) {
    if (error instanceof NoSetError) return {reason: error.message, isDamaged: false};
    const {code} = error as NodeJS.ErrnoException;
    if (error instanceof RangeError) return {reason: error.message, isDamaged: true};
    if (code === "EACCES" || code === "EIO") return {reason: `unreadable file: ${found.files[0].name} (${code})`, isDamaged: true}; // prettier-ignore
    throw error;
  }
}

interface Measurement {
  set: SuiteSet;
  rows: LabelledSet;
  detector: string;
  regime: Regime;
  seeds: readonly number[];
}

async function measureOnce(
  {set, rows, detector, regime, seeds}: Measurement,
  {store, workers}: SuiteContext
): Promise<Measured> {
  const described: Json = {version: suiteVersion, set: set.sha256, detector, regime, seeds: [...seeds]}; // prettier-ignore
  const key = sha256(canonicalJson(described));
  const found = await findPart(store, key);
  if (found !== undefined) return found as unknown as Measured;
  const measured = await workers.call<typeof measureDetector>(module, "measureDetector", {set: rows, detector, regime, seeds}); // prettier-ignore
  await storePart(store, key, measured as unknown as Json);
  return measured;
}
