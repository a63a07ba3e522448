/** The extent of the values of a column. */
export interface Extent {
  min: number;
  max: number;
}

/** The code, in the table `explore`, of a value that is missing and so lies in no bin. */
const noBin = 255;

const second = 1000;
const steps = [
  1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 604_800, 2_592_000
];
const perDecade = 5;
const maxBins = 200;

/** Returns the edges, in ms, of at most 180 bins of a round duration that cover *extent*, aligned. */
export function timeEdges({min, max}: Extent): number[] {
  const round = steps.find((step) => (max - min) / (step * second) < 179);
  const step = round ? round * second : Math.ceil((max - min) / 170);
  const from = Math.floor(min / step) * step;
  return edgesOf(Math.floor((max - from) / step) + 1, (i) => from + i * step);
}

/**
 * Returns the edges of some 64 bins of the score, one of which is *threshold*: the alerts are all of some
 * of the bins.
 */
export function scoreEdges({min, max}: Extent, threshold: number): number[] {
  const span = Math.max(max, threshold) - Math.min(min, threshold);
  const step = Math.max((max - min) / 62, span / maxBins, 1e-8);
  const below = Math.max(0, Math.ceil((threshold - min) / step));
  const above = Math.max(1, Math.floor((max - threshold) / step) + 1);
  return edgesOf(below + above, (i) => threshold + (i - below) * step);
}

/**
 * Returns the edges of bins of a quantity ≥ 0 on a logarithmic axis, five bins a decade from 10^*lowest* to
 * *max*. The first bin holds the values below: zero, mostly. Edges have seven significant digits, so that a
 * URL can hold them.
 */
export function logEdges(max: number, lowest: number): number[] {
  const top = Math.max(lowest, Math.log10(Math.max(max, 10 ** lowest)));
  const edge = (k: number) => Number((10 ** (k / perDecade + lowest)).toPrecision(7));
  const edges = [0, edge(0)];
  while (edges.at(-1)! <= max || edges.length < perDecade * (top - lowest) + 2)
    edges.push(edge(edges.length - 1));
  return edges;
}

/**
 * How much a guess at a bin is lowered, in bins: by more than logarithms, quotients and the seven digits of an edge are
 * rounded, so that a guess is never too high, and at most one too low.
 */
export const guessedBelow = 1e-6;

/** Returns the SQL of a *guess* at a bin among *edges*, an INTEGER that `binSql` corrects. */
export function guessSql(guess: string, edges: readonly number[]): string {
  return `least(greatest(CAST(${guess} AS INTEGER), 0), ${edges.length - 2})`;
}

/**
 * Returns the SQL of the bin of *column* among *edges*: the number of edges but the first and the last
 * that are not above the value. *guessed* is a column of `guessSql`, which may be one too low (see `guessedBelow`);
 * comparison with the edge itself corrects it. `noBin` where there is no value.
 */
export function binSql(column: string, guessed: string, edges: readonly number[]): string {
  const inner = edges.slice(1, -1).map((edge) => `'${edge}'`); // text: a decimal would be rounded
  const next = `CAST([${[...inner, "'inf'"].join(", ")}] AS DOUBLE[])[${guessed} + 1]`;
  return `CAST(coalesce(${guessed} + CAST(${column} >= ${next} AS INTEGER), ${noBin}) AS UTINYINT)`;
}

/** Returns the bin of *value* among *edges*, as `binSql` gives it; `noBin` for NaN, a missing value. */
export function binOf(value: number, edges: readonly number[]): number {
  if (Number.isNaN(value)) return noBin;
  let low = 0;
  let high = edges.length - 2; // the first bin is open below, the last above
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= edges[middle]) low = middle;
    else high = middle - 1;
  }
  return low;
}

function edgesOf(bins: number, edge: (i: number) => number): number[] {
  return Array.from({length: bins + 1}, (_, i) => edge(i));
}
