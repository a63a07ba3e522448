import type {Provenance} from "./published.js";
import type {EvidenceRule} from "./rules.js";

/** The file of an evaluation that holds its incidents, one a line, most severe first. */
export const incidentsFile = "incidents.jsonl";

/** Whose behaviour it is: the source of what was done, or its target. */
export type Role = "actor" | "target";

/** What found an incident. */
export type FoundBy = "models" | "rules" | "both";

/** How severe an incident is, from most to least. */
export type Severity = "critical" | "high" | "medium" | "low";

/** A piece of evidence of an incident, as it is published. Addresses are as in the log, hence attacker-controlled. */
export interface PublishedEvidence {
  detector: string;
  /** The first ATT&CK technique of the detector; null if it has none. */
  technique: string | null;
  /** How often a day this detector says as much on this network; of a rule, how many hours of entities a day have a hit. Over 0, lower is more unusual. */
  rate_per_day: number;
  /** The evidence in a sentence: every number of it is one of the facts, but for those in the title of a rule. */
  sentence: string;
  facts: {[name: string]: number};
  src: string | null;
  dst: string | null;
  /** The registrable domain of the destination, where it is summarised by that; null: by its address. */
  domain: string | null;
  port: number | null;
  /** The first and the last moment, as ISO 8601 in UTC; the last is exclusive. */
  from: string;
  to: string;
  /** The number of events that it speaks of. */
  events: number;
  /** The rule that it is the hits of; absent of a detector’s evidence. The detector then is `rule`. */
  rule?: EvidenceRule;
}

/** An incident as `atalaya incidents` prints it, one a line. */
export interface PublishedIncident {
  /** What names it in every build of the same log: entity, role and first hour. */
  id: string;
  entity: string;
  role: Role;
  from: string;
  to: string;
  severity: Severity;
  rate_per_day: number;
  name: string;
  /** What found it: detectors, rules, or both. */
  found_by: FoundBy;
  /** Whether it begins in the test window: what lies before has calibrated the rates. */
  window: "training" | "test";
  /** The number of events that its evidence speaks of. */
  events: number;
  evidence: PublishedEvidence[];
  /** The ids of incidents of other entities, at most 24 hours apart, whose events name this entity, or whose entity its events name; closest in time first, at most 20. */
  linked: string[];
  /** Zeek's uids of those events, ascending; events without one are missing. */
  uids: string[];
}

/** Incidents by severity. */
export type SeverityCounts = Record<Severity, number>;

/** An incident as pages list it: its evidence is the strongest of each detector. */
export interface ListedIncident extends Omit<PublishedIncident, "uids"> {
  /** Its place among all incidents, from 1, the most severe first; as in events.duckdb. */
  incident: number;

  /** The SHA-256 of the log file that holds its first event: with *id* it names the incident in any run of that file. */
  file: string;

  /** The number of pieces of evidence in all. */
  pieces: number;
}

/** A local host that hosts outside reach, or try to. Times are ms since the epoch, UTC; `to` is exclusive. */
export interface ExposedHost {
  host: string;
  /** Distinct sources outside. */
  sources: number;
  flows: number;
  /** Flows that were rejected, reset or left without an answer. */
  failed: number;
  /** Distinct pairs of port and protocol. */
  ports: number;
  from: number;
  to: number;
}

/** A login port of a local host that hosts outside try in many short sessions. */
export interface BruteForcedService {
  host: string;
  port: number;
  sources: number;
  /** Sessions under 30 s, how many of them failed, and the most of an hour. */
  sessions: number;
  failed: number;
  mostPerHour: number;
  from: number;
  to: number;
}

/** A destination that local hosts call in an even rhythm. */
export interface BeaconedDestination {
  dst: string;
  port: number;
  /** The local hosts that do, and the share of the local hosts that call it at all, in [0, 1]. */
  hosts: number;
  share: number;
  /** The highest of RITA’s scores, in [0, 1], and the median gap of that one in seconds. */
  score: number;
  period: number;
  /** The highest magnitude, discounted by prevalence, and the lowest rate a day. */
  magnitude: number;
  ratePerDay: number;
}

/** A connection of a local host of an hour or more. */
export interface LongConnection {
  event: number;
  time: number;
  src: string;
  dst: string;
  port: number;
  service: string;
  seconds: number;
  bytesOut: number;
  bytesIn: number;
}

/** What of the local hosts is exposed and under pressure, as measured; each list holds at most 20 of `…Of`. */
export interface Exposure {
  /** Most sources first. */
  targets: ExposedHost[];
  targetsOf: number;
  /** Most sessions first. */
  bruteForced: BruteForcedService[];
  bruteForcedOf: number;
  /** The most unusual first. */
  beacons: BeaconedDestination[];
  beaconsOf: number;
  /** The longest first. */
  longConnections: LongConnection[];
  longConnectionsOf: number;
}

/** What the rates of a log rest on. */
export interface IncidentCalibration {
  /** The days of training after the warm-up; 0 or more. Below 3, other networks count as well. */
  days: number;
  /** The weight of this network’s own history, in [0, 1]. */
  ownWeight: number;
  /** The end of the warm-up and of the training window, in ms since the epoch. */
  warmUntil: number;
  trainedUntil: number;
  /** Local sources in the training window. */
  localHosts: number;
}

/** incidents.json: what the pages say of incidents. */
export interface IncidentsPage {
  provenance: Provenance;
  /** Incidents of all of the log, and of those the ones of the test window. */
  counts: SeverityCounts;
  testCounts: SeverityCounts;
  /** The times of the first and the last event, and the days that the log covers, at least 1. */
  first: number;
  last: number;
  days: number;

  /** The days that it covers from the end of the training window on. */
  testDays: number;
  calibration: IncidentCalibration;
  /** Most severe first, at most 2,000. */
  incidents: ListedIncident[];
  /** How many there are in all. */
  of: number;
  exposure: Exposure;
  /** What the method cannot see on this log and why, in a sentence each. */
  unseen: string[];
}
