import {requireThat} from "../forest/check.js";
import type {Json} from "../schema/artifacts.js";
import type {Detector, FitOptions, Fitted} from "./detector.js";
import {logarithm} from "../forest/logarithm.js";
import {
  fromFile,
  requireCount,
  requireNumber,
  requireOne,
  requireRows,
  requireSeed
} from "./options.js";
import {
  learnScale,
  restoreScale,
  scaleNames,
  scaleState,
  scoreRows,
  trainingRows
} from "./scale.js";
import type {Scale, ScaleName} from "./scale.js";
import {countBelow, countUpTo} from "./sorted.js";

const maxBins = 10_000;
const largest = {edge: 1e90, surprise: 1000} as const;

/** How to fit a detector by histograms. */
export interface HbosOptions extends FitOptions {
  /** The number of bins of equal width of each column, from 2; defaults to 10, as in PyOD. */
  bins?: number;

  /** What is added to each density, in (1e-12, 1], so that an empty bin has one; defaults to 0.1. */
  alpha?: number;

  /**
   * How far beyond the outermost bins a value may lie and still count as in them, as a share of a
   * bin’s width, in (0, 1]; defaults to 0.5. Beyond, it counts as in the emptiest bin of the column.
   */
  slack?: number;

  /**
   * How columns are made comparable; defaults to “standard”. With “none”, as in PyOD, the densities of
   * a column of large numbers are lost beside *alpha*, and the column does not count.
   */
  scale?: ScaleName;
}

/** A histogram a column. */
interface Histograms {
  bins: number;

  /** The edges of the bins, ascending; bins + 1 a column. */
  edges: Float64Array;

  /** −log2(density + alpha) of each bin: how unusual it is to fall into it. */
  surprise: Float64Array;
}

/**
 * Finds rows in the emptiest bins of single columns: the score is Σ over the columns of −log2(density +
 * alpha) of the bin that the value falls into; any number; higher is more anomalous. As PyOD’s HBOS with a
 * static number of bins. Nothing is drawn: the seed is kept only.
 *
 * Goldstein & Dengel, “Histogram-based Outlier Score (HBOS)” (KI 2012), with PyOD’s regularizer.
 */
export const hbos: Detector<HbosOptions> = {
  name: "hbos",

  fit(matrix, options) {
    const complete = completeOptions(options);
    requireRows(matrix, 1, "HBOS");
    const scale = learnScale(matrix, complete.scale, options.sorted);
    const histograms = histogramsOf(trainingRows(matrix, scale), matrix.columns, complete);
    return fitted({...complete, rows: matrix.rows}, scale, histograms);
  },

  restore({arrays}, parameters, columns) {
    const read = fromFile(() => readParameters(parameters));
    const {bins} = read;
    const {edges, surprise} = arrays;
    requireThat(edges?.length === (bins + 1) * columns, "length of edges", edges?.length);
    requireThat(surprise?.length === bins * columns, "length of surprise", surprise?.length);
    edges.forEach((edge, i) => {
      const ascending = i % (bins + 1) === 0 || edge >= edges[i - 1];
      requireThat(Math.abs(edge) <= largest.edge && ascending, "a number of edges", edge);
    });
    for (const value of surprise) {
      requireThat(Math.abs(value) <= largest.surprise, "a number of surprise", value);
    }
    return fitted(read, restoreScale(arrays, columns), {bins, edges, surprise});
  }
};

type Parameters = ReturnType<typeof readParameters>;

function completeOptions(options: {[Name in keyof HbosOptions]: unknown}) {
  const {bins = 10, alpha = 0.1, slack = 0.5, scale = "standard", seed} = options;
  return {
    bins: requireCount("bins", bins, 2, maxBins),
    alpha: requireNumber("alpha", alpha, 1e-12, 1),
    slack: requireNumber("slack", slack, 0, 1),
    scale: requireOne("scale", scale, scaleNames),
    seed: requireSeed(seed)
  };
}

function readParameters(parameters: {[name: string]: Json}) {
  const complete = completeOptions(parameters as {[name: string]: Json} & {seed: Json});
  const most = Number.MAX_SAFE_INTEGER;
  return {...complete, rows: requireCount("rows", parameters.rows, 1, most)};
}

function histogramsOf(
  values: Float64Array,
  columns: number,
  {bins, alpha}: {bins: number; alpha: number}
): Histograms {
  const rows = values.length / columns;
  const edges = new Float64Array((bins + 1) * columns);
  const surprise = new Float64Array(bins * columns);
  const column = new Float64Array(rows);
  for (let j = 0; j < columns; ++j) {
    for (let i = 0; i < rows; ++i) column[i] = values[i * columns + j];
    const own = edges.subarray(j * (bins + 1), (j + 1) * (bins + 1));
    own.set(edgesOf(column, bins));
    const counts = new Uint32Array(bins);
    for (const value of column) ++counts[Math.min(countUpTo(own, value), bins) - 1];
    for (let bin = 0; bin < bins; ++bin) {
      const width = own[bin + 1] - own[bin];
      const density = counts[bin] === 0 ? 0 : counts[bin] / width / rows;
      surprise[j * bins + bin] = -logarithm(density + alpha) / Math.LN2;
    }
  }
  return {bins, edges, surprise};
}

/** Returns the edges of bins of equal width over the range of *values*, as NumPy’s `histogram` does. */
function edgesOf(values: Float64Array, bins: number): Float64Array {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least === most) [least, most] = [least - 0.5, most + 0.5];
  const width = (most - least) / bins;
  const edges = Float64Array.from({length: bins + 1}, (_, i) => i * width + least);
  edges[bins] = most;
  return edges;
}

/** Returns how anomalous *value* is in column *j*; bins are closed above here, as in PyOD. */
function surpriseOf(
  {bins, edges, surprise}: Histograms,
  j: number,
  value: number,
  slack: number
): number {
  const own = edges.subarray(j * (bins + 1), (j + 1) * (bins + 1));
  const bin = countBelow(own, value) - 1;
  const outside = bin < 0 ? own[0] - value : bin === bins ? value - own[bins] : 0;
  const nearest = Math.min(Math.max(bin, 0), bins - 1);
  if (outside <= (own[nearest + 1] - own[nearest]) * slack) return surprise[j * bins + nearest];
  return surprise.subarray(j * bins, (j + 1) * bins).reduce((a, b) => Math.max(a, b));
}

function fitted(parameters: Parameters, scale: Scale, histograms: Histograms): Fitted {
  const columns = scale.fill.length;
  return {
    name: "hbos",
    parameters: {...parameters},
    columns,
    score(matrix, into) {
      const scoreOf = (row: Float64Array) => {
        let sum = 0;
        for (let j = 0; j < columns; ++j)
          sum += surpriseOf(histograms, j, row[j], parameters.slack);
        return sum;
      };
      return scoreRows(matrix, scale, scoreOf, into);
    },
    describe: () => ({
      title: "HBOS",
      method:
        "Adds up, over the columns, how empty the bin of the histogram is that a value falls into.",
      score:
        "The sum over the columns of −log2(density + alpha), any number; higher is more anomalous.",
      cost: `Counts all ${parameters.rows.toLocaleString("en-US")} rows into ${parameters.bins} bins a column.`,
      source: "Goldstein & Dengel, KI 2012; as in PyOD, with a static number of bins"
    }),
    state: () => ({
      numbers: {},
      arrays: {...scaleState(scale), edges: histograms.edges, surprise: histograms.surprise}
    })
  };
}
