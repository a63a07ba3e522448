import type {Figures} from "./estimate.js";

/** A public set with published figures. */
export interface PublishedSet extends Figures {
  /** The names that its file goes by, in lower case, without `.csv` and a leading number. */
  names: string[];

  /** The rows and columns that the figures were made on. */
  rows: number;
  columns: number;
}

/**
 * The twelve sets of linkedin/isolation-forest’s README, in its order: 100 trees of 256 rows, fitted
 * and scored on the same rows, mean and standard error over ten seeds. Some average precisions have no
 * published error.
 */
export const publishedSets: readonly PublishedSet[] = [
  {
    names: ["http"],
    rows: 567_498,
    columns: 3,
    auroc: [0.9997, 0.0001],
    ap: [0.93, 0.02]
  },
  {
    names: ["cover", "forestcover", "forest-cover", "forest_cover", "forest cover"],
    rows: 286_048,
    columns: 10,
    auroc: [0.882, 0.006],
    ap: [0.051, 0.003]
  },
  {
    names: ["mammography"],
    rows: 11_183,
    columns: 6,
    auroc: [0.865, 0.002],
    ap: [0.218, 0.007]
  },
  {
    names: ["shuttle"],
    rows: 49_097,
    columns: 9,
    auroc: [0.9971, 0.0002],
    ap: [0.974, 0.002]
  },
  {
    names: ["smtp"],
    rows: 95_156,
    columns: 3,
    auroc: [0.9099, 0.0014],
    ap: [0.0045, 0.0001]
  },
  {
    names: ["annthyroid"],
    rows: 7_200,
    columns: 6,
    auroc: [0.813, 0.004],
    ap: [0.312, 0.004]
  },
  {
    names: ["satellite"],
    rows: 6_435,
    columns: 36,
    auroc: [0.717, 0.008],
    ap: [0.672, 0.008]
  },
  {
    names: ["pima"],
    rows: 768,
    columns: 8,
    auroc: [0.668, 0.004],
    ap: [0.49, NaN]
  },
  {
    names: ["breastw"],
    rows: 683,
    columns: 9,
    auroc: [0.9864, 0.0003],
    ap: [0.968, NaN]
  },
  {
    names: ["arrhythmia"],
    rows: 452,
    columns: 274,
    auroc: [0.806, 0.002],
    ap: [0.494, NaN]
  },
  {
    names: ["ionosphere"],
    rows: 351,
    columns: 32,
    auroc: [0.8443, 0.0002],
    ap: [0.801, NaN]
  },
  {
    names: ["cardio"],
    rows: 1_831,
    columns: 21,
    auroc: [0.928, 0.002],
    ap: [0.565, NaN]
  }
];
