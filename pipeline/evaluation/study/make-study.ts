import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {Matrix} from "../../../src/core/forest/types.js";
import {
  scoresFile,
  scoresToJson,
  studyFile
} from "../../../src/core/published/study/scores-file.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import type {Regime, Study} from "../../../src/core/schema/study.js";
import type {ArtifactSpec, Made} from "../../artifacts/artifacts.js";
import {findManifest} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import {openSession} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {runTasks} from "../../tasks/run-tasks.js";
import {openWorkers} from "../../tasks/workers.js";
import {measureStudy} from "./measure-study.js";
import type {ScoredPart, StudySize} from "./measure-study.js";
import {partName, scoringTask, studyParts} from "./score-methods.js";
import type {PartSeconds} from "./score-methods.js";
import {readInputs} from "./study-inputs.js";
import type {StudiedRun, StudyInputs} from "./study-inputs.js";
import {drawSeedRows} from "./training-rows.js";

/** How to make a study. */
export interface MakeStudyOptions extends StudySize {
  onSeconds(seconds: PartSeconds): void;
}

/** Fits every method with every seed in both regimes, measures all, and writes the study of *run* into *folder*. */
export async function makeStudy(
  run: StudiedRun,
  spec: ArtifactSpec,
  options: MakeStudyOptions,
  folder: string,
  context: PhaseContext
): Promise<Made> {
  const session = await openSession(context);
  try {
    const inputs = await readInputs(session, run, options.seeds[0], context);
    const parts = await scoreParts(session, inputs, spec, options, context);
    const {study, scores} = await measureStudy(session, {run, inputs, parts}, options, context);
    await writeFile(join(folder, studyFile), JSON.stringify(study));
    await writeFile(join(folder, scoresFile), scoresToJson(options.seeds[0], scores));
    const partitions = parts.map(({partition}) => partition);
    return {rows: inputs.facts.events, facts: {}, partitions};
  } finally {
    session.close();
  }
}

/** Makes the partitions of all parts that are not there. */
async function scoreParts(
  session: Session,
  inputs: StudyInputs,
  spec: ArtifactSpec,
  {seeds, trainingRows, onSeconds}: MakeStudyOptions,
  context: PhaseContext
): Promise<ScoredPart[]> {
  const workers = openWorkers(context.threads < 2 ? 0 : context.threads);
  try {
    const rowsOf = lazyRows(session, inputs, {seeds, trainingRows});
    const place = {session, workers, context, onSeconds};
    const parts = studyParts(inputs);
    const made = await runTasks(
      parts.map((part) => scoringTask(part, {spec, seeds, rowsOf}, inputs, place)),
      {
        concurrency: Math.max(1, context.threads),
        onEnd: (done, total) => context.reporter.progress(done, total, "methods")
      }
    );
    return parts.map((part) => ({part, partition: made.get(partName(part)) as Manifest}));
  } finally {
    await workers.close();
  }
}

/** Returns what draws the training rows of a regime when they are first asked for. */
function lazyRows(
  session: Session,
  {source, training: {events}}: StudyInputs,
  {seeds, trainingRows: most}: StudySize
): (regime: Regime) => Promise<Matrix[]> {
  const drawn = new Map<Regime, Promise<Matrix[]>>();
  return (regime) => {
    const draw = () =>
      session.beside((own) =>
        drawSeedRows(own, source, {regime, events: events[regime]!, most, seeds})
      );
    const rows = drawn.get(regime) ?? draw();
    drawn.set(regime, rows);
    return rows;
  };
}

/** Returns the study that the scores in the partitions of *manifest* give now, and the scores of its first seed as text. */
export async function remeasureStudy(
  run: StudiedRun,
  manifest: Manifest,
  context: PhaseContext
): Promise<{study: Study; scores: string}> {
  const size = manifest.parameters.study as unknown as StudySize;
  const session = await openSession(context);
  try {
    const inputs = await readInputs(session, run, size.seeds[0], context);
    const keys = new Map(manifest.partitions?.map(({name, key}) => [name, key]));
    const parts = await Promise.all(
      studyParts(inputs).map(async (part): Promise<ScoredPart> => {
        const key = keys.get(partName(part));
        const partition = key && (await findManifest(context.stores, "evaluation", key));
        if (!partition) throw new Error(`no scores of ${partName(part)}`);
        return {part, partition};
      })
    );
    const {study, scores} = await measureStudy(session, {run, inputs, parts}, size, context);
    return {study, scores: scoresToJson(size.seeds[0], scores)};
  } finally {
    session.close();
  }
}
