import type {ExprNode} from "@uwdata/mosaic-sql";
import {and, column, gte, isNotNull, lt} from "@uwdata/mosaic-sql";
import type {PublishedDimension} from "../../core/schema/explore.js";

/**
 * A quantity that Explore draws as a histogram. Its values fall into bins [edge(i), edge(i + 1)); a
 * brush always selects complete bins, so that the chart, the counts and the SQL are about the same set.
 */
export interface Dimension {
  /** The parameter in the URL. */
  name: string;

  /** The column in `events`. */
  column: string;

  /** The label above the histogram; lower case. */
  label: string;

  /** The unit of the axis: ms since the epoch, a score, bytes, seconds. */
  kind: "time" | "score" | "bytes" | "seconds";

  /** The number of bins. */
  bins: number;

  /** Returns the value at which bin *i* begins, for i in [0, bins]. */
  edge: (i: number) => number;

  /** The number of events in each bin, of all events. */
  counts: readonly number[];
}

/** Returns a published dimension, ready to be drawn. */
export function dimensionOf({edges, ...published}: PublishedDimension): Dimension {
  return {...published, bins: edges.length - 1, edge: (i) => edges[i]};
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
