import type {Provenance} from "./published.js";

/** The attacks of one name in the test window, and how many were found. */
export interface ScenarioMeasures {
  /** The detailed label, or else the label. */
  name: string;
  technique: string | null;
  attacks: number;
  found: number;
  /** Flows, and those that true incidents within the budget cover. */
  flows: number;
  flowsCovered: number;
  /** By detector: the attacks of which its evidence alone, within those incidents, covers enough. */
  byDetector: {[detector: string]: number};
}

/** What is found without one detector. */
export interface Ablation {
  /** The missing detector; null: none is. */
  without: string | null;
  found: number;
  /** Average precision over the incidents of the test window; null unless some are true and some are not. */
  incidentAp: number | null;
}

/** What one kind of evidence finds of the labelled attacks in the test window. */
export interface SystemMeasures {
  system: "rules" | "models" | "both";
  /** Incidents in the test window, those within the budget, and the true ones of both. */
  incidents: number;
  trueIncidents: number;
  shown: number;
  trueShown: number;
  /** The attacks that true incidents within the budget find. */
  found: number;
  /** By name of the attack: how many were found. */
  byScenario: {[name: string]: number};
  incidentAp: number | null;
}

/**
 * What the incidents of hosts find of the labelled attacks in the test window. An incident is true if one of its three
 * strongest pieces of evidence speaks mostly of attack flows; an attack is found if true incidents within the
 * budget cover at least a tenth of its flows. The incidents are those that are published: of detectors and rules together.
 */
export interface DetectionMeasures {
  /** Incidents a day that a team can triage, and the days of the test window. */
  budgetPerDay: number;
  days: number;
  /** Attacks in the test window, and how many were found. */
  attacks: number;
  found: number;
  /** Incidents in the test window, those within the budget, and the true ones of both. */
  incidents: number;
  trueIncidents: number;
  shown: number;
  trueShown: number;
  /** Average precision over incidents by severity and rate, and over flows by the lowest rate that covers them; null without both classes. */
  incidentAp: number | null;
  flowAp: number | null;
  /** Attack flows as a share of the labelled flows of the test window. */
  flowBaseRate: number;
  /** By name. */
  scenarios: ScenarioMeasures[];
  /** All evidence first, then without each detector; `rule` stands for all rules. Null if they were omitted (--fast). */
  ablations: Ablation[] | null;
  /** The same with the evidence of rules alone, of models alone, and of both together. */
  systems: SystemMeasures[];
  /** Whether each incident of the test window, most severe first, is true: its place among all incidents, from 1. */
  truths: {incident: number; isTrue: boolean}[];
}

/** detection.json: how good the incidents of hosts are, as far as labels tell. */
export interface DetectionPage {
  provenance: Provenance;
  /** The detectors of the run, in their order, with their titles. */
  detectors: {name: string; title: string}[];
  /** Null without a labelled attack in the test window. */
  measures: DetectionMeasures | null;
}
