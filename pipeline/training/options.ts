/** How to train. */
export interface TrainOptions {
  /** The number of trees of each forest; defaults to 100. */
  trees?: number;

  /** The rows drawn for each tree of the Isolation Forest; defaults to 256, or to all if fewer. */
  sampleSize?: number;

  /** The seed of all randomness, an unsigned 32-bit integer; defaults to 42. */
  seed?: number;

  /** The share of the log’s time span that is the training window, in (0, 1]; defaults to 0.5. */
  trainShare?: number;

  /** The rows drawn from the training window for both models to train on; defaults to 8,192. */
  trainingRows?: number;

  /** A model that was grown elsewhere, to be compared with the detectors; defaults to none. */
  external?: ExternalModel | null;
}

/** A model of a team’s own. */
export interface ExternalModel {
  /** The text of its file, as canonical JSON, and the SHA-256 of that. */
  text: string;
  sha256: string;
}
