import {driftOfValues} from "../../evaluation/window-drift.js";
import {modelFeatures} from "../../features/list.js";
import type {Matrix} from "../../forest/types.js";
import type {WindowDrift} from "../../schema/study.js";

/** The name under which the score of the flow model stands among the features. */
export const scoreName = "score";

/** Some rows of a window, whose columns are the features of the models, and the score of each by the flow model. */
export interface WindowRows {
  matrix: Matrix;
  scores: ArrayLike<number>;
}

/** Returns how far the rows of the test window are from those of the training window: of the score, and of each feature. */
export function windowDrift(training: WindowRows, test: WindowRows): WindowDrift[] {
  return [
    driftOf(scoreName, sorted(training.scores), sorted(test.scores)),
    ...modelFeatures.map(({name}, j) =>
      driftOf(name, column(training.matrix, j), column(test.matrix, j))
    )
  ];
}

/** Returns the drift between two windows, given the values of each in ascending order. */
function driftOf(name: string, training: Float64Array, test: Float64Array): WindowDrift {
  if (training.length === 0 || test.length === 0) return {name, psi: 0, ks: 0};
  const {psi, ks} = driftOfValues(training, test);
  return {name, psi, ks};
}

function column({rows, columns, values}: Matrix, j: number): Float64Array {
  return sorted(Float64Array.from({length: rows}, (_, row) => values[row * columns + j]));
}

/** Returns *values* in ascending order, without what is missing. */
function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
}
