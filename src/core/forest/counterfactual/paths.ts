import type {Forest} from "../types.js";

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
   * Per column and interval, what it adds to the row’s summed path length if the column has a value of
   * that interval, in levels; 0 where the row is. Written by `follow`.
   */
  readonly gains: readonly Float64Array[];

  /** Per column, the interval in which the row is. NaN counts as above all. Written by `follow`. */
  readonly places: Int32Array;

  /** The row’s summed path length as it is, in levels. Written by `follow`. */
  sum = 0;

  /** The number of nodes of the forest. */
  readonly nodes: number;

  readonly #roots: Uint32Array;
  readonly #pathLengths: Float64Array;
  readonly #nodes: Int32Array; // four numbers a node, side by side: column, rank, left child, nothing
  readonly #lows: Int32Array; // the interval of the row’s way down a tree, in ranks of thresholds
  readonly #highs: Int32Array;
  readonly #detours = new Detours();

  constructor(forest: Forest) {
    this.thresholds = distinctThresholds(forest);
    this.gains = this.thresholds.map(({length}) => new Float64Array(length + 2));
    this.places = new Int32Array(forest.columns);
    this.nodes = forest.feature.length;
    this.#roots = forest.roots;
    this.#pathLengths = forest.pathLength;
    this.#nodes = packNodes(forest, this.thresholds);
    this.#lows = new Int32Array(forest.columns);
    this.#highs = new Int32Array(forest.columns);
  }

  /** Follows *row*, of single-precision values, and all that one changed column leads to. */
  follow(row: Float32Array): void {
    this.sum = 0;
    this.thresholds.forEach((sorted, column) => {
      this.gains[column].fill(0);
      this.places[column] = intervalOf(sorted, row[column]);
    });
    for (const root of this.#roots) {
      const own = this.#pathLengths[this.#leafBelow(root)];
      this.sum += own;
      this.#takeDetours(root, own);
    }
    this.gains.forEach((changes, column) => addUp(changes, this.places[column]));
  }

  /** Returns the summed path length of the row that was followed, with two columns in other intervals. */
  sumAt(a: number, intervalA: number, b: number, intervalB: number): number {
    const places = this.places;
    const [placeA, placeB] = [places[a], places[b]];
    places[a] = intervalA;
    places[b] = intervalB;
    let sum = 0;
    for (const root of this.#roots) sum += this.#pathLengths[this.#leafOf(root)];
    places[a] = placeA;
    places[b] = placeB;
    return sum;
  }

  /** Returns the next interval beyond *k* to a side (1 or −1) that adds at least *least*, or −1. */
  nextInterval(column: number, k: number, side: 1 | -1, least: number): number {
    const gains = this.gains[column];
    const beyond = side > 0 ? this.thresholds[column].length + 1 : -1;
    for (k += side; k !== beyond; k += side) if (gains[k] >= least) return k;
    return -1;
  }

  /** Returns the last interval from *k* on to a side before one that adds less than *least*. */
  endOfRun(column: number, k: number, side: 1 | -1, least: number): number {
    const gains = this.gains[column];
    const last = side > 0 ? this.thresholds[column].length : 0;
    while (k !== last && gains[k + side] >= least) k += side;
    return k;
  }

  /** Returns the leaf of the row in a tree. */
  #leafOf(root: number): number {
    const nodes = this.#nodes;
    const places = this.places;
    let node = root;
    for (let column = nodes[4 * node]; column >= 0; column = nodes[4 * node]) {
      node = nodes[4 * node + 2] + Number(places[column] > nodes[4 * node + 1]);
    }
    return node;
  }

  /** Returns the leaf of the row in a tree; opens the intervals of the columns on the way. */
  #leafBelow(root: number): number {
    const nodes = this.#nodes;
    const places = this.places;
    const lows = this.#lows;
    const highs = this.#highs;
    const thresholds = this.thresholds;
    let node = root;
    for (let column = nodes[4 * node]; column >= 0; column = nodes[4 * node]) {
      lows[column] = -1;
      highs[column] = thresholds[column].length;
      node = nodes[4 * node + 2] + Number(places[column] > nodes[4 * node + 1]);
    }
    return node;
  }

  /** Adds all detours from the row’s way down a tree, which ends at the path length *own*. */
  #takeDetours(root: number, own: number): void {
    const nodes = this.#nodes;
    const places = this.places;
    const lows = this.#lows;
    const highs = this.#highs;
    let node = root;
    for (let column = nodes[4 * node]; column >= 0; column = nodes[4 * node]) {
      const rank = nodes[4 * node + 1];
      const child = nodes[4 * node + 2];
      if (places[column] > rank) {
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
    const nodes = this.#nodes;
    const places = this.places;
    const detours = this.#detours;
    const into = this.gains[column]; // for now, the change from one interval to the next
    detours.push(start, low, high);
    while (detours.count > 0) {
      --detours.count;
      let node = detours.nodes[detours.count];
      const from = detours.lows[detours.count];
      let until = detours.highs[detours.count];
      for (let split = nodes[4 * node]; split >= 0; split = nodes[4 * node]) {
        const rank = nodes[4 * node + 1];
        const child = nodes[4 * node + 2];
        if (split !== column) {
          node = child + Number(places[split] > rank);
        } else if (until <= rank) {
          node = child;
        } else if (rank <= from) {
          node = child + 1;
        } else {
          detours.push(child + 1, rank, until);
          until = rank;
          node = child;
        }
      }
      const change = this.#pathLengths[node] - own;
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

/** Adds up changes from one interval to the next, in place, from the interval *place* to both sides. */
function addUp(changes: Float64Array, place: number): void {
  let sum = 0;
  for (let k = place; k > 0; --k) {
    const change = changes[k];
    changes[k] = sum;
    sum -= change;
  }
  const first = place === 0 ? 0 : sum;
  sum = 0;
  for (let k = place + 1; k < changes.length - 1; ++k) changes[k] = sum += changes[k];
  changes[0] = first;
}

/** Returns four numbers a node: its column (−1 for a leaf), the rank of its threshold, its left child. */
function packNodes({feature, threshold, left}: Forest, thresholds: readonly Float32Array[]) {
  const nodes = new Int32Array(4 * feature.length);
  for (let node = 0; node < feature.length; ++node) {
    const column = feature[node];
    const rank = column < 0 ? 0 : intervalOf(thresholds[column], threshold[node]) - 1;
    nodes.set([column, rank, left[node]], 4 * node);
  }
  return nodes;
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
