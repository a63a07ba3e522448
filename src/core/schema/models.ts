import type {Json} from "./artifacts.js";

/** What a model was trained on. */
export interface Training {
  /** The digest of the SILVER artifact. */
  silver: string;

  /** The first instant of the training window, ISO 8601, UTC. */
  from: string;

  /** The instant at which the training window ends, exclusive, ISO 8601, UTC. */
  until: string;

  /** The number of events in the window. */
  windowRows: number;

  /** The number of those that were drawn to train on. */
  rows: number;
}

/**
 * A model file: JSON that holds data and no code. Arrays of the forest are base64 of their
 * little-endian bytes. Read it with `parseModel` (src/core/forest/serialize.ts), which refuses
 * whatever is not exactly this.
 */
export interface ModelFile {
  /** The format and its version. */
  format: "atalaya-model/1";

  /** The name of the detector; e.g., `isolation-forest` or `ml-isolation-forest`. */
  name: string;

  /** What it was trained with: trees, sample size, seed, … */
  parameters: {[name: string]: Json};

  /** The names of the features, in the order of the columns it expects. */
  features: string[];

  /** What it was trained on. */
  training: Training;

  /** Per feature, in the order of *features*, over the drawn training rows: what is typical. */
  profile: {
    /** The quantiles that *values* hold, ascending; 0, 0.05, 0.25, 0.5, 0.75, 0.95 and 1 are among them. */
    quantiles: number[];
    /** One array of quantiles a feature. */
    values: number[][];
    /**
     * Per feature, how many of the drawn rows lie in each bin, which is [edges[i], edges[i + 1]), the
     * last one open: what drift is measured against. Files of before this was kept have none.
     */
    bins?: {edges: number[]; counts: number[]}[];
  };

  /** The forest. */
  forest: {
    normalizer: number;
    columns: number;
    roots: string;
    feature: string;
    threshold: string;
    left: string;
    pathLength: string;
    size: string;
  };
}

/**
 * A detector file: what a detector other than a forest has learnt, as JSON that holds data and no
 * code. Read it with `parseDetector` (src/core/detectors/serialize.ts), which refuses whatever is not
 * exactly this.
 */
export interface DetectorFile {
  /** The format and its version. */
  format: "atalaya-detector/1";

  /** The name of the detector; e.g., `local-outlier-factor`. */
  name: string;

  /** What it was fitted with: every option, the seed, and the number of rows it kept. */
  parameters: {[name: string]: Json};

  /** The names of the features, in the order of the columns it expects. */
  features: string[];

  /** What it was trained on. */
  training: Training;

  /** What it has learnt: numbers, and arrays as base64 of their little-endian 64-bit floats, by name. */
  state: {
    numbers: {[name: string]: number};
    arrays: {[name: string]: string};
  };
}
