import {canonicalJson} from "../../../src/core/schema/artifacts.js";
import type {Json} from "../../../src/core/schema/artifacts.js";
import type {DetectionPage} from "../../../src/core/schema/detection.js";
import type {RunEntry} from "../../../src/core/schema/runs.js";
import type {DifficultyTier} from "../../../src/core/schema/study.js";
import {fileKey} from "../../artifacts/artifacts.js";
import {NotFoundError} from "../../config/errors.js";
import type {Stores} from "../../storage/store.js";

/**
 * Returns what the incidents find at each difficulty of the synthetic feed, ascending: of the newest of *runs* at each that differs from
 * the one called *shown* in its difficulty alone, and of that run itself. Empty for other logs, and with one difficulty alone.
 */
export async function difficultyTiers(
  shown: string,
  runs: readonly RunEntry[],
  stores: Stores
): Promise<DifficultyTier[]> {
  const own = runs.find(({run}) => run === shown);
  const feed = own && feedOf(own);
  if (!own || !feed) return [];
  const tiers = new Map<number, DifficultyTier>();
  for (const run of [own, ...runs]) {
    const other = feedOf(run);
    if (!other || other.rest !== feed.rest || tiers.has(other.difficulty)) continue;
    const measures = await maybeMeasures(stores, other.evaluation);
    if (!measures) continue;
    const {budgetPerDay, attacks, found, scenarios} = measures;
    tiers.set(other.difficulty, {
      ...{difficulty: other.difficulty, run: run.run, evaluation: other.evaluation},
      ...{budgetPerDay, attacks, found},
      scenarios: scenarios.map(({name, attacks, found}) => ({name, attacks, found}))
    });
  }
  if (tiers.size < 2) return [];
  return [...tiers.values()].sort((a, b) => a.difficulty - b.difficulty);
}

/** The synthetic feed of a run that succeeded: its difficulty, its evaluation, and all else that its numbers depend on, as text. */
interface Feed {
  difficulty: number;
  evaluation: string;
  rest: string;
}

function feedOf({status, phases}: RunEntry): Feed | undefined {
  const phase = (name: string) => phases.find((one) => one.phase === name);
  const [ingestion, evaluation] = [phase("ingestion"), phase("evaluation")];
  if (status !== "succeeded" || !ingestion || !evaluation) return undefined;
  const synthetic = ingestion.parameters.synthetic as {[name: string]: Json} | undefined;
  if (typeof synthetic?.difficulty !== "number") return undefined;
  const {difficulty, ...feed} = synthetic;
  const {fast: _, ...settings} = evaluation.parameters as {[name: string]: Json}; // changes no incident
  const training = (phase("training")?.parameters ?? {}) as {[name: string]: Json};
  return {difficulty, evaluation: evaluation.key, rest: canonicalJson({feed, settings, training})};
}

/** Returns what the incidents of an evaluation find; null if it has no labels, undefined if it is not there any more. */
async function maybeMeasures(
  stores: Stores,
  evaluation: string
): Promise<DetectionPage["measures"] | undefined> {
  try {
    const bytes = await stores.eval.read(fileKey({key: evaluation}, "published/detection.json"));
    return (JSON.parse(new TextDecoder().decode(bytes)) as DetectionPage).measures;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
