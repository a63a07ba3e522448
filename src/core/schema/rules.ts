import type {Comparison, CorrelationType, Level} from "./rule-words.js";
import type {Provenance} from "./published.js";
import type {DetectionMeasures} from "./detection.js";

/** What became of a rule in a run: run on its own, run as part of a correlation only, or not run, with the reason. */
export type RuleState = "run" | "part" | "not applicable";

/** A Sigma rule of a run. Every text of a user’s rule is foreign: pages put it into text nodes only. */
export interface RunRule {
  /** Its place among the rules of the run, from 1, in order of the files; as `rule` in events.duckdb. */
  rule: number;
  /** What hits call it: its id, else its name, else its title. */
  id: string;
  title: string;
  level: Level;
  status: string | null;
  kind: "rule" | "correlation";
  state: RuleState;
  /** Why it was not run; null if it was. */
  reason: string | null;
  /** The log source in words, as `product zeek, service dns`; of a correlation, those of its rules. */
  logSource: string;
  /** The table that it is run on; null of a correlation, and if it was not run. */
  log: string | null;
  /** The ATT&CK techniques of its tags, as `T1046` or `T1071.004`, and the tactics, as `command-and-control`. */
  techniques: string[];
  tactics: string[];
  description: string | null;
  falsePositives: string[];
  author: string | null;
  references: string[];
  /** Whether it comes with the product, or from a folder of the user’s. */
  source: "own" | "user";
  /** Its path below the folder of rules. */
  path: string;
  /** The text of its document as it stands in the file, at most 64 KiB. */
  yaml: string;
  /** The query that it was run with; null if it was not run. */
  sql: string | null;
}

/** What is said of a rule beside a piece of evidence. */
export type EvidenceRule = Pick<
  RunRule,
  "rule" | "id" | "title" | "level" | "techniques" | "falsePositives"
>;

/** What a rule found, beside what the model says of the same flows. */
export interface RuleCounts {
  /** Records of its log that it matches; of a correlation, windows that fired, those that overlap as one. */
  hits: number;
  /** Flows of those records, each once. */
  flows: number;
  /** Entities of the hits, and hours of entities with a hit. */
  entities: number;
  entityHours: number;
  /** Flows of the hits at or above the threshold of the flow model. */
  alerts: number;
  /** Of its flows with a label: attacks, and benign ones. */
  attacks: number;
  benign: number;
  /** Its flows by decile of the score’s rank over all events: the first are the most anomalous tenth. */
  deciles: number[];
  /** How many hours of entities a day have a hit; lower is rarer. */
  ratePerDay: number;
  /** Incidents that it is evidence of, and of those the ones that rules alone made. */
  incidents: number;
  incidentsAlone: number;
  /** The first and the last hit, in ms since the epoch; null without one. */
  first: number | null;
  last: number | null;
}

/** A filter that would make a frequent rule less so: what it excludes, and what that costs. */
export interface SuggestedFilter {
  /** The filter as a Sigma document, in YAML. */
  yaml: string;
  /** What it excludes: fields as the rule calls them, and their values. */
  excludes: {field: string; value: string}[];
  /** Of the `of` listed hits of the rule, those that it excludes; of a correlation, of their records. */
  hits: number;
  of: number;
  /** The labelled attacks among them, flows each once; null without a label. */
  attacks: number | null;
}

/** What a correlation asks of a window: its kind, the fields of a group, its length, and what its measure has to be. */
export interface RuleWindow {
  type: CorrelationType;
  /** The fields whose values the events share; none for one group. */
  groupBy: string[];
  /** The length of the window that ends at each event, both ends included, in seconds. */
  timespanSeconds: number;
  /** What the measure of the window has to be: all of these. */
  comparisons: {comparison: Comparison; value: number}[];
}

/** A rule as rules.json lists it: its YAML and its SQL are in events.duckdb alone. */
export interface ListedRule extends Omit<RunRule, "yaml" | "sql">, RuleCounts {
  /** Alerts of the flow model on the entities of its listed hits, and those of flows that it does not hit. */
  entityAlerts: number;
  entityAlertsBeyond: number;
  /** What a correlation asks of a window; null of a rule of single events. */
  correlation: RuleWindow | null;
  /** Why it has no hit, in words; null if it has one, or was not run. */
  silence: string | null;
  /** A filter for a rule that fires more often than the budget allows; null if it does not, or none helps. */
  filter: SuggestedFilter | null;
}

/** Flows by whether a rule hits them and whether the flow model alerts. */
export interface FlowOverlap {
  both: number;
  rulesOnly: number;
  modelOnly: number;
  neither: number;
}

/** A technique of ATT&CK, and what covers it. */
export interface CoveredTechnique {
  /** As `T1046` or `T1071.004`. */
  technique: string;
  /** Its name; null if it is not among those that are known here. */
  name: string | null;
  /** The tactic whose column it stands in, as `command-and-control`; null if none is known. */
  tactic: string | null;
  /** The rules of the run that name it, and those of them with a hit, by their places. */
  rules: number[];
  firedRules: number[];
  /** The detectors of the run that name it, and those of them with evidence in an incident. */
  detectors: string[];
  firedDetectors: string[];
  /** The flows labelled with it, those that a rule hits, and the alerts among them; null without one. */
  labelled: {events: number; hits: number; alerts: number} | null;
}

/** rules.json: what rules find beside what models find. */
export interface RulesPage {
  provenance: Provenance;
  /** The threshold of the flow model, in (0, 1). */
  threshold: number;
  /** The times of the first and of the last event. */
  first: number;
  last: number;
  /** The days that the log covers. */
  days: number;
  budgetPerDay: number;
  /** Those that were run, alone or as a part of a correlation, in order of their places. */
  rules: ListedRule[];
  /** Documents of the given folders that are no valid rule: file, line, field, what is wrong, and the remedy. */
  problems: {file: string; line: number; field: string; message: string; remedy: string}[];
  /** Rules for logs that the run does not have or that are never read, by log source, the most frequent first. */
  notApplicable: {logSource: string; reason: string; rules: number}[];
  flows: FlowOverlap;
  /** The same of labelled flows, in the test window if it has labels, else in all of the log; null without a label. */
  labels: {window: "test" | "all"; attack: FlowOverlap; benign: FlowOverlap} | null;
  /** Incidents by what found them. */
  incidents: {both: number; rulesOnly: number; modelsOnly: number};
  /** By decile of the score’s rank, the most anomalous first: events, and those with a hit. */
  deciles: {events: number; hits: number}[];
  /** The techniques that a rule, a detector or a label names, in order. */
  techniques: CoveredTechnique[];
  /** What rules, models, and both together find of the labelled attacks; null without a labelled attack in the test window. */
  systems: DetectionMeasures["systems"] | null;
  /** By attack: how many of it are in the test window; empty without one. */
  scenarios: {name: string; technique: string | null; attacks: number}[];
}
