import {mkdir} from "node:fs/promises";
import {dirname, join} from "node:path";
import type {Matrix} from "../../../src/core/forest/types.js";
import {studyMethods} from "../../../src/core/published/study/study-methods.js";
import type {StudyMethod} from "../../../src/core/published/study/study-methods.js";
import type {Json, Manifest} from "../../../src/core/schema/artifacts.js";
import type {Regime} from "../../../src/core/schema/study.js";
import {materialisePartition} from "../../artifacts/artifacts.js";
import type {ArtifactSpec} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import type {Session} from "../../duckdb/session.js";
import type {Task} from "../../tasks/run-tasks.js";
import type {Workers} from "../../tasks/workers.js";
import type {fitSeeds} from "./fit-seeds.js";
import {writeSeedScores} from "./seed-scores.js";
import type {StudyInputs} from "./study-inputs.js";

/** Raised when the same rows and methods would give other scores. */
const scoresVersion = 1;

/** A method in a regime: what is fitted, scored and kept by itself. */
export interface StudyPart {
  method: StudyMethod;
  regime: Regime;
}

/** How long the fits and the scores of a part took, in seconds. */
export interface PartSeconds {
  method: string;
  regime: Regime;
  fit: number;
  score: number;
}

/** What all parts of a study have in common. */
export interface ScoringRequest {
  spec: Omit<ArtifactSpec, "partition">;
  seeds: readonly number[];

  /** The training rows of each seed, by regime, once they are needed. */
  rowsOf(regime: Regime): Promise<Matrix[]>;
}

/** Returns the parts of a study: every method in every regime that there is. */
export function studyParts({training: {events}}: StudyInputs): StudyPart[] {
  const regimes: Regime[] = events.novel === null ? ["seen"] : ["seen", "novel"];
  return regimes.flatMap((regime) => studyMethods.map((method) => ({method, regime})));
}

/** Returns the path, inside the artifact, of the scores of a part. */
export function scoresPath(part: StudyPart): string {
  return `${partName(part)}.parquet`;
}

/** Returns the name of the task, and of the partition, that a part is. */
export function partName({method, regime}: StudyPart): string {
  return `study/regime=${regime}/method=${method.name}`;
}

/**
 * Returns the task that fits and scores *part*, a partition by itself: one that is there, from an evaluation that was interrupted, is
 * not made twice. *onSeconds* is called with what it took.
 */
export function scoringTask(
  part: StudyPart,
  {spec, seeds, rowsOf}: ScoringRequest,
  {drawn}: StudyInputs,
  {session, workers, context, onSeconds}: ScoringPlace
): Task {
  const partition = partName(part);
  const phaseVersion = scoresVersion;
  const {method, regime} = part;
  const parameters: {[name: string]: Json} = {...spec.parameters, method: method.name, regime};
  const make = async (folder: string) => {
    const path = join(folder, scoresPath(part));
    await mkdir(dirname(path), {recursive: true});
    const rows = await rowsOf(regime);
    const module = new URL("./fit-seeds.ts", import.meta.url);
    const input = {method: method.name, seeds, rows, test: drawn.matrix};
    const {title, bytes, scores, seconds} = await workers.call<typeof fitSeeds>(module, "fitSeeds", input); // prettier-ignore
    await writeSeedScores(session, {ids: drawn.ids, seeds, scores}, path);
    onSeconds({method: method.name, regime, ...seconds});
    return {rows: drawn.ids.length, facts: {title, bytes}, fileRows: {[scoresPath(part)]: drawn.ids.length}}; // prettier-ignore
  };
  return {
    name: partition,
    run: (): Promise<Manifest> =>
      materialisePartition({...spec, phaseVersion, parameters, partition}, context, make)
  };
}

/** Where parts are made. */
export interface ScoringPlace {
  session: Session;
  workers: Workers;
  context: PhaseContext;
  onSeconds(seconds: PartSeconds): void;
}
