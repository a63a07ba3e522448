import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {modelFeatures} from "../../src/core/features/list.js";
import {growForest} from "../../src/core/forest/grow.js";
import {seeded} from "../../src/core/forest/random.js";
import {furtherSeeds, sampleToJson} from "../../src/core/forest/sample-file.js";
import {encodeForest, modelToJson} from "../../src/core/forest/serialize.js";
import type {Forest, Matrix} from "../../src/core/forest/types.js";
import {timeText} from "../../src/core/readers/times.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {ModelFile} from "../../src/core/schema/models.js";
import {isFlows} from "../../src/core/schema/service-tables.js";
import type {TrainingSignals} from "../../src/core/schema/warnings.js";
import type {PhaseContext} from "../artifacts/context.js";
import {openSession} from "../duckdb/session.js";
import {localFiles} from "../artifacts/artifacts.js";
import {sha256} from "../artifacts/digest.js";
import type {Made} from "../artifacts/artifacts.js";
import {fitDetectors, fittedNames} from "./fit-detectors.js";
import {growLibraryForest} from "./ml-isolation-forest.js";
import type {ExternalModel, TrainOptions} from "./options.js";
import {profileOf} from "./profile.js";
import {trainingSignals} from "./signals.js";
import {drawTrainingRows, trainingWindow} from "./window.js";
import type {TrainingWindow} from "./window.js";

/** Fits every detector on the same rows of *silver* and writes each into *folder*, a file each. */
export async function makeModels(
  silver: Manifest,
  options: Required<TrainOptions>,
  folder: string,
  context: PhaseContext
): Promise<Made> {
  const {matrix, window, signals} = await readTrainingRows(silver, options, context);
  const {trees, seed} = options;
  const sampleSize = Math.min(options.sampleSize, matrix.rows);
  let fitted = 0;
  const done = () => context.reporter.progress(fitted++, 2 + fittedNames.length, "models");
  done();
  const ours = growForest(matrix, {trees, sampleSize, seed});
  done();
  const library = growLibraryForest(matrix, {trees, random: seeded(seed, libraryStream)});
  done();
  const training = {
    silver: silver.sha256,
    from: timeText(window.from),
    until: timeText(window.until),
    windowRows: window.rows,
    rows: matrix.rows
  };
  const profile = profileOf(matrix);
  const write = (name: string, forest: Forest, parameters: {[name: string]: Json}) =>
    writeModel(folder, {name, parameters, training, profile}, forest);
  const models = [
    await write("isolation-forest", ours, {trees, sampleSize, seed}),
    await write("ml-isolation-forest", library, {trees, sampleSize: matrix.rows, seed})
  ];
  const features = modelFeatures.map(({name}) => name);
  const seeds = furtherSeeds(seed);
  const sample = sampleToJson({features, matrix, trees, sampleSize, seeds});
  await writeFile(join(folder, "sample.json"), sample);
  const detectors = await fitDetectors(matrix, {seed, training}, folder, done);
  const external = options.external && (await writeExternal(options.external, folder));
  const facts = {
    models,
    detectors,
    external: external ?? null,
    window: {
      from: training.from,
      until: training.until,
      rows: window.rows,
      widened: window.widened,
      signals
    }
  };
  return {rows: matrix.rows, facts: facts as unknown as {[name: string]: Json}};
}

/** The stream of randomness that the library draws from; our trees take 0, 1, 2, … */
const libraryStream = 0x6d6c6966;

async function readTrainingRows(
  silver: Manifest,
  options: Required<TrainOptions>,
  context: PhaseContext
): Promise<{matrix: Matrix; window: TrainingWindow; signals: TrainingSignals}> {
  const paths = await localFiles(context.stores, silver, isFlows);
  const session = await openSession({scratch: context.scratch, threads: context.threads});
  try {
    const window = await trainingWindow(session, paths, options.trainShare, options.sampleSize);
    const matrix = await drawTrainingRows(
      session,
      paths,
      window,
      options.trainingRows,
      options.seed
    );
    return {matrix, window, signals: await trainingSignals(session, paths, window)};
  } finally {
    session.close();
  }
}

async function writeModel(
  folder: string,
  head: Pick<ModelFile, "name" | "parameters" | "training" | "profile">,
  forest: Forest
) {
  const path = `${head.name}.json`;
  const text = modelToJson({
    format: "atalaya-model/1",
    ...head,
    features: modelFeatures.map(({name}) => name),
    forest: encodeForest(forest)
  });
  await writeFile(join(folder, path), text);
  const bytes = Buffer.byteLength(text);
  return {name: head.name, path, sha256: sha256(text), bytes, parameters: head.parameters};
}

async function writeExternal({text, sha256}: ExternalModel, folder: string): Promise<Json> {
  const path = "external.json";
  await writeFile(join(folder, path), text);
  return {path, sha256, bytes: Buffer.byteLength(text)};
}
