import {parseArgs} from "node:util";
import {counterfactuals} from "../../src/core/forest/counterfactual/counterfactuals.js";
import {explain} from "../../src/core/forest/explain.js";
import {growForest} from "../../src/core/forest/grow.js";
import {scorer} from "../../src/core/forest/scorer.js";
import {benchRows} from "./forest/rows.js";
import {codeVersion, machine} from "./machine.js";

const {values: options} = parseArgs({
  options: {
    alerts: {type: "string", default: "10000"},
    columns: {type: "string", default: "15"},
    repeats: {type: "string", default: "5"},
    hard: {type: "string", default: "1000"},
    pairs: {type: "string", default: "50"}
  }
});
const alerts = Number(options.alerts);
const rowsPerAlert = 20; // alerts are the most anomalous of that many rows each

const matrix = benchRows(alerts * rowsPerAlert, Number(options.columns));
const forest = growForest(matrix, {seed: 1});
const scores = scorer(forest)(matrix);
const sorted = scores.toSorted();
const threshold = sorted[matrix.rows - alerts];
const rows = Array.from(scores.keys())
  .filter((i) => scores[i] >= threshold)
  .slice(0, alerts)
  .map((i) => matrix.values.subarray(i * matrix.columns, (i + 1) * matrix.columns));
const find = counterfactuals(forest);
const hard = sorted[Math.floor(matrix.rows / 2)]; // a line that one column seldom gets below
const few = rows.slice(0, Number(options.pairs));

const report = {
  machine: machine(),
  code_version: codeVersion(),
  alerts: rows.length,
  columns: matrix.columns,
  trees: forest.roots.length,
  alerts_by_columns_to_change: countNeeds(),
  explain: measure(rows, (row) => explain(forest, row).pathLength > 0),
  counterfactual_one_column: measure(
    rows,
    (row) => find(row, {threshold, most: 1})?.changes.length === 1
  ),
  counterfactual: measure(rows, (row) => find(row, {threshold}) !== undefined),
  counterfactual_two_columns: measure(
    rows.slice(0, Number(options.hard)),
    (row) => find(row, {threshold: hard, least: 2})?.changes.length === 2
  ),
  counterfactual_two_columns_thorough: measure(
    few,
    (row) => find(row, {threshold: hard, least: 2, tries: 200})?.changes.length === 2
  ),
  fast_against_thorough: compare(few)
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

/** Counts the alerts by the number of columns that are to be changed. */
function countNeeds() {
  const counts = {one: 0, two: 0, not_found: 0};
  for (const row of rows) {
    const columns = find(row, {threshold})?.changes.length;
    ++counts[columns === 1 ? "one" : columns === 2 ? "two" : "not_found"];
  }
  return counts;
}

/** Compares the pairs of the fast search with those of the thorough one: distance over distance. */
function compare(rows: readonly Float32Array[]) {
  const ratios: number[] = [];
  let found = 0;
  for (const row of rows) {
    const thorough = find(row, {threshold: hard, least: 2, tries: 200});
    if (thorough?.changes.length !== 2) continue;
    ++found;
    const near = find(row, {threshold: hard, least: 2, tries: 0});
    if (near) ratios.push(near.distance / thorough.distance);
  }
  const inOrder = ratios.toSorted((a, b) => a - b);
  return {
    found,
    found_by_fast: ratios.length,
    distance_ratio_median: round(inOrder[Math.floor(inOrder.length / 2)]),
    distance_ratio_95th_percentile: round(inOrder[Math.floor(0.95 * inOrder.length)])
  };
}

/** Times *task* over the rows, a round to warm up and then *repeats*; each row also on its own. */
function measure(rows: readonly Float32Array[], task: (row: Float32Array) => boolean) {
  const rounds: number[] = [];
  const processor: number[] = []; // on a machine that others use, the time that was ours
  const each = new Float64Array(rows.length).fill(Infinity);
  let found = 0;
  for (let round = 0; round <= Number(options.repeats); ++round) {
    found = 0;
    let total = 0;
    const usage = process.cpuUsage();
    rows.forEach((row, i) => {
      const begun = performance.now();
      if (task(row)) ++found;
      const milliseconds = performance.now() - begun;
      total += milliseconds;
      if (round > 0) each[i] = Math.min(each[i], milliseconds);
    });
    if (round === 0) continue;
    const {user, system} = process.cpuUsage(usage);
    rounds.push(total);
    processor.push((user + system) / 1000);
  }
  const inOrder = each.toSorted();
  return {
    rows: rows.length,
    found,
    milliseconds: round(median(rounds)),
    processor_milliseconds: round(median(processor)),
    row_milliseconds_median: round(inOrder[Math.floor(rows.length / 2)]),
    row_milliseconds_99th_percentile: round(inOrder[Math.floor(0.99 * rows.length)])
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
