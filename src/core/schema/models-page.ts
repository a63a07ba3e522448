import type {EventRow, Histogram, Metrics, Provenance} from "./published.js";

/** What one detector found among the events that all were compared on. */
export interface ComparedDetector {
  name: string;
  /** What it is, in words: see `Description` of src/core/detectors/detector.ts. */
  title: string;
  method: string;
  score: string;
  cost: string;
  source: string;
  sha256: string;
  bytes: number;
  parameters: {[name: string]: unknown};
  /** Average precision and area under the ROC curve; null without both classes. */
  ap: number | null;
  auroc: number | null;
  /** The events at or above its threshold: the most anomalous, as many as the budget allows; equal scores together. */
  alerts: number;
  /** Attacks among its labelled alerts, and of all attacks. */
  precisionAtBudget: number | null;
  recallAtBudget: number | null;
  /** Spearman’s rank correlation with the first detector, in [−1, 1]; null if one is constant. */
  spearman: number | null;
  /** The share of its most anomalous events, as many as the budget, that the first has among its own. */
  overlap: number;
}

/** All detectors on the same events, drawn at random from those after the training window. */
export interface Comparison {
  /** The number of events drawn, and how many there were to draw from. */
  events: number;
  of: number;
  /** Which events: those after the training window, or all if it holds the whole log. */
  window: "all" | "test";
  labelled: number;
  attacks: number;
  baseRate: number | null;
  /** How many of the drawn events can be alerts: the budget’s share of them, at least 1. */
  budget: number;
  detectors: ComparedDetector[];
}

/** models.json: the detectors on the same events. */
export interface ModelsPage {
  provenance: Provenance;
  /** The name of the model that alerts. */
  flowModel: string;
  /** The models that scored every event, the one that alerts first. */
  models: {
    name: string;
    sha256: string;
    bytes: number;
    parameters: {[name: string]: unknown};
    trainingRows: number;
    /** Null of a model that has no trees of single columns. */
    trees: number | null;
    nodes: number | null;
    /** The longest and mean depth of a leaf, over all trees, in levels. */
    maxDepth: number | null;
    meanDepth: number | null;
    histogram: Histogram;
    metrics: Metrics[];
  }[];
  agreement: {
    /** Spearman’s rank correlation of the two scores over all events, in [−1, 1]; null if one is constant. */
    spearman: number | null;
    /** For each k: the share of the k most anomalous of one that are among the k most anomalous of the other. */
    overlap: {k: number; share: number}[];
    /** A 2-D histogram: [i, j, n] = n events with score bin i (first model) and j (second). */
    joint: {
      bins: number;
      from: [number, number];
      to: [number, number];
      cells: [number, number, number][];
    };
    /** Events that one ranks far higher than the other. */
    disagreements: (EventRow & {other: number; rank: number; otherRank: number})[];
  };
  /** Null if it was omitted (--fast). */
  comparison: Comparison | null;
  /** The features the models see: what is typical, over the training rows. */
  features: {
    name: string;
    label: string;
    meaning: string;
    unit: string | null;
    typical: number[];
  }[];
}
