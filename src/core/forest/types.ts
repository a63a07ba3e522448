/** A source of randomness: returns a number in [0, 1) at each call. */
export type Random = () => number;

/** A table of numbers, row after row: the value of row i and column j is values[i * columns + j]. */
export interface Matrix {
  /** The number of rows. */
  rows: number;

  /** The number of columns. */
  columns: number;

  /** The values, of length rows × columns; single precision, as SILVER stores them. */
  values: Float32Array;
}

/**
 * A forest of isolation trees, flat: the nodes of all trees one after the other, each tree’s root at
 * *roots[t]*. A row goes from an inner node to *left* if its value in column *feature* is below
 * *threshold*, else to *left + 1*: siblings stand side by side. NaN goes right.
 */
export interface Forest {
  /** The index of each tree’s root node; one a tree, ascending. */
  roots: Uint32Array;

  /** The column that a node splits on; −1 for a leaf. */
  feature: Int16Array;

  /** Where it splits; 0 for a leaf. */
  threshold: Float32Array;

  /** The index of the left child; 0 for a leaf. The right child is the next node. */
  left: Uint32Array;

  /**
   * For a leaf: the path length that a row ending here is given, depth + c(rows in the leaf). For an
   * inner node: the mean of that over the training rows that passed through it, which explanations
   * start from.
   */
  pathLength: Float64Array;

  /** The number of training rows that reached the node. */
  size: Uint32Array;

  /** What an average path length is divided by: c(sample size). */
  normalizer: number;

  /** The number of columns a row must have. */
  columns: number;
}
