import {labelCodes, aurocOf, averagePrecisionOf, precisionAtOf, rank} from "../../src/core/evaluation/ranking.js"; // prettier-ignore
import type {Regime, SuiteResult} from "../../src/core/evaluation/suite/measured.js";
import type {DetectorState} from "../../src/core/detectors/detector.js";
import {findDetector} from "../../src/core/detectors/registry.js";
import {seeded} from "../../src/core/forest/random.js";
import {sample} from "../../src/core/forest/sample.js";
import type {Matrix} from "../../src/core/forest/types.js";
import {errorMessage} from "../../src/core/error-message.js";
import {sha256} from "../artifacts/digest.js";
import {countLabel} from "./labelled-set.js";
import type {LabelledRows, LabelledSet} from "./labelled-set.js";

/** A detector to measure on a set. */
export interface MeasureInput {
  set: LabelledSet;
  detector: string;
  regime: Regime;
  seeds: readonly number[];
}

/** What a measurement finds; the names of set, detector and regime are its caller’s. */
export type Measured = Omit<SuiteResult, "set" | "detector" | "regime">;

/**
 * Fits a detector at its defaults with each seed and measures how it ranks the tested rows. Where seeds lead to the same state and
 * the same rows are tested, these are scored once. A detector that cannot be fitted to the set gives its error.
 */
export function measureDetector({set, detector, regime, seeds}: MeasureInput): Measured {
  const measures = {auroc: [] as number[], ap: [] as number[], precision: [] as number[]};
  const known = new Map<string, {auroc: number; ap: number; precision: number}>();
  let counts = {trained: 0, tested: 0, anomalies: 0};
  try {
    for (const seed of seeds) {
      const {train, test, isFixed} = divide(set, regime, seed);
      const anomalies = countLabel(test.labels, labelCodes.attack);
      counts = {trained: train.rows, tested: anomalies + countLabel(test.labels, labelCodes.benign), anomalies}; // prettier-ignore
      const fitted = findDetector(detector)!.fit(train, {seed});
      const state = (isFixed && maybeDigest(fitted.state())) || `seed ${seed}`;
      const found = known.get(state) ?? figuresOf(fitted.score(test.matrix), test, anomalies);
      known.set(state, found);
      for (const name of ["auroc", "ap", "precision"] as const) measures[name].push(found[name]);
    }
    return {...counts, measures, error: null};
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {...counts, measures: null, error: errorMessage(error)};
  }
}

function figuresOf(scores: Float64Array, {labels}: LabelledRows, anomalies: number) {
  const ranking = rank(scores.subarray(0, labels.length), labels);
  const [auroc, ap] = [aurocOf(ranking), averagePrecisionOf(ranking)];
  if (auroc === null || ap === null)
    throw new RangeError("one label only: the tested rows need anomalies and normal rows");
  return {auroc, ap, precision: precisionAtOf(ranking, anomalies)};
}

/** Returns the rows to train on, those to test, and whether each seed tests the same. */
function divide(
  {train, test}: LabelledSet,
  regime: Regime,
  seed: number
): {train: Matrix; test: LabelledRows; isFixed: boolean} {
  if (regime === "all") return {train: train.matrix, test, isFixed: true};
  const normal = rowsWith(train.labels, labelCodes.benign);
  if (train.labels !== test.labels) return {train: pick(train.matrix, normal), test, isFixed: true};
  const drawn = sample(normal.length, normal.length >> 1, seeded(seed, 1));
  const isDrawn = new Uint8Array(train.labels.length);
  for (const i of drawn) isDrawn[normal[i]] = 1;
  const rest = rowsWith(isDrawn, 0);
  return {
    train: pick(train.matrix, rowsWith(isDrawn, 1)),
    test: {matrix: pick(test.matrix, rest), labels: Uint8Array.from(rest, (i) => test.labels[i])},
    isFixed: false
  };
}

/** Returns the places of *label* in *labels*, ascending. */
function rowsWith(labels: Uint8Array, label: number): Uint32Array {
  const rows = new Uint32Array(countLabel(labels, label));
  let count = 0;
  for (let i = 0; i < labels.length; ++i) if (labels[i] === label) rows[count++] = i;
  return rows;
}

function pick({columns, values}: Matrix, rows: Uint32Array): Matrix {
  const picked = new Float32Array(rows.length * columns);
  for (let i = 0; i < rows.length; ++i)
    picked.set(values.subarray(rows[i] * columns, (rows[i] + 1) * columns), i * columns);
  return {rows: rows.length, columns, values: picked};
}

/** Returns a digest of what a detector has learnt; undefined of one that learns nothing, whose scores are of its seed. */
function maybeDigest({numbers, arrays}: DetectorState): string | undefined {
  const parts = Object.entries(arrays).map(([name, {buffer, byteOffset, byteLength}]) => [
    name,
    sha256(new Uint8Array(buffer, byteOffset, byteLength))
  ]);
  return parts.length > 0 ? JSON.stringify([numbers, parts]) : undefined;
}
