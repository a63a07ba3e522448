import type {Figures} from "./estimate.js";

/** A public set with published figures. */
export interface PublishedSet extends Figures {
  /** The names that its file goes by, in lower case, without an ending and a leading number. */
  names: string[];

  /** The rows and columns that the figures were made on. */
  rows: number;
  columns: number;

  /** The area under the ROC curve in the paper, to two decimals and without an error; null if the set is not in it. */
  liu2008: number | null;
}

/**
 * The twelve sets of linkedin/isolation-forest’s README, in its order: 100 trees of 256 rows, fitted
 * and scored on the same rows, mean and standard error over ten seeds. Some average precisions have no
 * published error. Beside them, what Liu, Ting & Zhou, “Isolation Forest” (ICDM 2008), table 3, found.
 */
export const publishedSets: readonly PublishedSet[] = [
  {
    names: ["http"],
    rows: 567_498,
    columns: 3,
    auroc: [0.9997, 0.0001],
    ap: [0.93, 0.02],
    liu2008: 1.0
  },
  {
    names: ["cover", "forestcover", "forest-cover", "forest_cover", "forest cover"],
    rows: 286_048,
    columns: 10,
    auroc: [0.882, 0.006],
    ap: [0.051, 0.003],
    liu2008: 0.88
  },
  {
    names: ["mammography"],
    rows: 11_183,
    columns: 6,
    auroc: [0.865, 0.002],
    ap: [0.218, 0.007],
    liu2008: 0.86
  },
  {
    names: ["shuttle"],
    rows: 49_097,
    columns: 9,
    auroc: [0.9971, 0.0002],
    ap: [0.974, 0.002],
    liu2008: 1.0
  },
  {
    names: ["smtp"],
    rows: 95_156,
    columns: 3,
    auroc: [0.9099, 0.0014],
    ap: [0.0045, 0.0001],
    liu2008: 0.88
  },
  {
    names: ["annthyroid"],
    rows: 7_200,
    columns: 6,
    auroc: [0.813, 0.004],
    ap: [0.312, 0.004],
    liu2008: 0.82
  },
  {
    names: ["satellite"],
    rows: 6_435,
    columns: 36,
    auroc: [0.717, 0.008],
    ap: [0.672, 0.008],
    liu2008: 0.71
  },
  {
    names: ["pima"],
    rows: 768,
    columns: 8,
    auroc: [0.668, 0.004],
    ap: [0.49, null],
    liu2008: 0.67
  },
  {
    names: ["breastw"],
    rows: 683,
    columns: 9,
    auroc: [0.9864, 0.0003],
    ap: [0.968, null],
    liu2008: 0.99
  },
  {
    names: ["arrhythmia"],
    rows: 452,
    columns: 274,
    auroc: [0.806, 0.002],
    ap: [0.494, null],
    liu2008: 0.8
  },
  {
    names: ["ionosphere"],
    rows: 351,
    columns: 32,
    auroc: [0.8443, 0.0002],
    ap: [0.801, null],
    liu2008: 0.85
  },
  {
    names: ["cardio"],
    rows: 1_831,
    columns: 21,
    auroc: [0.928, 0.002],
    ap: [0.565, null],
    liu2008: null
  }
];

/** Returns the published figures of a set by the stem of its file, as `10_cover`; undefined if there are none. */
export function findPublished(stem: string): PublishedSet | undefined {
  const name = stem.toLowerCase().replace(/^\d+_/, "");
  return publishedSets.find(({names}) => names.includes(name));
}
