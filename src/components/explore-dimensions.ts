import type {ExprNode} from "@uwdata/mosaic-sql";
import {column, gte, isNotNull, lt, and} from "@uwdata/mosaic-sql";

/** What is known of a column before its bins are chosen. */
export interface Extent {
  min: number;
  max: number;
}

/**
 * A quantity that Explore draws as a histogram. Its values fall into bins [edge(i), edge(i + 1)); a
 * brush always takes whole bins, so that what is drawn, counted and said in SQL is the same set.
 */
export interface Dimension {
  /** The parameter in the URL. */
  name: string;

  /** The column in `events`. */
  column: string;

  /** What people read above the histogram; lower case. */
  label: string;

  /** How an axis reads: seconds since the epoch in ms, a score, bytes, seconds. */
  kind: "time" | "score" | "bytes" | "seconds";

  /** The number of bins. */
  bins: number;

  /** Returns the value at which bin *i* begins, for i in [0, bins]. */
  edge: (i: number) => number;

  /** The SQL, over the columns of `events`, of the bin of a row; null where there is no value. */
  sql: string;
}

const second = 1000;
const steps = [
  1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 604_800, 2_592_000
];
const perDecade = 5;

/** Returns the dimension of the time of events, in at most 180 bins of a round duration, aligned. */
export function timeDimension({min, max}: Extent): Dimension {
  const step =
    second * (steps.find((s) => (max - min) / (s * second) < 179) ?? (max - min) / 170e3);
  const from = Math.floor(min / step) * step;
  return {
    name: "time",
    column: "time",
    label: "time",
    kind: "time",
    bins: Math.floor((max - from) / step) + 1,
    edge: (i) => from + i * step,
    sql: `CAST(floor((epoch_ms(time) - ${from}) / ${step}) AS SMALLINT)`
  };
}

/**
 * Returns the dimension of the score, in 64 bins one edge of which is *threshold*: the events above
 * the line are a whole number of bins.
 */
export function scoreDimension({min, max}: Extent, threshold: number): Dimension {
  const step = Math.max(max - min, 1e-6) / 62;
  const below = Math.max(0, Math.ceil((threshold - min) / step));
  return {
    name: "score",
    column: "score",
    label: "score",
    kind: "score",
    bins: below + Math.max(1, Math.floor((max - threshold) / step) + 1),
    edge: (i) => threshold + (i - below) * step,
    sql: `CAST(floor((score - ${threshold}) / ${step}) + ${below} AS SMALLINT)`
  };
}

/**
 * Returns a dimension of a quantity ≥ 0 on a logarithmic axis, five bins a decade. The first bin
 * holds what is below 10^*least*: zero, mostly.
 */
export function logDimension(
  options: Pick<Dimension, "name" | "column" | "label" | "kind">,
  {max}: Extent,
  least: number
): Dimension {
  const top = Math.max(least, Math.log10(Math.max(max, 10 ** least)));
  const position = `floor(${perDecade} * log10("${options.column}") + 1e-9) + ${1 - perDecade * least}`;
  return {
    ...options,
    bins: Math.floor(perDecade * top + 1e-9) + 2 - perDecade * least,
    edge: (i) => (i <= 0 ? 0 : 10 ** ((i - 1) / perDecade + least)),
    sql: `CASE WHEN "${options.column}" < ${10 ** least} THEN 0 ELSE CAST(${position} AS SMALLINT) END`
  };
}

/**
 * Returns the condition, over the columns of `events`, that a value lies in bins [first, last]. It
 * is open at the ends of the axis; a value that is missing lies nowhere.
 */
export function rangeCondition(dimension: Dimension, [first, last]: [number, number]): ExprNode {
  const name = column(dimension.column);
  const value = (i: number) => {
    const edge = dimension.edge(i);
    return dimension.kind === "time" ? new Date(edge) : edge;
  };
  const conditions = [
    ...(first > 0 ? [gte(name, value(first))] : []),
    ...(last < dimension.bins - 1 ? [lt(name, value(last + 1))] : [])
  ];
  return conditions.length ? and(...conditions) : isNotNull(name);
}

/**
 * Returns the bins [first, last] that cover the values [from, until), or null if there are none. An
 * edge that was rounded, as in a URL, counts as the edge.
 */
export function binsOf(
  dimension: Dimension,
  [from, until]: [number, number]
): [number, number] | null {
  if (!(from < until)) return null;
  const slack = (i: number): number => (dimension.edge(i + 1) - dimension.edge(i)) / 1000;
  let first = 0;
  while (first < dimension.bins - 1 && dimension.edge(first + 1) <= from + slack(first)) ++first;
  let last = first;
  while (last < dimension.bins - 1 && dimension.edge(last + 1) < until - slack(last)) ++last;
  return [first, last];
}
