import type {Forest} from "./types.js";

/**
 * What a row’s summed path length becomes when one column takes another value, for every column and
 * every value; made ready once for many rows. The thresholds of a column part its values into
 * intervals: interval k holds the values from *thresholds[k − 1]* up to, and without,
 * *thresholds[k]*; the first and the last are open.
 *
 * `follow` goes down each tree once: wherever the row’s way turns on a column, it also takes the other
 * side with that column free, and adds what the leaves there change to the interval of values that
 * leads to them. That is exact: no value is sampled.
 */
export class FreePaths {
  /** Per column, the distinct thresholds of the forest, ascending. */
  readonly thresholds: readonly Float32Array[];

  /**
   * Per column and interval, the change of the summed path length from the interval below, in levels;
   * to be added up from where the row stands. Written by `follow`.
   */
  readonly changes: readonly Float64Array[];

  /** Per column, the interval in which the row is. NaN counts as above all. Written by `follow`. */
  readonly places: Int32Array;

  /** The row’s summed path length as it is, in levels. Written by `follow`. */
  sum = 0;

  readonly #forest: Forest;
  readonly #ranks: Int32Array;
  readonly #lows: Int32Array; // the interval of the row’s way down a tree, in ranks of thresholds
  readonly #highs: Int32Array;
  readonly #detours = new Detours();

  constructor(forest: Forest) {
    this.thresholds = distinctThresholds(forest);
    this.changes = this.thresholds.map(({length}) => new Float64Array(length + 2));
    this.places = new Int32Array(forest.columns);
    this.#forest = forest;
    this.#ranks = ranksOf(forest, this.thresholds);
    this.#lows = new Int32Array(forest.columns);
    this.#highs = new Int32Array(forest.columns);
  }

  /** Follows *row*, of single-precision values, and all that one changed column leads to. */
  follow(row: Float32Array): void {
    this.sum = 0;
    this.thresholds.forEach((sorted, column) => {
      this.changes[column].fill(0);
      this.places[column] = intervalOf(sorted, row[column]);
    });
    for (const root of this.#forest.roots) {
      const leaf = this.#leafBelow(root);
      this.sum += this.#forest.pathLength[leaf];
      this.#takeDetours(root, this.#forest.pathLength[leaf]);
    }
  }

  /** Returns the leaf of the row in a tree; opens the intervals of the columns on the way. */
  #leafBelow(root: number): number {
    const {feature, left} = this.#forest;
    let node = root;
    while (feature[node] >= 0) {
      const column = feature[node];
      this.#lows[column] = -1;
      this.#highs[column] = this.thresholds[column].length;
      node = left[node] + Number(this.places[column] > this.#ranks[node]);
    }
    return node;
  }

  /** Adds all detours from the row’s way down a tree, which ends at the path length *own*. */
  #takeDetours(root: number, own: number): void {
    const {feature, left} = this.#forest;
    const [lows, highs] = [this.#lows, this.#highs];
    for (let node = root; feature[node] >= 0;) {
      const column = feature[node];
      const rank = this.#ranks[node];
      const child = left[node];
      if (this.places[column] > rank) {
        if (lows[column] < rank) {
          this.#takeDetour(child, column, lows[column], rank, own);
          lows[column] = rank;
        }
        node = child + 1;
      } else {
        if (rank < highs[column]) {
          this.#takeDetour(child + 1, column, rank, highs[column], own);
          highs[column] = rank;
        }
        node = child;
      }
    }
  }

  /** Adds the leaves below *start* that values of *column* in ranks [low, high) lead to. */
  #takeDetour(start: number, column: number, low: number, high: number, own: number): void {
    const {feature, left, pathLength} = this.#forest;
    const ranks = this.#ranks;
    const places = this.places;
    const detours = this.#detours;
    const into = this.changes[column];
    detours.push(start, low, high);
    while (detours.count > 0) {
      --detours.count;
      let node = detours.nodes[detours.count];
      const from = detours.lows[detours.count];
      let until = detours.highs[detours.count];
      while (feature[node] >= 0) {
        const rank = ranks[node];
        if (feature[node] !== column) {
          node = left[node] + Number(places[feature[node]] > rank);
        } else if (until <= rank) {
          node = left[node];
        } else if (rank <= from) {
          node = left[node] + 1;
        } else {
          detours.push(left[node] + 1, rank, until);
          until = rank;
          node = left[node];
        }
      }
      const change = pathLength[node] - own;
      into[from + 1] += change;
      into[until + 1] -= change;
    }
  }
}

/** Parts of trees that are still to be followed, with the ranks of the free column they are for. */
class Detours {
  count = 0;
  nodes = new Int32Array(1024);
  lows = new Int32Array(1024);
  highs = new Int32Array(1024);

  push(node: number, low: number, high: number): void {
    if (this.count === this.nodes.length) this.grow();
    this.nodes[this.count] = node;
    this.lows[this.count] = low;
    this.highs[this.count] = high;
    ++this.count;
  }

  private grow(): void {
    for (const name of ["nodes", "lows", "highs"] as const) {
      const longer = new Int32Array(2 * this.count);
      longer.set(this[name]);
      this[name] = longer;
    }
  }
}

function distinctThresholds({feature, threshold, columns}: Forest): Float32Array[] {
  const counts = new Uint32Array(columns);
  for (const column of feature) if (column >= 0) ++counts[column];
  const all = Array.from(counts, (count) => new Float32Array(count));
  counts.fill(0);
  for (let node = 0; node < feature.length; ++node) {
    const column = feature[node];
    if (column >= 0) all[column][counts[column]++] = threshold[node];
  }
  return all.map((values) =>
    values.sort().filter((value, i) => i === 0 || value !== values[i - 1])
  );
}

/** Returns, per node, the place of its threshold among those of its column; 0 for a leaf. */
function ranksOf({feature, threshold}: Forest, thresholds: readonly Float32Array[]): Int32Array {
  const ranks = new Int32Array(feature.length);
  for (let node = 0; node < feature.length; ++node) {
    const column = feature[node];
    if (column >= 0) ranks[node] = intervalOf(thresholds[column], threshold[node]) - 1;
  }
  return ranks;
}

/** Returns how many of *thresholds* are at most *value*: the interval it is in. NaN is above all. */
export function intervalOf(thresholds: Float32Array, value: number): number {
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < thresholds[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}
