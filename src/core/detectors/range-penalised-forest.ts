import {requireThat} from "../forest/check.js";
import {checkRangeForest} from "../forest/range-penalised/check.js";
import {explainRangePenalised} from "../forest/range-penalised/explain.js";
import {scoreRangePenalised} from "../forest/range-penalised/score.js";
import {growRangeForest} from "../forest/range-penalised/penalty.js";
import type {RangeForest} from "../forest/range-penalised/penalty.js";
import {describeForest} from "./describe-forest.js";
import type {Detector, DetectorState, Fitted} from "./detector.js";
import {exactly} from "./forest-arrays.js";
import {forestOf, forestParameters, forestState, restoredParameters} from "./isolation-forest.js";
import type {ForestFitOptions, ForestParameters} from "./isolation-forest.js";
import {requireRows} from "./options.js";

const beyond = 2 ** 128; // what an infinity is in a state, whose numbers are finite

/**
 * Finds rows that random splits isolate early, or that lie outside what the training rows had: the
 * trees of “isolation-forest” with the same seed, and one level less for each split whose column has a
 * value below or above all that reached it in training. The score is that of `scoreRangePenalised`, in
 * (0, 1]; higher is more anomalous.
 */
export const rangePenalisedForest: Detector<ForestFitOptions> = {
  name: "range-penalised-forest",

  fit(matrix, options) {
    requireRows(matrix, 2, "a forest");
    const parameters = forestParameters(options, matrix.rows);
    return fitted(growRangeForest(matrix, parameters), parameters);
  },

  restore(state, parameters, columns) {
    const forest: RangeForest = {
      ...forestOf(state, columns),
      low: restoreRange(state, "low"),
      high: restoreRange(state, "high")
    };
    checkRangeForest(forest);
    return fitted(forest, restoredParameters(parameters, forest));
  }
};

function fitted(forest: RangeForest, parameters: ForestParameters): Fitted {
  return {
    name: "range-penalised-forest",
    parameters: {...parameters},
    columns: forest.columns,
    score: (matrix, into) => scoreRangePenalised(forest, matrix, into),
    explain: (row) => explainRangePenalised(forest, row),
    describe: () => describe(parameters),
    state() {
      const {numbers, arrays} = forestState(forest);
      return {
        numbers,
        arrays: {...arrays, low: rangeState(forest.low), high: rangeState(forest.high)}
      };
    }
  };
}

function rangeState(range: Float32Array): Float64Array {
  return Float64Array.from(range, (value) => Math.max(-beyond, Math.min(beyond, value)));
}

function restoreRange({arrays}: DetectorState, name: "low" | "high"): Float32Array {
  const values = arrays[name];
  requireThat(values instanceof Float64Array, `array ${name}`, values);
  const unbounded = values.map((value) => (Math.abs(value) === beyond ? value * Infinity : value));
  return exactly(Float32Array, {[name]: unbounded}, name);
}

function describe(parameters: ForestParameters) {
  const {cost, source} = describeForest({...parameters, rows: parameters.rowsGiven});
  return {
    title: "Range-penalised forest",
    method:
      "An Isolation Forest in which a split counts for nothing if the row’s value is outside all that " +
      "training had there: what was never seen is more anomalous.",
    score:
      "2^(−mean path length less splits outside / c), in (0, 1]; higher is more anomalous, 1 is outside everywhere",
    cost: `${cost.split(";")[0]}; scores some hundred thousand rows a second.`,
    source: `${source}; the penalty after Liu, Ting & Zhou, SCiForest, ECML PKDD 2010`
  };
}
