import {mkdir, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {modelFeatures} from "../../src/core/features/list.js";
import {detectorNames} from "../../src/core/detectors/detector.js";
import {findDetector} from "../../src/core/detectors/registry.js";
import {sortedColumns} from "../../src/core/detectors/scale.js";
import {detectorToJson} from "../../src/core/detectors/serialize.js";
import type {Matrix} from "../../src/core/forest/types.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {ModelFile} from "../../src/core/schema/models.js";
import {sha256} from "../artifacts/digest.js";

/** A detector in the artifact of a training. */
export interface FittedFile {
  name: string;

  /** Its path inside the artifact; e.g., `detectors/ecod.json`. */
  path: string;
  sha256: string;
  bytes: number;
  parameters: {[name: string]: Json};
}

/** The detectors to fit: those of the core, less the Isolation Forest, which has a model file. */
export const fittedNames = detectorNames.filter(
  (name) => name !== "isolation-forest" && findDetector(name)
);

/**
 * Fits the detectors that stand beside the forests, on the same rows and with their own defaults, and
 * writes each into *folder*. *done* is called after each.
 */
export async function fitDetectors(
  matrix: Matrix,
  {seed, training}: {seed: number; training: ModelFile["training"]},
  folder: string,
  done: () => void
): Promise<FittedFile[]> {
  await mkdir(join(folder, "detectors"));
  const features = modelFeatures.map(({name}) => name);
  const sorted = sortedColumns(matrix);
  const files: FittedFile[] = [];
  for (const name of fittedNames) {
    const fitted = findDetector(name)!.fit(matrix, {seed, sorted});
    const text = detectorToJson(fitted, {features, training});
    const path = `detectors/${name}.json`;
    await writeFile(join(folder, path), text);
    const {parameters} = fitted;
    files.push({name, path, sha256: sha256(text), bytes: Buffer.byteLength(text), parameters});
    done();
  }
  return files;
}
