/**
 * A forest of trees that split on hyperplanes, flat: the nodes of all trees one after the other, each
 * tree’s root at *roots[t]*. A hyperplane holds *width* of the columns; its elements are at
 * plane × width in *column*, *normal* and *intercept*. A row goes from an inner node to *left* if the
 * sum of normal × value over these columns is below its offset, else to *left + 1*.
 */
export interface ExtendedForest {
  /** The index of each tree’s root node; one a tree, ascending. */
  roots: Uint32Array;

  /** The hyperplane that a node splits on, counted over the forest from 0; −1 for a leaf. */
  plane: Int32Array;

  /** The index of the left child; 0 for a leaf. The right child is the next node. */
  left: Uint32Array;

  /**
   * For a leaf: the path length that a row ending here is given, depth + c(rows in the leaf). For an
   * inner node: the mean of that over the training rows that passed through it.
   */
  pathLength: Float64Array;

  /** The number of training rows that reached the node; a leaf may have none. */
  size: Uint32Array;

  /** The columns of each hyperplane, ascending. */
  column: Uint16Array;

  /** Per column of a hyperplane, its normal’s component, in 1 / the column’s unit. */
  normal: Float64Array;

  /** Per column of a hyperplane, a point that it passes through, in the column’s unit. */
  intercept: Float64Array;

  /** Per hyperplane, the sum of normal × intercept over its columns. */
  offset: Float64Array;

  /** The number of columns in a hyperplane: the extension level + 1. */
  width: number;

  /** What an average path length is divided by: c(sample size). */
  normalizer: number;

  /** The number of columns a row must have. */
  columns: number;
}

/** The arrays of hyperplanes, as a forest or a tree holds them. */
export type Planes = Pick<ExtendedForest, "column" | "normal" | "intercept" | "offset" | "width">;
