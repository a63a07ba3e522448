import {trainedUntil} from "../../../src/core/published/findings.js";
import {evaluationParameters, isTrainedElsewhere} from "../../../src/core/published/provenance.js";
import type {Chain} from "../../../src/core/published/provenance.js";
import {planStudy} from "../../../src/core/published/study/study-plan.js";
import type {StudyPlan} from "../../../src/core/published/study/study-plan.js";
import {readFrame} from "../../../src/core/published/study/study-frame.js";
import type {FrameFacts, StudyFrame} from "../../../src/core/published/study/study-frame.js";
import type {Manifest} from "../../../src/core/schema/artifacts.js";
import {isFlows} from "../../../src/core/schema/service-tables.js";
import {localFiles} from "../../artifacts/artifacts.js";
import type {PhaseContext} from "../../artifacts/context.js";
import {UsageError} from "../../config/errors.js";
import {literal} from "../../duckdb/session.js";
import type {Session} from "../../duckdb/session.js";
import {draw} from "../comparison/draw.js";
import type {Drawn} from "../comparison/draw.js";
import {loadModels} from "../load-models.js";
import {readTraining} from "./training-rows.js";
import type {StudyTraining, TrainingSource} from "./training-rows.js";

/** The artifacts of a run that is studied. */
export interface StudiedRun {
  chain: Chain;
  evaluation: Manifest;

  /** The SILVER of the clean past that the models were trained on; null if they were trained on the log. */
  past: Manifest | null;
}

/** What a study reads before it fits anything. */
export interface StudyInputs {
  plan: StudyPlan;
  frame: StudyFrame;
  facts: FrameFacts;
  source: TrainingSource;
  training: StudyTraining;
  drawn: Omit<Drawn, "window">;
}

/** The first instant after all others, in microseconds since the epoch. */
const never = 8_640_000_000_000_000;

/**
 * Attaches the published events of a run to *session*, and reads the windows of its study, the events to score and what they are
 * labelled. Throws a UsageError if there are no events to test on.
 */
export async function readInputs(
  session: Session,
  {chain, evaluation, past}: StudiedRun,
  seed: number,
  context: PhaseContext
): Promise<StudyInputs> {
  const {stores} = context;
  const [database] = await localFiles(stores, evaluation, (path) => path.endsWith("events.duckdb"));
  await session.run(`ATTACH ${literal(database)} AS published (READ_ONLY)`);
  const {budgetPerDay, attackLabels} = evaluationParameters(evaluation);
  const until = trainedUntil(chain, await loadModels(chain.models, context));
  const plan = await planStudy(session, {until, budgetPerDay});
  if (plan.test.events === 0)
    throw new UsageError(
      "no events to test on: none follows the training window and the calibration after it; run with a smaller --train-share, or with --train-on"
    );
  const {frame, facts} = await readFrame(session, plan, seed);
  const drawn = await draw(session, Math.round(plan.test.from * 1000), facts.events);
  const paths = await localFiles(stores, past ?? chain.silver, isFlows);
  const source = {paths, until: past ? never : until, attackLabels};
  return {plan, frame, facts, source, training: await readTraining(session, source), drawn};
}

/** Throws a UsageError if the models of *run* were trained on events that are not at hand. */
export function requireTraining({chain, past}: StudiedRun): void {
  if (past || !isTrainedElsewhere(chain)) return;
  throw new UsageError(
    "unsupported run: its model is frozen (--model), and the events it was trained on are of another run; evaluate that run"
  );
}
