import {parseArgs} from "node:util";
import type {Detector, FitOptions} from "../../src/core/detectors/detector.js";
import {extendedIsolationForest} from "../../src/core/detectors/extended-isolation-forest.js";
import {isolationForest} from "../../src/core/detectors/isolation-forest.js";
import {rangePenalisedForest} from "../../src/core/detectors/range-penalised-forest.js";
import {seeded} from "../../src/core/forest/random.js";
import {sample} from "../../src/core/forest/sample.js";
import type {Matrix} from "../../src/core/forest/types.js";
import {aurocOf, averagePrecisionOf, rank} from "../../src/core/evaluation/ranking.js";
import {estimate} from "../../src/core/evaluation/estimate.js";
import {hasLabelled, labelledPath, readLabelled} from "../core/forest/labelled.js";
import type {Labelled} from "../core/forest/labelled.js";
import {codeVersion, machine} from "./machine.js";

// Prints how the variants of the forest rank, seed by seed on the same rows: where anomalies of the same
// kinds were among the training rows (seen), and where none were (novel). Both are tested on the same
// rows: the half of the normal rows and of the anomalies that was not drawn to train on.

const {values: options} = parseArgs({
  options: {
    seeds: {type: "string", default: "10"},
    only: {type: "string", default: ""}
  }
});
const names = [
  "annthyroid",
  "breastw",
  "cardio",
  "ionosphere",
  "mammography",
  "pima",
  "shuttle",
  "thyroid"
].filter((name) => name.includes(options.only));
const seeds = Array.from({length: Number(options.seeds)}, (_, seed) => seed);

/** A way to fit a forest, under the name that the report gives it. */
interface Variant {
  name: string;
  fit(matrix: Matrix, seed: number): ReturnType<Detector["fit"]>;
}

const variants: Variant[] = [
  variant("plain", isolationForest),
  variant("range-penalised", rangePenalisedForest),
  variant("extended", extendedIsolationForest),
  variant("extended, unscaled", extendedIsolationForest, {scale: "none"}),
  variant("extended, level 1", extendedIsolationForest, {extensionLevel: 1})
];

function variant<Options extends FitOptions>(
  name: string,
  detector: Detector<Options>,
  others: Omit<Options, "seed"> | object = {}
): Variant {
  return {name, fit: (matrix, seed) => detector.fit(matrix, {...others, seed} as Options)};
}

/** What one seed gave on one set, in one regime. */
interface Ranked {
  ap: number;
  auroc: number;
}

const sets: {[name: string]: object} = {};
const absent: string[] = [];
for (const name of names) {
  if (hasLabelled(name)) sets[name] = measure(name, await readLabelled(labelledPath(name)));
  else absent.push(name);
}
const report = {machine: machine(), code_version: codeVersion(), seeds: seeds.length, sets, absent};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

function measure(name: string, data: Labelled) {
  const found = {seen: variants.map((): Ranked[] => []), novel: variants.map((): Ranked[] => [])};
  let baseRate = NaN;
  for (const seed of seeds) {
    const {train, clean, test} = split(data, seed);
    baseRate = test.labels.reduce((sum, label) => sum + label, 0) / test.labels.length;
    variants.forEach((one, v) => {
      found.seen[v].push(rankingOf(one.fit(train.matrix, seed).score(test.matrix), test.labels));
      found.novel[v].push(rankingOf(one.fit(clean.matrix, seed).score(test.matrix), test.labels));
    });
    process.stderr.write(`${name}: seed ${seed}\n`);
  }
  return {
    columns: data.matrix.columns,
    test_rows: data.matrix.rows - Math.floor(data.matrix.rows / 2),
    base_rate: round(baseRate),
    seen: summaries(found.seen),
    novel: summaries(found.novel)
  };
}

/** Per variant the mean and standard error, and those of the gain in AP over the plain forest, by seed. */
function summaries(found: Ranked[][]) {
  return Object.fromEntries(
    found.map((runs, v) => [
      variants[v].name,
      {
        ap: estimate(runs.map(({ap}) => ap)).map(round),
        auroc: estimate(runs.map(({auroc}) => auroc)).map(round),
        ...(v > 0 && {ap_gain: estimate(runs.map(({ap}, i) => ap - found[0][i].ap)).map(round)})
      }
    ])
  );
}

/** Draws half of each class to train on, with and without the anomalies; the rest is to test on. */
function split(data: Labelled, seed: number) {
  const random = seeded(seed, 1_000_000); // not the stream of any tree
  const drawn = new Uint8Array(data.matrix.rows);
  for (const label of [0, 1]) {
    const rows = rowsWhere(data, (row) => data.labels[row] === label);
    for (const i of sample(rows.length, Math.floor(rows.length / 2), random)) drawn[rows[i]] = 1;
  }
  return {
    train: pick(
      data,
      rowsWhere(data, (row) => drawn[row] === 1)
    ),
    clean: pick(
      data,
      rowsWhere(data, (row) => drawn[row] === 1 && data.labels[row] === 0)
    ),
    test: pick(
      data,
      rowsWhere(data, (row) => drawn[row] === 0)
    )
  };
}

function rowsWhere({matrix}: Labelled, isWanted: (row: number) => boolean): number[] {
  return Array.from({length: matrix.rows}, (_, row) => row).filter(isWanted);
}

function pick({matrix, labels}: Labelled, rows: number[]): Labelled {
  const {columns, values} = matrix;
  const picked = new Float32Array(rows.length * columns);
  rows.forEach((row, i) =>
    picked.set(values.subarray(row * columns, (row + 1) * columns), i * columns)
  );
  return {
    matrix: {rows: rows.length, columns, values: picked},
    labels: Uint8Array.from(rows, (row) => labels[row])
  };
}

function rankingOf(scores: Float64Array, labels: Uint8Array): Ranked {
  const ranking = rank(scores, labels);
  return {ap: averagePrecisionOf(ranking)!, auroc: aurocOf(ranking)!};
}

function round(value: number | null): number {
  return Number((value ?? NaN).toFixed(4));
}
