import type {Description} from "./detector.js";

/** How a forest was grown, as its description says it. */
export interface GrownForest {
  /** The rows that were there to grow on. */
  rows: number;

  /** How many of them each tree saw. */
  sampleSize: number;

  trees: number;
}

const count = (n: number): string => n.toLocaleString("en-US");
const score =
  "2^(−mean path length / c), in (0, 1); higher is more anomalous, 0.5 is isolated as late as is usual";

/** Returns what an Isolation Forest of ours is. */
export function describeForest({rows, sampleSize, trees}: GrownForest): Description {
  return {
    title: "Isolation Forest",
    method: "Splits rows at random, one column at a time: anomalous rows are isolated early.",
    score,
    cost: `${count(trees)} trees of ${count(sampleSize)} rows, each drawn from ${count(rows)}; scores millions of rows a second.`,
    source: "Liu, Ting & Zhou, Isolation Forest, ICDM 2008"
  };
}

/** Returns what the forest of the package `ml-isolation-forest` is. */
export function describeLibraryForest({rows, trees}: GrownForest): Description {
  return {
    title: "ml-isolation-forest",
    method: "An Isolation Forest whose trees all see every training row, as the package grows it.",
    score: `${score}; its c is below the exact one`,
    cost: `${count(trees)} trees of ${count(rows)} rows; the package itself scores some ten thousand rows a second.`,
    source: "the npm package ml-isolation-forest, mljs/isolation-forest"
  };
}
