import {explain} from "../../../src/core/forest/explain.js";
import {growForest} from "../../../src/core/forest/grow.js";
import {seeded} from "../../../src/core/forest/random.js";
import type {Matrix} from "../../../src/core/forest/types.js";
import {meanAndDeviation, quantiles} from "../../../src/core/evaluation/summary.js";
import {rowOf} from "./fixtures.js";

/** How often the column at fault stands first, and among the first three; shares in [0, 1]. */
export interface Hits {
  first: number;
  firstThree: number;
}

/** What came of injecting anomalies. */
export interface Recovery {
  /** The number of injections, and of the columns that took any. */
  injections: number;
  columns: number;

  /** Columns by what `explain` says they add to the path length, the most negative first. */
  explained: Hits;

  /** Columns by |value − mean| / standard deviation over the training rows, the greatest first. */
  standardized: Hits;

  /** Columns in any order: what is hit by chance. */
  chance: Hits;
}

const tail = 0.1; // of the range of a column, where hardly any training row may be
const few = 0.01; // of the training rows
const middle = [0.05, 0.95]; // quantiles between which a value is ordinary
const beyond = 0.1; // of the range: how far past the extreme the value is put

/**
 * Injects anomalies of one column into rows of *ordinary*, and returns how well the column is found
 * again by a forest that was grown on *train*. Row, column and side are drawn evenly. An injection is
 * fair if it makes an ordinary value a rare one, by the training rows alone: the row’s value lies in
 * the middle 90 % of them, and no more than 1 % of them lie in the tenth of the range at the side to
 * which it is pushed, a tenth of the range past the extreme. How far past does not matter to a forest:
 * no threshold lies there. The rest of the row is left as it is, with whatever is strange about it.
 */
export function recover(
  train: Matrix,
  ordinary: Matrix,
  injections: number,
  seed: number
): Recovery {
  const random = seeded(seed);
  const forest = growForest(train, {seed});
  const columns = Array.from({length: train.columns}, (_, j) => describeColumn(train, j));
  const hits = {explained: {first: 0, firstThree: 0}, standardized: {first: 0, firstThree: 0}};
  const injected = new Set<number>();
  let left = injections;
  for (let tries = 0; left > 0 && tries < 200 * injections; ++tries) {
    const row = Float32Array.from(rowOf(ordinary, Math.floor(random() * ordinary.rows)));
    const j = Math.floor(random() * train.columns);
    const side = columns[j].sides[random() < 0.5 ? 0 : 1];
    const {low, high} = columns[j];
    if (!side.rare || !(low <= row[j] && row[j] <= high)) continue;
    row[j] = side.value;
    injected.add(j);
    --left;
    count(hits.explained, explain(forest, row).contributions, j);
    count(hits.standardized, row.map((x, k) => -Math.abs(x - columns[k].mean) / columns[k].deviation), j); // prettier-ignore
  }
  const done = injections - left;
  return {
    injections: done,
    columns: injected.size,
    explained: shares(hits.explained, done),
    standardized: shares(hits.standardized, done),
    chance: {first: 1 / train.columns, firstThree: Math.min(1, 3 / train.columns)}
  };
}

/** Counts a hit if column *j* has the least value, or one of the three least; of equals, the first. */
export function count(hits: Hits, values: ArrayLike<number>, j: number): void {
  let before = 0;
  for (let k = 0; k < values.length; ++k) {
    if (values[k] < values[j] || (values[k] === values[j] && k < j)) ++before;
  }
  if (before < 1) ++hits.first;
  if (before < 3) ++hits.firstThree;
}

/** Returns *hits* as shares of *total*. */
export function shares({first, firstThree}: Hits, total: number): Hits {
  return {first: first / total, firstThree: firstThree / total};
}

function describeColumn({rows, columns, values}: Matrix, j: number) {
  const column = Float64Array.from({length: rows}, (_, i) => values[i * columns + j]);
  const [least, low, high, most] = quantiles(column, [0, ...middle, 1]);
  const range = most - least;
  const shareOf = (inside: (x: number) => boolean) => column.filter(inside).length / rows;
  const {mean, deviation} = meanAndDeviation(column);
  return {
    low,
    high,
    mean,
    deviation: deviation || 1,
    sides: [
      {
        value: least - beyond * range,
        rare: range > 0 && shareOf((x) => x <= least + tail * range) <= few
      },
      {
        value: most + beyond * range,
        rare: range > 0 && shareOf((x) => x >= most - tail * range) <= few
      }
    ]
  };
}
