import {existsSync} from "node:fs";
import {join} from "node:path";
import {parseArgs} from "node:util";
import type {Detector} from "../../src/core/detectors/detector.js";
import {detectors} from "../../src/core/detectors/registry.js";
import {seeded} from "../../src/core/forest/random.js";
import {sample} from "../../src/core/forest/sample.js";
import type {Matrix} from "../../src/core/forest/types.js";
import {auroc, averagePrecision} from "../../src/core/evaluation/ranking.js";
import {estimate} from "../../src/core/evaluation/estimate.js";
import {readLabelled} from "../core/forest/labelled.js";
import type {Labelled} from "../core/forest/labelled.js";
import {codeVersion, machine, root} from "./machine.js";

// How well, and how fast, each detector of the core finds the anomalies of public sets, at its
// defaults: trained on all rows, and on a half of the rows that are none (the others are then tested).

const sets = [
  "annthyroid",
  "breastw",
  "cardio",
  "ionosphere",
  "mammography",
  "pima",
  "shuttle",
  "thyroid"
];
const {values: options} = parseArgs({
  options: {
    seeds: {type: "string", default: "3"},
    sets: {type: "string", default: sets.join(",")},
    only: {type: "string", default: ""}
  }
});
const seeds = Array.from({length: Number(options.seeds)}, (_, i) => i + 1);
const names = options.sets.split(",");
const absent = names.filter((name) => !existsSync(pathOf(name)));
if (absent.length > 0) throw new Error(`data sets not found: ${absent.join(", ")}`);

const results: object[] = [];
for (const name of names) {
  const labelled = await readLabelled(pathOf(name));
  for (const detector of Object.values(detectors)) {
    if (!detector.name.includes(options.only)) continue;
    for (const regime of ["all", "novel"] as const) {
      results.push({
        set: name,
        detector: detector.name,
        regime,
        ...measure(detector, labelled, regime)
      });
    }
    process.stderr.write(`${name} ${detector.name}\n`);
  }
}
const report = {version: codeVersion(), machine: machine(), seeds: seeds.length, results};
process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);

function pathOf(name: string): string {
  return join(root, "../shared/data/tabular", `${name}.csv`);
}

/** Returns what a detector reaches: means over the seeds, each with its standard error. */
function measure(detector: Detector, labelled: Labelled, regime: "all" | "novel") {
  const runs = seeds.map((seed) => {
    const {train, test} = split(labelled, regime, seed);
    const started = process.cpuUsage();
    const scores = detector.fit(train, {seed}).score(test.matrix);
    const {user, system} = process.cpuUsage(started);
    return {
      auroc: auroc(scores, test.labels) ?? NaN,
      ap: averagePrecision(scores, test.labels) ?? NaN,
      milliseconds: (user + system) / 1000
    };
  });
  const mean = (field: keyof (typeof runs)[number]) =>
    estimate(runs.map((run) => run[field])).map((x) => Number((x ?? NaN).toFixed(4)));
  const [cpuMilliseconds] = mean("milliseconds").map(Math.round);
  return {auroc: mean("auroc"), ap: mean("ap"), cpuMilliseconds};
}

/** Returns the rows to train on, and those to test on with their labels. */
function split(
  {matrix, labels}: Labelled,
  regime: "all" | "novel",
  seed: number
): {train: Matrix; test: Labelled} {
  if (regime === "all") return {train: matrix, test: {matrix, labels}};
  const benign = Array.from(labels.keys()).filter((i) => labels[i] === 0);
  const drawn = sample(benign.length, benign.length >> 1, seeded(seed, 1));
  const inTraining = new Set(Array.from(drawn, (i) => benign[i]));
  const rest = Array.from(labels.keys()).filter((i) => !inTraining.has(i));
  return {
    train: pick(matrix, [...inTraining]),
    test: {matrix: pick(matrix, rest), labels: Uint8Array.from(rest, (i) => labels[i])}
  };
}

function pick({columns, values}: Matrix, rows: number[]): Matrix {
  const picked = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    picked.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return {rows: rows.length, columns, values: picked};
}
