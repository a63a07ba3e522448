/** Rows among which the nearest are sought: row after row, scaled. */
export interface Reference {
  rows: number;
  columns: number;
  values: Float64Array;
}

/** Rows in boxes: the boxes in two of every box that has more than some rows, the first one around all. */
export interface BoxTree {
  /** The number of each row of the reference, box after box; and their values in that order. */
  order: Int32Array;
  values: Float64Array;

  /** Which places of that order lie in each box: [from, to). */
  from: Int32Array;
  to: Int32Array;

  /** The first of the two boxes in each box, the other being next to it; 0 if there are none. */
  left: Int32Array;

  /** The least and the greatest value of each column in each box. */
  low: Float64Array;
  high: Float64Array;
}

/** The most levels of boxes below the first: halves of 2³¹ rows, after as many that part off a few rows each. */
export const maxLevels = 62;

const rowsInBox = 12; // at most: as many are compared about as fast as two boxes

/**
 * Returns the boxes of the rows of *reference*. A box is parted in the middle of the column that it is widest in, so that
 * rows that lie close together soon have a small box of their own; equal rows stay in one.
 */
export function boxTree({rows, columns, values}: Reference): BoxTree {
  const boxes = 2 * rows;
  const tree: BoxTree = {
    order: Int32Array.from({length: rows}, (_, row) => row),
    values: new Float64Array(rows * columns),
    from: new Int32Array(boxes),
    to: new Int32Array(boxes),
    left: new Int32Array(boxes),
    low: new Float64Array(boxes * columns),
    high: new Float64Array(boxes * columns)
  };
  const {order, from, to, left} = tree;
  const levels = new Uint8Array(boxes);
  to[0] = rows;
  for (let box = 0, count = 1; box < count; ++box) {
    measure(tree, box, columns, values);
    const column = widest(tree, box, columns);
    if (to[box] - from[box] <= rowsInBox || widthOf(tree, box * columns + column) === 0) continue;
    const middle = levels[box] < maxLevels / 2 ? part(tree, box, column, {columns, values}) : from[box]; // prettier-ignore
    const isParted = middle > from[box] && middle < to[box];
    left[box] = count;
    from[count] = from[box];
    to[count] = from[count + 1] = isParted ? middle : (from[box] + to[box]) >> 1;
    to[count + 1] = to[box];
    levels[count] = levels[count + 1] = levels[box] + 1;
    count += 2;
  }
  order.forEach((row, i) => {
    tree.values.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return tree;
}

/** Finds the least and the greatest values of a box. */
function measure(
  {order, from, to, low, high}: BoxTree,
  box: number,
  columns: number,
  values: Float64Array
): void {
  const at = box * columns;
  low.fill(Infinity, at, at + columns);
  high.fill(-Infinity, at, at + columns);
  for (let i = from[box]; i < to[box]; ++i) {
    for (let column = 0; column < columns; ++column) {
      const value = values[order[i] * columns + column];
      if (value < low[at + column]) low[at + column] = value;
      if (value > high[at + column]) high[at + column] = value;
    }
  }
}

function widest(tree: BoxTree, box: number, columns: number): number {
  const at = box * columns;
  let column = 0;
  for (let j = 1; j < columns; ++j)
    if (widthOf(tree, at + j) > widthOf(tree, at + column)) column = j;
  return column;
}

function widthOf({low, high}: BoxTree, i: number): number {
  return high[i] - low[i];
}

/** Moves the rows of a box below the middle of a column before the others; returns where these begin. */
function part(
  {order, from, to, low, high}: BoxTree,
  box: number,
  column: number,
  {columns, values}: Pick<Reference, "columns" | "values">
): number {
  const at = box * columns + column;
  const middleValue = low[at] / 2 + high[at] / 2;
  let middle = from[box];
  for (let i = from[box]; i < to[box]; ++i) {
    const row = order[i];
    if (!(values[row * columns + column] < middleValue)) continue;
    order[i] = order[middle];
    order[middle++] = row;
  }
  return middle;
}
