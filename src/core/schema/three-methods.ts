import type {EventRow, Provenance} from "./published.js";

/** The methods that the first project compared. */
export const threeMethods = ["isolation-forest", "local-outlier-factor", "one-class-svm"] as const;

/** One of them. */
export type ThreeMethod = (typeof threeMethods)[number];

/** What a method found among events; means where it is of several seeds. */
export interface FirstFigures {
  method: ThreeMethod;
  truePositives: number;
  falsePositives: number;
  /** Average precision and area under the ROC curve; null where nobody measured them. */
  ap: number | null;
  auroc: number | null;
}

/** What the three methods find on the events of the first project, and what it published. */
export interface FirstComparison {
  /** The seed of the events of the first project, and the number of seeds that means are over. */
  seed: number;
  seeds: number;
  normal: number;
  anomalous: number;
  /** As the first project published them. */
  published: FirstFigures[];
  /** On its events, and means over the seeds: by scikit-learn, and by the detectors of this project. */
  scikitLearn: {own: FirstFigures[]; seeds: FirstFigures[]};
  detectors: {own: FirstFigures[]; seeds: FirstFigures[]};
}

/** What one method raised among the drawn events: its most anomalous, as many as the budget. */
export interface MethodAlerts {
  method: ThreeMethod;
  alerts: number;
  truePositives: number;
  falsePositives: number;
  /** Alerts without a label. */
  unlabelled: number;
  /** Alerts that a rule hits, too. */
  ruleHits: number;
  ap: number | null;
  auroc: number | null;
}

/** An event that at least one of the methods raises. */
export interface ThreeMethodsEvent extends EventRow {
  /** Its place among the drawn events by each method, in the order of `threeMethods`; 1 is the most anomalous, equal scores share it. */
  ranks: number[];
  /** Whether each method raises it. */
  raised: boolean[];
  /** 1: its label is an attack, 0: a benign one, null: none. */
  attack: number | null;
  /** How many rules hit it. */
  rules: number;
}

/** The three methods on the events that all detectors are compared on. */
export interface ThreeComparison {
  window: "all" | "test";
  events: number;
  labelled: number;
  attacks: number;
  /** How many of the drawn events each method may raise. */
  budget: number;
  /** Drawn events that a rule hits. */
  ruleHits: number;
  methods: MethodAlerts[];
  /** By pairs of methods: Spearman’s rank correlation of all drawn events, and the alerts in common. */
  pairs: {first: ThreeMethod; second: ThreeMethod; spearman: number | null; both: number}[];
  /** The drawn events by which methods raise them, and what their labels say; first those that all raise, last those that none does. */
  sets: {raised: boolean[]; events: number; attacks: number; benign: number; ruleHits: number}[];
  /** Events that a method raises, the best rank first: at most 150. */
  listed: ThreeMethodsEvent[];
  /** How many there are. */
  raised: number;
}

/** three-methods.json: the methods that the first project compared. */
export interface ThreeMethodsPage {
  provenance: Provenance;
  /** The name of the model that alerts. */
  flowModel: string;
  /** Null if the comparison was omitted (--fast), or lacks one of the methods. */
  comparison: ThreeComparison | null;
  first: FirstComparison;
}
