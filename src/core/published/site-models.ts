import {flowModels, flowScorer} from "../detectors/flow-model.js";
import {parseDetector} from "../detectors/serialize.js";
import {overlapAt, spearman} from "../evaluation/agreement.js";
import {alertsForBudget, thresholdForBudget} from "../evaluation/threshold-for-budget.js";
import {columnsOf, selectColumns} from "../features/select-columns.js";
import {parseBoundedJson} from "../forest/bounded-json.js";
import {ModelError} from "../forest/check.js";
import {adoptModel, importedFormat, parseAnyModel} from "../forest/imported-model.js";
import {scorer} from "../forest/scorer.js";
import type {Scorer} from "../forest/scorer.js";
import type {Forest} from "../forest/types.js";
import type {DetectorFile, ModelFile} from "../schema/models.js";
import type {ImportedModelFile} from "../schema/imported-models.js";
import type {Provenance} from "../schema/published.js";
import type {SiteModelHead, SiteModelMeasures, SiteModelsPage} from "../schema/site-models.js";
import {metricsOf} from "./metrics.js";
import type {Scores} from "./scores.js";

/** The most models that a site can have beside that of its run. */
export const maxSiteModels = 8;

/** The most bytes of a model file. */
export const maxSiteModelBytes = 256 * 2 ** 20;

/** The names of the detectors, beside forests in model files, that may score flows. */
const scoring: readonly string[] = flowModels;

/** A model file of a site, read. */
export interface ReadSiteModel {
  file: ModelFile | ImportedModelFile | DetectorFile;

  /** Its forest; null of a detector that is none, or has contributions of no feature. */
  forest: Forest | null;

  /** Scores rows of all features of this version; in (0, 1), higher is more anomalous. */
  score: Scorer;
}

/** Returns where a site has the model file with the digest *sha256*. */
export function siteModelPath(sha256: string): string {
  return `_file/models/${sha256}.json`;
}

/**
 * Reads a model file of a site: a forest of a run or imported, or a detector that scores flows, with the *scale* of its
 * scores. Nothing in it is trusted: throws a ModelError as `parseModel` does, and on a feature that this version does not make.
 */
export function readSiteModel(text: string, scale: number | null): ReadSiteModel {
  const value = parseBoundedJson(text);
  const isDetector = (value as {format?: unknown} | null)?.format === "atalaya-detector/1";
  if (!isDetector) {
    const {file, forest} = parseAnyModel(value);
    return {file, forest, score: overColumns(scorer(forest), file.features)};
  }
  const {file, fitted} = parseDetector(value);
  if (!scoring.includes(file.name))
    throw new ModelError(
      `unsupported model: ${file.name} scores no flows; name a forest, or one of ${scoring.join(", ")}`
    );
  return {file, forest: null, score: overColumns(flowScorer(fitted, scale), file.features)};
}

/** Returns *score*, which sees *features* alone, over rows of all features of this version. */
function overColumns(score: Scorer, features: readonly string[]): Scorer {
  const columns = columnsOf(features);
  const unknown = features.filter((_, i) => columns[i] < 0);
  if (unknown.length > 0)
    throw new ModelError(
      `unknown features: ${unknown.slice(0, 5).join(", ").slice(0, 200)}; this version does not make them: train the model again`
    );
  return (matrix, into) => {
    const isComplete = columns.length === matrix.columns && columns.every((column, j) => column === j); // prettier-ignore
    return score(isComplete ? matrix : selectColumns(matrix, columns), into);
  };
}

/**
 * Returns the file of a forest as one that pages explain with: an imported one has the training window and the typical
 * values of *own*, the model of the run; null if it has no forest.
 */
export function explainedFile({file, forest}: ReadSiteModel, own: ModelFile): ModelFile | null {
  if (!forest) return null;
  if (file.format !== importedFormat) return file as ModelFile;
  const imported = file as ImportedModelFile;
  const at = imported.features.map((name) => own.features.indexOf(name));
  const {quantiles, values, bins} = own.profile;
  const profile = {
    quantiles,
    values: at.map((j) => values[j]),
    ...(bins && {bins: at.map((j) => bins[j])})
  };
  return adoptModel(imported, own.training, profile);
}

/**
 * Returns the forest that explains scores of *other*, a model of the site, or of *own*, the forest of the run, if it is null: its own,
 * or, of a detector, that of the run.
 */
export function explainingForest(
  own: {file: ModelFile; forest: Forest},
  other: ReadSiteModel | null
): {file: ModelFile; forest: Forest} {
  const file = other && explainedFile(other, own.file);
  return file && other?.forest ? {file, forest: other.forest} : own;
}

/** Returns what a file says of its model. */
export function describeSiteModel({
  file,
  forest
}: ReadSiteModel): Pick<
  SiteModelHead,
  "name" | "explains" | "parameters" | "features" | "trained"
> {
  const {name, parameters, features} = file;
  const training = "training" in file ? file.training : null;
  const trained = training && {from: training.from, until: training.until, rows: training.rows};
  return {name, explains: forest !== null, parameters, features: features.length, trained};
}

/** Returns what a model finds, by its *scores* of every event in the order of *own*, which are those of the run. */
export function measureSiteModel(
  name: string,
  scores: Float64Array,
  own: Scores,
  budget: number
): SiteModelMeasures {
  const {threshold, alerts} = thresholdForBudget(scores, budget);
  const correlation = spearman(scores, own.score);
  const [lowest, highest] = extentOf(scores);
  return {
    threshold,
    alerts,
    lowest,
    highest,
    overlap: overlapAt(scores, own.score, Math.min(budget, scores.length)),
    spearman: Number.isNaN(correlation) ? null : correlation,
    metrics: (["all", "test"] as const).map((window) =>
      metricsOf(
        {...own, score: scores},
        {model: name, column: "score", window, threshold, attacks: []}
      )
    )
  };
}

function extentOf(scores: Float64Array): [number, number] {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const score of scores) {
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  return [lowest, highest];
}

/** The models of a site, and their scores. */
export interface ScoredSiteModels {
  provenance: Provenance;

  /** The scores of the run. */
  own: Scores;
  budgetPerDay: number;
  days: number;

  /** The model of the run first; each with its score of every event, in the order of *own*. */
  models: readonly {head: SiteModelHead; scores: Float64Array}[];
}

/** Returns site-models.json of a site with *models*. */
export function siteModelsPage({
  provenance,
  own,
  budgetPerDay,
  days,
  models
}: ScoredSiteModels): SiteModelsPage {
  const budget = alertsForBudget(budgetPerDay, days);
  return {
    provenance,
    events: own.score.length,
    budget,
    models: models.map(({head, scores}) => ({
      ...head,
      ...measureSiteModel(head.name, scores, own, budget)
    }))
  };
}

/** site-models.json of a site that has the model of its run alone. */
export const noSiteModels: SiteModelsPage = {provenance: null, events: 0, budget: 0, models: []};
