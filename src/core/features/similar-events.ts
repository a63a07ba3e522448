import type {ModelFile} from "../schema/models.js";

/** How far two rows are apart, and in which columns most. */
export interface SimilarityScale {
  /** The Euclidean distance over the scaled columns; 0 if the rows are equal. */
  distance: number;

  /** The columns that differ, by index, those that differ most first. */
  columns: number[];
}

/**
 * Returns by what each column is divided before rows are compared: the range of the middle half of the
 * training rows, so that one stray value stretches nothing; where that is 0, the range from the 5th to
 * the 95th percentile, or of all rows, or else 1.
 */
export function robustScales({quantiles, values}: ModelFile["profile"]): number[] {
  const pairs = [
    [0.25, 0.75],
    [0.05, 0.95],
    [0, 1]
  ].map(([low, high]) => [quantiles.indexOf(low), quantiles.indexOf(high)]);
  return values.map((column) => {
    const ranges = pairs.map(([low, high]) => column[high] - column[low]);
    return ranges.find((range) => range > 0 && Number.isFinite(range)) ?? 1;
  });
}

/** Returns how alike *a* and *b* are, each column divided by its scale. */
export function similarityScaleOf(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  scales: readonly number[]
): SimilarityScale {
  const apart = scales.map((scale, j) => Math.abs(a[j] - b[j]) / scale);
  const columns = apart.flatMap((far, j) => (far > 0 ? [j] : []));
  columns.sort((i, j) => apart[j] - apart[i] || i - j);
  return {distance: Math.sqrt(apart.reduce((sum, far) => sum + far * far, 0)), columns};
}

/**
 * Returns the query for the events of the table `normal_events` that are most like the event of a rank, its
 * one parameter, nearest first; equally near ones by event_id. *Names* are the columns that models see.
 */
export function similarEventsQuery(
  names: readonly string[],
  scales: readonly number[],
  most = 10
): string {
  const squares = names.map(
    (name, j) => `((CAST(normal.${name} AS DOUBLE) - this.${name}) / ${Number(scales[j])}) ** 2`
  );
  return `WITH this AS (SELECT * FROM events WHERE rank = ?)
SELECT normal.*, sqrt(${squares.join("\n  + ")}) AS distance
FROM normal_events AS normal, this WHERE normal.event_id <> this.event_id
ORDER BY distance, normal.event_id LIMIT ${Math.trunc(most)}`;
}
