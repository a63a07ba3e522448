import type {FlowModelName} from "../../src/core/detectors/flow-model.js";
import type {Description} from "../../src/core/detectors/detector.js";
import {scorer} from "../../src/core/forest/scorer.js";
import type {Matrix} from "../../src/core/forest/types.js";
import {describeModel, placeOf} from "../../src/core/published/comparison.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "../artifacts/context.js";
import {loadDetectors, maybeLoadExternal} from "./load-models.js";
import type {LoadedExternal} from "./load-models.js";
import type {LoadedModel} from "../../src/core/published/loaded-model.js";

/** A detector as it is compared with others, whatever it was read from. */
export interface Compared {
  name: string;
  description: Description;
  sha256: string;
  bytes: number;
  parameters: {[name: string]: Json};

  /** Returns the score of each row; higher is more anomalous. */
  score(matrix: Matrix): Float64Array;
}

/** Returns every detector of a training, the forests with model files among them, in the order of `placeOf`. */
export async function comparedDetectors(
  training: Manifest,
  models: readonly LoadedModel[],
  flowModel: FlowModelName,
  context: PhaseContext
): Promise<Compared[]> {
  const forests = [...new Set(models)].map(({file, forest, sha256, bytes}): Compared => ({
    name: file.name,
    description: describeModel({file, forest}),
    sha256,
    bytes,
    parameters: file.parameters,
    score: scorer(forest)
  }));
  const others = (await loadDetectors(training, context)).map(
    ({fitted, sha256, bytes}): Compared => ({
      name: fitted.name,
      description: fitted.describe(),
      sha256,
      bytes,
      parameters: fitted.parameters,
      score: (matrix) => fitted.score(matrix)
    })
  );
  const external = await maybeLoadExternal(training, context);
  const place = ({name}: Compared) => placeOf(name, flowModel);
  const sorted = [...forests, ...others].sort((a, b) => place(a) - place(b));
  return external ? [...sorted, comparedExternal(external)] : sorted;
}

/** Returns an external model as a detector: it is fitted already, on what nobody here knows. */
function comparedExternal({file, forest, sha256, bytes, columns}: LoadedExternal): Compared {
  const score = scorer(forest);
  const trees = forest.roots.length.toLocaleString("en-US");
  const source = "source" in file ? `${file.source.producer}, ${file.source.format}` : "a run";
  return {
    name: "external-model",
    description: {
      title: `External model: ${file.name}`,
      method: "A forest that was grown elsewhere; it was not fitted on these events.",
      score: "2^(−mean path length / c), higher is more anomalous",
      cost: `${trees} trees; it sees ${columns.length} of the features.`,
      source
    },
    sha256,
    bytes,
    parameters: file.parameters,
    score: (matrix) => score(selectColumns(matrix, columns))
  };
}

function selectColumns({rows, columns: width, values}: Matrix, columns: number[]): Matrix {
  const selected = new Float32Array(rows * columns.length);
  for (let i = 0; i < rows; ++i) {
    columns.forEach((column, j) => {
      selected[i * columns.length + j] = values[i * width + column];
    });
  }
  return {rows, columns: columns.length, values: selected};
}
