import type {EventRow, Histogram, Metrics, Provenance} from "./published.js";

/** method.json: the data of the notebook “Anomaly detection explained”. */
export interface MethodPage {
  provenance: Provenance;
  events: number;
  trainingRows: number;
  windowRows: number;
  from: number;
  until: number;
  sampleSize: number;
  trees: number;
  normalizer: number;
  threshold: number;
  /** The features the forest sees, in the order of a row. */
  features: string[];
  /** A seeded sample of up to 400 events of the training window: one row of features each. */
  normal: {event: number; score: number; row: number[]}[];
  /** One anomalous and one normal event, followed through the forest. */
  cases: {
    name: "anomalous" | "normal";
    event: EventRow;
    row: number[];
    /** The depth at which each tree isolates it (leaf path length), one a tree. */
    pathLengths: number[];
    /** Contributions to the path length per feature; negative shortens it: more anomalous. */
    contributions: number[];
    /** The mean path length of the training rows, where the contributions start. */
    base: number;
    /** The splits of the first tree on the way down; *from* and *to*: the path length expected before and after. */
    path: {
      feature: number;
      threshold: number;
      value: number;
      goesLeft: boolean;
      size: number;
      from: number;
      to: number;
    }[];
  }[];
  /** Score histograms by class: all events, and attacks and benign ones if there are labels. */
  histograms: {name: "all" | "benign" | "attack"; histogram: Histogram}[];
  metrics: Metrics[];
}
