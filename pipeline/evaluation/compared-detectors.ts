import {detectorNames} from "../../src/core/detectors/detector.js";
import type {Description} from "../../src/core/detectors/detector.js";
import {describeForest, describeLibraryForest} from "../../src/core/detectors/describe-forest.js";
import {scorer} from "../../src/core/forest/scorer.js";
import type {Matrix} from "../../src/core/forest/types.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "../context.js";
import {loadDetectors} from "./load-models.js";
import type {LoadedModel} from "./published/models.js";

/** A detector as it is compared with others, whatever it was read from. */
export interface Compared {
  name: string;
  description: Description;
  sha256: string;
  bytes: number;
  parameters: {[name: string]: Json};

  /** Returns the score of each row; higher is stranger. */
  score(matrix: Matrix): Float64Array;
}

/** Returns every detector of a training, the forests with model files among them, in the order of `detectorNames`. */
export async function comparedDetectors(
  training: Manifest,
  models: readonly LoadedModel[],
  context: PhaseContext
): Promise<Compared[]> {
  const forests = models.map(({file, forest, sha256, bytes}): Compared => ({
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
  const place = ({name}: Compared) => (detectorNames as readonly string[]).indexOf(name);
  return [...forests, ...others].sort((a, b) => place(a) - place(b));
}

function describeModel({file, forest}: Pick<LoadedModel, "file" | "forest">): Description {
  const {rows} = file.training;
  const sampleSize = Number(file.parameters.sampleSize ?? rows);
  const describe = file.name === "ml-isolation-forest" ? describeLibraryForest : describeForest;
  return describe({rows, sampleSize, trees: forest.roots.length});
}
