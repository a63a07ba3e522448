import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {Matrix} from "../../../src/core/forest/types.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import type {measureRegime} from "../../../src/core/published/study/measure-regime.js";
import {
  scoresFile,
  scoresToJson,
  studyFile
} from "../../../src/core/published/study/scores-file.js";
import type {PartScores} from "../../../src/core/published/study/scores-file.js";
import {evaluationParameters} from "../../../src/core/published/provenance.js";
import {studyOf} from "../../../src/core/published/study/study-of.js";
import type {MethodMeasures} from "../../../src/core/published/study/study-of.js";
import {windowDrift} from "../../../src/core/published/study/study-drift.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import type {Regime, RegimeMeasures, Study, WindowDrift} from "../../../src/core/schema/study.js";
import {checkedPath, fileKey} from "../../artifacts/artifacts.js";
import type {ArtifactSpec, Made} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import {openSession} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {runTasks} from "../../tasks/run-tasks.js";
import type {Task} from "../../tasks/run-tasks.js";
import {openWorkers} from "../../tasks/workers.js";
import type {Workers} from "../../tasks/workers.js";
import {loadModels, maybeLoadFlowModel} from "../load-models.js";
import {partName, scoresPath, scoringTask, studyParts} from "./score-methods.js";
import type {PartSeconds, StudyPart} from "./score-methods.js";
import {readSeedScores} from "./seed-scores.js";
import {readInputs} from "./study-inputs.js";
import type {StudiedRun, StudyInputs} from "./study-inputs.js";
import {drawSeedRows} from "./training-rows.js";

/** How to make a study. */
export interface MakeStudyOptions {
  seeds: number[];

  /** The rows that each method is fitted on, at most. */
  trainingRows: number;
  onSeconds(seconds: PartSeconds): void;
}

/** What was scored and measured of a part. */
interface MeasuredPart {
  part: StudyPart;
  partition: Manifest;
  measures: RegimeMeasures;
  first: Float32Array;
}

/** Fits every method with every seed in both regimes, measures all, and writes the study of *run* into *folder*. */
export async function makeStudy(
  run: StudiedRun,
  spec: ArtifactSpec,
  options: MakeStudyOptions,
  folder: string,
  context: PhaseContext
): Promise<Made> {
  const session = await openSession({scratch: context.scratch, threads: context.threads});
  const workers = openWorkers(context.threads < 2 ? 0 : context.threads);
  try {
    const inputs = await readInputs(session, run, options.seeds[0], context);
    const rowsOf = lazyRows(session, inputs, options);
    const tasks = studyParts(inputs).flatMap((part) => [
      scoringTask(part, {spec, seeds: options.seeds, rowsOf}, inputs, {
        ...{session, workers, context},
        onSeconds: options.onSeconds
      }),
      measuringTask(part, inputs, options, {session, workers, context})
    ]);
    const results = await runTasks(tasks, {
      concurrency: Math.max(1, context.threads),
      onEnd: (done, total) => context.reporter.progress(done, total, "steps")
    });
    const parts = [...results.values()] as MeasuredPart[];
    const rows = await rowsOf("seen");
    const drift = await driftOf(run, rows[0], inputs, context);
    const study = assemble(inputs, parts, drift, options);
    await writeFile(join(folder, studyFile), JSON.stringify(study));
    await writeFile(join(folder, scoresFile), scoresToJson(options.seeds[0], parts.map(scoresOf)));
    return {
      rows: inputs.facts.events,
      facts: {},
      partitions: parts.map(({partition}) => partition)
    };
  } finally {
    await workers.close();
    session.close();
  }
}

function scoresOf({part: {method, regime}, first}: MeasuredPart): PartScores {
  return {name: method.name, regime, scores: first};
}

/** Returns what draws the training rows of a regime when they are first asked for. */
function lazyRows(
  session: Session,
  {source, training: {events}}: StudyInputs,
  {seeds, trainingRows: size}: MakeStudyOptions
): (regime: Regime) => Promise<Matrix[]> {
  const drawn = new Map<Regime, Promise<Matrix[]>>();
  return (regime) => {
    const draw = () =>
      session.beside((own) =>
        drawSeedRows(own, source, {regime, events: events[regime]!, size, seeds})
      );
    const rows = drawn.get(regime) ?? draw();
    drawn.set(regime, rows);
    return rows;
  };
}

/** Returns the task that measures *part* once it is scored. */
function measuringTask(
  part: StudyPart,
  {frame, facts: {events}}: StudyInputs,
  {seeds}: MakeStudyOptions,
  {session, workers, context: {stores}}: {session: Session; workers: Workers; context: PhaseContext}
): Task {
  const module = new URL("../../../src/core/published/study/measure-regime.ts", import.meta.url);
  const scoring = partName(part);
  return {
    name: `${scoring}: measures`,
    needs: [scoring],
    async run(results): Promise<MeasuredPart> {
      const partition = results.of<Manifest>(scoring);
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
  {chain, evaluation}: StudiedRun,
  rows: Matrix,
  {drawn}: StudyInputs,
  context: PhaseContext
): Promise<WindowDrift[]> {
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
  {seeds, trainingRows}: MakeStudyOptions
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
    seen: Math.min(trainingRows, seen),
    novel: novel === null ? null : Math.min(trainingRows, novel)
  };
  return studyOf({seeds, plan, frame, facts, training, rows, measures, drift});
}
