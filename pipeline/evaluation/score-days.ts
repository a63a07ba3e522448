import {mkdir} from "node:fs/promises";
import {dirname, join} from "node:path";
import {modelFeatures} from "../../src/core/features/list.js";
import type {LoadedModel} from "../../src/core/published/loaded-model.js";
import type {ArtifactFile, Json, Manifest} from "../../src/core/schema/artifacts.js";
import {isFlows} from "../../src/core/schema/service-tables.js";
import {
  artifactKey,
  checkedPath,
  fileKey,
  findManifest,
  localFiles,
  materialisePartition
} from "../artifacts/artifacts.js";
import type {ArtifactSpec} from "../artifacts/artifacts.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {Session} from "../duckdb/session.js";
import type {ReadFlowModel} from "./load-models.js";
import {scoreDay} from "./score-events.js";
import {lend} from "./scoring/lent.js";
import type {LentPool} from "./scoring/lent.js";
import {openPool} from "./scoring/open.js";
import type {ScoringPool} from "./scoring/pool.js";
import type {ScoringModel} from "./scoring/scorer-of.js";

/** Raised when the same rows and models would give other bytes. */
const scoresVersion = 1;

/** How many days are at work at a time: the rows of one are read while those of another are scored. */
const together = 2;

/** What every event is scored on. */
export interface ScoredOn {
  /** The models of the training, the Isolation Forest first. */
  models: readonly LoadedModel[];

  /** The flow model that alerts in the place of the Isolation Forest; null if that does. */
  flow: ReadFlowModel | null;
}

/** The scores of all days. */
export interface ScoredDays {
  /** The paths on this machine of the flows of each day in SILVER, and of their scores. */
  silver: string[];
  scores: string[];

  /** One a day; its file is `scores/day=….parquet`. */
  partitions: Manifest[];
}

type DaySpec = ArtifactSpec & {partition: string};

/**
 * Scores the flows of each day of *silver*, or of those of *days*, each a partition that depends on the rows of that day and on the
 * models alone: a day that was scored on the same models is not scored again, whatever days are beside it.
 */
export async function scoreDays(
  session: Session,
  silver: Manifest,
  on: ScoredOn,
  context: PhaseContext,
  days?: ReadonlySet<string>
): Promise<ScoredDays> {
  const isWanted = (path: string) => isFlows(path) && (!days || days.has(dayOf(path)));
  const files = silver.files.filter(({path}) => isWanted(path));
  const paths = await localFiles(context.stores, silver, isWanted);
  const specs = files.map((file) => scoresSpec(file, on));
  const pool = lazyPool(scoringModels(on), await rowsToScore(files, specs, context), context);
  const partitions: Manifest[] = [];
  let next = 0;
  const work = async () => {
    for (let i = next++; i < files.length; i = next++)
      partitions[i] = await scoredDay(session, {spec: specs[i], file: files[i], path: paths[i]}, pool, context); // prettier-ignore
  };
  const ends = await Promise.allSettled(Array.from({length: together}, work)); // none is at work when this ends
  await pool.close();
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  const scored = partitions.reduce((sum, {rows}) => sum + rows, 0);
  const expected = days ? files.reduce((sum, {rows = 0}) => sum + rows, 0) : silver.rows;
  if (scored !== expected) throw new Error(`events lost: ${scored} scored of ${expected}`);
  return {silver: paths, scores: await Promise.all(partitions.map((one) => localScores(one, context))), partitions}; // prettier-ignore
}

/** Returns the day of a path in SILVER, as `day=2024-04-19`. */
export function dayOf(path: string): string {
  return path.slice(0, path.indexOf("/"));
}

/** Returns what the scores of the flows in a file of SILVER are made from. */
export function scoresSpec({path, sha256}: ArtifactFile, {models, flow}: ScoredOn): DaySpec {
  const [forest, other] = models;
  const first = flow ?? forest;
  const second = flow ? forest : other;
  return {
    phase: "evaluation",
    phaseVersion: scoresVersion,
    parameters: {
      features: modelFeatures.map(({name}) => name),
      ...(flow && {scale: flow.scale as Json})
    },
    inputs: [
      {name: "flows", sha256},
      {name: "model", sha256: first.sha256},
      {name: "second model", sha256: second.sha256}
    ],
    partition: `scores/${dayOf(path)}`
  };
}

/** Returns what rows are scored on: what alerts, and what stands beside it. */
function scoringModels({models, flow}: ScoredOn): ScoringModel[] {
  if (!flow) return models.map(({forest}) => forest);
  return [{detector: flow.text, scale: flow.scale}, models[0].forest];
}

/** Returns how many rows are in days without scores: by them it is decided how to score. */
async function rowsToScore(
  files: readonly ArtifactFile[],
  specs: readonly DaySpec[],
  {stores}: PhaseContext
): Promise<number> {
  const known = await Promise.all(
    specs.map((spec) =>
      findManifest(stores, "evaluation", artifactKey(spec)).catch(() => undefined)
    )
  );
  return files.reduce((sum, {rows = 0}, i) => sum + (known[i] ? 0 : rows), 0);
}

/** A pool that is opened when it is first asked for. */
interface LazyPool {
  open(): Promise<LentPool>;
  close(): Promise<void>;

  /** Reports rows that were read. */
  progress(rows: number): void;
}

function lazyPool(
  models: readonly ScoringModel[],
  rows: number,
  {threads, reporter}: PhaseContext
): LazyPool {
  let pool: Promise<ScoringPool> | undefined;
  let lent: Promise<LentPool> | undefined;
  let done = 0;
  return {
    open() {
      pool ??= openPool(models, rows, threads);
      return (lent ??= pool.then(lend));
    },
    async close() {
      await (await pool?.catch(() => undefined))?.close();
    },
    progress: (read) => reporter.progress((done += read), rows, "events")
  };
}

function scoredDay(
  session: Session,
  {spec, file, path}: {spec: DaySpec; file: ArtifactFile; path: string},
  pool: LazyPool,
  context: PhaseContext
): Promise<Manifest> {
  return materialisePartition(spec, context, async (folder) => {
    const scores = `${spec.partition}.parquet`;
    await mkdir(dirname(join(folder, scores)), {recursive: true});
    const lent = await pool.open();
    const rows = await scoreDay(session, path, lent, join(folder, scores), (read) =>
      pool.progress(read)
    );
    if (rows !== file.rows) throw new Error(`events lost: ${rows} scored of ${file.rows}`);
    return {rows, facts: {}, fileRows: {[scores]: rows}};
  });
}

/** Returns the path on this machine of the scores of a day. */
async function localScores(day: Manifest, {stores}: PhaseContext): Promise<string> {
  const [{path, sha256}] = day.files;
  return checkedPath(stores.eval, fileKey(day, path), sha256);
}
