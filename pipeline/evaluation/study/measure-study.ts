import type {Matrix} from "../../../src/core/forest/types.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import {evaluationParameters} from "../../../src/core/published/provenance.js";
import type {measureRegime} from "../../../src/core/published/study/measure-regime.js";
import type {PartScores} from "../../../src/core/published/study/scores-file.js";
import {windowDrift} from "../../../src/core/published/study/study-drift.js";
import {studyOf} from "../../../src/core/published/study/study-of.js";
import type {MethodMeasures} from "../../../src/core/published/study/study-of.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import type {RegimeMeasures, Study, WindowDrift} from "../../../src/core/schema/study.js";
import {checkedPath, fileKey} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import type {Session} from "../../duckdb/session.js";
import {runTasks} from "../../tasks/run-tasks.js";
import type {Task} from "../../tasks/run-tasks.js";
import {openWorkers} from "../../tasks/workers.js";
import type {Workers} from "../../tasks/workers.js";
import {loadModels, maybeLoadFlowModel} from "../load-models.js";
import {partName, scoresPath} from "./score-methods.js";
import type {StudyPart} from "./score-methods.js";
import {readSeedScores} from "./seed-scores.js";
import type {StudiedRun, StudyInputs} from "./study-inputs.js";
import {drawSeedRows, rowsToDraw} from "./training-rows.js";

/** A part whose scores are there. */
export interface ScoredPart {
  part: StudyPart;
  partition: Manifest;
}

/** The seeds of a study, and the rows that each method is fitted on, at most. */
export interface StudySize {
  seeds: number[];
  trainingRows: number;
}

interface MeasuredPart extends ScoredPart {
  measures: RegimeMeasures;
  first: Float32Array;
}

/** Returns the study that the scores of all *parts* give, and the scores of its first seed. The number of threads changes no bit. */
export async function measureStudy(
  session: Session,
  {run, inputs, parts}: {run: StudiedRun; inputs: StudyInputs; parts: readonly ScoredPart[]},
  size: StudySize,
  context: PhaseContext
): Promise<{study: Study; scores: PartScores[]}> {
  const workers = openWorkers(context.threads < 2 ? 0 : context.threads);
  try {
    const place = {session, workers, context};
    const results = await runTasks(
      parts.map((scored) => measuringTask(scored, inputs, size, place)),
      {
        concurrency: Math.max(1, context.threads),
        onEnd: (done, total) => context.reporter.progress(done, total, "parts")
      }
    );
    const measured = [...results.values()] as MeasuredPart[];
    const drift = await driftOf(session, run, inputs, size, context);
    const scores = measured.map(({part: {method, regime}, first}) => ({
      ...{name: method.name, regime},
      scores: first
    }));
    return {study: assemble(inputs, measured, drift, size), scores};
  } finally {
    await workers.close();
  }
}

/** Returns the task that measures a part. */
function measuringTask(
  {part, partition}: ScoredPart,
  {frame, facts: {events}}: StudyInputs,
  {seeds}: StudySize,
  {session, workers, context: {stores}}: {session: Session; workers: Workers; context: PhaseContext}
): Task {
  const module = new URL("../../../src/core/published/study/measure-regime.ts", import.meta.url);
  return {
    name: partName(part),
    async run(): Promise<MeasuredPart> {
      const [{sha256}] = partition.files;
      const path = await checkedPath(stores.eval, fileKey(partition, scoresPath(part)), sha256);
      const scores = await readSeedScores(session, path, {seeds, events});
      const measures = await workers.call<typeof measureRegime>(module, "measureRegime", {frame, scores}); // prettier-ignore
      return {part, partition, measures, first: scores[0]};
    }
  };
}

/** Returns how far the events of the test are from the training rows of the first seed, by feature and by the score of the run. */
async function driftOf(
  session: Session,
  {chain, evaluation}: StudiedRun,
  {drawn, source, training}: StudyInputs,
  {seeds, trainingRows}: StudySize,
  context: PhaseContext
): Promise<WindowDrift[]> {
  const events = training.events.seen;
  const request = {regime: "seen", events, most: trainingRows, seeds: seeds.slice(0, 1)} as const;
  const [rows] = await drawSeedRows(session, source, request);
  const {flowModel} = evaluationParameters(evaluation);
  const [{forest}] = await loadModels(chain.models, context);
  const flow = await maybeLoadFlowModel(chain.models, flowModel, context);
  const score = flow ? (matrix: Matrix) => flow.fitted.score(matrix) : scorer(forest);
  const of = (matrix: Matrix) => ({matrix, scores: score(matrix).slice()});
  return windowDrift(of(rows), of(drawn.matrix));
}

function assemble(
  {plan, frame, facts, training}: StudyInputs,
  parts: readonly MeasuredPart[],
  drift: WindowDrift[],
  {seeds, trainingRows}: StudySize
): Study {
  const measures = new Map<string, MethodMeasures>();
  for (const {part, partition, measures: own} of parts) {
    const {title, bytes} = partition.facts as Pick<MethodMeasures, "title" | "bytes">;
    const {name} = part.method;
    if (part.regime === "seen") measures.set(name, {title, bytes, seen: own, novel: null});
    else measures.get(name)!.novel = own;
  }
  const {seen, novel} = training.events;
  const rows = {
    seen: rowsToDraw(seen, trainingRows),
    novel: novel === null ? null : rowsToDraw(novel, trainingRows)
  };
  return studyOf({seeds, plan, frame, facts, training, rows, measures, drift});
}
