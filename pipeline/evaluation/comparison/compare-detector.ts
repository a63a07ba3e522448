import type {Description} from "../../../src/core/detectors/detector.js";
import {parseDetector} from "../../../src/core/detectors/serialize.js";
import {columnsOf, selectColumns} from "../../../src/core/features/select-columns.js";
import {parseAnyModel} from "../../../src/core/forest/imported-model.js";
import {scorer} from "../../../src/core/forest/scorer.js";
import {parseModel} from "../../../src/core/forest/serialize.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {describeModel, measureCompared} from "../../../src/core/published/comparison.js";
import type {Json} from "../../../src/core/schema/artifacts.js";
import type {ComparedDetector} from "../../../src/core/schema/models-page.js";
import {requireFeatures} from "../load-models.js";
import type {DetectorFile} from "./detector-files.js";
import type {DrawnRows} from "./draw.js";

/** What is asked of a detector. */
export interface CompareInput {
  file: DetectorFile;
  drawn: DrawnRows;

  /** How many of the drawn events can be alerts. */
  budget: number;

  /** The scores of the detector that all are compared with; null of that one itself. */
  first: Float64Array | null;
}

/** A detector as it is published, and its score of each event; higher is more anomalous. */
export interface DetectorResult {
  detector: ComparedDetector;
  scores: Float64Array;
}

/**
 * Scores the events that were drawn with the detector in a file, and measures it. Throws if the file is damaged, or
 * expects other features than this version makes.
 */
export function compareDetector({
  file,
  drawn: {matrix, labels},
  budget,
  first
}: CompareInput): DetectorResult {
  const {name, sha256, bytes} = file;
  const {description, parameters, score} = readers[file.kind](file);
  const scores = score(matrix);
  const measures = measureCompared(scores, first ?? scores, labels, budget);
  return {detector: {name, sha256, bytes, parameters, ...description, ...measures}, scores};
}

/** A detector, whatever it was read from. */
interface ReadDetector {
  description: Description;
  parameters: {[name: string]: Json};
  score(matrix: Matrix): Float64Array;
}

const readers: Record<DetectorFile["kind"], (file: DetectorFile) => ReadDetector> = {
  model({text, path}) {
    const {file, forest} = parseModel(text);
    requireFeatures(path, file.features);
    return {
      description: describeModel({file, forest}),
      parameters: file.parameters,
      score: scorer(forest)
    };
  },
  detector({text, path}) {
    const {file, fitted} = parseDetector(text);
    requireFeatures(path, file.features);
    return {
      description: fitted.describe(),
      parameters: fitted.parameters,
      score: (matrix) => fitted.score(matrix)
    };
  },
  external: readExternal
};

/** Reads an external model as a detector: it is fitted already, on what nobody here knows. */
function readExternal({text}: DetectorFile): ReadDetector {
  const {file, forest} = parseAnyModel(text);
  const columns = columnsOf(file.features);
  const score = scorer(forest);
  const trees = forest.roots.length.toLocaleString("en-US");
  const source = "source" in file ? `${file.source.producer}, ${file.source.format}` : "a run";
  return {
    description: {
      title: `External model: ${file.name}`,
      method: "A forest that was grown elsewhere; it was not fitted on these events.",
      score: "2^(−mean path length / c), higher is more anomalous",
      cost: `${trees} trees; it sees ${columns.length} of the features.`,
      source
    },
    parameters: file.parameters,
    score: (matrix) => score(selectColumns(matrix, columns))
  };
}
