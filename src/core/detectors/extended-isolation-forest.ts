import {requireThat} from "../forest/check.js";
import {checkExtendedForest} from "../forest/extended/check.js";
import {explainExtended} from "../forest/extended/explain.js";
import {offsetOf} from "../forest/extended/hyperplane.js";
import {extendedScorer} from "../forest/extended/scorer.js";
import type {ExtendedForest} from "../forest/extended/types.js";
import {growExtendedForest} from "../forest/extended/grow.js";
import type {Json} from "../schema/artifacts.js";
import type {Detector, DetectorState, Fitted} from "./detector.js";
import {exactly} from "./forest-arrays.js";
import {forestParameters, restoredParameters} from "./isolation-forest.js";
import type {ForestFitOptions, ForestParameters} from "./isolation-forest.js";
import {fromFile, requireCount, requireOne, requireRows} from "./options.js";
import {learnScale, scaleNames} from "./scale.js";
import type {ScaleName} from "./scale.js";

/** How to fit a forest of hyperplanes. */
export interface ExtendedFitOptions extends ForestFitOptions {
  /** The extension level, in [0, columns − 1]; defaults to columns − 1, hyperplanes of all columns. */
  extensionLevel?: number;

  /**
   * How columns are made comparable when a direction is drawn; defaults to “standard”, by their
   * standard deviations over the training rows. “none” is the paper’s: a column of large numbers
   * outweighs the others.
   */
  scale?: ScaleName;
}

type ExtendedParameters = ForestParameters & Required<Omit<ExtendedFitOptions, "sorted">>;

/**
 * Finds rows that random hyperplanes isolate early. The score is that of `scoreExtended`, in (0, 1);
 * higher is more anomalous. Hariri, Carrasco Kind & Brunner, “Extended Isolation Forest” (IEEE TKDE 2021).
 */
export const extendedIsolationForest: Detector<ExtendedFitOptions> = {
  name: "extended-isolation-forest",

  fit(matrix, options) {
    requireRows(matrix, 2, "a forest");
    const parameters = {
      ...forestParameters(options, matrix.rows),
      ...planeParameters(options, matrix.columns)
    };
    const scales = learnScale(matrix, parameters.scale, options.sorted).spread;
    return fitted(growExtendedForest(matrix, {...parameters, scales}), parameters);
  },

  restore(state, parameters, columns) {
    const forest = extendedForestOf(state, columns);
    checkExtendedForest(forest);
    const read = fromFile(() => planeParameters(parameters, columns));
    requireThat(
      read.extensionLevel === forest.width - 1,
      "parameters.extensionLevel",
      read.extensionLevel
    );
    return fitted(forest, {...restoredParameters(parameters, forest), ...read});
  }
};

function planeParameters(
  {
    extensionLevel,
    scale = "standard"
  }: {[Name in keyof ExtendedFitOptions]: unknown} | {[name: string]: Json},
  columns: number
) {
  const level = extensionLevel ?? columns - 1;
  return {
    extensionLevel: requireCount("extensionLevel", level, 0, columns - 1),
    scale: requireOne("scale", scale, scaleNames)
  };
}

function fitted(forest: ExtendedForest, parameters: ExtendedParameters): Fitted {
  return {
    name: "extended-isolation-forest",
    parameters: {...parameters},
    columns: forest.columns,
    score: extendedScorer(forest),
    explain: (row) => explainExtended(forest, row),
    describe: () => describe(parameters),
    state: () => extendedState(forest)
  };
}

/** Returns the forest as a state; offsets are skipped, since they follow from the rest. */
function extendedState(forest: ExtendedForest): DetectorState {
  return {
    numbers: {normalizer: forest.normalizer, width: forest.width},
    arrays: {
      roots: new Float64Array(forest.roots),
      plane: new Float64Array(forest.plane),
      left: new Float64Array(forest.left),
      pathLength: forest.pathLength.slice(),
      size: new Float64Array(forest.size),
      column: new Float64Array(forest.column),
      normal: forest.normal.slice(),
      intercept: forest.intercept.slice()
    }
  };
}

function extendedForestOf({numbers, arrays}: DetectorState, columns: number): ExtendedForest {
  const {normalizer, width} = numbers;
  const normal = exactly(Float64Array, arrays, "normal");
  const intercept = exactly(Float64Array, arrays, "intercept");
  requireThat(Number.isInteger(width) && 1 <= width && width <= columns, "width", width);
  requireThat(intercept.length === normal.length, "length of intercept", intercept.length);
  const planes = {normal, intercept, width, column: exactly(Uint16Array, arrays, "column")};
  return {
    ...planes,
    roots: exactly(Uint32Array, arrays, "roots"),
    plane: exactly(Int32Array, arrays, "plane"),
    left: exactly(Uint32Array, arrays, "left"),
    pathLength: exactly(Float64Array, arrays, "pathLength"),
    size: exactly(Uint32Array, arrays, "size"),
    offset: Float64Array.from({length: Math.floor(normal.length / width)}, (_, plane) =>
      offsetOf(planes, plane)
    ),
    normalizer,
    columns
  };
}

function describe({trees, sampleSize, rowsGiven, extensionLevel, scale}: ExtendedParameters) {
  const [few, all] = [sampleSize, rowsGiven].map((n) => n.toLocaleString("en-US"));
  const units = scale === "standard" ? "in standard deviations" : "in the units of the data";
  return {
    title: "Extended Isolation Forest",
    method: `Splits rows at random by hyperplanes of ${extensionLevel + 1} columns, ${units}: anomalous rows are isolated early, off the axes too.`,
    score:
      "2^(−mean path length / c), in (0, 1); higher is more anomalous, 0.5 is isolated as late as is usual",
    cost: `${trees.toLocaleString("en-US")} trees of ${few} rows, each drawn from ${all}; scores some ten thousand rows a second.`,
    source: "Hariri, Carrasco Kind & Brunner, Extended Isolation Forest, IEEE TKDE 2021"
  };
}
